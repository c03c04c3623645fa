// Raw memory: loads and stores at addresses, unchecked but for what the machine itself checks.
import type { Size, Value } from '../grammar/flow.js';
import { bytesOf, componentsOf, isSelfContained, partsOf, variantsOf } from '../grammar/layout.js';
import { u64, unit, typeName, type IntegerType, type Type } from '../grammar/signature.js';
import type { ListSyntax } from '../grammar/syntax.js';
import type { FlowBuilder } from './builder.js';
import { only, type Checker, type FunctionForm, type Lowering } from './form.js';
import { checkArity, checkInteger, checkWord, fixed } from './shapes.js';
import { prune } from './inferred.js';
import { wrap } from './integer.js';

/** The constant value of an operand that fits a load or store offset (i16), else undefined. */
function constantOffset(call: Lowering, index: number): number | undefined {
  const source = call.operands[index]?.source;
  if (!source) return 0;
  if (source.kind !== 'integer' || source.value < -32768n || source.value > 32760n) return undefined;
  return Number(source.value);
}

/** Address and constant offset of operands `index` (an address) and `index + 1` (an offset). */
function addressed(call: Lowering, index: number): readonly [address: Value, offset: number] {
  const base = only(call, index);
  const offset = constantOffset(call, index + 1);
  if (offset !== undefined) return [base, offset];
  return [call.builder.binary('add', base, only(call, index + 1)), 0];
}

const sizeOf = (type: IntegerType): Size => Math.min(type.bits / 8, 8) as Size;

/** Reads variants: the tag, then the parts of the variant it names. */
function loadVariants(
  b: FlowBuilder,
  type: Type,
  variants: readonly (readonly Type[])[],
  address: Value,
  offset: number,
): readonly Value[] {
  const tag = b.load(1, address, offset);
  const cells = Array.from({ length: componentsOf(type) - 1 }, () => b.cell());
  const after = b.block();
  variants.forEach((parts, index) => {
    const next = b.block();
    const here = b.block();
    if (index === variants.length - 1) b.jump(here);
    else b.branch('eq', tag, b.constant(index), here, next);
    b.enterSealed(here);
    const values = loadParts(b, parts, address, offset + 1);
    cells.forEach((cell, at) => b.write(cell, values[at] ?? b.constant(0)));
    b.jump(after);
    b.enterSealed(next);
  });
  b.enterSealed(after);
  return [tag, ...cells.map((cell) => b.read(cell))];
}

function storeVariants(
  b: FlowBuilder,
  variants: readonly (readonly Type[])[],
  address: Value,
  offset: number,
  [tag, ...payload]: readonly Value[],
): void {
  b.store(1, address, offset, tag!);
  const after = b.block();
  variants.forEach((parts, index) => {
    const next = b.block();
    const here = b.block();
    if (index === variants.length - 1) b.jump(here);
    else b.branch('eq', tag!, b.constant(index), here, next);
    b.enterSealed(here);
    storeParts(b, parts, address, offset + 1, payload);
    b.jump(after);
    b.enterSealed(next);
  });
  b.enterSealed(after);
}

/** Reads values that lie one after another. */
export function loadParts(
  b: FlowBuilder,
  parts: readonly Type[],
  address: Value,
  offset: number,
): readonly Value[] {
  let at = offset;
  return parts.flatMap((part) => {
    const values = loadTyped(b, part, address, at);
    at += bytesOf(part);
    return values;
  });
}

/** Writes values one after another. */
export function storeParts(
  b: FlowBuilder,
  parts: readonly Type[],
  address: Value,
  offset: number,
  values: readonly Value[],
): void {
  let at = offset;
  let next = 0;
  for (const part of parts) {
    const count = componentsOf(part);
    storeTyped(b, part, address, at, values.slice(next, next + count));
    at += bytesOf(part);
    next += count;
  }
}

/** How variants lie in memory; a function that can be one lambda only is just its captures. */
function storedVariants(type: Type): readonly (readonly Type[])[] | undefined {
  const variants = variantsOf(type);
  return type.kind === 'function' && variants?.length === 1 ? undefined : variants;
}

const storedParts = (type: Type): readonly Type[] => partsOf(type) ?? variantsOf(type)?.[0] ?? [];

