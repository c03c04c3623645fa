// The grower of programs over aggregates and functions: what a place can use, and terms by tables of producers.
import type { Chance } from '../chance.js';
import type { Definition, Node } from './node.js';
import { node } from './node.js';
import type { FunctionType, Type, TypeMaker } from './types.js';
import { mentions, sameType } from './types.js';

export interface Known {
  readonly name: string;
  readonly type: Type;
  readonly mutable: boolean;
}

/**
 * What the place knows of the type of a term: nothing; that of numbers and missing values; or all, so that a record
 * may stand for a struct.
 */
export type Firmness = 0 | 1 | 2;

export type Producer = (g: Grower, type: Type, depth: number, firm: Firmness) => Node | undefined;
export type Producers = readonly (readonly [weight: number, producer: Producer])[];

export class Grower {
  #scopes: Known[][] = [[]];
  #count = 0;
  readonly functions: Definition[] = [];
  /** Functions that call themselves, whose first operand counts down. */
  readonly recursive = new Set<string>();
  /** Functions that work on values of any type. */
  readonly generics = new Set<string>();
  /** The types of values thrown to a tag. */
  readonly tags = new Map<string, Type>();
  /** What `return` gives here; undefined where there is none. */
  returns: Type | undefined;
  loops = 0;
  /** Programs whose failures are told apart by code throw nothing. */
  readonly throws: boolean;

  constructor(
    readonly chance: Chance,
    readonly types: TypeMaker,
    /** The types that the program uses over and over. */
    readonly palette: readonly Type[],
    readonly signatures: readonly FunctionType[],
    private readonly tables: {
      readonly expression: Producer;
      readonly statement: (g: Grower, depth: number) => Node | undefined;
    },
    /** Whether programs read the bytes of instruction data and accounts as they lie. */
    readonly readsBytes = true,
  ) {
    this.throws = chance.once(2);
  }

  fresh(prefix: string): string {
    return `${prefix}${this.#count++}`;
  }

  declare(name: string, type: Type, mutable = true): void {
    this.#scopes.at(-1)!.push({ name, type, mutable: mutable && !mentions(type, 'function') });
  }

  variables(test: (known: Known) => boolean): readonly Known[] {
    const seen = new Map<string, Known>();
    for (const scope of this.#scopes) for (const known of scope) seen.set(known.name, known);
    return [...seen.values()].filter(test);
  }

  variable(type: Type, test: (known: Known) => boolean = () => true): Node | undefined {
    const known = this.variables((candidate) => sameType(candidate.type, type) && test(candidate));
    // The newest are the likeliest.
    const chosen = this.chance.once(2) ? known.at(-1) : known[this.chance.below(known.length || 1)];
    return chosen && node('variable', type, [], { names: [chosen.name] });
  }

  scoped<T>(work: () => T): T {
    this.#scopes.push([]);
    const { length } = this.functions;
    try {
      return work();
    } finally {
      this.#scopes.pop();
      this.functions.length = length;
    }
  }

  /** Grows what runs in a function that the place around it defines; `return` gives `result`, or is not there. */
  inFunction<T>(result: Type | undefined, work: () => T): T {
    const { returns, loops } = this;
    this.returns = result;
    this.loops = 0;
    try {
      return this.scoped(work);
    } finally {
      this.returns = returns;
      this.loops = loops;
    }
  }

  inLoop<T>(work: () => T): T {
    this.loops++;
    try {
      return this.scoped(work);
    } finally {
      this.loops--;
    }
  }

  expression(type: Type, depth: number, firm: Firmness = 0): Node {
    return this.tables.expression(this, type, depth, firm)!;
  }

  condition(depth: number): Node {
    const { chance } = this;
    const kinds = ['integer', 'string'];
    const other = chance.once(8) ? this.palette.filter(({ kind }) => kinds.includes(kind)) : [];
    return this.expression(other.length > 0 ? chance.pick(other) : { kind: 'bool' }, depth);
  }

  statements(most: number, depth: number): Node[] {
    const count = this.chance.between(0, most);
    return Array.from({ length: count }, () => this.tables.statement(this, depth)).filter(
      (statement) => statement !== undefined,
    );
  }

  /** A type that values can be of in many places. */
  anyType(): Type {
    return this.chance.pick(this.palette);
  }
}

/** The first producer that has something for the place, tried in random order by weight. */
export function produce(
  producers: Producers,
  g: Grower,
  type: Type,
  depth: number,
  firm: Firmness,
): Node | undefined {
  for (let attempt = 0; attempt < 6; attempt++) {
    const found = g.chance.weighted(producers)(g, type, depth, firm);
    if (found) return found;
  }
  return undefined;
}
