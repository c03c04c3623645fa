// Values as text: `str` and `format`, which look at the types of their operands.
import { i64, string } from '../grammar/signature.js';
import type { Span } from '../grammar/source.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { Checker, Draft, FunctionForm } from './form.js';
import { isInteger, prune, showType, type Inferred } from './inferred.js';
import { checkArity, operandsOf } from './shapes.js';
import { malformedDraft } from './special/shape.js';

const literal = (value: string, span: Span): Draft => ({ kind: 'string', value, type: string, span });

/** How text inside other values is written: in quotes. */
function quoted(value: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };
  return `"${value.replace(/[\\"]/g, '\\$&').replace(/[\n\t\r]/g, (found) => escapes[found]!)}"`;
}

/** Makes drafts that give text of drafts. */
class TextWriter {
  constructor(
    private readonly checker: Checker,
    private readonly form: ListSyntax,
  ) {}

  /** One text of several. */
  joined(pieces: readonly Draft[]): Draft {
    const { span } = this.form;
    const merged: Draft[] = [];
    for (const piece of pieces) {
      const before = merged.at(-1);
      if (piece.kind === 'string' && piece.value === '') continue;
      if (piece.kind === 'string' && before?.kind === 'string')
        merged[merged.length - 1] = literal(before.value + piece.value, span);
      else merged.push(piece);
    }
    if (merged.length === 0) return literal('', span);
    if (merged.length === 1) return { ...merged[0]!, type: string };
    return { kind: 'apply', form: 'append', arguments: merged, type: string, span };
  }

  /** The pieces of a value that is computed once, by the first piece that is not known anyway. */
  private once(draft: Draft, write: (value: Draft) => readonly Draft[]): readonly Draft[] {
    const held = this.checker.hold('value', draft);
    const pieces = write(held.read());
    const first = Math.max(
      pieces.findIndex(({ kind }) => kind !== 'string'),
      0,
    );
    return pieces.map((piece, index) => {
      if (index !== first) return piece;
      return { kind: 'sequence', items: [...held.define, piece], type: string, span: draft.span };
    });
  }

  /** The parts of a value between brackets, each behind its name if it has one. */
  private parts(
    types: readonly Inferred[],
    partOf: (index: number, type: Inferred) => Draft,
    names: readonly string[] | undefined,
    [open, close]: readonly [string, string],
  ): readonly Draft[] {
    const { span } = this.form;
    const inner = types.flatMap((type, index) => {
      const label = `${index === 0 ? '' : ', '}${names ? `${names[index]}: ` : ''}`;
      return [literal(label, span), ...this.pieces(partOf(index, type), true)];
    });
    return [literal(open, span), ...inner, literal(close, span)];
  }

  private product(
    draft: Draft,
    types: readonly Inferred[],
    names: readonly string[] | undefined,
    brackets: readonly [string, string],
  ): readonly Draft[] {
    return this.once(draft, (operand) => {
      const partOf = (index: number, type: Inferred): Draft => {
        return { kind: 'part', operand, index, type, span: draft.span };
      };
      return this.parts(types, partOf, names, brackets);
    });
  }

  /** The text of the variant that a value is. */
  private variants(
    draft: Draft,
    write: readonly ((payload: (index: number, type: Inferred) => Draft) => readonly Draft[])[],
  ): readonly Draft[] {
    const { span } = draft;
    return this.once(draft, (operand) => {
      const texts = write.map((body, tag) =>
        this.joined(body((index, type) => ({ kind: 'payload', operand, tag, index, type, span }))),
      );
      const clauses = texts.slice(0, -1).map((body, tag) => {
        return { test: { kind: 'is', operand, tag, type: { kind: 'bool' }, span } as const, body };
      });
      const otherwise = texts.at(-1)!;
      return [{ kind: 'cond', clauses, otherwise, type: string, span }];
    });
  }

