// Generates programs: well typed, ending soon, the same for the same seed.
import { Chance } from './chance.js';
import { expectedOf } from './evaluate.js';
import { firmExpression, growCondition, growExpression, valueKinds } from './grow-expressions.js';
import { wordNames } from './grow-integers.js';
import { growStatements, showVariables } from './grow-statements.js';
import type { Grower } from './grower.js';
import { respelled } from './respell.js';
import { Surroundings } from './surroundings.js';
import type { Definition, Kind, Program, Term } from './term.js';
import { integer, integerNames, isIntegerKind, term, variable } from './term.js';
import type { World } from './world.js';
import { randomWorld } from './world.js';

export interface Case {
  readonly seed: number;
  readonly program: Program;
  readonly world: World;
}

class Generator implements Grower {
  readonly around: Surroundings;
  readonly recursive = new Set<string>();

  constructor(
    readonly chance: Chance,
    readonly world: World,
  ) {
    this.around = new Surroundings(chance);
  }

  expression(kind: Kind, depth: number): Term {
    return growExpression(this, kind, depth);
  }

  condition(depth: number): Term {
    return growCondition(this, depth);
  }

  statements(count: number, depth: number): Term[] {
    return growStatements(this, count, depth);
  }

  program(): Program {
    const { chance, around } = this;
    const globals = Array.from({ length: chance.below(4) }, () => this.global());
    for (let count = chance.below(5); count > 0; count--) {
      around.functions.push(this.definition());
    }
    const functions = [...around.functions];
    const [blocks, depth] = chance.weighted([
      [8, [chance.between(1, 3), 4]],
      [1, [12, 3]],
      [1, [3, 6]],
    ] as const);
    const statements = Array.from({ length: blocks }, () => this.statements(3, depth)).flat();
    statements.push(...showVariables(this, 10));
    const resultMode = chance.once(8) ? 'exit-code' : 'value';
    const kinds = resultMode === 'value' ? valueKinds : [...wordNames, 'bool' as const];
    const kind = chance.pick(kinds);
    const last = chance.once(12) ? [] : [firmExpression(this, kind, 4)];
    const body =
      last.length > 0 || statements.length === 0
        ? [...statements, ...last]
        : [...statements, term('literal', 'null')];
    return { resultMode, globals, functions, body };
  }

  definition(): Definition {
    return this.chance.once(4) ? this.recursiveFunction() : this.function();
  }

  private global(): Term {
    const kind = this.chance.pick(valueKinds);
    const value = firmExpression(this, kind, this.chance.below(3));
    const name = this.around.fresh('g');
    this.around.declare(name, kind);
    return term('define', 'unit', [value], { names: [name] });
  }

  private parameters(generic: boolean, first: Definition['parameters'] = []): Definition['parameters'] {
    const { chance, around } = this;
    const count = chance.weighted([
      [2, 0],
      [4, 1],
      [4, 2],
      [3, 3],
      [1, 6],
      [1, 8],
    ]);
    const rest = Array.from({ length: count }, () => {
      const kind: Kind = generic ? 'generic' : chance.once(12) ? 'pointer' : chance.pick(valueKinds);
      return { name: around.fresh('a'), kind, declared: kind !== 'generic' && chance.once(2) };
    });
    return [...first, ...rest];
  }

  private declareAll(parameters: Definition['parameters']): void {
    // Pointer arguments lead to the heap; half of what is there is enough.
    for (const { name, kind } of parameters) this.around.declare(name, kind, kind !== 'pointer', 64);
  }

  private function(): Definition {
    const { chance, around } = this;
    const generic = chance.once(4);
    const first = generic ? [{ name: around.fresh('a'), kind: 'generic' as const, declared: false }] : [];
    const parameters = this.parameters(generic, first);
    const result: Kind = generic
      ? 'generic'
      : chance.once(6)
        ? 'unit'
        : chance.once(12)
          ? 'null'
          : chance.pick(valueKinds);
    const body = around.inFunction(result, generic, () => {
      this.declareAll(parameters);
      const statements = this.statements(3, 3);
      if (chance.once(3)) statements.push(...showVariables(this, 4));
      return [...statements, ...this.ending(result)];
    });
    const declarable = !generic && result !== 'unit' && result !== 'null';
    return {
      name: around.fresh('f'),
      parameters,
      result,
      resultDeclared: declarable && chance.once(2),
      body,
    };
  }

  private ending(result: Kind): Term[] {
    if (result === 'unit') return [term('log', 'unit', [term('literal', 'string', [], { value: 'done' })])];
    if (result === 'null') return [term('literal', 'null')];
    return [result === 'generic' ? this.expression(result, 3) : firmExpression(this, result, 3)];
  }

  /** Calls itself with its first parameter less one until that is zero. */
  private recursiveFunction(): Definition {
    const { chance, around } = this;
    const name = around.fresh('f');
    const count = { name: around.fresh('n'), kind: chance.pick(integerNames), declared: chance.once(2) };
    const parameters = this.parameters(false, [count]);
    const result = chance.pick(valueKinds);
    this.recursive.add(name);
    const body = around.inFunction(result, false, () => {
      this.declareAll(parameters.slice(1));
      around.declare(count.name, count.kind, false);
      const statements = this.statements(2, 2);
      const test = term('<=', 'bool', [variable(count.name, count.kind), integer(count.kind, 0n, 'sibling')]);
      const less = term('-', count.kind, [
        variable(count.name, count.kind),
        integer(count.kind, 1n, 'sibling'),
      ]);
      const rest = parameters.slice(1).map(({ kind }) => {
        return kind === 'pointer' ? term('heap', kind) : firmExpression(this, kind, 2);
      });
      const again = term('call', result, [less, ...rest], { names: [name] });
      const after = isIntegerKind(result)
        ? term(chance.pick(['wrapping-+', 'bit-xor', 'max', '+']), result, [
            again,
            firmExpression(this, result, 2),
          ])
        : again;
      return [...statements, term('if', result, [test, firmExpression(this, result, 2), after])];
    });
    return { name, parameters, result, resultDeclared: chance.once(2), body };
  }
}

/** How often a failing program is given up for another. */
const attempts = 4;

/** The case of a seed. Programs that fail are kept now and then: most should get to their end. */
export function generate(seed: number): Case {
  const chance = new Chance(seed);
  for (let attempt = 1; ; attempt++) {
    const world = randomWorld(chance);
    const program = respelled(chance, new Generator(chance, world).program());
    const expected = expectedOf(program, world);
    const fails = 'code' in expected && expected.code !== 0n && program.resultMode === 'value';
    if (!fails || attempt === attempts || chance.once(4)) return { seed, world, program };
  }
}
