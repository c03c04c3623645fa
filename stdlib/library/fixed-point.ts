// Fixed point: constants and series of the functions of decimals, in 64 bits.

/** A constant, given in decimal digits, times 2^bits and rounded. */
export function fixed(text: string, bits: number): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  const scale = 10n ** BigInt(fraction.length);
  return ((BigInt(whole + fraction) << BigInt(bits + 1)) / scale + 1n) >> 1n;
}

export const halfPi = '1.570796326794896619231321691639751442098584699687552910487472296';
/** How many units a decimal counts for one. */
export const unit = 10n ** 9n;

/** 2^bits by the constant, or by so many units of 10^-9 as are in it, rounded. */
export function inverse(text: string, bits: number, units = unit): bigint {
  const extra = 200;
  const divisor = fixed(text, extra) * units;
  return ((1n << BigInt(bits + extra + 1)) / divisor + 1n) >> 1n;
}

/** One, times 2^63. */
export const one = 1n << 63n;

/** Horner's rule over coefficients from the first: `next` is what is done with what stands behind one. */
export function horner(
  coefficients: readonly bigint[],
  next: (coefficient: bigint, rest: string) => string,
): string {
  return coefficients.slice(0, -1).reduceRight((rest, c) => next(c, rest), `(u64 ${coefficients.at(-1)!})`);
}

/** The numbers from 0 to one less. */
export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
