// Structs in memory: sizes, offsets and fields at addresses and in the data of accounts; Borsh of fixed size.
import { bytesOf, isSelfContained } from '../grammar/layout.js';
import { string, typeName, u64, unit, type Field, type StructType, type Type } from '../grammar/signature.js';
import { closest } from '../grammar/suggest.js';
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { printSyntax } from '../grammar/syntax/print.js';
import { isPlain } from './borsh.js';
import {
  only,
  type Checker,
  type Draft,
  type FunctionForm,
  type Lowering,
  type SpecialForm,
} from './form.js';
import { copyKnown } from './memory.js';
import { checkArity, checkInteger, checkWord } from './shapes.js';

/** A field with its place. */
interface Placed extends Field<Type> {
  readonly offset: number;
}

type Row = Pick<SpecialForm, 'name' | 'signature'>;

function wanted(at: Syntax, row: Row, wanted: string, found: Type, checker: Checker): undefined {
  checker.diagnostics.report('typeMismatch', at.span, {
    purpose: `the struct of \`${row.name}\``,
    wanted,
    found: typeName(found),
    hint: 'define one: `(define-struct Name (field type) ...)`; strings and arrays of any length are addresses, which mean nothing elsewhere',
  });
}

/** The struct an operand names; undefined after reporting. */
export function structNamed(operand: Syntax, row: Row, checker: Checker): StructType | undefined {
  const type = checker.typeOf(operand);
  if (!type) return undefined;
  if (type.kind === 'struct' && isSelfContained(type)) return type;
  return wanted(operand, row, 'a struct of a fixed size', type, checker);
}

/** The field of a struct that an operand names; undefined after reporting. */
function fieldNamed(type: StructType, operand: Syntax, checker: Checker): Placed | undefined {
  const name = operand.kind === 'symbol' || operand.kind === 'keyword' ? operand.name : undefined;
  let offset = 0;
  for (const field of type.fields) {
    if (field.name === name) return { ...field, offset };
    offset += bytesOf(field.type);
  }
  const known = type.fields.map((field) => field.name);
  const near = name === undefined ? undefined : closest(name, known);
  checker.diagnostics.report('unknownField', operand.span, {
    name: name ?? printSyntax(operand).slice(0, 40),
    type: type.name,
    hint: near ? `did you mean \`${near}\`?` : `its fields are ${known.join(', ')}`,
  });
  return undefined;
}

const constant = (value: number, form: ListSyntax): Draft => ({
  kind: 'integer',
  value: BigInt(value),
  type: u64,
  span: form.span,
});

interface StructRow extends Row {
  readonly doc: string;
  readonly example?: string;
  readonly fixture?: string;
  /** Where the name of a field stands, if one does. */
  readonly field?: number;
  readonly operands: readonly [least: number, most: number];
  readonly draft: (use: {
    readonly form: ListSyntax;
    readonly checker: Checker;
    readonly type: StructType;
    readonly field: Placed;
    readonly row: SpecialForm;
  }) => Draft | undefined;
}

const noField: Placed = { name: '', type: unit, offset: 0 };

/** A form whose first operand is a struct, which needs its own checks: names of structs and fields are no values. */
function structForm({ field: position, operands, draft, ...row }: StructRow): SpecialForm {
  const form: SpecialForm = {
    kind: 'special',
    ...row,
    check(list, checker) {
      if (!checkArity(list, form, checker, ...operands)) return checker.wrong(list.span);
      const type = structNamed(list.items[1]!, form, checker);
      const field =
        type && position !== undefined ? fieldNamed(type, list.items[position]!, checker) : noField;
      if (!type || !field) return checker.wrong(list.span);
      return draft({ form: list, checker, type, field, row: form }) ?? checker.wrong(list.span);
    },
    expandInside: (list, expand) => ({
      ...list,
      items: list.items.map((item, index) => (index < 2 || index === position ? item : expand(item))),
    }),
  };
  return form;
}

const definition = '(define-struct Point (x u8) (y i16))';

/** The JSON that describes a type to clients (Anchor IDL 0.1.0). */
function idlType(type: Type): unknown {
  switch (type.kind) {
    case 'array':
      return { array: [idlType(type.element), type.length] };
    case 'option':
      return { option: idlType(type.value) };
    case 'struct':
    case 'enum':
      return { defined: { name: type.name } };
    case 'decimal':
      return 'i64';
    default:
      return typeName(type);
  }
}

