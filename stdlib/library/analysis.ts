// Exponential, logarithms and trigonometric functions of decimals: series in fixed point of 64 bits, whose constants are
// computed here. What is left out of the series and cut off on the way is far below half a unit of 10^-9, to which the
// results are rounded.
import type { LibraryForm } from '../form.js';
import { fixed, halfPi, horner, inverse, one, unit, upTo } from './fixed-point.js';
import { helper, written } from './row.js';

const ln2 = '0.693147180559945309417232121458176568075500134360255254120680009';
const ln10 = '2.302585092994045684017991454684364207601101488628772976033327901';

function factorial(n: number): bigint {
  return n < 2 ? 1n : BigInt(n) * factorial(n - 1);
}

/** e^x is the sum of x^n / n!; what is left out is below 2^-66 for x below ln 2. */
const exponential = horner(
  upTo(20).map((n) => one / factorial(n)),
  (c, rest) => `(+ ${c} (high-product ${rest} part))`,
);
/** atanh z / z is the sum of z^2n / (2n + 1); what is left out is below 2^-70 for z below 0.172. */
const hyperbolic = horner(
  upTo(14).map((n) => one / BigInt(2 * n + 1)),
  (c, rest) => `(+ ${c} (high-product ${rest} squared))`,
);
/** sin a / a is the sum of (-1)^n a^2n / (2n + 1)!; what is left out is below 2^-60 for a below pi / 2. */
const sinus = horner(
  upTo(12).map((n) => one / factorial(2 * n + 1)),
  (c, rest) => `(- ${c} (shift-left (high-product ${rest} squared) 2))`,
);

export const analysisHelpers: readonly LibraryForm[] = [
  helper('(defun high-product (left right) (wrapping-u64 (shift-right (* (u128 left) (u128 right)) 64)))'),
  // The natural logarithm of the integer part and fraction of a number that counts units, times 2^64.
  helper(`(defun scaled-logarithm (units)
  (let* ((zeros (leading-zeros units))
         (value (shift-left units zeros))
         (above (> value ${(one * 14142n) / 10000n}))
         (distance (if above (- 0 value) (- value ${one})))
         (divisor (+ (shift-right value 1) (if above (u64 ${one}) (u64 ${one / 2n}))))
         (part (wrapping-u64 (/ (shift-left (u128 distance) 63) (u128 divisor))))
         (squared (high-product part part))
         (series (* (i128 (high-product part ${hyperbolic})) 4))
         (exponent (i128 (- (if above 64 63) zeros))))
    (+ (* exponent ${fixed(ln2, 64)}) (if above (- 0 series) series))))`),
  // The sine of an angle of so many units, behind so many quarters of a turn, times 2^62.
  helper(`(defun scaled-sine (units quarters)
  (let* ((turned (shift-right (* (i128 units) (i128 ${inverse(halfPi, 93)})) 29))
         (quarter (bit-and (+ (wrapping-u64 (shift-right turned 64)) quarters) 3))
         (fraction (wrapping-u64 turned))
         (angle (high-product (if (odd? quarter) (bit-not fraction) fraction) ${fixed(halfPi, 63)}))
         (squared (high-product angle angle))
         (sine (i64 (high-product angle ${sinus}))))
    (if (< quarter 2) sine (- 0 sine))))`),
  helper(`(defun rounded-decimal (scaled bits)
  (units-decimal (i64 (shift-right (+ (* (i128 scaled) ${unit}) (shift-left (i128 1) (- bits 1))) bits))))`),
];

export const analysisFunctions: readonly LibraryForm[] = [
  written({
    signature: '(exp number)',
    doc: 'e to the power of a number, as a decimal. The error is below 10^-9 and 10^-17 of the result together. Fails with ArithmeticOverflow from about 22.94 on.',
    example: '(exp 1) ; => 2.718281828\n(exp -0.5) ; => 0.60653066',
    // The power of two that is e^x, whose fraction goes into the series.
    source: `(defun exp (number)
  (let ((units (decimal-units number)))
    (cond
      ((< units -22000000000) (units-decimal 0))
      (else
        (let* ((limited (min units 23000000000))
               (binary (shift-right (* (i128 limited) (i128 ${inverse(ln2, 93)})) 29))
               (part (high-product (wrapping-u64 binary) ${fixed(ln2, 64)}))
               (series ${exponential})
               (shift (- 63 (wrapping-i64 (shift-right binary 64))))
               (product (* (u128 series) ${unit})))
          (units-decimal
            (i64 (shift-right (+ product (shift-left (u128 1) (- shift 1))) shift))))))))`,
  }),
  written({
    signature: '(ln number)',
    doc: 'The natural logarithm of a number, as a decimal. The error is below 10^-9. Fails with InvalidArgument unless the number is positive.',
    example: '(ln 2) ; => 0.693147181\n(ln 0.5) ; => -0.693147181',
    source: `(defun ln (number)
  (let ((units (decimal-units number)))
    (assert (> units 0))
    (rounded-decimal (- (scaled-logarithm (u64 units)) ${fixed(ln10, 64) * 9n}) 64)))`,
  }),
  written({
    signature: '(log2 number)',
    doc: 'The logarithm to base 2 of a number, as a decimal. The error is below 10^-9. Fails with InvalidArgument unless the number is positive.',
    example: '(log2 8) ; => 3.0\n(log2 10) ; => 3.321928095',
    source: `(defun log2 (number)
  (let ((units (decimal-units number)))
    (assert (> units 0))
    (rounded-decimal
      (shift-right (* (shift-right (- (scaled-logarithm (u64 units)) ${fixed(ln10, 64) * 9n}) 16) ${inverse(ln2, 63, 1n)}) 47)
      64)))`,
  }),
  written({
    signature: '(sin number)',
    doc: 'The sine of an angle in radians, as a decimal. The error is below 10^-9 for angles to ten million, below 2 * 10^-9 beyond.',
    example: '(sin 1) ; => 0.841470985',
    source: '(defun sin (number) (rounded-decimal (scaled-sine (decimal-units number) 0) 62))',
  }),
  written({
    signature: '(cos number)',
    doc: 'The cosine of an angle in radians, as a decimal. The error is below 10^-9 for angles to ten million, below 2 * 10^-9 beyond.',
    example: '(cos 1) ; => 0.540302306',
    source: '(defun cos (number) (rounded-decimal (scaled-sine (decimal-units number) 1) 62))',
  }),
];
