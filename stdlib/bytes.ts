// Bytes: values as arrays of them, hashes, and integers in either order of their bytes.
import type { Size, Value } from '../grammar/flow.js';
import { bytesOf, isSelfContained } from '../grammar/layout.js';
import {
  bytes as bytesType,
  i64,
  typeName,
  u16,
  u32,
  u64,
  u8,
  unit,
  decimal as decimalType,
  type IntegerType,
  type Type,
} from '../grammar/signature.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { FlowBuilder } from './builder.js';
import type { Checker, Draft, FunctionForm, Lowering, Operand } from './form.js';
import { allocate, allocateBytes, copyBytes } from './heap.js';
import { isInteger, prune, settle, showType, unify } from './inferred.js';
import { changesElements } from './sequences.js';
import { checkArity, fixed, operandsOf } from './shapes.js';

/** The bytes a value of a type consists of, as its address and length; undefined where it has none of its own. */
function viewOf(b: FlowBuilder, { type, values }: Operand): readonly [Value, Value] | undefined {
  switch (type.kind) {
    case 'string':
      return [values[0]!, values[1]!];
    case 'pubkey':
      return [values[0]!, b.constant(32)];
    case 'array': {
      const length = type.length === undefined ? values[1]! : b.constant(type.length);
      const stride = bytesOf(type.element);
      return [values[0]!, stride === 1 ? length : b.binaryWith('mul', length, stride)];
    }
    default:
      return undefined;
  }
}

/** Reports unless the draft is a string, a key, or an array of values without references. */
function checkViewed(draft: Draft, checker: Checker, name: string): Draft {
  const type = prune(draft.type);
  if (type.kind === 'string' || type.kind === 'pubkey' || type.kind === 'never') return draft;
  if (type.kind === 'array') {
    // Literals that nothing else decides are bytes.
    if (isInteger(type.element)) unify(type.element, u8);
    if (isSelfContained(settle(type.element))) return draft;
  }
  checker.diagnostics.report('typeMismatch', draft.span, {
    purpose: `an operand of \`${name}\``,
    wanted: 'a string, a key or an array of numbers',
    found: showType(type),
    hint: 'other values do not lie in memory as they are; `str` makes text of them',
  });
  return checker.wrong(draft.span);
}

function checkBytes(form: ListSyntax, row: FunctionForm, checker: Checker): Draft {
  if (!checkArity(form, row, checker, 1)) return checker.wrong(form.span);
  const value = checkViewed(checker.expression(form.items[1]!), checker, 'bytes');
  return { kind: 'apply', form: row.name, arguments: [value], type: bytesType, span: form.span };
}

/** What the library only reads is not copied. */
const bytesView: FunctionForm = {
  kind: 'function',
  name: 'bytes-view',
  signature: '(bytes-view value)',
  doc: '',
  check: (form, checker) => checkBytes(form, bytesView, checker),
  lower: ({ builder, operands }) => viewOf(builder, operands[0]!)!,
};

const bytesForm: FunctionForm = {
  kind: 'function',
  name: 'bytes',
  aliases: ['string->bytes', 'string-bytes'],
  signature: '(bytes value)',
  doc: 'The bytes of a string in UTF-8, of a key, of an array of integers, little-endian. They are copied only in programs that change elements of arrays somewhere.',
  example: '(bytes "héy") ; => [104, 195, 169, 121]\n(bytes [(u16 258) 3]) ; => [2, 1, 3, 0]',
  check: (form, checker) => checkBytes(form, bytesForm, checker),
  lower({ builder: b, operands }) {
    const [address, length] = viewOf(b, operands[0]!)!;
    if (!changesElements(b)) return [address, length];
    const copy = allocate(b, length);
    copyBytes(b, copy, address, length);
    return [copy, length];
  },
};

const arrayAddress: FunctionForm = {
  kind: 'function',
  name: 'array-address',
  signature: '(array-address array)',
  doc: 'The address of the first element of an array.',
  example: '(load u16 (array-address [(u16 258) 3])) ; => 258',
  check(form, checker) {
    if (!checkArity(form, arrayAddress, checker, 1)) return checker.wrong(form.span);
    const array = checker.expression(form.items[1]!);
    if (prune(array.type).kind !== 'array') {
      const wanted = { kind: 'array', element: { kind: 'never' }, length: undefined } as const;
      return checker.expect(array, wanted, 'the operand of `array-address`');
    }
    return { kind: 'apply', form: 'array-address', arguments: [array], type: u64, span: form.span };
  },
  lower: ({ operands }) => [operands[0]!.values[0]!],
};

/** Solana's hash syscalls take an array of slices, each an address and a length. */
function hash(name: string, syscall: string, title: string, example: string): FunctionForm {
  const form: FunctionForm = {
    kind: 'function',
    name,
    signature: `(${name} value ...)`,
    doc: `The 32 bytes of ${title} of the bytes of the values one after another: strings, keys, arrays of integers.`,
    example,
    check(list, checker) {
      if (!checkArity(list, form, checker, 1, Infinity)) return checker.wrong(list.span);
      const drafts = operandsOf(list).map((operand) =>
        checkViewed(checker.expression(operand), checker, name),
      );
      const type: Type = { kind: 'array', element: u8, length: 32 };
      return { kind: 'apply', form: name, arguments: drafts, type, span: list.span };
    },
    lower({ builder: b, operands }) {
      const slices = b.slot(16 * operands.length);
      operands.forEach((operand, index) => {
        const view = viewOf(b, operand)!;
        view.forEach((value, part) => b.store(8, slices, 16 * index + 8 * part, value));
      });
      const result = allocateBytes(b, 32);
      b.syscall(syscall, [slices, b.constant(operands.length), result], true);
      return [result];
    },
  };
  return form;
}

