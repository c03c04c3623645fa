// Growing statements: definitions, assignments, loops over ranges, arrays and text, ways out of them.
import { callNode } from './calls.js';
import { literal, texts } from './construct.js';
import { bound, diverge, placeOf } from './expressions.js';
import { definitionOf } from './functions.js';
import type { Grower } from './grower.js';
import type { Node } from './node.js';
import { node } from './node.js';
import { clausesFor, partsPattern } from './patterns.js';
import type { Type } from './types.js';
import { arrayOf, bool, i64, mentions, sameType, string, u64, u8, unit } from './types.js';

type Grow = (g: Grower, depth: number) => Node | undefined;

const define: Grow = (g, depth) => {
  const { value, of } = bound(g, depth);
  const name = g.fresh('v');
  g.declare(name, of);
  return node('define', unit, [value], { names: [name] });
};

/** Names for the parts of a value. */
const unpack: Grow = (g, depth) => {
  const type = g.chance.once(2) ? g.types.random(2) : g.anyType();
  const value = g.expression(type, depth - 1);
  const pattern = partsPattern(g, type);
  return pattern && node('unpack', unit, [pattern, value]);
};

/** Doubles a text or array until the heap may be full. */
const swell: Grow = (g) => {
  const known = g.variables(
    ({ type, mutable }) => mutable && (type.kind === 'string' || type.kind === 'array'),
  );
  if (known.length === 0 || !g.chance.once(8)) return undefined;
  const { name, type } = g.chance.pick(known);
  const whole = node('variable', type, [], { names: [name] });
  const range = node('range', i64, [literal(i64, BigInt(g.chance.between(4, 14)))]);
  const double = node('set!', unit, [whole, node('append', type, [whole, whole])]);
  return node('for', unit, [range, double], { names: [g.fresh('i')] });
};

const assign: Grow = (g, depth) => {
  const known = g.variables(({ type }) => !mentions(type, 'function'));
  if (known.length === 0) return undefined;
  const { type } = g.chance.pick(known);
  const inside = type.kind === 'array' && g.chance.once(2) ? type.element : type;
  const place = placeOf(g, inside, depth);
  return place && node('set!', unit, [place, g.expression(inside, depth - 1, 2)]);
};

const increase: Grow = (g) => {
  const known = g.variables(({ type, mutable }) => mutable && type.kind === 'integer');
  if (known.length === 0) return undefined;
  const { name, type } = g.chance.pick(known);
  return node('incf', unit, [node('variable', type, [], { names: [name] })]);
};

const log: Grow = (g, depth) => {
  const type = g.chance.pick<Type>([string, string, bool, i64, u64, u8]);
  return node('log', unit, [
    type === string ? literal(string, g.chance.pick(texts)) : g.expression(type, depth - 1),
  ]);
};

const block = (g: Grower, depth: number): readonly Node[] => {
  const forms = g.statements(3, depth - 1);
  return forms.length > 0 ? forms : [log(g, 0)!];
};

const guarded: Grow = (g, depth) =>
  node(g.chance.pick(['when', 'unless']), unit, [g.condition(depth - 1), ...g.scoped(() => block(g, depth))]);

const leave: Grow = (g, depth) => {
  const away = g.scoped(() => [...g.statements(1, depth - 1), diverge(g, depth - 1)]);
  return node('when', unit, [g.condition(depth - 1), ...away]);
};

const branch: Grow = (g, depth) => {
  const branches = [0, 1].map(() => g.scoped(() => node('do', unit, block(g, depth))));
  return node('if', unit, [g.condition(depth - 1), ...branches]);
};

const overRange = (g: Grower, depth: number): { readonly over: Node; readonly of: Type } => {
  const { chance } = g;
  const of = chance.pick([i64, u64, u8]);
  const end = chance.once(2)
    ? literal(of, BigInt(chance.between(0, 4)))
    : node('%', of, [g.expression(of, depth - 1), literal(of, 5n, true)]);
  const start = chance.once(3) ? [literal(of, BigInt(chance.below(3)))] : [];
  // Only a signed one goes down.
  const step = sameType(of, i64) ? chance.pick([1, 2, 3, -1, -2]) : chance.between(1, 3);
  const bySteps = start.length > 0 && chance.once(2) ? [literal(i64, BigInt(step), true)] : [];
  return { over: node('range', of, [...start, end, ...bySteps]), of };
};

