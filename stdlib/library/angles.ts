// Tangents and the angles that belong to sines, cosines and tangents, of decimals in fixed point of 64 bits.
import type { LibraryForm } from '../form.js';
import { fixed, halfPi, horner, one, unit, upTo } from './fixed-point.js';
import { helper, written } from './row.js';

/** The arc tangent of k / 8 times 2^62, by its series. */
function arctangentOfEighths(k: number): bigint {
  if (k === 8) return fixed(halfPi, 61);
  const bits = 128n;
  const z = (BigInt(k) << bits) / 8n;
  let sum = 0n;
  for (let power = z, n = 1n; power !== 0n; n += 2n, power = -((power * z * z) >> (2n * bits)))
    sum += power / n;
  return (sum + (1n << (bits - 63n))) >> (bits - 62n);
}

const eighths = upTo(9).map(arctangentOfEighths);
/** atan z / z is the sum of (-1)^n z^2n / (2n + 1); what is left out is below 2^-70 for z to 1 / 16. */
const tangent = horner(
  upTo(9).map((n) => one / BigInt(2 * n + 1)),
  (c, rest) => `(- ${c} (shift-left (high-product ${rest} squared) 2))`,
);

export const angleHelpers: readonly LibraryForm[] = [
  helper('(defun size-of-units (units) (wrapping-u64 (if (< units 0) (wrapping-- 0 units) units)))'),
  // The angle whose tangent is the quotient of two u64, the first of which is not above the second, times 2^62. It is
  // that of the nearest k / 8 and of (quotient - k / 8) / (1 + quotient k / 8).
  helper(`(defun acute-angle (rise run)
  (let* ((zeros (leading-zeros run))
         (rise (shift-left rise zeros))
         (run (shift-left run zeros))
         (nearest (/ (+ (* (shift-right rise 8) 16) (shift-right run 8)) (shift-right run 7)))
         (distance (- (shift-left (i128 rise) 3) (* (i128 nearest) (i128 run))))
         (divisor (+ (shift-left (u128 run) 3) (* (u128 nearest) (u128 rise))))
         (part (wrapping-u64 (/ (shift-left (u128 (abs distance)) 63) divisor)))
         (squared (high-product part part))
         (more (high-product part ${tangent}))
         (known (get [(u64 ${eighths[0]!}) ${eighths.slice(1).join(' ')}] nearest)))
    (if (< distance 0) (- known more) (+ known more))))`),
  // The same whichever is the greater; one of them is not 0.
  helper(`(defun angle-of (rise run)
  (if (> rise run) (- ${fixed(halfPi, 62)} (acute-angle run rise)) (acute-angle rise run)))`),
  // The other side of a triangle whose longest is 10^9, times 2^33.
  helper(`(defun other-side (side)
  (assert (<= side ${unit}))
  (root-of-wide (shift-left (u128 (- ${unit * unit} (* side side))) 66)))`),
  helper(`(defun signed-angle (angle negative)
  (rounded-decimal (if negative (- 0 (i128 angle)) (i128 angle)) 62))`),
];

export const angleFunctions: readonly LibraryForm[] = [
  written({
    signature: '(tan number)',
    doc: 'The tangent of an angle in radians, as a decimal. For angles to ten the error is below 10^-9 and 10^-17 of the square of the result together. Fails with ArithmeticOverflow where it does not fit.',
    example: '(tan 1) ; => 1.557407725',
    source: `(defun tan (number)
  (let* ((units (decimal-units number))
         (sine (scaled-sine units 0))
         (cosine (scaled-sine units 1))
         (divisor (u128 (abs cosine)))
         (size (i64 (/ (+ (* (u128 (abs sine)) ${unit}) (shift-right divisor 1)) divisor))))
    (units-decimal (if (= (< sine 0) (< cosine 0)) size (- 0 size)))))`,
  }),
  written({
    signature: '(atan number)',
    doc: 'The angle in radians between -pi / 2 and pi / 2 whose tangent is the number, as a decimal. The error is below 10^-9.',
    example: '(atan 1) ; => 0.785398163\n(atan -1000) ; => -1.569796327',
    source: `(defun atan (number)
  (let ((units (decimal-units number)))
    (signed-angle (angle-of (size-of-units units) (u64 ${unit})) (< units 0))))`,
  }),
  written({
    signature: '(atan2 y x)',
    doc: 'The angle in radians from the first axis to the point with the coordinates x and y, between -pi and pi, as a decimal; 0 for the origin. The error is below 10^-9.',
    example: '(atan2 1 -1) ; => 2.35619449',
    source: `(defun atan2 (y x)
  (let* ((up (decimal-units y))
         (along (decimal-units x))
         (acute (if (= 0 up along) (u64 0) (angle-of (size-of-units up) (size-of-units along)))))
    (signed-angle (if (< along 0) (- ${fixed(halfPi, 63)} acute) acute) (< up 0))))`,
  }),
  written({
    signature: '(asin number)',
    doc: 'The angle in radians between -pi / 2 and pi / 2 whose sine is the number, as a decimal. The error is below 10^-9. Fails with InvalidArgument beyond -1 and 1.',
    example: '(asin 0.5) ; => 0.523598776',
    source: `(defun asin (number)
  (let* ((units (decimal-units number)) (side (size-of-units units)))
    (signed-angle (angle-of (shift-left side 33) (other-side side)) (< units 0))))`,
  }),
  written({
    signature: '(acos number)',
    doc: 'The angle in radians between 0 and pi whose cosine is the number, as a decimal. The error is below 10^-9. Fails with InvalidArgument beyond -1 and 1.',
    example: '(acos 0.5) ; => 1.047197551\n(acos -1) ; => 3.141592654',
    source: `(defun acos (number)
  (let* ((units (decimal-units number))
         (side (size-of-units units))
         (acute (angle-of (other-side side) (shift-left side 33))))
    (signed-angle (if (< units 0) (- ${fixed(halfPi, 63)} acute) acute) false)))`,
  }),
];
