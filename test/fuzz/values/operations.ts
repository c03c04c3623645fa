// What forms that evaluate all their operands do, told again over JavaScript values.
import { encodeBase58 } from '../../../grammar/base58.js';
import { Failure, failWith, wrap } from '../value.js';
import type { Evaluator } from './evaluate.js';
import { libraryOperations } from './library.js';
import type { Node } from './node.js';
import type { Type } from './types.js';
import type { ArrayValue, Closure, Option, Product, Value } from './value.js';
import { characterAt, cut, elementsOf, equal, fit, newArray, none, scale, some, textBytes } from './value.js';

type Rule = (values: readonly Value[], subject: Node, e: Evaluator) => Value;

const nameOf = (type: Type) => (type.kind === 'integer' ? type.name : 'i64');
const array = (value: Value): ArrayValue => value as ArrayValue;
const numbers = (values: readonly Value[]): readonly bigint[] => values as readonly bigint[];

function nonzero(value: bigint): bigint {
  if (value === 0n) failWith('ArithmeticOverflow');
  return value;
}

/** Folds numbers from the left; every step must fit the type. */
const folded =
  (step: (left: bigint, right: bigint, isDecimal: boolean) => bigint, neutral?: bigint): Rule =>
  (values, { type }) => {
    const [first, ...others] = numbers(values);
    const isAlone = others.length === 0 && neutral !== undefined;
    let total = isAlone ? neutral : first!;
    for (const value of isAlone ? [first!] : others)
      total = fit(nameOf(type), step(total, value, type.kind === 'decimal'));
    return total;
  };

const wrapping =
  (step: (left: bigint, right: bigint) => bigint): Rule =>
  (values, { type }) => {
    const wrapped = wrap(nameOf(type), numbers(values).reduce(step));
    return 'value' in wrapped ? wrapped.value : undefined;
  };

const ordered =
  (test: (left: bigint, right: bigint) => boolean): Rule =>
  (values) =>
    numbers(values).every((value, index, all) => index === 0 || test(all[index - 1]!, value));

function elementAt(whole: Value, index: bigint): Value {
  if (typeof whole === 'string') return characterAt(whole, index);
  const { memory, start, length } = array(whole);
  if (index < 0n || index >= BigInt(length)) failWith('InvalidArgument');
  return memory[start + Number(index)];
}

function slice([whole, from, to]: readonly Value[]): Value {
  const [start, end] = [from as bigint, to as bigint];
  if (typeof whole === 'string') return cut(whole, start, end);
  const sequence = array(whole);
  if (start < 0n || end < 0n || end > BigInt(sequence.length) || start > end) failWith('InvalidArgument');
  return { ...sequence, start: sequence.start + Number(start), length: Number(end - start) };
}

const append: Rule = (values) =>
  typeof values[0] === 'string'
    ? values.join('')
    : newArray(values.flatMap((value) => [...elementsOf(array(value))]));

const plus = folded((a, b) => a + b, 0n);

function converted(value: Value, from: Type, to: Type): Value {
  const number = typeof value === 'boolean' ? BigInt(value) : (value as bigint);
  if (to.kind !== 'decimal') return fit(nameOf(to), number);
  if (from.kind === 'decimal') return number;
  // The number must be an i64 before it is scaled.
  return fit('i64', fit('i64', number) * scale);
}

const hexadecimal = (value: bigint): string =>
  `0x${BigInt.asUintN(64, value).toString(16)}, 0x0, 0x0, 0x0, 0x0`;

function logLine(value: Value): string {
  if (typeof value === 'bigint') return hexadecimal(value);
  if (typeof value === 'object' && value.kind === 'pubkey') return encodeBase58(value.bytes);
  return String(value);
}

const product: Rule = (parts) => ({ kind: 'product', parts });

const fail = (code: bigint): never => {
  throw new Failure(code);
};

