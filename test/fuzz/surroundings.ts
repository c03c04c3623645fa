// Surroundings: what a place in a program under generation can use: variables, functions, loops.
import type { Chance } from './chance.js';
import type { Definition, Kind } from './term.js';

export interface Known {
  readonly name: string;
  readonly kind: Kind;
  readonly mutable: boolean;
  /** Bytes behind a pointer. */
  readonly size: number;
}

/** The scopes around a place, and what control can do there. */
export class Surroundings {
  readonly functions: Definition[] = [];
  #scopes: Known[][] = [[]];
  #count = 0;
  /** What `return` gives here; undefined where there is none. */
  returns: Kind | undefined;
  /** Loops around the place; `break` and `continue` are possible inside. */
  loops = 0;
  /** Inside a function, whose variables other functions cannot use. */
  inside = false;
  /** The integer type that functions of any type work on, inside one. */
  generic = false;

  constructor(readonly chance: Chance) {}

  fresh(prefix: string): string {
    return `${prefix}${this.#count++}`;
  }

  declare(name: string, kind: Kind, mutable = true, size = 0): void {
    this.#scopes.at(-1)!.push({ name, kind, mutable, size });
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

  /** Works in a function. The variables of the program's body around it are seen and shared. */
  inFunction<T>(returns: Kind | undefined, generic: boolean, work: () => T): T {
    const { returns: outer, loops, generic: outerGeneric, inside } = this;
    const before = { returns: outer, loops, generic: outerGeneric, inside };
    Object.assign(this, { returns, loops: 0, generic, inside: true });
    try {
      return this.scoped(work);
    } finally {
      Object.assign(this, before);
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

  /** The variables whose names mean them here. */
  visible(): readonly Known[] {
    const byName = new Map<string, Known>();
    for (const scope of this.#scopes) for (const known of scope) byName.set(known.name, known);
    return [...byName.values()];
  }

  variables(wanted: (known: Known) => boolean): readonly Known[] {
    return this.visible().filter(wanted);
  }
}
