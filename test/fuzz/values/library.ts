// The standard library in generated programs: how its functions are called, and what they give.
import type { Evaluator } from './evaluate.js';
import { functionValue } from './calls.js';
import { literal } from './construct.js';
import type { Grower, Producer } from './grower.js';
import type { Node } from './node.js';
import { node } from './node.js';
import type { Type } from './types.js';
import { arrayOf, bool, i64, mentions, sameType, string } from './types.js';
import { failWith } from '../value.js';
import type { ArrayValue, Closure, Value } from './value.js';
import { elementsOf, equal, fit, newArray, none, some, textBytes } from './value.js';

type Rule = (values: readonly Value[], subject: Node, e: Evaluator) => Value;

interface Row {
  readonly name: string;
  /** The operands for a value of the type; undefined where it gives none such. */
  readonly operands: (g: Grower, type: Type, depth: number) => readonly Node[] | undefined;
  readonly rule: Rule;
}

const items = (value: Value): readonly Value[] => elementsOf(value as ArrayValue);

function sliceOf(value: Value, start: number, end: number): Value {
  const array = value as ArrayValue;
  return { ...array, start: array.start + start, length: end - start };
}

function atLeastOne(value: Value): readonly Value[] {
  const all = items(value);
  if (all.length === 0) failWith('InvalidArgument');
  return all;
}

const count = (g: Grower): Node => literal(i64, BigInt(g.chance.below(4)), true);

/** Of an array that gives arrays of its own type. */
const sameArray =
  (...more: readonly ((g: Grower, element: Type, depth: number) => Node)[]): Row['operands'] =>
  (g, type, depth) =>
    type.kind === 'array'
      ? [g.expression(type, depth - 1), ...more.map((grow) => grow(g, type.element, depth))]
      : undefined;

/** Of any array, where the value is of one type. */
const anyArray =
  (result: Type, ...more: readonly ((g: Grower, element: Type, depth: number) => Node)[]): Row['operands'] =>
  (g, type, depth) => {
    if (!sameType(type, result)) return undefined;
    const element = g.anyType();
    return [g.expression(arrayOf(element), depth - 1), ...more.map((grow) => grow(g, element, depth))];
  };

const predicate = (g: Grower, element: Type, depth: number): Node =>
  functionValue(g, { kind: 'function', parameters: [element], result: bool }, depth - 1);

const oneMore = (g: Grower, element: Type, depth: number): Node => g.expression(element, depth - 1);

const elementOf: Row['operands'] = (g, type, depth) =>
  mentions(type, 'generic') ? undefined : [g.expression(arrayOf(type), depth - 1)];

const isNumber = ({ kind }: Type): boolean => kind === 'integer' || kind === 'decimal';

const boolNode: Node = { operation: '', type: bool, parts: [] };

/** Asks the function about each element in turn, and stops where `until` says so. */
function asked(
  [array, callee]: readonly Value[],
  e: Evaluator,
  until?: boolean,
): readonly { readonly item: Value; readonly holds: boolean }[] {
  const { memory, start, length } = array as ArrayValue;
  const found: { readonly item: Value; readonly holds: boolean }[] = [];
  for (let at = 0; at < length; at++) {
    const item = memory[start + at];
    const holds = e.call(callee as Closure, [item], boolNode) === true;
    found.push({ item, holds });
    if (holds === until) break;
  }
  return found;
}

const position = (at: number): Value => (at < 0 ? none : some(BigInt(at)));

const compare = (left: Value, right: Value): number =>
  (left as bigint) < (right as bigint) ? -1 : left === right ? 0 : 1;