const loop: Grow = (g, depth) => {
  if (g.loops > 1) return undefined;
  const { chance } = g;
  const name = g.fresh('i');
  const arrays = g.variables(({ type }) => type.kind === 'array' || type.kind === 'string');
  let over: Node;
  let of: Type;
  if (chance.once(2) && arrays.length > 0) {
    const known = chance.pick(arrays);
    over = node('variable', known.type, [], { names: [known.name] });
    of = known.type.kind === 'array' ? known.type.element : string;
  } else if (chance.once(3)) {
    const type = chance.once(3) ? string : arrayOf(g.anyType());
    over = g.expression(type, depth - 1);
    of = type.kind === 'array' ? type.element : string;
  } else ({ over, of } = overRange(g, depth));
  return g.inLoop(() => {
    const pattern = over.operation !== 'range' && chance.once(2) ? partsPattern(g, of) : undefined;
    if (pattern) return node('for-parts', unit, [over, pattern, ...block(g, depth)]);
    g.declare(name, of);
    if (over.operation === 'range' && over.parts.length === 1 && chance.once(3))
      return node('dotimes', unit, [over.parts[0]!, ...block(g, depth)], { names: [name] });
    return node('for', unit, [over, ...block(g, depth)], { names: [name] });
  });
};

/** Counts a variable of its own up to a bound. */
const whileLoop: Grow = (g, depth) => {
  if (g.loops > 1) return undefined;
  const name = g.fresh('n');
  const counter = node('variable', i64, [], { names: [name] });
  const start = node('define', unit, [literal(i64, 0n, true)], { names: [name] });
  const condition = node('<', bool, [counter, literal(i64, BigInt(g.chance.between(1, 4)), true)]);
  const count = node('set!', unit, [counter, node('+', i64, [counter, literal(i64, 1n, true)])]);
  const body = g.inLoop(() => {
    g.declare(name, i64, false);
    return block(g, depth);
  });
  return node('do', unit, [start, node('while', unit, [condition, count, ...body])]);
};

const attempt: Grow = (g, depth) => {
  const name = g.fresh('e');
  const body = g.scoped(() => [...block(g, depth), ...(g.chance.once(2) ? [leave(g, depth)!] : [])]);
  const handler = g.scoped(() => node('do', unit, block(g, depth)));
  return node('try', unit, [handler, ...body], { names: [name] });
};

const match: Grow = (g, depth) => {
  const of = g.anyType();
  if (mentions(of, 'function')) return undefined;
  const subject = g.expression(of, depth - 1);
  const clauses = clausesFor(
    g,
    of,
    () => g.scoped(() => node('do', unit, block(g, depth))),
    () => g.expression(bool, depth - 2),
  );
  return node('match', unit, [subject, ...clauses]);
};

const call: Grow = (g, depth) => {
  const fitting = g.functions.filter(
    ({ result, name }) => !g.generics.has(name) && !mentions(result, 'function'),
  );
  if (fitting.length === 0) return undefined;
  const definition = g.chance.pick(fitting);
  return callNode(g, definition, definition.result, undefined, depth);
};

const write: Grow = (g, depth) => {
  if (!g.readsBytes) return undefined;
  const type = g.chance.pick([u64, u8, i64]);
  return node('account-write', unit, [g.expression(type, depth - 1)], { index: g.chance.below(32) });
};

const require: Grow = (g, depth) =>
  node('require', unit, [
    node('or', bool, [g.expression(bool, depth - 1), g.expression(bool, depth - 1)]),
    literal(u64, BigInt(g.chance.below(30)), true),
  ]);

/** A function of its own for what follows. */
const local: Grow = (g, depth) => {
  const definition = definitionOf(g, depth - 1, false);
  g.functions.push(definition);
  return node('defun', unit, [], { functions: [definition] });
};

const rows: readonly (readonly [number, Grow])[] = [
  [8, define],
  [2, unpack],
  [1, swell],
  [8, assign],
  [2, increase],
  [3, log],
  [2, guarded],
  [2, leave],
  [1, branch],
  [4, loop],
  [1, whileLoop],
  [2, attempt],
  [2, match],
  [3, call],
  [1, write],
  [1, require],
  [1, local],
];

export function statement(g: Grower, depth: number): Node | undefined {
  if (depth <= 0) return g.chance.pick([define, assign, increase, log])(g, 0);
  return g.chance.weighted(rows)(g, depth);
}
