// Generating programs over aggregates and functions: the case of a seed.
import { Chance } from '../chance.js';
import type { World } from '../world.js';
import { expression } from './expressions.js';
import { expectedOf } from './evaluate.js';
import { grownFunction } from './functions.js';
import { Grower } from './grower.js';
import { inputWorld } from './input.js';
import type { Node, Program } from './node.js';
import { node } from './node.js';
import { statement } from './statements.js';
import type { FunctionType, Type } from './types.js';
import { TypeMaker, bool, i64, mentions, string, unit } from './types.js';

export interface ValueCase {
  readonly seed: number;
  readonly world: World;
  readonly program: Program;
}

/** The types a program uses, with those of their parts, so that values can be taken apart and put together. */
function paletteOf(chance: Chance, types: TypeMaker): readonly Type[] {
  for (let count = chance.between(0, 3); count > 0; count--) types.define();
  const some = Array.from({ length: chance.between(2, 4) }, () => types.random(2));
  return [...some, ...types.definitions, types.plain(), i64, bool, string];
}

function signaturesOf(chance: Chance, palette: readonly Type[]): readonly FunctionType[] {
  return Array.from({ length: chance.between(1, 3) }, () => ({
    kind: 'function',
    parameters: Array.from({ length: chance.between(0, 2) }, () => chance.pick(palette)),
    result: chance.pick(palette),
  }));
}

function grow(chance: Chance): Program {
  const types = new TypeMaker(chance);
  const palette = paletteOf(chance, types);
  const g = new Grower(chance, types, palette, signaturesOf(chance, palette), { expression, statement });
  const globals: Node[] = [];
  for (let count = chance.below(4); count > 0; count--) {
    const type = g.anyType();
    const value = g.expression(type, 1);
    const name = g.fresh('g');
    g.declare(name, type);
    globals.push(node('define', unit, [value], { names: [name] }));
  }
  const functions = Array.from({ length: chance.between(0, 5) }, () => {
    const definition = grownFunction(g);
    g.functions.push(definition);
    return definition;
  });
  const result = g.anyType();
  const body = [...g.statements(6, 4), g.expression(result, 4)];
  return { types: types.definitions.filter((type) => !mentions(type, 'function')), globals, functions, body };
}

/** How often a failing program is given up for another. */
const attempts = 4;

/** The case of a seed. Programs that fail are kept now and then: most should get to their end. */
export function generateValues(seed: number): ValueCase {
  const chance = new Chance(seed);
  for (let attempt = 1; ; attempt++) {
    const world = inputWorld(chance);
    const program = grow(chance);
    const expected = expectedOf(program, world);
    const fails = !('code' in expected) || expected.code !== 0n;
    if (!fails || attempt === attempts || chance.once(5)) return { seed, world, program };
  }
}