/** Reads a value of a type at `address + offset`; a pubkey or an array of a fixed length is its address. */
export function loadTyped(b: FlowBuilder, type: Type, address: Value, offset: number): readonly Value[] {
  switch (type.kind) {
    case 'pubkey':
      return [offset === 0 ? address : b.binaryWith('add', address, offset)];
    case 'bool':
      return [b.compare('ne', b.load(1, address, offset), b.constant(0))];
    case 'integer': {
      if (type.bits === 128) return [b.load(8, address, offset), b.load(8, address, offset + 8)];
      const loaded = b.load(sizeOf(type), address, offset);
      return [type.signed ? wrap(b, loaded, type) : loaded];
    }
    case 'decimal':
      return [b.load(8, address, offset)];
    case 'string':
      return [b.load(8, address, offset), b.load(8, address, offset + 8)];
    case 'array':
      if (type.length === undefined) return [b.load(8, address, offset), b.load(8, address, offset + 8)];
      return [offset === 0 ? address : b.binaryWith('add', address, offset)];
    default: {
      const variants = storedVariants(type);
      if (variants) return loadVariants(b, type, variants, address, offset);
      return loadParts(b, storedParts(type), address, offset);
    }
  }
}

/** Most bytes that are copied as words rather than by the syscall. */
const mostInline = 64;

/** Copies a known number of bytes. All loads of a word's kind come first where they are few: the places may overlap. */
export function copyKnown(b: FlowBuilder, to: Value, offset: number, from: Value, size: number): void {
  if (size > mostInline) {
    const target = offset === 0 ? to : b.binaryWith('add', to, offset);
    b.syscall('sol_memmove_', [target, from, b.constant(size)], true);
    return;
  }
  const pieces: { readonly at: number; readonly size: Size; readonly value: Value }[] = [];
  for (let at = 0; at < size;) {
    const piece = ([8, 4, 2, 1] as const).find((bytes) => bytes <= size - at)!;
    pieces.push({ at, size: piece, value: b.load(piece, from, at) });
    at += piece;
  }
  for (const { at, size: piece, value } of pieces) b.store(piece, to, offset + at, value);
}

/** Writes bytes that are known when the program is compiled. */
export function storeBytes(b: FlowBuilder, place: Value, offset: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const size = ([8, 4, 2, 1] as const).find((step) => step <= bytes.length - at)!;
    let word = 0n;
    for (let index = size - 1; index >= 0; index--) word = (word << 8n) | BigInt(bytes[at + index]!);
    b.store(size, place, offset + at, b.constant(word));
    at += size;
  }
}

/** Writes a value of a type at `address + offset`. */
export function storeTyped(
  b: FlowBuilder,
  type: Type,
  address: Value,
  offset: number,
  values: readonly Value[],
): void {
  switch (type.kind) {
    case 'pubkey':
      return copyKnown(b, address, offset, values[0]!, 32);
    case 'bool':
      return b.store(1, address, offset, values[0]!);
    case 'integer':
      b.store(sizeOf(type), address, offset, values[0]!);
      if (type.bits === 128) b.store(8, address, offset + 8, values[1]!);
      return;
    case 'decimal':
      return b.store(8, address, offset, values[0]!);
    case 'array':
      if (type.length !== undefined) return copyKnown(b, address, offset, values[0]!, bytesOf(type));
      b.store(8, address, offset, values[0]!);
      return b.store(8, address, offset + 8, values[1]!);
    case 'string':
      b.store(8, address, offset, values[0]!);
      return b.store(8, address, offset + 8, values[1]!);
    default: {
      const variants = storedVariants(type);
      if (variants) return storeVariants(b, variants, address, offset, values);
      return storeParts(b, storedParts(type), address, offset, values);
    }
  }
}

/** The type named by the first operand, if values of it have a layout in memory. */
export function storedType(form: ListSyntax, checker: Checker): Type | undefined {
  const named = form.items[1]!;
  const type = checker.typeOf(named);
  if (!type) return undefined;
  if (isSelfContained(type)) return type;
  checker.diagnostics.report('typeMismatch', named.span, {
    purpose: 'the type in memory',
    wanted: 'a type of a fixed size',
    found: typeName(type),
    hint: 'integers, decimals, bools, pubkeys and what is made of them have a fixed size',
  });
  return undefined;
}

