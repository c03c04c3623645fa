// Growers: what the tables of producers need of each other to grow a term.
import type { Chance } from './chance.js';
import type { Surroundings } from './surroundings.js';
import type { Definition, Kind, Term } from './term.js';
import type { World } from './world.js';

export interface Grower {
  readonly chance: Chance;
  readonly around: Surroundings;
  readonly world: World;
  /** Functions whose first parameter counts down to their end. */
  readonly recursive: ReadonlySet<string>;
  /** A new function that sees what is around. */
  definition(): Definition;
  /** A term of the kind; `depth` bounds its height. */
  expression(kind: Kind, depth: number): Term;
  /** A term whose truth is asked. */
  condition(depth: number): Term;
  /** Up to `count` forms for their effect. */
  statements(count: number, depth: number): Term[];
}

/** Makes a term, or undefined where the surroundings do not allow it. */
export type Producer = (grower: Grower, kind: Kind, depth: number) => Term | undefined;
export type Producers = readonly (readonly [weight: number, producer: Producer])[];

/** The first producer drawn that can. */
export function produce(producers: Producers, grower: Grower, kind: Kind, depth: number): Term | undefined {
  for (let tries = 0; tries < 8; tries++) {
    const made = grower.chance.weighted(producers)(grower, kind, depth);
    if (made) return made;
  }
  return undefined;
}
