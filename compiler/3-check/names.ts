// Names: what they stand for as values and at the head of lists, and which is meant by one that nothing has.
import { u64 } from '../../grammar/signature.js';
import { closest } from '../../grammar/suggest.js';
import type { SymbolSyntax } from '../../grammar/syntax.js';
import type { Draft, Form, NamedVariant } from '../../stdlib/form.js';
import { formNamed, formNames, internalFormNamed } from '../../stdlib/index.js';
import { constructVariant } from '../../stdlib/special/types.js';
import type { ProgramChecker } from './check.js';

export class Names {
  /** The names of functions that do not see each other. */
  readonly local = new Set<string>();

  constructor(private readonly checker: ProgramChecker) {}

  /** A name as a value. */
  value(form: SymbolSyntax): Draft {
    const { checker } = this;
    const { diagnostics, functionValues, place } = checker;
    const entity = place.scope.lookup(form.name);
    if (entity?.kind === 'variable') return checker.read(entity.variable, form.span);
    if (form.name.startsWith(' ') || entity?.kind === 'broken') return checker.wrong(form.span);
    if (entity?.kind === 'function') return functionValues.closure(entity, form.span);
    if (entity?.kind === 'type') {
      diagnostics.report('typeAsValue', form.span, { name: form.name });
      return checker.wrong(form.span);
    }
    if (entity?.kind === 'error')
      return { kind: 'integer', value: BigInt(entity.error.code), type: u64, span: form.span };
    const row = this.row(form.name);
    if (row?.kind === 'library') {
      const found = checker.libraryFunctions.find(row.name);
      if (found) return functionValues.closure(found, form.span);
    }
    if (row?.kind === 'function' && row.named)
      return row.check({ ...form, kind: 'list', items: [form] }, checker);
    if (row?.kind === 'function') return functionValues.form(row, form.span);
    if (row) {
      diagnostics.report('functionAsValue', form.span, { name: form.name });
      return checker.wrong(form.span);
    }
    const variant = this.variant(form.name);
    if (variant) return constructVariant(variant, [], form, checker);
    diagnostics.report('unknownName', form.span, {
      name: form.name,
      hint: this.suggestion(form.name, false),
    });
    return checker.wrong(form.span);
  }

  /** `Enum::Variant`, or `program::Enum::Variant`. */
  variant(name: string): NamedVariant | undefined {
    const at = name.lastIndexOf('::');
    if (at < 0) return undefined;
    const entity = this.checker.place.scope.lookup(name.slice(0, at));
    const type = entity?.kind === 'type' ? entity.find() : undefined;
    if (type?.kind !== 'enum') return undefined;
    const tag = type.variants.findIndex((variant) => variant.name === name.slice(at + 2));
    return tag < 0 ? undefined : { type, tag };
  }

  /** The form a name calls here; functions of the standard library know forms that no program can name. */
  row(name: string): Form | undefined {
    return formNamed(name) ?? (this.checker.library ? internalFormNamed(name) : undefined);
  }

  /** What may have been meant by a name that nothing has. */
  suggestion(name: string, callable: boolean): string {
    const { place, syscalls } = this.checker;
    const candidates = callable
      ? [...place.scope.visible(), ...formNames(), ...syscalls.keys()]
      : [...place.scope.visible()];
    const near = closest(
      name,
      candidates.filter((candidate) => !candidate.startsWith(' ')),
    );
    if (callable && this.local.has(name))
      return 'functions of `flet` do not see each other, those of `labels` do';
    if (near) return `did you mean \`${near}\`?`;
    return callable ? `define it: \`(defun ${name} (...) ...)\`` : `define it: \`(define ${name} ...)\``;
  }
}
