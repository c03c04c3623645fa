// Expands the forms of one file.
import type { Expansion, Span } from '../../grammar/source.js';
import { closest } from '../../grammar/suggest.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { headOf, literal, mapItems, symbol, withItems } from '../../grammar/syntax.js';
import type { SpecialForm } from '../../stdlib/form.js';
import { formNamed } from '../../stdlib/index.js';
import { constForm, define } from '../../stdlib/special/define.js';
import { doForm } from '../../stdlib/special/do.js';
import { defun } from '../../stdlib/special/functions.js';
import { expandedImport, importForm } from '../../stdlib/special/import.js';
import { defineForSyntax, defmacro } from '../../stdlib/special/macros.js';
import { malformed as reportMalformed } from '../../stdlib/special/shape.js';
import { expandDefine } from '../../stdlib/sugar.js';
import { chainLimit, formCost, nestingLimit } from './budget.js';
import { entityKind, readForSyntax, readMacro } from './define-macro.js';
import { Environment } from './environment.js';
import { Evaluator, type Surroundings } from './evaluate.js';
import { BudgetExhausted, MacroFailure, MacroMalformed, MacroRefusal } from './failure.js';
import { readImport, type Import } from './import-form.js';
import { markExpansion } from './mark-expansion.js';
import { pathBeside } from './paths.js';
import { bindPattern } from './pattern.js';
import { SyntaxScope, type Macro, type Module, type SyntaxEntity } from './scope.js';
import type { Session } from './session.js';
import type { Value } from './value.js';

/** The name that stands for a form that has been reported; no source text can hold it. */
const malformed = ' malformed';

/** The forms that only the expansion knows what to do with. */
type Definition = 'macro' | 'for-syntax' | 'import';
const definitions: ReadonlyMap<SpecialForm, Definition> = new Map([
  [defmacro, 'macro'],
  [defineForSyntax, 'for-syntax'],
  [importForm, 'import'],
]);

const namesOf = ({ name, aliases = [] }: SpecialForm): readonly string[] => [name, ...aliases];

/** What the forms of a body make known in it: a macro, a name of the program, or what all forms inside do. */
const declarations: ReadonlyMap<string, 'macro' | 'for-syntax' | 'ordinary' | 'do'> = new Map([
  [defmacro.name, 'macro'] as const,
  [defineForSyntax.name, 'for-syntax'] as const,
  ...[defun, define, constForm].flatMap(namesOf).map((name) => [name, 'ordinary'] as const),
  ...namesOf(doForm).map((name) => [name, 'do'] as const),
]);

export class FileExpander {
  #scope: SyntaxScope;
  #depth = 0;
  /** How many expansions of macros are around the present form. */
  #expansions = 0;
  #isTop = true;
  #tooDeep = false;
  readonly #surroundings: Surroundings;

  constructor(
    private readonly session: Session,
    private readonly module: Module,
  ) {
    this.#scope = module.scope;
    const { diagnostics, budget, fresh } = session;
    this.#surroundings = { diagnostics, budget, module, fresh: (base) => fresh.name(base) };
  }

  file(forms: readonly Syntax[]): readonly Syntax[] {
    return this.#items(forms);
  }

  // Bodies

  /** Forms in a scope of their own. */
  readonly #body = (forms: readonly Syntax[]): readonly Syntax[] => {
    const [outer, wasTop] = [this.#scope, this.#isTop];
    this.#scope = new SyntaxScope(outer, outer.module);
    this.#isTop = false;
    const items = this.#items(forms);
    this.#scope = outer;
    this.#isTop = wasTop;
    return items;
  };

