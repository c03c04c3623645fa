// Generating programs over aggregates and functions: the case of a seed.
import { Chance } from '../chance.js';
import type { World } from '../world.js';
import { expression } from './expressions.js';
import { expectedOf } from './evaluate.js';
import type { DeclaredAccount } from './entry.js';
import { definitionOf, grownFunction } from './functions.js';
import {
  accountFunction,
  accountNode,
  callWorld,
  declareEntry,
  entryExpression,
  entryStatement,
  entryTypes,
  withConstraints,
} from './grow-entry.js';
import { Grower } from './grower.js';
import { inputWorld } from './input.js';
import type { Definition, Node, Parameter, Program } from './node.js';
import { node } from './node.js';
import { statement } from './statements.js';
import type { FunctionType, Type } from './types.js';
import { TypeMaker, bool, i64, mentions, string, unit } from './types.js';

export interface ValueCase {
  readonly seed: number;
  readonly world: World;
  readonly program: Program;
}

type Grown = Omit<ValueCase, 'seed'>;

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

/** The variables of a script before its functions. */
function growGlobals(g: Grower): readonly Node[] {
  const globals: Node[] = [];
  for (let count = g.chance.below(4); count > 0; count--) {
    const type = g.anyType();
    const value = g.expression(type, 1);
    const name = g.fresh('g');
    g.declare(name, type);
    globals.push(node('define', unit, [value], { names: [name] }));
  }
  return globals;
}

function growFunctions(g: Grower): readonly Definition[] {
  return Array.from({ length: g.chance.between(0, 5) }, () => {
    const definition = grownFunction(g);
    g.functions.push(definition);
    return definition;
  });
}

const definitionsOf = (types: TypeMaker): readonly Type[] =>
  types.definitions.filter((type) => !mentions(type, 'function'));

function growScript(chance: Chance): Grown {
  const types = new TypeMaker(chance);
  const palette = paletteOf(chance, types);
  const g = new Grower(chance, types, palette, signaturesOf(chance, palette), { expression, statement });
  const globals = growGlobals(g);
  const functions = growFunctions(g);
  const result = g.anyType();
  const body = [...g.statements(6, 4), g.expression(result, 4)];
  const world = inputWorld(chance);
  return { world, program: { types: definitionsOf(types), globals, functions, body } };
}

/** A program with an instruction, whose body is about its accounts and arguments. */
function growInstruction(chance: Chance): Grown {
  const types = new TypeMaker(chance);
  for (let count = chance.between(0, 3); count > 0; count--) types.define();
  const declared = declareEntry(chance, types);
  const palette = [...entryTypes(declared), ...types.definitions, i64, bool, string];
  // The accounts that the place sees.
  let seen: readonly DeclaredAccount[] = [];
  const tables: ConstructorParameters<typeof Grower>[4] = {
    expression(g, type, depth, firm) {
      const around = { ...declared, accounts: seen };
      if (type.kind === 'account') return accountNode(g, around, type);
      const own = seen.length > 0 && chance.once(4) ? entryExpression(g, around, type) : undefined;
      return own ?? expression(g, type, depth, firm);
    },
    statement(g, depth) {
      const around = { ...declared, accounts: seen };
      const own = seen.length > 0 && chance.once(3) ? entryStatement(g, around, depth) : undefined;
      return own ?? statement(g, depth);
    },
  };
  const g = new Grower(chance, types, palette, signaturesOf(chance, palette), tables, false);
  const functions = [...growFunctions(g)];
  const ofAccount = chance.once(2) ? accountFunction(g, declared) : undefined;
  if (ofAccount) {
    const { type, seen: account } = ofAccount;
    seen = [account];
    const parameter: Parameter = { name: account.name, type, declared: true, mode: 'required' };
    const plain = definitionOf(g, 3, false);
    const definition = { ...plain, parameters: [parameter, ...plain.parameters] };
    functions.push(definition);
    g.functions.push(definition);
  }
  seen = declared.accounts;
  for (const { name, type } of declared.arguments) g.declare(name, type);
  const entry = withConstraints(g, declared);
  const body = g.inFunction(declared.result ?? unit, () => {
    const statements = g.statements(6, 4);
    return declared.result ? [...statements, g.expression(declared.result, 3, 1)] : statements;
  });
  const world = callWorld(chance, entry);
  return { world, program: { types: definitionsOf(types), globals: [], functions, body, entry } };
}

/** How often a failing program is given up for another. */
const attempts = 4;

/** The case of a seed. Programs that fail are kept now and then: most should get to their end. */
export function generateValues(seed: number): ValueCase {
  const chance = new Chance(seed);
  for (let attempt = 1; ; attempt++) {
    const { world, program } = seed % 4 === 3 ? growInstruction(chance) : growScript(chance);
    const expected = expectedOf(program, world);
    const fails = !('code' in expected) || expected.code !== 0n;
    if (!fails || attempt === attempts || chance.once(program.entry ? 2 : 5)) return { seed, world, program };
  }
}
