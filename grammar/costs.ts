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
  | { readonly shape: 'optional'; readonly of: string; readonly without: number; readonly with: number }
  /** `base + square * of * of`. */
  | { readonly shape: 'quadratic'; readonly base: number; readonly of: string; readonly square: number }
  /** `first`, `further` for each element after the first, and `each` for each that `of` counts; an element is `size` of these. */
  | {
      readonly shape: 'elements';
      readonly of: string;
      readonly size: number;
      readonly first: number;
      readonly further: number;
      readonly each: number;
    }
  /** `least`, and more the longer what lies at the address in `of`. */
  | { readonly shape: 'content'; readonly least: number; readonly of: string }
  /** `base` and what the instruction takes: for the bytes of its data, of its metas, of the infos, and of each account. */
  | { readonly shape: 'invocation'; readonly base: number; readonly bytesPerUnit: number }
  /** What the values of the parameters `of` select; a call with values that select nothing is refused and free. */
  | { readonly shape: 'choice'; readonly of: readonly string[]; readonly choices: readonly Choice[] };

/** One of several prices: for each selecting parameter the values it takes, and what they mean. */
export interface Choice {
  readonly when: readonly (readonly bigint[])[];
  readonly meaning: string;
  readonly cost: FlatCost | ElementsCost;
}

export type FlatCost = Extract<Cost, { shape: 'flat' }>;
export type LinearCost = Extract<Cost, { shape: 'linear' }>;
export type SlicesCost = Extract<Cost, { shape: 'slices' }>;
export type AttemptsCost = Extract<Cost, { shape: 'attempts' }>;
export type OptionalCost = Extract<Cost, { shape: 'optional' }>;
export type QuadraticCost = Extract<Cost, { shape: 'quadratic' }>;
export type ElementsCost = Extract<Cost, { shape: 'elements' }>;
export type ContentCost = Extract<Cost, { shape: 'content' }>;
export type InvocationCost = Extract<Cost, { shape: 'invocation' }>;
export type ChoiceCost = Extract<Cost, { shape: 'choice' }>;

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

export const quadratic = (of: string, { base, square }: { base: number; square: number }): QuadraticCost => ({
  shape: 'quadratic',
  base,
  of,
  square,
});

export const elements = (
  of: string,
  { first, further, size = 1, each = 0 }: { first: number; further: number; size?: number; each?: number },
): ElementsCost => ({ shape: 'elements', of, size, first, further, each });

export const content = (of: string, { least }: { least: number }): ContentCost => ({
  shape: 'content',
  of,
  least,
});

export const invocation = (parts: { base: number; bytesPerUnit: number }): InvocationCost => ({
  shape: 'invocation',
  ...parts,
});

export const choice = (of: readonly string[], choices: readonly Choice[]): ChoiceCost => ({
  shape: 'choice',
  of,
  choices,
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

/** Units of a quadratic cost for `amount`. */
export function quadraticUnits(cost: QuadraticCost, amount: bigint): number {
  return cost.base + cost.square * Number(amount) ** 2;
}

/** Units of a cost by elements for `amount`; beyond 2^53 only that it is more than any budget. */
export function elementsUnits(cost: ElementsCost, amount: bigint): number {
  const further = Math.max(Number(amount / BigInt(cost.size)) - 1, 0);
  return cost.first + cost.further * further + cost.each * Number(amount);
}

/** The price that these values of the selecting parameters have, or undefined where the call is refused. */
export function chosen(cost: ChoiceCost, values: readonly bigint[]): Choice['cost'] | undefined {
  return cost.choices.find(({ when }) => when.every((accepted, at) => accepted.includes(values[at]!)))?.cost;
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
    case 'quadratic':
      return cost.base;
    case 'elements':
      return cost.first;
    case 'content':
      return cost.least;
    case 'invocation':
      return cost.base;
    case 'choice':
      return 0;
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
    case 'quadratic':
      return sum(`${cost.base}`, `${cost.square} * ${cost.of} * ${cost.of}`);
    case 'elements': {
      const count = quotient(cost.of, cost.size);
      const each = cost.each === 0 ? '0' : cost.each === 1 ? cost.of : `${cost.each} * ${cost.of}`;
      return sum(`${cost.first}`, `${cost.further} * max(0, ${count} - 1)`, each);
    }
    case 'content':
      return `${cost.least} or more, by the lengths in ${cost.of}`;
    case 'invocation': {
      const { base, bytesPerUnit } = cost;
      return (
        `${base} + data / ${bytesPerUnit} + 34 * metas / ${bytesPerUnit} + 80 * infos / ${bytesPerUnit} + for each ` +
        `account its bytes / ${bytesPerUnit} + what the instruction takes`
      );
    }
    case 'choice':
      return cost.choices.map(({ meaning, cost: units }) => `${meaning}: ${describeCost(units)}`).join('; ');
  }
}