  /** Forms in the present scope, whose macros they all see. What stands in a `do` among them belongs to them. */
  #items(forms: readonly Syntax[]): readonly Syntax[] {
    this.#declare(forms);
    const items: Syntax[] = [];
    let endsInDefinition: Span | undefined;
    for (const form of forms) endsInDefinition = this.#item(form, items);
    // A body that ends in a macro has no value, and not that of the form before.
    if (endsInDefinition) items.push(literal(null, endsInDefinition));
    const isSame = items.length === forms.length && items.every((item, index) => item === forms[index]);
    return isSame ? forms : items;
  }

  /** Adds what a form of a body becomes; gives its span if that is nothing. */
  #item(form: Syntax, items: Syntax[]): Span | undefined {
    if (this.#depth === 0) this.#tooDeep = false;
    const [opened, made] = this.#open(form);
    this.#expansions += made;
    const gone = this.#opened(opened, items, made > 0);
    this.#expansions -= made;
    return gone;
  }

  #opened(form: Syntax, items: Syntax[], isNew: boolean): Span | undefined {
    const name = headOf(form);
    if (form.kind !== 'list' || name === undefined) {
      items.push(this.#inside(form));
      return undefined;
    }
    if (declarations.get(name) === 'do' && form.items.length > 1) return this.#spliced(form, items, isNew);
    const row = formNamed(name);
    const definition = row?.kind === 'special' ? definitions.get(row) : undefined;
    if (definition === undefined) {
      items.push(this.#inside(form));
      return undefined;
    }
    if (definition === 'import') {
      items.push(this.#import(form));
      return undefined;
    }
    if (isNew) this.#define(form, definition);
    return form.span;
  }

  /** The forms of a `do` in a body. */
  #spliced(form: ListSyntax, items: Syntax[], isNew: boolean): Span | undefined {
    if (!this.#mayEnter(form)) return undefined;
    const inner = form.items.slice(1);
    if (isNew) this.#declare(inner);
    this.#depth++;
    let gone: Span | undefined;
    for (const item of inner) gone = this.#item(item, items);
    this.#depth--;
    return gone;
  }

  // Definitions

  /** Makes the macros among forms known, and which names are the program's own. */
  #declare(forms: readonly Syntax[]): void {
    for (const form of forms) {
      const name = headOf(form);
      if (form.kind !== 'list' || name === undefined) continue;
      const declared = declarations.get(name);
      if (declared === undefined) continue;
      if (declared === 'do') this.#declare(form.items.slice(1));
      else if (declared === 'ordinary') this.#declareOrdinary(form);
      else this.#define(form, declared);
    }
  }

  #declareOrdinary({ items: [, target] }: ListSyntax): void {
    const name = target?.kind === 'list' ? target.items[0] : target;
    if (name?.kind !== 'symbol') return;
    const before = this.#scope.own(name.name);
    if (before === undefined || before.kind === 'ordinary')
      this.#scope.declare(name.name, { kind: 'ordinary', span: name.span });
    else this.#reportDuplicate(name.name, name.span, before);
  }

  #define(form: ListSyntax, definition: 'macro' | 'for-syntax'): void {
    const read = definition === 'macro' ? readMacro : readForSyntax;
    const entity = read(form, this.#scope, this.session.diagnostics);
    if (!entity) return;
    const before = this.#scope.own(entity.name);
    if (before) {
      this.#reportDuplicate(entity.name, entity.span, before);
      return;
    }
    this.#scope.declare(entity.name, entity);
    this.session.entities.push(entity);
  }

  #reportDuplicate(name: string, span: Span, before: SyntaxEntity): void {
    this.session.diagnostics.report('duplicateMacro', span, { name, what: entityKind(before) }, [
      { message: 'the other one', span: before.span },
    ]);
  }

  // Imports

  #import(form: ListSyntax): Syntax {
    const gone = symbol(malformed, form.span);
    const { diagnostics, modules } = this.session;
    if (!this.#isTop) {
      reportMalformed(importForm, form, 'it belongs to the top level of a file', { diagnostics });
      return gone;
    }
    const read = readImport(form, diagnostics);
    if (!read) return gone;
    const { file } = read;
    const found = modules.load(pathBeside(this.module.path, file.value));
    if (!('kind' in found)) return this.#take(found, read, form);
    if (found.kind === 'cycle')
      diagnostics.report('importCycle', file.span, { chain: found.chain.join(' -> ') });
    else diagnostics.report('importUnreadable', file.span, { file: file.value, ...found });
    return gone;
  }

  /** Makes the names of a file known here; functions and variables are for the checker to find. */
  #take(module: Module, { file, only, prefix }: Import, form: ListSyntax): Syntax {
    const { diagnostics } = this.session;
    for (const { name, span } of only ?? []) {
      if (module.exports.has(name)) continue;
      const near = closest(name, module.exports);
      const hint = near === undefined ? 'look at what the file defines' : `did you mean \`${near}\`?`;
      diagnostics.report('notInFile', span, { file: file.value, name, hint });
    }
    const wanted = only?.map(({ name }) => name).filter((name) => module.exports.has(name)) ?? [
      ...module.exports,
    ];
    const { imported, importedFrom, names } = this.module;
    for (const name of wanted) {
      const here = prefix + name;
      const before = importedFrom.get(here);
      if (before && before !== module) diagnostics.report('importCollides', form.span, { name: here });
      importedFrom.set(here, module);
      names.add(here);
      const entity = module.scope.own(name);
      if (entity && entity.kind !== 'ordinary') imported.declare(here, entity);
    }
    const { path, number, forms } = module;
    return expandedImport({ path, number, prefix, only: only && new Set(wanted), forms }, form.span);
  }

  // Forms

  readonly #expand = (form: Syntax): Syntax => {
    if (form.kind !== 'list') return this.#inside(form);
    const [opened, made] = this.#open(form);
    this.#expansions += made;
    const expanded = this.#inside(opened);
    this.#expansions -= made;
    return expanded;
  };

  readonly #operand = (item: Syntax, index: number): Syntax => (index === 0 ? item : this.#expand(item));

  /** Expands a form until its head is no macro and no sugar; with it, how many macros that took. */
  #open(form: Syntax): readonly [Syntax, number] {
    let made = 0;
    for (let chain = 0; form.kind === 'list'; chain++) {
      const name = headOf(form);
      if (name === undefined) break;
      const entity = this.#scope.lookup(name);
      const row = entity ? undefined : formNamed(name);
      if (entity?.kind !== 'macro' && row?.kind !== 'sugar') break;
      if (chain === chainLimit) {
        this.#reportDepth(form);
        return [symbol(malformed, form.span), made];
      }
      const expanded: Syntax | undefined =
        entity?.kind === 'macro'
          ? this.#use(entity, form)
          : row?.kind === 'sugar'
            ? row.expand(form, this.#surroundings)
            : undefined;
      // What is malformed has been reported; the name that stands for it keeps the rest checkable.
      if (!expanded) return [symbol(malformed, form.span), made];
      if (entity) made++;
      form = expanded;
    }
    return [form, made];
  }

  /** Expands the forms inside a form whose head is settled. */
  #inside(form: Syntax): Syntax {
    switch (form.kind) {
      case 'list':
        return this.#insideList(form);
      case 'array':
        return withItems(form, mapItems(form.items, this.#expand));
      case 'record':
        return {
          ...form,
          entries: form.entries.map(({ key, value }) => ({ key, value: this.#expand(value) })),
        };
      default:
        return form;
    }
  }

  #insideList(form: ListSyntax): Syntax {
    const name = headOf(form);
    if (!this.#mayEnter(form)) return symbol(malformed, form.span);
    const wasTop = this.#isTop;
    this.#isTop = false;
    this.#depth++;
    const expanded = this.#insideNamed(form, name);
    this.#depth--;
    this.#isTop = wasTop;
    return expanded;
  }

  #insideNamed(form: ListSyntax, name: string | undefined): Syntax {
    const row = name === undefined ? undefined : formNamed(name);
    if (row?.kind !== 'special') return withItems(form, mapItems(form.items, this.#expand));
    const definition = definitions.get(row);
    if (definition === 'import') return this.#import(form);
    if (definition) {
      // A definition where no body is: it holds from here to the end of the body around it.
      this.#define(form, definition);
      return literal(null, form.span);
    }
    const rewritten = row === define ? expandDefine(form) : form;
    const target = rewritten === form ? row : defun;
    if (target.expandInside) return target.expandInside(rewritten, this.#expand, this.#body);
    return withItems(form, mapItems(form.items, this.#operand));
  }

  /** Whether what is inside a form may be looked at; if not, that has been reported. */
  #mayEnter(form: ListSyntax): boolean {
    if (this.#depth < nestingLimit) return this.#expansions === 0 || this.#affordable(form);
    this.#reportDepth(form);
    return false;
  }

  #reportDepth({ span, items }: ListSyntax): void {
    const head = items[0]?.kind === 'symbol' ? items[0].name : 'a list';
    const form = span.expansion?.macro ?? head;
    // Everything around it is as deep; saying so once is enough.
    if (!this.#tooDeep)
      this.session.diagnostics.report('expansionDepth', span, { form, limit: nestingLimit });
    this.#tooDeep = true;
  }

  /** Counts a form that a macro made; false once there are too many. */
  #affordable({ span }: ListSyntax): boolean {
    const { budget, diagnostics } = this.session;
    if (budget.exhausted) return false;
    if (budget.take(formCost)) return true;
    const macro = span.expansion?.macro ?? 'a macro';
    diagnostics.report('macroBudget', span, { macro, limit: budget.limit });
    return false;
  }

  // Macros

  /** The code that a use of a macro stands for, or undefined after reporting why there is none. */
  #use(macro: Macro, form: ListSyntax): Syntax | undefined {
    const { budget, diagnostics } = this.session;
    macro.used = true;
    // That the budget is spent has been reported.
    if (budget.exhausted) return undefined;
    const { name, span, signature } = macro;
    const expansion: Expansion = { macro: name, definition: span, call: form.span };
    const site = { ...form.span, expansion };
    const definedHere = { message: 'defined here', span };
    const { depth } = budget;
    try {
      const evaluator = new Evaluator(this.#surroundings, site);
      const environment = new Environment(macro.scope);
      const mismatch = bindPattern(macro.pattern, form.items.slice(1), evaluator.binder(environment));
      if (mismatch) {
        const { problem, at = form } = mismatch;
        diagnostics.report('malformedForm', at.span, { form: name, problem, signature }, [definedHere]);
        return undefined;
      }
      const value: Value = evaluator.body(macro.body, environment);
      return markExpansion(evaluator.code(value, macro.body.at(-1)!), site, budget);
    } catch (thrown) {
      this.#reportFailure(thrown, macro, form);
      return undefined;
    } finally {
      budget.depth = depth;
    }
  }

  #reportFailure(thrown: unknown, { name, span, signature }: Macro, form: ListSyntax): void {
    const { budget, diagnostics } = this.session;
    if (thrown instanceof MacroFailure) {
      const { problem, hint } = thrown;
      const notes = [{ message: `in the expansion of this \`${name}\``, span: form.span }];
      diagnostics.report('macroFails', thrown.span, { macro: name, problem, hint }, notes);
    } else if (thrown instanceof MacroRefusal) {
      const { message } = thrown;
      const notes = [{ message: 'defined here', span }];
      diagnostics.report(
        'macroRefuses',
        thrown.span ?? form.span,
        { macro: name, message, signature },
        notes,
      );
    } else if (thrown instanceof BudgetExhausted) {
      diagnostics.report('macroBudget', form.span, { macro: name, limit: budget.limit }, [
        { message: 'defined here', span },
      ]);
    } else if (!(thrown instanceof MacroMalformed)) throw thrown;
  }
}