  /** The text of a value; inside others strings stand in quotes. */
  pieces(draft: Draft, nested: boolean): readonly Draft[] {
    const { span } = draft;
    const type = prune(draft.type);
    const written = (name: string): readonly Draft[] => [this.checker.callLibrary(name, [draft], this.form)];
    switch (type.kind) {
      case 'string':
        if (!nested) return [draft];
        return draft.kind === 'string' ? [literal(quoted(draft.value), span)] : written('quoted-text');
      case 'hole':
      case 'integer':
        if (draft.kind === 'integer' && isInteger(type)) return [literal(`${draft.value}`, span)];
        return written('integer-text');
      case 'decimal': {
        const units: Draft = { kind: 'apply', form: 'decimal-units', arguments: [draft], type: i64, span };
        const digits: Draft = { kind: 'integer', value: BigInt(type.digits), type: i64, span };
        return [this.checker.callLibrary('decimal-text', [units, digits], this.form)];
      }
      case 'bool':
        return written('bool-text');
      case 'pubkey':
        return written('base58-encode');
      case 'array':
        return written('array-text');
      case 'null':
        if (draft.kind === 'nothing') return [literal('null', span)];
        return this.once(draft, () => [literal('null', span)]);
      case 'tuple':
        return this.product(draft, type.items, undefined, ['[', ']']);
      case 'record':
      case 'struct': {
        const open = type.kind === 'struct' ? `${type.name} {` : '{';
        const types = type.fields.map((field) => field.type);
        const names = type.fields.map(({ name }) => name);
        return this.product(draft, types, names, [open, '}']);
      }
      case 'option':
        return this.variants(draft, [
          () => [literal('null', span)],
          (payload) => this.pieces(payload(0, type.value), nested),
        ]);
      case 'enum':
        return this.variants(
          draft,
          type.variants.map(({ name, fields }) => (payload) => {
            const full = `${type.name}::${name}`;
            if (fields.length === 0) return [literal(full, span)];
            const types = fields.map((field) => field.type);
            return this.parts(
              types,
              payload,
              fields.map((field) => field.name),
              [`${full} {`, '}'],
            );
          }),
        );
      case 'never':
        return [draft];
      case 'unit':
      case 'function':
      case 'account':
      case 'accounts':
        return this.refused(draft);
    }
  }

  private refused(draft: Draft): readonly Draft[] {
    const { checker } = this;
    if (prune(draft.type).kind === 'unit') return [checker.expect(draft, string, 'what becomes text')];
    checker.diagnostics.report('typeMismatch', draft.span, {
      purpose: 'what becomes text',
      wanted: 'a value that can be written',
      found: showType(draft.type),
      hint: 'functions and accounts have no text',
    });
    return [checker.wrong(draft.span)];
  }
}

/** Text of all operands, one after another. */
export const textForm: FunctionForm = {
  kind: 'function',
  name: 'str',
  aliases: ['to-string'],
  signature: '(str value ...)',
  doc: 'The text of the values, one after another: strings as they are, integers and decimals in decimal digits, keys in base58, a missing value as null, arrays, tuples, records, structs and enums with their parts, strings among which stand in quotes.',
  example:
    '(str "n = " 42) ; => "n = 42"\n(str [1 2] {:a "x" :b 0.5} null) ; => "[1, 2]{a: \\"x\\", b: 0.5}null"',
  check(form, checker) {
    const writer = new TextWriter(checker, form);
    const pieces = operandsOf(form).flatMap((operand) => writer.pieces(checker.expression(operand), false));
    return writer.joined(pieces);
  },
  lower: () => [],
};

/** Text of a part of another value. */
const partText: FunctionForm = {
  kind: 'function',
  name: 'part-text',
  signature: '(part-text value)',
  doc: '',
  check(form, checker) {
    const writer = new TextWriter(checker, form);
    return writer.joined(writer.pieces(checker.expression(form.items[1]!), true));
  },
  lower: () => [],
};

/** What stands between the places of a template, or undefined where it is malformed. */
function templateParts(template: string): readonly string[] | undefined {
  const parts = [''];
  for (let at = 0; at < template.length; at++) {
    const pair = template.slice(at, at + 2);
    const character = template[at]!;
    if (pair === '{{' || pair === '}}') {
      parts[parts.length - 1] += character;
      at++;
    } else if (pair === '{}') {
      parts.push('');
      at++;
    } else if (character === '{' || character === '}') return undefined;
    else parts[parts.length - 1] += character;
  }
  return parts;
}

const format: FunctionForm = {
  kind: 'function',
  name: 'format',
  signature: '(format "template" value ...)',
  doc: 'The template, a literal, with the text of the values in place of each `{}`. `{{` and `}}` stand for braces. That places and values are as many is checked when the program is compiled.',
  example: '(format "{} of {}" 3 [1 2 3]) ; => "3 of [1, 2, 3]"',
  check(form, checker) {
    if (!checkArity(form, format, checker, 1, Infinity)) return checker.wrong(form.span);
    const [, template, ...values] = form.items;
    if (template!.kind !== 'string')
      return malformedDraft(format, form, template!, 'the template must be a string literal', checker);
    const parts = templateParts(template!.value);
    if (!parts)
      return malformedDraft(format, form, template!, 'a brace alone is written `{{` or `}}`', checker);
    if (parts.length - 1 !== values.length) {
      const [places, given] = [parts.length - 1, values.length];
      checker.diagnostics.report('templatePlaces', template!.span, { places, given });
      return checker.wrong(form.span);
    }
    const writer = new TextWriter(checker, form);
    const pieces = parts.flatMap((part, index) => [
      literal(part, template!.span),
      ...(values[index] ? writer.pieces(checker.expression(values[index]), false) : []),
    ]);
    return writer.joined(pieces);
  },
  lower: () => [],
};

export const valueForms: readonly FunctionForm[] = [textForm, format];
export const internalValueForms: readonly FunctionForm[] = [partText];