export const operations: Readonly<Record<string, Rule>> = {
  ...libraryOperations,
  literal: (_, { value }) => (value instanceof Uint8Array ? { kind: 'pubkey', bytes: value } : value),
  null: () => none,
  some: ([value]) => some(value),
  array: (values) => newArray([...values]),
  tuple: product,
  record: product,
  struct: product,
  variant: (fields, { index }) => ({ kind: 'variant', tag: index!, fields }),
  part: ([whole], { index }) => (whole as Product).parts[index!],
  element: ([whole, index]) => elementAt(whole, index as bigint),
  get: ([whole, index]) => elementAt(whole, index as bigint),
  slice,
  append,
  length([whole], { type }) {
    return fit(
      nameOf(type),
      BigInt(typeof whole === 'string' ? textBytes(whole).length : array(whole).length),
    );
  },
  input: (_, { type, index }, e) => e.input(type, index!),
  'account-read': (_, { type, index }, e) => e.read(type, e.account, index!),
  'account-write'([value], { parts, index }, e) {
    e.write(parts[0]!.type, index!, value as bigint);
    return undefined;
  },
  '+': (values, subject, e) =>
    typeof values[0] === 'bigint' ? plus(values, subject, e) : append(values, subject, e),
  '-': folded((a, b) => a - b, 0n),
  '*': folded((a, b, isDecimal) => (isDecimal ? (a * b) / scale : a * b)),
  '/': folded((a, b, isDecimal) => (isDecimal ? (a * scale) / nonzero(b) : a / nonzero(b))),
  '%': folded((a, b) => a % nonzero(b)),
  min: folded((a, b) => (a < b ? a : b)),
  max: folded((a, b) => (a > b ? a : b)),
  abs: ([value], { type }) =>
    fit(nameOf(type), (value as bigint) < 0n ? -(value as bigint) : (value as bigint)),
  'bit-and': ([a, b]) => (a as bigint) & (b as bigint),
  'bit-xor': ([a, b]) => (a as bigint) ^ (b as bigint),
  'wrapping-+': wrapping((a, b) => a + b),
  'wrapping-*': wrapping((a, b) => a * b),
  'wraps-+': wrapping((a, b) => a + b),
  'wraps--': wrapping((a, b) => a - b),
  'wraps-*': wrapping((a, b) => a * b),
  unchecked: ([value]) => value,
  macro: ([value]) => value,
  'get-or'([whole, index, other]) {
    const at = index as bigint;
    const { length } = array(whole);
    return at < 0n || at >= BigInt(length) ? other : elementAt(whole, at);
  },
  quoted: (values) => newArray([...values]),
  convert: ([value], { type, parts }) => converted(value, parts[0]!.type, type),
  '=': (values) => values.every((value, index) => index === 0 || equal(values[index - 1], value)),
  '!=': (values) =>
    values.every((value, at) => values.every((other, to) => at === to || !equal(value, other))),
  '<': ordered((a, b) => a < b),
  '<=': ordered((a, b) => a <= b),
  '>': ordered((a, b) => a > b),
  '>=': ordered((a, b) => a >= b),
  not: ([value]) => value === false || value === 0n || value === '',
  'null?': ([value]) => !(value as Option).some,
  unwrap([value]) {
    const option = value as Option;
    if (!option.some) failWith('InvalidArgument');
    return option.value;
  },
  log(values, _, e) {
    for (const value of values) e.logs.push(logLine(value));
    return undefined;
  },
  fail: ([code]) => fail(6000n + (code as bigint)),
  require: ([condition, code]) => (condition === true ? undefined : fail(6000n + (code as bigint))),
  map: ([items, callee], { type }, e) =>
    newArray([...each(items)].map((item) => e.call(callee as Closure, [item()], elementNode(type)))),
  filter([items, callee], _, e) {
    const kept = [...each(items)].flatMap((item) => {
      const found = item();
      return e.call(callee as Closure, [found], boolNode) === true ? [found] : [];
    });
    return newArray(kept);
  },
  reduce: ([items, initial, callee], subject, e) =>
    [...each(items)].reduce(
      (total, item) => e.call(callee as Closure, [total, item()], { ...subject, parts: [] }),
      initial,
    ),
};

/** The elements, each read when its turn comes: what is called may change them. */
function* each(items: Value): Iterable<() => Value> {
  const { memory, start, length } = array(items);
  for (let at = 0; at < length; at++) yield () => memory[start + at];
}

const boolNode: Node = { operation: '', type: { kind: 'bool' }, parts: [] };
const elementNode = (type: Type): Node => ({
  operation: '',
  type: type.kind === 'array' ? type.element : type,
  parts: [],
});
