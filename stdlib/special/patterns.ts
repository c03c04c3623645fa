// Patterns: what `match` compares a value with, and the names it gives to parts of it.
import { bool, typeName, u64, type Type } from '../../grammar/signature.js';
import type { ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import { nearest } from '../../grammar/suggest.js';
import { headOf } from '../../grammar/syntax.js';
import { printSyntax } from '../../grammar/syntax/print.js';
import type { Checker, Draft } from '../form.js';
import { prune, showType, type Inferred } from '../inferred.js';
import { fieldName } from './aggregates.js';

/** A value that patterns look at, as often as they need. */
export type Subject = () => Draft;

/** What a pattern asks and names. */
export interface Pattern {
  /** Bools that must all hold, in order; none where the pattern takes every value. */
  readonly tests: readonly Draft[];
  readonly bindings: readonly { readonly name: SymbolSyntax; readonly value: Draft }[];
}

const anything: Pattern = { tests: [], bindings: [] };

export const elseNames: ReadonlySet<string> = new Set(['_', 'else', 'otherwise', 't']);

/** Whether a symbol in a pattern gives a name to what stands there. */
export function isName({ name }: SymbolSyntax): boolean {
  return !elseNames.has(name) && !name.includes('::') && !name.startsWith('&');
}

class PatternReader {
  constructor(
    private readonly checker: Checker,
    private readonly signature: string,
  ) {}

  private wrong(at: Syntax, problem: string): undefined {
    const { signature } = this;
    this.checker.diagnostics.report('malformedForm', at.span, { form: 'match', problem, signature });
  }

  private mismatch(at: Syntax, found: Inferred): undefined {
    this.checker.diagnostics.report('patternMismatch', at.span, {
      pattern: printSyntax(at).slice(0, 40),
      type: showType(found),
    });
  }

  /** Patterns for several parts at once. */
  private parts(forms: readonly Syntax[], subjects: readonly Subject[]): Pattern | undefined {
    const read = forms.map((form, index) => this.read(form, subjects[index]!));
    if (!read.every((pattern) => pattern !== undefined)) return undefined;
    return {
      tests: read.flatMap(({ tests }) => tests),
      bindings: read.flatMap(({ bindings }) => bindings),
    };
  }

  read(form: Syntax, subject: Subject): Pattern | undefined {
    const value = subject();
    const type = prune(value.type);
    switch (form.kind) {
      case 'symbol':
        return this.symbol(form, subject);
      case 'literal':
        if (form.value === null) return this.absent(form, subject);
        return this.literal(form, value);
      case 'integer':
      case 'decimal':
      case 'string':
      case 'keyword':
        return this.literal(form, value);
      case 'array':
        if (type.kind === 'tuple') return this.tuple(form.items, type.items, form, subject);
        if (type.kind === 'array') return this.elements(form.items, form, subject);
        return this.mismatch(form, type);
      case 'record': {
        const fields = type.kind === 'record' || type.kind === 'struct' ? type.fields : undefined;
        if (!fields) return this.mismatch(form, type);
        const indices = form.entries.map(({ key }) =>
          fields.findIndex(({ name }) => name === fieldName(key)),
        );
        const lost = indices.indexOf(-1);
        if (lost >= 0) {
          const at = form.entries[lost]!.key;
          const name = fieldName(at) ?? '';
          const known = fields.map((field) => field.name);
          const hint = nearest(name, known, `its fields are ${known.join(', ')}`);
          this.checker.diagnostics.report('unknownField', at.span, { name, type: showType(type), hint });
          return undefined;
        }
        return this.parts(
          form.entries.map((entry) => entry.value),
          indices.map((index) => this.part(subject, index, fields[index]!.type)),
        );
      }
      case 'list':
        return this.list(form, subject);
      case 'quoted':
        return this.wrong(form, 'this is no pattern');
    }
  }

  private part(subject: Subject, index: number, type: Inferred): Subject {
    return () => {
      const operand = subject();
      return { kind: 'part', operand, index, type, span: operand.span };
    };
  }

  private is(subject: Subject, tag: number): Draft {
    const operand = subject();
    return { kind: 'is', operand, tag, type: bool, span: operand.span };
  }

  private payload(subject: Subject, tag: number, types: readonly Inferred[]): readonly Subject[] {
    return types.map((type, index) => () => {
      const operand = subject();
      return { kind: 'payload', operand, tag, index, type, span: operand.span };
    });
  }

  private never(at: Syntax): Pattern {
    return { tests: [{ kind: 'boolean', value: false, type: bool, span: at.span }], bindings: [] };
  }

  private absent(form: Syntax, subject: Subject): Pattern {
    const { kind } = prune(subject().type);
    if (kind === 'null') return anything;
    return kind === 'option' ? { tests: [this.is(subject, 0)], bindings: [] } : this.never(form);
  }

  private literal(form: Syntax, value: Draft): Pattern | undefined {
    const type = prune(value.type);
    if (type.kind === 'option') {
      const payload: Subject = () => ({
        kind: 'payload',
        operand: value,
        tag: 1,
        index: 0,
        type: type.value,
        span: value.span,
      });
      const inner = this.literal(form, payload());
      return inner && { ...inner, tests: [this.is(() => value, 1), ...inner.tests] };
    }
    const literal = this.checker.coerce(this.checker.expression(form), type);
    if (!literal) return this.mismatch(form, type);
    const equal: Draft = {
      kind: 'apply',
      form: '=',
      arguments: [value, literal],
      type: bool,
      span: form.span,
    };
    return { tests: [equal], bindings: [] };
  }

  private symbol(form: SymbolSyntax, subject: Subject): Pattern | undefined {
    if (elseNames.has(form.name)) return anything;
    const variant = this.checker.variantNamed(form.name);
    if (variant) return this.variant(variant, [], form, subject);
    if (form.name.includes('::')) return this.unknownVariant(form);
    return { tests: [], bindings: [{ name: form, value: subject() }] };
  }

  /** Reports the name as one of a value is. */
  private unknownVariant(form: SymbolSyntax): undefined {
    this.checker.expression(form);
  }

  private variant(
    { type, tag }: { readonly type: Type & { kind: 'enum' }; readonly tag: number },
    forms: readonly Syntax[],
    form: Syntax,
    subject: Subject,
  ): Pattern | undefined {
    const found = prune(subject().type);
    if (found.kind !== 'enum' || found.name !== type.name) return this.mismatch(form, found);
    const { name, fields } = type.variants[tag]!;
    const named = forms[0]?.kind === 'keyword';
    if (!named && forms.length > 0 && forms.length !== fields.length) {
      const whole = `${typeName(type)}::${name}`;
      return this.wrong(
        form,
        `\`${whole}\` has ${fields.length} fields, and ${forms.length} patterns are given`,
      );
    }
    const payload = this.payload(
      subject,
      tag,
      fields.map((field) => field.type),
    );
    const inner = named
      ? this.fieldPatterns(
          forms,
          fields.map((field) => field.name),
          payload,
        )
      : this.parts(forms, payload);
    return inner && { ...inner, tests: [this.is(subject, tag), ...inner.tests] };
  }

  /** `:field pattern` pairs. */
  private fieldPatterns(
    forms: readonly Syntax[],
    names: readonly string[],
    subjects: readonly Subject[],
  ): Pattern | undefined {
    const patterns: Syntax[] = [];
    const chosen: Subject[] = [];
    for (let i = 0; i < forms.length; i += 2) {
      const key = forms[i]!;
      const pattern = forms[i + 1];
      const index = key.kind === 'keyword' ? names.indexOf(key.name) : -1;
      if (index < 0 || !pattern) {
        const text = key.kind === 'keyword' ? key.name : '';
        return this.wrong(key, nearest(text, names, `its fields are ${names.join(', ')}`, ':'));
      }
      patterns.push(pattern);
      chosen.push(subjects[index]!);
    }
    return this.parts(patterns, chosen);
  }

  private tuple(
    forms: readonly Syntax[],
    types: readonly Inferred[],
    form: Syntax,
    subject: Subject,
  ): Pattern | undefined {
    if (forms.length !== types.length)
      return this.wrong(form, `the tuple has ${types.length} items, and ${forms.length} patterns are given`);
    return this.parts(
      forms,
      types.map((type, index) => this.part(subject, index, type)),
    );
  }

  /** `[a b]` takes arrays of two elements, `[a & rest]` arrays of one or more. */
  private elements(forms: readonly Syntax[], form: Syntax, subject: Subject): Pattern | undefined {
    const { span } = form;
    const rest = forms.findIndex(
      (item) => item.kind === 'symbol' && (item.name === '&' || item.name === '&rest'),
    );
    const fixed = rest < 0 ? forms : forms.slice(0, rest);
    if (rest >= 0 && forms.length !== rest + 2) return this.wrong(form, 'one name follows `&`');
    const count: Draft = { kind: 'integer', value: BigInt(fixed.length), type: u64, span };
    const apply = (name: string, args: readonly Draft[], type: Inferred): Draft => {
      return { kind: 'apply', form: name, arguments: args, type, span };
    };
    const length = (): Draft => apply('array-length', [subject()], u64);
    const test = apply(rest < 0 ? '=' : '>=', [length(), count], bool);
    const array = prune(subject().type) as Inferred & { kind: 'array' };
    const subjects = forms.map((_, index): Subject => () => {
      if (index === rest + 1 && rest >= 0)
        return apply('slice', [subject(), count, length()], { ...array, length: undefined });
      const at: Draft = { kind: 'integer', value: BigInt(index), type: u64, span };
      return apply('element-unchecked', [subject(), at], array.element);
    });
    const inner = this.parts(
      forms.filter((_, index) => index !== rest),
      subjects.filter((_, index) => index !== rest),
    );
    return inner && { ...inner, tests: [test, ...inner.tests] };
  }

  private list(form: ListSyntax, subject: Subject): Pattern | undefined {
    const head = headOf(form);
    const operands = form.items.slice(1);
    const type = prune(subject().type);
    if (head === 'or') return this.alternatives(operands, form, subject);
    if (head === 'some') {
      if (operands.length !== 1) return this.wrong(form, '`some` takes one pattern');
      if (type.kind !== 'option') return this.mismatch(form, type);
      const inner = this.read(operands[0]!, this.payload(subject, 1, [type.value])[0]!);
      return inner && { ...inner, tests: [this.is(subject, 1), ...inner.tests] };
    }
    const variant = head === undefined ? undefined : this.checker.variantNamed(head);
    if (variant) return this.variant(variant, operands, form, subject);
    if (type.kind === 'struct' && head === type.name) {
      const subjects = type.fields.map((field, index) => this.part(subject, index, field.type));
      const names = type.fields.map(({ name }) => name);
      if (operands[0]?.kind === 'keyword') return this.fieldPatterns(operands, names, subjects);
      if (operands.length !== subjects.length)
        return this.wrong(
          form,
          `\`${head}\` has ${subjects.length} fields, and ${operands.length} patterns are given`,
        );
      return this.parts(operands, subjects);
    }
    const [name] = form.items;
    if (name?.kind === 'symbol' && name.name.includes('::')) return this.unknownVariant(name);
    return this.mismatch(form, type);
  }

  private alternatives(forms: readonly Syntax[], form: Syntax, subject: Subject): Pattern | undefined {
    const read = forms.map((alternative) => this.read(alternative, subject));
    if (!read.every((pattern) => pattern !== undefined)) return undefined;
    if (read.some(({ bindings }) => bindings.length > 0))
      return this.wrong(form, 'the patterns of `or` cannot name parts');
    if (read.some(({ tests }) => tests.length === 0)) return anything;
    const operands = read.map(({ tests }) => allOf(tests, form));
    return {
      tests: [{ kind: 'logic', mode: 'or', operands, type: bool, span: form.span }],
      bindings: [],
    };
  }
}

/** One bool that holds if all do. */
export function allOf(tests: readonly Draft[], at: Syntax): Draft {
  if (tests.length === 1) return tests[0]!;
  return { kind: 'logic', mode: 'and', operands: tests, type: bool, span: at.span };
}

/** Reads a pattern for a value; undefined after reporting. */
export function readPattern(
  form: Syntax,
  subject: Subject,
  checker: Checker,
  signature: string,
): Pattern | undefined {
  return new PatternReader(checker, signature).read(form, subject);
}
