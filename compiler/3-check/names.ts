// Names: what they stand for as values and at the head of lists, and which is meant by one that nothing has.
import { u64 } from '../../grammar/signature.js';
import { nearest } from '../../grammar/suggest.js';
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

  /** The types that the program defines and this place sees. */
  types(): readonly string[] {
    const { scope } = this.checker.place;
    return [...scope.visible()].filter((name) => scope.lookup(name)?.kind === 'type');
  }

  /** What may have been meant by a name that nothing has. */
  suggestion(name: string, callable: boolean): string {
    const { place, syscalls } = this.checker;
    if (callable && this.local.has(name))
      return 'functions of `flet` do not see each other, those of `labels` do';
    if (place.frame.unseen?.includes(name))
      return 'the values of a `let` do not see its names, those of a `let*` see the names before them';
    const foreign = foreignNames.get(name);
    if (callable && foreign) return `it is called \`${foreign}\` here`;
    const dot = name.indexOf('.');
    if (dot > 0 && place.scope.lookup(name.slice(0, dot))?.kind === 'variable')
      return `a field is \`(. ${name.slice(0, dot)} ${name.slice(dot + 1)})\``;
    const separator = name.indexOf('::');
    if (separator >= 0) return this.variantSuggestion(name, name.slice(0, separator));
    const visible = [...place.scope.visible()].filter((candidate) => !candidate.startsWith(' '));
    // Of forms only those are values that take values, and short names are near to many.
    const forms = [...formNames()].filter((form) => callable || (form.length > 3 && isValue(form)));
    const candidates = [...visible, ...forms, ...(callable ? syscalls.keys() : literals)];
    const define = callable ? `(defun ${name} (...) ...)` : `(define ${name} ...)`;
    return nearest(name, candidates, `define it: \`${define}\``);
  }

  private variantSuggestion(name: string, owner: string): string {
    const entity = this.checker.place.scope.lookup(owner);
    const type = entity?.kind === 'type' ? entity.find() : undefined;
    if (type?.kind !== 'enum') {
      const types = this.types();
      const others = types.map((other) => other + name.slice(owner.length));
      return nearest(name, [...types, ...others], `define it: \`(define-enum ${owner} ...)\``);
    }
    const variants = type.variants.map((variant) => `${owner}::${variant.name}`);
    return nearest(name, variants, `the variants of \`${owner}\` are ${variants.join(', ')}`);
  }
}

/** What other languages call forms that have another name here. */
const foreignNames: ReadonlyMap<string, string> = new Map([
  ['def', 'define'],
  ['var', 'define'],
  ['function', 'defun'],
  ['func', 'defun'],
  ['defstruct', 'define-struct'],
  ['struct', 'define-struct'],
  ['enum', 'define-enum'],
  ['push', 'append'],
  ['conj', 'append'],
  ['switch', 'case'],
  ['foreach', 'for'],
  ['doseq', 'for'],
  ['elif', 'cond'],
  ['printf', 'format'],
  ['funcall', 'apply'],
]);

const literals: readonly string[] = ['true', 'false', 'null', 'nil'];

function isValue(name: string): boolean {
  const kind = formNamed(name)?.kind;
  return kind === 'function' || kind === 'library';
}