const load: FunctionForm = {
  kind: 'function',
  name: 'load',
  signature: '(load type address [offset])',
  doc: 'The value of a type at an address, little-endian. The machine faults outside of the memory a program has.',
  example: '(load u8 (string-address "A")) ; => 65',
  check(form, checker) {
    if (!checkArity(form, load, checker, 2, 3)) return checker.wrong(form.span);
    const type = storedType(form, checker);
    const address = checkWord(checker, form.items[2]!, 'the address of `load`');
    const offset = form.items[3] ? [checkInteger(checker, form.items[3], 'the offset of `load`')] : [];
    if (!type) return checker.wrong(form.span);
    return { kind: 'apply', form: 'load', arguments: [address, ...offset], of: type, type, span: form.span };
  },
  lower: (call) => loadTyped(call.builder, call.type, ...addressed(call, 0)),
};

const store: FunctionForm = {
  kind: 'function',
  name: 'store',
  signature: '(store type address offset value)',
  doc: 'Writes a value of a type at an address, little-endian.',
  example: '(store u8 0x300000100 0 7) (load u8 0x300000100 0) ; => 7',
  check(form, checker) {
    if (!checkArity(form, store, checker, 4)) return checker.wrong(form.span);
    const type = storedType(form, checker);
    const address = checkWord(checker, form.items[2]!, 'the address of `store`');
    const offset = checkInteger(checker, form.items[3]!, 'the offset of `store`');
    const value = checker.expression(form.items[4]!);
    if (!type) return checker.wrong(form.span);
    const typed = checker.expect(value, type, 'the value of `store`');
    return {
      kind: 'apply',
      form: 'store',
      arguments: [address, offset, typed],
      of: type,
      type: unit,
      span: form.span,
    };
  },
  lower(call) {
    storeTyped(call.builder, call.of!, ...addressed(call, 0), call.operands[2]!.values);
    return [];
  },
};

/** The sized forms on plain u64 values. */
function sizedForms(size: Size): readonly FunctionForm[] {
  const suffix = size === 8 ? '' : String(size);
  const bits = size * 8;
  return [
    fixed({
      name: `mem-load${suffix}`,
      parameters: [
        ['address', 'word'],
        ['offset', 'integer'],
      ],
      optional: 1,
      result: u64,
      doc: `The ${bits}-bit little-endian unsigned integer at an address, as u64.`,
      example: `(mem-load${suffix} (string-address "ABCDEFGH") 0) ; => ${0x4847464544434241n & ((1n << BigInt(bits)) - 1n)}`,
      lower: (call) => [call.builder.load(size, ...addressed(call, 0))],
    }),
    fixed({
      name: `mem-store${suffix}`,
      parameters: [
        ['address', 'word'],
        ['offset', 'integer'],
        ['value', 'word'],
      ],
      result: unit,
      doc: `Writes the low ${bits} bits of a value at an address, little-endian.`,
      example: `(mem-store${suffix} 0x300000100 8 5) (mem-load${suffix} 0x300000100 8) ; => 5`,
      lower(call) {
        const [address, offset] = addressed(call, 0);
        call.builder.store(size, address, offset, only(call, 2));
        return [];
      },
    }),
  ];
}

const stackBytes: FunctionForm = {
  kind: 'function',
  name: 'stack-bytes',
  signature: '(stack-bytes size)',
  doc: 'The address of `size` bytes in the frame of the function, the same for each evaluation in one call; their content is what was there before. The size is a literal or a constant such as `(struct-size Name)`.',
  example: '(let ((p (stack-bytes 8))) (store u64 p 0 9) (load u64 p 0)) ; => 9',
  check(form, checker) {
    if (!checkArity(form, stackBytes, checker, 1)) return checker.wrong(form.span);
    const draft = checker.expect(checker.expression(form.items[1]!), u64, 'the size of `stack-bytes`');
    if (prune(draft.type).kind === 'never') return draft;
    if (draft.kind !== 'integer' || draft.value < 1n || draft.value > 4096n) {
      checker.diagnostics.report('malformedForm', draft.span, {
        form: 'stack-bytes',
        problem: 'the size must be a constant from 1 to 4096',
        signature: stackBytes.signature,
      });
      return checker.wrong(form.span);
    }
    return { kind: 'apply', form: 'stack-bytes', arguments: [draft], type: u64, span: form.span };
  },
  lower({ builder, operands }) {
    const { source } = operands[0]!;
    return [builder.slot(source.kind === 'integer' ? Number(source.value) : 8)];
  },
};

export const memoryForms: readonly FunctionForm[] = [
  load,
  store,
  ...([1, 2, 4, 8] as const).flatMap(sizedForms),
  stackBytes,
];