/** The value with its bytes in the other order: first bytes change places, then pairs of them, then fours. */
function swapped(b: FlowBuilder, value: Value, size: Size): Value {
  let result = value;
  for (let group = 8; group < size * 8; group *= 2) {
    const low = groupMask(size * 8, group);
    const up = b.binaryWith('shl', b.binaryWith('and', result, low), group);
    const down = b.binaryWith('and', b.binaryWith('lshr', result, group), low);
    result = b.binary('or', up, down);
  }
  return result;
}

/** Every other group of `group` bits of a word, from the lowest. */
function groupMask(width: number, group: number): bigint {
  let mask = 0n;
  for (let at = 0; at < width; at += 2 * group) mask |= ((1n << BigInt(group)) - 1n) << BigInt(at);
  return mask;
}

/** Checks that `(array-of-u8 offset ...)` holds `size` bytes at the offset and gives their address. */
function addressIn(b: FlowBuilder, operand: Operand, offset: Value, size: number): Value {
  const [address, length] = viewOf(b, operand)!;
  const last = b.binaryWith('sub', length, size);
  b.failIf('ult', length, b.constant(size), 'InvalidArgument', 'there are too few bytes');
  b.failIf('ugt', offset, last, 'InvalidArgument', 'there are too few bytes');
  return b.binary('add', address, offset);
}

function byteAccess(type: IntegerType, order: 'le' | 'be'): readonly FunctionForm[] {
  const size = (type.bits / 8) as Size;
  const name = typeName(type);
  const ordered = (b: FlowBuilder, value: Value) => (order === 'be' ? swapped(b, value, size) : value);
  const title = order === 'be' ? 'big-endian' : 'little-endian';
  const bytesOf258 = Array.from({ length: size }, (_, index) => (index === 0 ? 2 : index === 1 ? 1 : 0));
  const shown = order === 'be' ? [...bytesOf258].reverse() : bytesOf258;
  return [
    fixed({
      name: `read-${name}-${order}`,
      aliases: [`parse-${name}-${order}`],
      parameters: [
        ['bytes', bytesType],
        ['offset', 'integer'],
      ],
      result: type,
      doc: `The ${title} ${name} at an offset in bytes. Fails with InvalidArgument where there are too few.`,
      example: `(read-${name}-${order} [${shown.join(' ')}] 0) ; => 258`,
      lower: ({ builder: b, operands }) => [
        ordered(b, b.load(size, addressIn(b, operands[0]!, operands[1]!.values[0]!, size))),
      ],
    }),
    fixed({
      name: `write-${name}-${order}`,
      parameters: [
        ['bytes', bytesType],
        ['offset', 'integer'],
        ['value', type],
      ],
      result: unit,
      doc: `Writes a ${name} ${title} into bytes at an offset. Fails with InvalidArgument where there are too few.`,
      example: `(define b (make-array ${size})) (write-${name}-${order} b 0 258) b ; => [${shown.join(', ')}]`,
      lower({ builder: b, operands }) {
        const address = addressIn(b, operands[0]!, operands[1]!.values[0]!, size);
        b.store(size, address, 0, ordered(b, operands[2]!.values[0]!));
        return [];
      },
    }),
  ];
}

const accesses = [u16, u32, u64].flatMap((type) => [...byteAccess(type, 'le'), ...byteAccess(type, 'be')]);

function digitsOf(call: Lowering): readonly Value[] {
  return call.operands[0]!.values;
}

const decimalUnits: FunctionForm = {
  kind: 'function',
  name: 'decimal-units',
  signature: '(decimal-units a)',
  doc: 'The integer behind a decimal, which counts units of 10^-9: of SOL, lamports.',
  example: '(decimal-units 1.5) ; => 1500000000',
  check(form, checker) {
    if (!checkArity(form, decimalUnits, checker, 1)) return checker.wrong(form.span);
    const value = checker.expression(form.items[1]!);
    const isDecimal = prune(value.type).kind === 'decimal';
    const operand = isDecimal ? value : checker.expect(value, decimalType, 'the operand of `decimal-units`');
    return { kind: 'apply', form: 'decimal-units', arguments: [operand], type: i64, span: form.span };
  },
  lower: digitsOf,
};

const decimalFromUnits: FunctionForm = {
  ...fixed({
    name: 'units-decimal',
    parameters: [['units', i64]],
    result: decimalType,
    doc: 'The decimal of so many units of 10^-9: of lamports, SOL.',
    example: '(units-decimal 1500000000) ; => 1.5',
    lower: digitsOf,
  }),
};

export const byteForms: readonly FunctionForm[] = [
  bytesForm,
  arrayAddress,
  hash(
    'sha256',
    'sol_sha256',
    'SHA-256',
    '(hex-encode (sha256 "abc")) ; => "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"',
  ),
  hash(
    'keccak256',
    'sol_keccak256',
    'Keccak-256',
    '(hex-encode (keccak256 "abc")) ; => "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"',
  ),
  ...accesses,
];

export const internalByteForms: readonly FunctionForm[] = [bytesView];

export const decimalForms: readonly FunctionForm[] = [decimalUnits, decimalFromUnits];
