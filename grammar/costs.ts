// Costs: the price of a syscall in units, as data that the meter, the hover text and the reference page all read.

/**
 * How many units a call takes, apart from the one of the call instruction.
 * Amounts are counted in bytes unless a shape says otherwise; every quotient is rounded down.
 */
export type Cost =
  | { readonly shape: 'flat'; readonly units: number }
  /** `base + max(minimum, (of + overhead) / per)`; the quotient is left out where `of` is 0 and there is an overhead. */
  | {
      readonly shape: 'linear';
      readonly base: number;
      /** The parameter that counts. */
      readonly of: string;
      readonly per: number;
      readonly minimum: number;
      readonly overhead: number;
    }
  /** `base` and, for each slice that the parameter `of` names, `each + max(minimum, length / per)`. */
  | {
      readonly shape: 'slices';
      readonly base: number;
      readonly of: string;
      readonly each: number;
      readonly per: number;
      readonly minimum: number;
    }
  /** `units` for every attempt; at least one. */
  | { readonly shape: 'attempts'; readonly units: number }
  /** `without` if the address in the parameter `of` is 0, `with` otherwise. */
  | { readonly shape: 'optional'; readonly of: string; readonly without: number; readonly with: number };

export type FlatCost = Extract<Cost, { shape: 'flat' }>;
export type LinearCost = Extract<Cost, { shape: 'linear' }>;
export type SlicesCost = Extract<Cost, { shape: 'slices' }>;
export type AttemptsCost = Extract<Cost, { shape: 'attempts' }>;
export type OptionalCost = Extract<Cost, { shape: 'optional' }>;

export const flat = (units: number): FlatCost => ({ shape: 'flat', units });

export const linear = (
  of: string,
  {
    base = 0,
    per = 1,
    minimum = 0,
    overhead = 0,
  }: { base?: number; per?: number; minimum?: number; overhead?: number },
): LinearCost => ({ shape: 'linear', base, of, per, minimum, overhead });

export const slices = (
  of: string,
  {
    base = 0,
    each = 0,
    per = 1,
    minimum = 0,
  }: { base?: number; each?: number; per?: number; minimum?: number },
): SlicesCost => ({ shape: 'slices', base, of, each, per, minimum });

export const attempts = (units: number): AttemptsCost => ({ shape: 'attempts', units });

export const optional = (of: string, units: { without: number; with: number }): OptionalCost => ({
  shape: 'optional',
  of,
  ...units,
});

/** Units of a linear cost for `amount` (an unsigned number); beyond 2^53 only that it is more than any budget. */
export function linearUnits(cost: LinearCost, amount: bigint): number {
  if (cost.overhead > 0 && amount === 0n) return cost.base + cost.minimum;
  return cost.base + Math.max(cost.minimum, Number((amount + BigInt(cost.overhead)) / BigInt(cost.per)));
}

/** Units that one slice of `length` bytes adds. */
export function sliceUnits(cost: SlicesCost, length: bigint): number {
  return cost.each + Math.max(cost.minimum, Number(length / BigInt(cost.per)));
}

/** The fewest units a call can take. */
export function leastUnits(cost: Cost): number {
  switch (cost.shape) {
    case 'flat':
    case 'attempts':
      return cost.units;
    case 'linear':
      return linearUnits(cost, 0n);
    case 'slices':
      return cost.base;
    case 'optional':
      return Math.min(cost.without, cost.with);
  }
}

const quotient = (amount: string, per: number): string => (per === 1 ? amount : `${amount} / ${per}`);
const sum = (...terms: readonly string[]): string => terms.filter((term) => term !== '0').join(' + ') || '0';
const atLeast = (minimum: number, amount: string): string =>
  minimum === 0 ? amount : `max(${minimum}, ${amount})`;

/** The cost as people read it: `max(100, length)`. */
export function describeCost(cost: Cost): string {
  switch (cost.shape) {
    case 'flat':
      return `${cost.units}`;
    case 'linear': {
      const amount = cost.overhead === 0 ? cost.of : `(${cost.of} + ${cost.overhead})`;
      const text = sum(`${cost.base}`, atLeast(cost.minimum, quotient(amount, cost.per)));
      return cost.overhead === 0 ? text : `${text} if ${cost.of} > 0, else ${cost.base + cost.minimum}`;
    }
    case 'slices':
      return sum(
        `${cost.base}`,
        `for each slice ${sum(`${cost.each}`, atLeast(cost.minimum, quotient('its bytes', cost.per)))}`,
      );
    case 'attempts':
      return `${cost.units} for each attempt`;
    case 'optional':
      return `${cost.with}, or ${cost.without} if ${cost.of} is 0`;
  }
}
