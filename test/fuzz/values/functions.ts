// Growing functions: plain ones, generic ones, ones that call themselves, ones that take and make functions.
import { giveOnce } from './calls.js';
import { literal } from './construct.js';
import type { Grower } from './grower.js';
import type { Definition, Mode, Node, Parameter } from './node.js';
import { node } from './node.js';
import type { Type } from './types.js';
import { arrayOf, bool, generic, i64, mentions, u64, u8 } from './types.js';

/** Optional, key and rest parameters behind the required ones. */
function extraParameters(g: Grower): readonly Parameter[] {
  const { chance } = g;
  const extra = (mode: Mode): Parameter[] =>
    Array.from({ length: chance.between(1, 2) }, () => {
      const type = g.anyType();
      // It is evaluated in the function, whose result is not chosen yet.
      const fallback = g.inFunction(undefined, () => g.expression(type, 1));
      return { name: g.fresh('k'), type, declared: false, mode, fallback };
    });
  const rest = (): Parameter => {
    const element = chance.pick([i64, u64, u8]);
    return { name: g.fresh('r'), type: arrayOf(element), declared: false, mode: 'rest' };
  };
  return chance.weighted<() => readonly Parameter[]>([
    [8, () => []],
    [1, () => extra('optional')],
    [1, () => extra('key')],
    [1, () => [...extra('optional'), ...extra('key')]],
    [1, () => [rest()]],
  ])();
}

function requiredParameters(g: Grower, isGeneric: boolean): readonly Parameter[] {
  const { chance } = g;
  const count = chance.weighted([
    [2, 0],
    [4, 1],
    [5, 2],
    [3, 3],
    [1, 5],
  ]);
  const types = Array.from({ length: count }, (): Type => {
    if (isGeneric && chance.once(3)) return chance.pick([generic, arrayOf(generic)]);
    return chance.once(5) ? chance.pick(g.signatures) : g.anyType();
  });
  if (isGeneric) types.unshift(generic);
  return types.map((type) => {
    const declarable = !mentions(type, 'function') && !mentions(type, 'generic');
    return { name: g.fresh('a'), type, declared: declarable && chance.once(2), mode: 'required' };
  });
}

function declareAll(g: Grower, parameters: readonly Parameter[]): void {
  for (const { name, type } of parameters) g.declare(name, type);
}

export function definitionOf(g: Grower, depth: number, isGeneric: boolean): Definition {
  const { chance } = g;
  const name = g.fresh('f');
  const parameters = [...requiredParameters(g, isGeneric), ...extraParameters(g)];
  const result = isGeneric
    ? chance.pick([generic, generic, g.anyType()])
    : chance.once(5)
      ? chance.pick(g.signatures)
      : g.anyType();
  const declarable = !mentions(result, 'function') && !mentions(result, 'generic');
  const resultDeclared = declarable && chance.once(3);
  const body = g.inFunction(result, () => {
    declareAll(g, parameters);
    giveOnce(g, result);
    return [...g.statements(3, depth), g.expression(result, depth, resultDeclared ? 1 : 0)];
  });
  return { name, parameters, result, resultDeclared, body };
}

/** Goes through an array from its front, by slices or by a pattern. */
function overSlices(g: Grower): Definition {
  const { chance } = g;
  const name = g.fresh('f');
  const element = g.anyType();
  const result = g.anyType();
  const items: Parameter = {
    name: g.fresh('a'),
    type: arrayOf(element),
    declared: chance.once(2),
    mode: 'required',
  };
  const state: Parameter = { name: g.fresh('a'), type: result, declared: chance.once(2), mode: 'required' };
  const xs = node('variable', items.type, [], { names: [items.name] });
  const given = node('variable', result, [], { names: [state.name] });
  const again = (rest: Node, next: Node): Node => node('call', result, [rest, next], { names: [name] });
  const body = g.inFunction(result, () => {
    declareAll(g, [state]);
    const step = (first: Node, rest: Node): Node => {
      const item = g.fresh('x');
      return g.scoped(() => {
        g.declare(item, element);
        const inner = g.statements(2, 2);
        const next = g.expression(result, 2);
        if (chance.once(2))
          return node('let', result, [first, ...inner, again(rest, next)], { names: [item] });
        const after = g.fresh('y');
        g.declare(after, result);
        const last = g.expression(result, 2);
        const kept = node('let', result, [again(rest, given), last], { names: [after] });
        return node('let', result, [first, ...inner, kept], { names: [item] });
      });
    };
    const length = node('length', u64, [xs]);
    const one = literal(i64, 1n, true);
    if (chance.once(2)) {
      const isEmpty = node('=', bool, [length, literal(u64, 0n, true)]);
      const first = node('get', element, [xs, literal(i64, 0n, true)]);
      const rest = node('slice', items.type, [xs, one, length]);
      return [node('if', result, [isEmpty, given, step(first, rest)])];
    }
    const [head, tail] = [g.fresh('p'), g.fresh('p')];
    const first = node('variable', element, [], { names: [head] });
    const rest = node('variable', items.type, [], { names: [tail] });
    const pattern = node('is-array', items.type, [node('is-any', element, [], { names: [head] })], {
      names: [tail],
    });
    return [
      node('match', result, [
        xs,
        node('clause', result, [pattern, step(first, rest)]),
        node('clause', result, [node('is-any', items.type), given]),
      ]),
    ];
  });
  return { name, parameters: [items, state], result, resultDeclared: true, body };
}

/** Calls itself, or another that calls it, with a number less one until that is zero. */
function countingDown(g: Grower): Definition {
  const { chance } = g;
  const name = g.fresh('f');
  const count: Parameter = {
    name: g.fresh('n'),
    type: chance.pick([i64, u64, u8]),
    declared: true,
    mode: 'required',
  };
  const state: Parameter = {
    name: g.fresh('a'),
    type: g.anyType(),
    declared: chance.once(2),
    mode: 'required',
  };
  const result = g.anyType();
  g.recursive.add(name);
  const body = g.inFunction(result, () => {
    declareAll(g, [state]);
    g.declare(count.name, count.type, false);
    const n = node('variable', count.type, [], { names: [count.name] });
    const done = node('<=', bool, [n, literal(count.type, 0n, true)]);
    const less = node('-', count.type, [n, literal(count.type, 1n, true)]);
    const again = node('call', result, [less, g.expression(state.type, 2)], { names: [name] });
    const statements = g.statements(2, 2);
    const base = g.scoped(() => g.expression(result, 2));
    const after = g.fresh('y');
    const kept = g.scoped(() => {
      g.declare(after, result);
      return node('let', result, [again, ...g.statements(1, 2), g.expression(result, 2)], { names: [after] });
    });
    return [...statements, node('if', result, [done, base, chance.once(2) ? again : kept])];
  });
  return { name, parameters: [count, state], result, resultDeclared: chance.once(2), body };
}

/** A function for the whole program. */
export function grownFunction(g: Grower): Definition {
  const kind = g.chance.weighted<'plain' | 'generic' | 'slices' | 'count'>([
    [5, 'plain'],
    [2, 'generic'],
    [1, 'slices'],
    [1, 'count'],
  ]);
  if (kind === 'slices') return overSlices(g);
  if (kind === 'count') return countingDown(g);
  const definition = definitionOf(g, 3, kind === 'generic');
  if (kind === 'generic') g.generics.add(definition.name);
  return definition;
}
