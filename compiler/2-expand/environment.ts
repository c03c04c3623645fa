// Environments: the values that names have while macro code is evaluated.
import type { SyntaxScope } from './scope.js';
import type { Value } from './value.js';

export class Environment {
  readonly #names = new Map<string, Value>();

  constructor(
    /** Where the code stands: what it sees besides its own names. */
    readonly scope: SyntaxScope,
    readonly parent?: Environment,
  ) {}

  /** An environment inside this one. */
  inner(): Environment {
    return new Environment(this.scope, this);
  }

  bind(name: string, value: Value): void {
    this.#names.set(name, value);
  }

  lookup(name: string): Value | undefined {
    for (let environment: Environment | undefined = this; environment; environment = environment.parent) {
      const value = environment.#names.get(name);
      if (value) return value;
    }
    return undefined;
  }

  /** Every name, for suggestions. */
  *visible(): Iterable<string> {
    for (let environment: Environment | undefined = this; environment; environment = environment.parent)
      yield* environment.#names.keys();
  }
}
