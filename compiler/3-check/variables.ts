// Variables: how they are made, read and assigned, and which of them functions share.
import { isLiteral } from '../../grammar/core.js';
import { unit } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { SymbolSyntax } from '../../grammar/syntax.js';
import type { Draft, DraftVariable, Held } from '../../stdlib/form.js';
import { anyHole, prune, type Inferred } from '../../stdlib/inferred.js';
import type { ProgramChecker } from './check.js';
import { isReserved } from './declare.js';

interface Thrown {
  readonly variable: DraftVariable;
  readonly number: number;
}

export class Variables {
  private readonly literals = new Map<DraftVariable, Draft>();
  private readonly constants = new Set<DraftVariable>();
  private readonly thrownTags = new Map<string, Thrown>();
  /** How many there are; the number of the next one. */
  count = 0;
  /** Whether any function takes variables along. */
  captured = false;

  constructor(private readonly checker: ProgramChecker) {}

  define(name: SymbolSyntax, type: Inferred, value?: Draft): DraftVariable {
    const { diagnostics, place } = this.checker;
    if (isReserved(name.name)) diagnostics.report('reservedName', name.span, { name: name.name });
    const variable = this.temporary(name.name, type, name.span);
    place.scope.declare(name.name, { kind: 'variable', variable });
    if (value && isLiteral(value)) this.literals.set(variable, value);
    return variable;
  }

  temporary(name: string, type: Inferred, span: Span): DraftVariable {
    const { frame } = this.checker.place;
    return {
      id: this.count++,
      name,
      type,
      span,
      owner: frame.owner,
      mutated: false,
      shared: false,
      captured: false,
      looped: frame.loop !== undefined,
    };
  }

  hold(name: string, value: Draft): Held {
    const variable = this.temporary(name, value.type, value.span);
    const define: Draft = { kind: 'define', variable, value, type: unit, span: value.span };
    return { define: [define], read: () => this.read(variable, value.span) };
  }

  literalOf(draft: Draft): Draft | undefined {
    if (draft.kind !== 'variable') return isLiteral(draft) ? draft : undefined;
    return draft.variable.mutated ? undefined : this.literals.get(draft.variable);
  }

  thrown(tag: string, span: Span): Thrown {
    const known = this.thrownTags.get(tag);
    if (known) return known;
    // It belongs to the program, so that all functions find it at one place.
    const owned = this.temporary(`thrown ${tag}`, anyHole(), span);
    const variable = { ...owned, owner: 0, looped: false, mutated: true };
    const made = { variable, number: this.thrownTags.size };
    this.thrownTags.set(tag, made);
    return made;
  }

  /** Gives what takes back all that is found out about the types of thrown values from here on. */
  markThrown(): () => void {
    const before = this.thrownTags.size;
    const open = [...this.thrownTags.values()].map(({ variable }) => prune(variable.type));
    return () => {
      for (const type of open) if (type.kind === 'hole') type.bound = undefined;
      for (const { variable } of [...this.thrownTags.values()].slice(before)) variable.type = anyHole();
    };
  }

  read(variable: DraftVariable, span: Span): Draft {
    if (!this.reachable(variable, span)) return this.checker.wrong(span);
    return { kind: 'variable', variable, type: variable.type, span };
  }

  freeze(variable: DraftVariable): void {
    this.constants.add(variable);
  }

  assignable(name: SymbolSyntax): DraftVariable | undefined {
    const { diagnostics, names, place } = this.checker;
    const entity = place.scope.lookup(name.name);
    if (entity?.kind !== 'variable') {
      if (entity?.kind === 'function') diagnostics.report('functionAsValue', name.span, { name: name.name });
      else if (!entity) {
        const hint = names.suggestion(name.name, false);
        diagnostics.report('unknownName', name.span, { name: name.name, hint });
      }
      return undefined;
    }
    if (this.constants.has(entity.variable)) {
      diagnostics.report('constantAssigned', name.span, { name: name.name }, [
        { message: 'defined here', span: entity.variable.span },
      ]);
      return undefined;
    }
    if (!this.reachable(entity.variable, name.span)) return undefined;
    entity.variable.mutated = true;
    return entity.variable;
  }

  /** Marks a variable of another function: of the program's body it lives at one place, others are taken along. */
  private reachable(variable: DraftVariable, span: Span): boolean {
    const { diagnostics, place } = this.checker;
    const { frame } = place;
    if (variable.owner === frame.owner) return true;
    if (variable.owner === 0 && !variable.looped) {
      variable.shared = true;
      return true;
    }
    const { entity } = frame;
    if (!entity) return true;
    if (variable.id >= entity.horizon) {
      diagnostics.report('capturedVariable', span, { function: frame.name, name: variable.name }, [
        { message: 'defined here', span: variable.span },
      ]);
      return false;
    }
    this.captured = variable.captured = true;
    if (!entity.captures.includes(variable)) entity.captures.push(variable);
    return true;
  }
}
