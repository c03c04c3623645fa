// Sequences: arrays and strings as forms see them; everything else about them is written in OVSM (library/).
import { bytesOf, isSelfContained } from '../grammar/layout.js';
import type { Expression } from '../grammar/core.js';
import { inputStart } from '../grammar/memory.js';
import type { Value } from '../grammar/flow.js';
import { string, u64, u8, unit, type ArrayType, type Type } from '../grammar/signature.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { FlowBuilder } from './builder.js';
import type { Checker, Draft, FunctionForm, Lowering, Operand } from './form.js';
import { fromInteger } from './decimal.js';
import { allocate, allocateBytes, copyBytes } from './heap.js';
import { anyHole, emptyHole, hole, isInteger, prune, showType, unify, type Inferred } from './inferred.js';
import { convert } from './integer.js';
import { loadTyped, storeTyped } from './memory.js';
import { checkArity, operandsOf } from './shapes.js';
import { diverging } from './special/aggregates.js';
import { arrayOf } from './special/aggregates.js';

const outOfRange = 'the index is beyond the end';

const elementType = (operand: Operand): Type => (operand.type as ArrayType<Type>).element;

/** The length of an array or string. */
function lengthOf(b: FlowBuilder, { type, values }: Operand): Value {
  if (type.kind === 'array' && type.length !== undefined) return b.constant(type.length);
  return values[1]!;
}

/** The address of element `index`. */
function elementAddress(b: FlowBuilder, operand: Operand, index: Value): Value {
  const stride = bytesOf(elementType(operand));
  const offset = stride === 1 ? index : b.binaryWith('mul', index, stride);
  return b.binary('add', operand.values[0]!, offset);
}