const rows: readonly Row[] = [
  { name: 'first', operands: elementOf, rule: ([xs]) => atLeastOne(xs)[0] },
  { name: 'last', operands: elementOf, rule: ([xs]) => atLeastOne(xs).at(-1) },
  {
    name: 'rest',
    operands: sameArray(),
    rule: ([xs]) => sliceOf(xs, Math.min(1, items(xs).length), items(xs).length),
  },
  {
    name: 'butlast',
    operands: sameArray(),
    rule: ([xs]) => sliceOf(xs, 0, Math.max(0, items(xs).length - 1)),
  },
  {
    name: 'take',
    operands: sameArray(count),
    rule: ([xs, n]) => sliceOf(xs, 0, Math.min(Number(n), items(xs).length)),
  },
  {
    name: 'drop',
    operands: sameArray(count),
    rule: ([xs, n]) => sliceOf(xs, Math.min(Number(n), items(xs).length), items(xs).length),
  },
  { name: 'reverse', operands: sameArray(), rule: ([xs]) => newArray(items(xs).toReversed()) },
  { name: 'copy', operands: sameArray(), rule: ([xs]) => newArray([...items(xs)]) },
  { name: 'push-back', operands: sameArray(oneMore), rule: ([xs, x]) => newArray([...items(xs), x]) },
  {
    name: 'cons',
    operands: (g, type, depth) =>
      type.kind === 'array'
        ? [g.expression(type.element, depth - 1), g.expression(type, depth - 1)]
        : undefined,
    rule: ([x, xs]) => newArray([x, ...items(xs)]),
  },
  {
    name: 'unique',
    operands: sameArray(),
    rule: ([xs]) =>
      newArray(items(xs).filter((x, at, all) => all.findIndex((other) => equal(x, other)) === at)),
  },
  {
    name: 'sort',
    operands: (g, type, depth) =>
      type.kind === 'array' && isNumber(type.element) ? [g.expression(type, depth - 1)] : undefined,
    rule: ([xs]) => newArray(items(xs).toSorted(compare)),
  },
  {
    name: 'reject',
    operands: sameArray(predicate),
    rule: (values, _, e) => newArray(asked(values, e).flatMap(({ item, holds }) => (holds ? [] : [item]))),
  },
  {
    name: 'take-while',
    operands: sameArray(predicate),
    rule: (values, _, e) =>
      sliceOf(values[0], 0, asked(values, e, false).filter(({ holds }) => holds).length),
  },
  {
    name: 'any?',
    operands: anyArray(bool, predicate),
    rule: (values, _, e) => asked(values, e, true).some(({ holds }) => holds),
  },
  {
    name: 'every?',
    operands: anyArray(bool, predicate),
    rule: (values, _, e) => asked(values, e, false).every(({ holds }) => holds),
  },
  {
    name: 'includes',
    operands: anyArray(bool, oneMore),
    rule: ([xs, x]) => items(xs).some((item) => equal(item, x)),
  },
  {
    name: 'count-if',
    operands: anyArray(i64, predicate),
    rule: (values, _, e) => BigInt(asked(values, e).filter(({ holds }) => holds).length),
  },
  {
    name: 'index-of',
    operands: anyArray({ kind: 'option', value: i64 }, oneMore),
    rule: ([xs, x]) => position(items(xs).findIndex((item) => equal(item, x))),
  },
  {
    name: 'find',
    operands: (g, type, depth) =>
      type.kind === 'option'
        ? [g.expression(arrayOf(type.value), depth - 1), predicate(g, type.value, depth)]
        : undefined,
    rule(values, _, e) {
      const found = asked(values, e, true).find(({ holds }) => holds);
      return found ? some(found.item) : none;
    },
  },
  {
    name: 'sum',
    operands: (g, type, depth) => (isNumber(type) ? elementOf(g, type, depth) : undefined),
    rule: ([xs], { type }) =>
      items(xs).reduce<bigint>(
        (total, item) => fit(type.kind === 'integer' ? type.name : 'i64', total + (item as bigint)),
        0n,
      ),
  },
  {
    name: 'max-of',
    operands: (g, type, depth) => (isNumber(type) ? elementOf(g, type, depth) : undefined),
    rule: ([xs]) => atLeastOne(xs).toSorted(compare).at(-1),
  },
  {
    name: 'join',
    operands: (g, type, depth) =>
      type.kind === 'string'
        ? [g.expression(arrayOf(string), depth - 1), g.expression(string, depth - 1)]
        : undefined,
    rule: ([xs, separator]) => items(xs).join(String(separator)),
  },
  {
    name: 'starts-with?',
    operands: (g, type, depth) =>
      type.kind === 'bool' ? [g.expression(string, depth - 1), g.expression(string, depth - 1)] : undefined,
    rule: ([text, start]) =>
      textBytes(String(text))
        .subarray(0, textBytes(String(start)).length)
        .equals(textBytes(String(start))),
  },
];

/** A call of some function of the library that gives a value of the type. */
export const fromLibrary: Producer = (g, type, depth) => {
  if (mentions(type, 'generic') || mentions(type, 'function')) return undefined;
  const { name, operands } = g.chance.pick(rows);
  const parts = operands(g, type, depth);
  return parts && node(name, type, parts);
};

export const libraryOperations: Readonly<Record<string, Rule>> = Object.fromEntries(
  rows.map(({ name, rule }) => [name, rule]),
);
