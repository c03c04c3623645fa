// The most units a syscall takes, by its price and what is known of its arguments.
import { elementsUnits, linearUnits, quadraticUnits, sliceUnits, type Cost } from '../../grammar/costs.js';

/** What is known where the syscall is called. */
export interface Amounts {
  /** The greatest number a parameter may hold. */
  readonly most: (parameter: string) => bigint;
  /** The number a parameter holds, if it is known. */
  readonly known: (parameter: string) => bigint | undefined;
  /** The greatest lengths of the slices that a parameter names; undefined if they are not known. */
  readonly slices: (parameter: string) => readonly bigint[] | undefined;
}

/** No amount that a call could pay for is greater. */
const payable = 1n << 32n;
/** One for each bump that is tried, and the one taken before. */
const mostAttempts = 256;

/** Undefined where no bound is known. */
export function mostUnits(cost: Cost, amounts: Amounts): number | undefined {
  const { most, known, slices } = amounts;
  const amount = (parameter: string): bigint | undefined => {
    const found = most(parameter);
    return found < payable ? found : undefined;
  };
  switch (cost.shape) {
    case 'flat':
      return cost.units;
    case 'linear': {
      const length = amount(cost.of);
      return length === undefined ? undefined : linearUnits(cost, length);
    }
    case 'slices': {
      const lengths = slices(cost.of);
      if (!lengths?.every((length) => length < payable)) return undefined;
      return lengths.reduce((sum, length) => sum + sliceUnits(cost, length), cost.base);
    }
    case 'attempts':
      return cost.units * mostAttempts;
    case 'optional':
      return Math.max(cost.without, cost.with);
    case 'quadratic': {
      const count = amount(cost.of);
      return count === undefined ? undefined : quadraticUnits(cost, count);
    }
    case 'elements': {
      const count = amount(cost.of);
      return count === undefined ? undefined : elementsUnits(cost, count);
    }
    case 'choice': {
      const values = cost.of.map(known);
      const possible = cost.choices.filter(({ when }) =>
        when.every((accepted, at) => values[at] === undefined || accepted.includes(values[at])),
      );
      const all = possible.map((choice) => mostUnits(choice.cost, amounts));
      return all.every((units) => units !== undefined) ? Math.max(0, ...all) : undefined;
    }
    case 'content':
    case 'invocation':
      return undefined;
  }
}