function idlOf({ name, fields }: StructType): string {
  const described = fields.map((field) => ({ name: field.name, type: idlType(field.type) }));
  return JSON.stringify({ name, type: { kind: 'struct', fields: described } });
}

/** The place of a struct or of its field as an address. */
export const structPlace: FunctionForm = {
  kind: 'function',
  name: 'struct-place',
  signature: '(struct-place address offset)',
  doc: 'The sum of an address and an offset.',
  check: (form, checker) => checker.wrong(form.span),
  lower: (call) => [call.builder.binary('add', only(call, 0), only(call, 1))],
};

/** Copies the bytes of a struct from the second address, and an offset to either, to the first; gives their number. */
export const copyStruct: FunctionForm = {
  kind: 'function',
  name: 'copy-struct',
  signature: '(copy-struct to from)',
  doc: 'Copies a struct.',
  check: (form, checker) => checker.wrong(form.span),
  lower(call: Lowering) {
    const size = bytesOf(call.of!);
    copyKnown(call.builder, only(call, 0), 0, only(call, 1), size);
    return [call.builder.constant(size)];
  },
};

const place = (address: Draft, offset: Draft, { span }: ListSyntax): Draft => ({
  kind: 'apply',
  form: structPlace.name,
  arguments: [address, offset],
  type: u64,
  span,
});

/** Borsh of a struct that has no parts of varying size is what lies in memory. */
function borsh(name: string, moved: 'source' | 'destination', doc: string, example: string): SpecialForm {
  return structForm({
    name,
    signature: `(${name} Name source destination [offset])`,
    doc,
    example,
    operands: [3, 4],
    draft({ form, checker, type, row }) {
      if (!isPlain(type))
        return wanted(form.items[1]!, row, 'a struct without options and enums', type, checker);
      let source = checkWord(checker, form.items[2]!, `the source of \`${name}\``);
      let destination = checkWord(checker, form.items[3]!, `the destination of \`${name}\``);
      const offset = form.items[4] && checkInteger(checker, form.items[4], `the offset of \`${name}\``);
      if (offset && moved === 'source') source = place(source, offset, form);
      if (offset && moved === 'destination') destination = place(destination, offset, form);
      const { span } = form;
      return {
        kind: 'apply',
        form: copyStruct.name,
        arguments: [destination, source],
        of: type,
        type: u64,
        span,
      };
    },
  });
}

