// Edwards: whether 32 bytes name a point of the curve of Ed25519; all a program address needs to know.

const prime = 2n ** 255n - 19n;
/** The curve is -x² + y² = 1 + d x² y² (RFC 8032). */
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

const reduce = (value: bigint): bigint => value % prime;

/** Euler's criterion: squares, and zero, have a root. */
function hasRoot(value: bigint): boolean {
  let result = 1n;
  let power = value;
  for (let exponent = (prime - 1n) / 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = reduce(result * power);
    power = reduce(power * power);
  }
  return result <= 1n;
}

/**
 * Whether the bytes are a compressed point. The sign bit is ignored and y may be above the prime, as
 * curve25519-dalek's decompression has it.
 */
export function isOnCurve(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  let y = view.getBigUint64(24, true) & 0x7fff_ffff_ffff_ffffn;
  for (const at of [16, 8, 0]) y = (y << 64n) | view.getBigUint64(at, true);
  const square = reduce(y * y);
  const numerator = reduce(square + prime - 1n);
  const denominator = reduce(d * square + 1n);
  // A quotient is a square where the product is one.
  return hasRoot(reduce(numerator * denominator));
}