/** Bytes of a constant of a type that has some, else undefined. */
function constantBytes(type: Type, { kind, ...source }: Expression): Uint8Array | undefined {
  const bytes = new Uint8Array(bytesOf(type));
  if (kind === 'pubkey' && type.kind === 'pubkey') return (source as { bytes: Uint8Array }).bytes;
  if (kind === 'boolean') return Uint8Array.of((source as { value: boolean }).value ? 1 : 0);
  if (kind !== 'integer') return undefined;
  let rest = (source as { value: bigint }).value;
  for (let i = 0; i < bytes.length; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/** The bytes of elements that are all constants. */
function constantElements(element: Type, operands: readonly Operand[]): Uint8Array | undefined {
  if (!isSelfContained(element)) return undefined;
  const parts = operands.map(({ source }) => constantBytes(element, source));
  if (!parts.every((part) => part !== undefined)) return undefined;
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The form that changes an element; where a program has it, equal literals may not share memory. */
const elementSet = 'element-set';

const elementChanges = [
  elementSet,
  ...[16, 32, 64].flatMap((bits) => [`write-u${bits}-le`, `write-u${bits}-be`]),
];

/** Whether the program changes elements of arrays anywhere. */
export function changesElements({ module: { forms } }: FlowBuilder): boolean {
  return elementChanges.some((name) => forms.has(name));
}

/** An array of the operands. Constants lie in the program, unless something changes the elements of arrays. */
function lowerArrayOf({ builder: b, operands, type }: Lowering): readonly Value[] {
  const { element, length } = type as ArrayType<Type>;
  const count = length === undefined ? [b.constant(operands.length)] : [];
  const constants = constantElements(element, operands);
  if (constants && (!changesElements(b) || operands.length === 0)) return [b.address(constants), ...count];
  const stride = bytesOf(element);
  const address = allocateBytes(b, stride * operands.length);
  if (constants) copyBytes(b, address, b.address(constants), b.constant(constants.length));
  else operands.forEach(({ values }, index) => storeTyped(b, element, address, stride * index, values));
  return [address, ...count];
}

/** A form that only other forms write, or, where its result has a type known from its operands, the standard library. */
function internal(
  name: string,
  lower: (call: Lowering) => readonly Value[],
  result?: (operands: readonly Draft[]) => Inferred | undefined,
): FunctionForm {
  return {
    kind: 'function',
    name,
    signature: `(${name} ...)`,
    doc: '',
    check(form, checker) {
      const drafts = operandsOf(form).map((operand) => checker.expression(operand));
      drafts.forEach((draft) => prune(draft.type).kind === 'hole' && unify(draft.type, u64));
      const type = result?.(drafts);
      const anyArray: Inferred = { kind: 'array', element: anyHole(), length: undefined };
      if (!type) return checker.expect(drafts[0]!, anyArray, `an operand of \`${name}\``);
      return { kind: 'apply', form: name, arguments: drafts, type, span: form.span };
    },
    lower,
  };
}

/** The type of the elements of the first operand. */
function elementOfFirst([first]: readonly Draft[]): Inferred | undefined {
  const type = prune(first!.type);
  return type.kind === 'array' ? type.element : undefined;
}

/** Placing elements decides the type of those of a new array. */
function placed(operands: readonly Draft[]): Inferred | undefined {
  const element = elementOfFirst(operands);
  const from = prune(operands[2]!.type);
  const found = from.kind === 'array' ? from.element : from.kind === 'string' ? u8 : undefined;
  return element && found && unify(element, found) ? unit : undefined;
}

/** The type of a piece of the first operand. */
function pieceOfFirst([first]: readonly Draft[]): Inferred | undefined {
  const type = prune(first!.type);
  if (type.kind === 'array') return { ...type, length: undefined };
  return type.kind === 'string' || type.kind === 'never' ? type : undefined;
}

/** How many bytes the character takes that begins with a byte; a byte inside a character fails. */
function characterLength(b: FlowBuilder, first: Value): Value {
  const length = b.cell();
  const after = b.block();
  const longer = b.block(true);
  b.write(length, b.constant(1));
  b.branch('ult', first, b.constant(0x80), after, longer);
  b.enterSealed(longer);
  b.failIf('ult', first, b.constant(0xc0), 'InvalidArgument', 'the index is inside a character');
  // 110x: 2 bytes, 1110: 3, 1111: 4.
  const three = b.compare('uge', first, b.constant(0xe0));
  const four = b.compare('uge', first, b.constant(0xf0));
  b.write(length, b.binaryWith('add', b.binary('add', three, four), 2));
  b.jump(after);
  b.enterSealed(after);
  return b.read(length);
}

function lowerCharacter({ builder: b, operands }: Lowering): readonly Value[] {
  const [text, index] = operands;
  b.failIf('uge', index!.values[0]!, text!.values[1]!, 'InvalidArgument', outOfRange);
  const address = b.binary('add', text!.values[0]!, index!.values[0]!);
  return [address, characterLength(b, b.load(1, address))];
}

/** Forms that the checker writes and no program can name. */
export const internalSequenceForms: readonly FunctionForm[] = [
  internal('array-of', lowerArrayOf),
  internal('element', ({ builder: b, operands, type }) => {
    const [array, index] = operands;
    b.failIf('uge', index!.values[0]!, lengthOf(b, array!), 'InvalidArgument', outOfRange);
    return loadTyped(b, type, elementAddress(b, array!, index!.values[0]!), 0);
  }),
  internal(
    'element-unchecked',
    ({ builder: b, operands, type }) =>
      loadTyped(b, type, elementAddress(b, operands[0]!, operands[1]!.values[0]!), 0),
    elementOfFirst,
  ),
  internal(
    elementSet,
    ({ builder: b, operands }) => {
      const [array, index, value] = operands;
      b.failIf('uge', index!.values[0]!, lengthOf(b, array!), 'InvalidArgument', outOfRange);
      storeTyped(b, elementType(array!), elementAddress(b, array!, index!.values[0]!), 0, value!.values);
      return value!.values;
    },
    elementOfFirst,
  ),
  // The standard library writes elements of arrays it has just made only, at positions it knows to be there.
  internal('element-fill', ({ builder: b, operands }) => {
    const [array, index, value] = operands;
    storeTyped(b, elementType(array!), elementAddress(b, array!, index!.values[0]!), 0, value!.values);
    return value!.values;
  }),
  // `(slice-unchecked sequence start end)`
  internal(
    'slice-unchecked',
    ({ builder: b, operands }) => {
      const [sequence, start, end] = operands;
      const [from, to] = [start!.values[0]!, end!.values[0]!];
      const address = b.binary('add', sequence!.values[0]!, scaled(b, from, strideOf(sequence!)));
      return [address, b.binary('sub', to, from)];
    },
    pieceOfFirst,
  ),
  // `(place-elements array index sequence)`: the elements of the sequence into an array the library has just made.
  internal(
    'place-elements',
    ({ builder: b, operands }) => {
      const [array, index, sequence] = operands;
      const size = scaled(b, lengthOf(b, sequence!), strideOf(sequence!));
      copyBytes(b, elementAddress(b, array!, index!.values[0]!), sequence!.values[0]!, size);
      return [];
    },
    placed,
  ),
  internal('character', lowerCharacter),
  internal('word-at', ({ builder: b, operands }) => {
    const offset = b.binaryWith('shl', operands[1]!.values[0]!, 3);
    return [b.load(8, b.binary('add', operands[0]!.values[0]!, offset))];
  }),
  internal('array-length', ({ builder: b, operands }) => [lengthOf(b, operands[0]!)]),
];

/** A length, which is far below 2^31, as a number of any type. */
function integerAs(b: FlowBuilder, value: Value, type: Type): readonly Value[] {
  if (type.kind === 'decimal') return [fromInteger(b, [value], u64, type)];
  if (type.kind !== 'integer') return [value];
  if (type.bits === 128) return [value, b.constant(0)];
  return [type.bits < 32 ? convert(b, value, u64, type) : value];
}

interface SequenceRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly signature: string;
  readonly doc: string;
  readonly example?: string;
  readonly operands: number;
  /** The type of the value, or undefined after reporting. */
  result(drafts: readonly Draft[], checker: Checker, form: ListSyntax): Inferred | undefined;
  lower(call: Lowering): readonly Value[];
}

function sequenceForm({ operands, result, ...row }: SequenceRow): FunctionForm {
  const form: FunctionForm = {
    kind: 'function',
    ...row,
    check(list, checker) {
      if (!checkArity(list, form, checker, operands)) return checker.wrong(list.span);
      const drafts = operandsOf(list).map((operand) => checker.expression(operand));
      const never = diverging(drafts, list.span);
      if (never) return never;
      const type = result(drafts, checker, list);
      if (!type) return checker.wrong(list.span);
      return { kind: 'apply', form: row.name, arguments: drafts, type, span: list.span };
    },
  };
  return form;
}

/** Reports unless the draft is an array or a string. */
function sequenceOf(
  draft: Draft,
  checker: Checker,
  name: string,
): ArrayType<Inferred> | 'string' | undefined {
  const type = prune(draft.type);
  if (type.kind === 'array') return type;
  if (type.kind === 'string') return 'string';
  checker.diagnostics.report('typeMismatch', draft.span, {
    purpose: `the operand of \`${name}\``,
    wanted: 'an array or a string',
    found: showType(type),
    hint: `\`${name}\` works on sequences`,
  });
  return undefined;
}

function indexOf(draft: Draft, checker: Checker): boolean {
  if (!isInteger(draft.type)) return checker.expect(draft, u64, 'a position').kind !== 'nothing';
  const type = prune(draft.type);
  if (type.kind === 'integer' && type.bits === 128) checker.expect(draft, u64, 'a position');
  unify(draft.type, u64);
  return true;
}

/** The bytes one element takes; those of a string are bytes. */
const strideOf = ({ type }: Operand): number => (type.kind === 'array' ? bytesOf(type.element) : 1);

function scaled(b: FlowBuilder, count: Value, stride: number): Value {
  return stride === 1 ? count : b.binaryWith('mul', count, stride);
}

/** A string may only be cut where a character begins. */
function checkBoundary(b: FlowBuilder, operand: Operand, at: Value): void {
  if (operand.type.kind !== 'string') return;
  const inside = b.block();
  const after = b.block();
  b.branch('ult', at, operand.values[1]!, inside, after);
  b.enterSealed(inside);
  const byte = b.load(1, b.binary('add', operand.values[0]!, at));
  const high = b.binaryWith('and', byte, 0xc0);
  b.failIf('eq', high, b.constant(0x80), 'InvalidArgument', 'the position is inside a character');
  b.jump(after);
  b.enterSealed(after);
}

export const sequenceForms: readonly FunctionForm[] = [
  sequenceForm({
    name: 'length',
    aliases: ['len', 'count'],
    operands: 1,
    signature: '(length sequence)',
    doc: 'The number of elements of an array or tuple, of fields of a record, of bytes of a string in UTF-8, of accounts. Like a literal it takes the type its context needs, i64 if none does.',
    example: '(length [1 2 3]) ; => 3\n(length "hello") ; => 5',
    result(drafts, checker) {
      const { kind } = prune(drafts[0]!.type);
      if (kind === 'tuple' || kind === 'record' || kind === 'accounts') return hole();
      return sequenceOf(drafts[0]!, checker, 'length') && hole();
    },
    lower({ builder: b, operands, type: wanted }) {
      const { type } = operands[0]!;
      if (type.kind === 'accounts') {
        const count = b.load(8, b.constant(inputStart), 0, true);
        return integerAs(b, b.binaryWith('sub', count, type.first), wanted);
      }
      const parts = type.kind === 'tuple' ? type.items : type.kind === 'record' ? type.fields : undefined;
      const length = parts ? b.constant(parts.length) : lengthOf(b, operands[0]!);
      return integerAs(b, length, wanted);
    },
  }),
  sequenceForm({
    name: 'make-array',
    aliases: ['array'],
    operands: 1,
    signature: '(make-array length)',
    doc: 'A new array of zeros; what its elements are is found from their use.',
    example: '(define a (make-array 3)) (set! (get a 1) 7) a ; => [0, 7, 0]',
    result(drafts, checker) {
      if (!indexOf(drafts[0]!, checker)) return undefined;
      // The library stores elements before it reads them.
      const element = checker.library ? emptyHole() : anyHole();
      return { kind: 'array', element, length: undefined };
    },
    lower({ builder: b, operands, type }) {
      // Memory that has not been used is zero.
      const count = operands[0]!.values[0]!;
      b.failIf('ugt', count, b.constant(1 << 20), 'MaxAccountsDataAllocationsExceeded', 'the heap is full');
      return [allocate(b, scaled(b, count, bytesOf((type as ArrayType<Type>).element))), count];
    },
  }),
  sequenceForm({
    name: 'slice',
    operands: 3,
    signature: '(slice sequence start end)',
    doc: 'The elements from `start` up to but not including `end`; shares the memory of the sequence. Fails with InvalidArgument where there are none such, or a string would be cut inside a character.',
    example: '(slice [1 2 3 4] 1 3) ; => [2, 3]\n(slice "hello" 1 4) ; => "ell"',
    result(drafts, checker) {
      const sequence = sequenceOf(drafts[0]!, checker, 'slice');
      if (!sequence || !drafts.slice(1).every((draft) => indexOf(draft, checker))) return undefined;
      return sequence === 'string' ? string : { ...sequence, length: undefined };
    },
    lower({ builder: b, operands }) {
      const [sequence, start, end] = operands;
      const [from, to] = [start!.values[0]!, end!.values[0]!];
      b.failIf('ugt', to, lengthOf(b, sequence!), 'InvalidArgument', outOfRange);
      b.failIf('ugt', from, to, 'InvalidArgument', 'the start is behind the end');
      checkBoundary(b, sequence!, from);
      checkBoundary(b, sequence!, to);
      const address = b.binary('add', sequence!.values[0]!, scaled(b, from, strideOf(sequence!)));
      return [address, b.binary('sub', to, from)];
    },
  }),
];

/** The values of a sequence of any length: address and length. */
function asView(b: FlowBuilder, operand: Operand): readonly [Value, Value] {
  return [operand.values[0]!, lengthOf(b, operand)];
}

/** The operands one after another in new memory. */
function lowerConcatenate(call: Lowering): readonly Value[] {
  const { builder: b, operands, type } = call;
  const stride = type.kind === 'array' ? bytesOf(type.element) : 1;
  const pieces = operands.map((operand) => asView(b, operand));
  const sizes = pieces.map(([, length]) => scaled(b, length, stride));
  const whole = sizes.reduce((total, size) => b.binary('add', total, size));
  const address = allocate(b, whole);
  let at = address;
  pieces.forEach(([from], index) => {
    copyBytes(b, at, from, sizes[index]!);
    if (index < pieces.length - 1) at = b.binary('add', at, sizes[index]!);
  });
  const lengths = pieces.map(([, length]) => length);
  return [address, lengths.reduce((total, length) => b.binary('add', total, length))];
}

/** Checks the concatenation of strings, or of arrays of one type. */
export function concatenation(drafts: readonly Draft[], form: ListSyntax, checker: Checker): Draft {
  const joined = checker.common(drafts);
  if (joined.type) {
    const type = prune(joined.type);
    const views = type.kind === 'array' ? { ...type, length: undefined } : type;
    if (views.kind === 'string' || views.kind === 'array')
      return { kind: 'apply', form: 'append', arguments: joined.drafts, type: views, span: form.span };
  }
  const [first, second] = joined.type ? [drafts[0]!, drafts[0]!] : [joined.first, joined.second];
  checker.diagnostics.report(
    'typeMismatch',
    second.span,
    {
      purpose: 'what is appended',
      wanted: showType(first.type),
      found: showType(second.type),
      hint: 'strings are appended to strings, arrays to arrays of the same elements; `str` makes a string of anything',
    },
    [{ message: `this is ${showType(first.type)}`, span: first.span }],
  );
  return checker.wrong(form.span);
}

/** Operands behind an array that are elements for it rather than arrays of such. */
function elementsAsArrays(drafts: readonly Draft[], checker: Checker): readonly Draft[] {
  const first = prune(drafts[0]!.type);
  if (first.kind !== 'array') return drafts;
  const isNested = prune(first.element).kind === 'array';
  return drafts.map((draft, index) => {
    const type = prune(draft.type);
    const isArray = type.kind === 'array' && (!isNested || prune(type.element).kind === 'array');
    return index === 0 || isArray || type.kind === 'never' ? draft : arrayOf([draft], draft.span, checker);
  });
}

export const append: FunctionForm = {
  kind: 'function',
  name: 'append',
  aliases: ['concat', 'concatenate'],
  signature: '(append sequence more ...)',
  doc: 'A new array of the elements of all operands, or a new string of their text. Behind an array an operand may be an element alone. `+` joins sequences too.',
  example: '(append [1 2] [3] 4) ; => [1, 2, 3, 4]\n(+ "Hello, " "world") ; => "Hello, world"',
  check(form, checker) {
    if (!checkArity(form, append, checker, 1, Infinity)) return checker.wrong(form.span);
    const drafts = operandsOf(form).map((operand) => checker.expression(operand));
    return concatenation(elementsAsArrays(drafts, checker), form, checker);
  },
  lower: lowerConcatenate,
};