export const structForms: readonly SpecialForm[] = [
  structForm({
    name: 'struct-size',
    signature: '(struct-size Name)',
    doc: 'How many bytes a struct takes in memory.',
    example: `${definition} (struct-size Point) ; => 3`,
    operands: [1, 1],
    draft: ({ form, type }) => constant(bytesOf(type), form),
  }),
  structForm({
    name: 'struct-offset',
    signature: '(struct-offset Name field)',
    doc: 'Where a field of a struct begins, in bytes.',
    example: `${definition} (struct-offset Point y) ; => 1`,
    field: 2,
    operands: [2, 2],
    draft: ({ form, field }) => constant(field.offset, form),
  }),
  structForm({
    name: 'struct-field-size',
    signature: '(struct-field-size Name field)',
    doc: 'How many bytes a field of a struct takes.',
    example: `${definition} (struct-field-size Point y) ; => 2`,
    field: 2,
    operands: [2, 2],
    draft: ({ form, field }) => constant(bytesOf(field.type), form),
  }),
  structForm({
    name: 'struct-ptr',
    signature: '(struct-ptr Name address field)',
    doc: 'The address of a field of the struct at an address.',
    example: `${definition} (struct-ptr Point 4096 y) ; => 4097`,
    field: 3,
    operands: [3, 3],
    draft: ({ form, checker, field }) =>
      place(
        checkWord(checker, form.items[2]!, 'the address of `struct-ptr`'),
        constant(field.offset, form),
        form,
      ),
  }),
  structForm({
    name: 'struct-get',
    signature: '(struct-get Name address field)',
    doc: 'A field of the struct at an address.',
    example: `${definition} (struct-get Point (string-address "abc") y) ; => 25442`,
    field: 3,
    operands: [3, 3],
    draft({ form, checker, field }) {
      const address = checkWord(checker, form.items[2]!, 'the address of `struct-get`');
      const { type } = field;
      const operands = [address, constant(field.offset, form)];
      return { kind: 'apply', form: 'load', arguments: operands, of: type, type, span: form.span };
    },
  }),
  structForm({
    name: 'struct-set',
    signature: '(struct-set Name address field value)',
    doc: 'Writes a field of the struct at an address.',
    example: `${definition} (let ((p (stack-bytes 3))) (struct-set Point p y -2) (struct-get Point p y)) ; => -2`,
    field: 3,
    operands: [4, 4],
    draft({ form, checker, field }) {
      const address = checkWord(checker, form.items[2]!, 'the address of `struct-set`');
      const value = checker.expect(checker.expression(form.items[4]!), field.type, `field \`${field.name}\``);
      const operands = [address, constant(field.offset, form), value];
      return {
        kind: 'apply',
        form: 'store',
        arguments: operands,
        of: field.type,
        type: unit,
        span: form.span,
      };
    },
  }),
  structForm({
    name: 'struct-idl',
    signature: '(struct-idl Name)',
    doc: 'What clients are told of a struct, as text: its definition in the Anchor IDL.',
    example: `${definition} (struct-idl Point) ; => "{\\"name\\":\\"Point\\",\\"type\\":{\\"kind\\":\\"struct\\",\\"fields\\":[{\\"name\\":\\"x\\",\\"type\\":\\"u8\\"},{\\"name\\":\\"y\\",\\"type\\":\\"i16\\"}]}}"`,
    operands: [1, 1],
    draft: ({ form, type }) => ({
      kind: 'string',
      value: idlOf(type),
      type: string,
      span: form.span,
    }),
  }),
  borsh(
    'borsh-serialize',
    'destination',
    'Copies the struct at the source, which lies in memory as Borsh writes it, to the destination and the offset behind that; gives the number of bytes.',
    `${definition} (let ((p (stack-bytes 5))) (borsh-serialize Point (string-address "abc") p 2) (mem-load1 p 4)) ; => 99`,
  ),
  borsh(
    'borsh-deserialize',
    'source',
    'Copies the struct at the source and the offset behind that, as Borsh writes it, to the destination; gives the number of bytes.',
    `${definition} (let ((p (stack-bytes 3))) (borsh-deserialize Point (string-address "abcdef") p 2)) ; => 3`,
  ),
  structForm({
    name: 'borsh-size',
    signature: '(borsh-size Name)',
    doc: 'How many bytes Borsh takes for a struct.',
    example: `${definition} (borsh-size Point) ; => 3`,
    operands: [1, 1],
    draft: ({ form, checker, type, row }) =>
      isPlain(type)
        ? constant(bytesOf(type), form)
        : wanted(form.items[1]!, row, 'a struct without options and enums', type, checker),
  }),
  structForm({
    name: 'zerocopy-load',
    signature: '(zerocopy-load Name index field)',
    doc: 'A field of the struct that the data of an account begins with. Fails with AccountDataTooSmall beyond the end.',
    example: `${definition} (zerocopy-load Point 0 y) ; => 770`,
    fixture: 'two-accounts.json',
    field: 3,
    operands: [3, 3],
    draft({ form, checker, field: { type, offset } }) {
      const index = checkInteger(checker, form.items[2]!, 'the index of `zerocopy-load`');
      const operands = [index, constant(offset, form)];
      return { kind: 'apply', form: 'account-read', arguments: operands, of: type, type, span: form.span };
    },
  }),
  structForm({
    name: 'zerocopy-store',
    signature: '(zerocopy-store Name index field value)',
    doc: 'Writes a field of the struct that the data of an account begins with. Fails with AccountDataTooSmall beyond the end.',
    example: `${definition} (zerocopy-store Point 0 y -2) (zerocopy-load Point 0 y) ; => -2`,
    fixture: 'two-accounts.json',
    field: 3,
    operands: [4, 4],
    draft({ form, checker, field: { name, type, offset } }) {
      const index = checkInteger(checker, form.items[2]!, 'the index of `zerocopy-store`');
      const value = checker.expect(checker.expression(form.items[4]!), type, `field \`${name}\``);
      const operands = [index, constant(offset, form), value];
      return {
        kind: 'apply',
        form: 'account-write',
        arguments: operands,
        of: type,
        type: unit,
        span: form.span,
      };
    },
  }),
];
