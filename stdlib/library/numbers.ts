// Numbers: roots, powers, divisors, rounding, arithmetic that tells of overflow or stops at the limits of a type.
import type { LibraryForm } from '../form.js';
import { helper, written } from './row.js';

/** A checked operation: the result that wraps around, and when that is not the result. */
const checked = (
  name: string,
  operation: string,
  unsignedOverflow: string,
  signedOverflow: string,
): string => `(defun ${name} (left right)
  (let ((result (${operation} left right)))
    (typecase result
      ([u8 u16 u32 u64 u128] (if ${unsignedOverflow} null (some result)))
      (else (if ${signedOverflow} null (some result))))))`;

export const numberHelpers: readonly LibraryForm[] = [
  helper(`(defun gcd-of-two (left right)
  (let ((first (magnitude left)) (second (magnitude right)))
    (while (!= second 0)
      (let ((left-over (% first second)))
        (set! first second)
        (set! second left-over)))
    first))`),
  helper(`(defun lcm-of-two (left right)
  (if (or (= left 0) (= right 0))
    (* left right)
    (checked (* (/ (magnitude left) (gcd-of-two left right)) (magnitude right)))))`),
  helper('(defun magnitude (number) (abs number))'),
  helper('(defun one-like (number) (+ (- number number) 1))'),
  helper(`(defun bit-width (number)
  (typecase number
    ([u8 i8] 8) ([u16 i16] 16) ([u32 i32] 32) ([u128 i128] 128) (else 64)))`),
  // An integer that fits it in the type of another.
  helper(`(defun convert-like (number other)
  (typecase other
    (u8 (u8 number)) (u16 (u16 number)) (u32 (u32 number))
    (i8 (i8 number)) (i16 (i16 number)) (i32 (i32 number)) (else (i64 number))))`),
  helper(`(defun shift-right-unsigned (number amount)
  (typecase number
    (i8 (wrapping-i8 (shift-right (wrapping-u8 number) amount)))
    (i16 (wrapping-i16 (shift-right (wrapping-u16 number) amount)))
    (i32 (wrapping-i32 (shift-right (wrapping-u32 number) amount)))
    (i128 (wrapping-i128 (shift-right (wrapping-u128 number) amount)))
    ([u8 u16 u32 u64 u128] (shift-right number amount))
    (else (wrapping-i64 (shift-right (wrapping-u64 number) amount)))))`),
  helper(`(defun power-of (base exponent)
  (let ((result 1) (square base) (left exponent))
    (assert (>= left 0))
    (checked
      (while (> left 0)
        (when (!= (% left 2) 0) (set! result (* result square)))
        (set! left (/ left 2))
        (when (> left 0) (set! square (* square square)))))
    result))`),
  helper(`(defun decimal-power (base exponent)
  (let ((power (power-of (decimal base) (if (< exponent 0) (- 0 exponent) exponent))))
    (if (< exponent 0) (/ (decimal 1) power) power)))`),
  // The greatest integer whose square is not above a u64: Newton's method from above.
  helper(`(defun root-of (number)
  (if (= number 0)
    number
    (let ((root (shift-left (u64 1) (shift-right (- 65 (leading-zeros number)) 1))))
      (while true
        (let ((next (shift-right (+ root (/ number root)) 1)))
          (when (>= next root) (break))
          (set! root next)))
      root)))`),
  // The same of a u128, as u64: the root of the upper half gives the lower half by one division. Zimmermann,
  // Karatsuba Square Root (1999).
  helper(`(defun root-of-wide (number)
  (let ((high (wrapping-u64 (shift-right number 64))))
    (if (= high 0)
      (root-of (wrapping-u64 number))
      (let* ((moved (bit-and (leading-zeros high) 62))
             (whole (shift-left number moved))
             (upper (wrapping-u64 (shift-right whole 64)))
             (lower (wrapping-u64 whole))
             (first (root-of upper))
             (dividend (bit-or (shift-left (- upper (* first first)) 31) (shift-right lower 33)))
             (second (/ dividend first))
             (left (bit-or (shift-left (% dividend first) 1) (bit-and (shift-right lower 32) 1)))
             (root (+ (shift-left first 32) second))
             (limit (u64 4294967296)))
        (when (and
                (< left limit)
                (or
                  (= second limit)
                  (< (bit-or (shift-left left 32) (bit-and lower 4294967295)) (* second second))))
          (set! root (- root 1)))
        (shift-right root (shift-right moved 1))))))`),
  // The greatest integer whose cube is not above a u128, as u64: Newton's method from above.
  helper(`(defun cube-root-of (number)
  (if (= number 0)
    (u64 0)
    (let ((root (shift-left (u128 1) (/ (- 130 (leading-zeros number)) 3))))
      (while true
        (let ((next (/ (+ (shift-left root 1) (/ number (* root root))) 3)))
          (when (>= next root) (break))
          (set! root next)))
      (u64 root))))`),
  // The quotient rounded down, and whether anything is left.
  helper(`(defun mul-div-rest (a b c)
  (typecase a
    (u64
      (let* ((product (* (u128 a) (u128 b))) (divisor (u128 c)) (quotient (/ product divisor)))
        (tuple (u64 quotient) (!= (* quotient divisor) product))))
    (else
      (let* ((product (* (i128 a) (i128 b)))
             (divisor (i128 c))
             (quotient (/ product divisor))
             (left (- product (* quotient divisor))))
        (tuple
          (i64 (if (and (!= left 0) (!= (< left 0) (< divisor 0))) (- quotient 1) quotient))
          (!= left 0))))))`),
];

export const numberFunctions: readonly LibraryForm[] = [
  written({
    aliases: ['evenp'],
    signature: '(even? number)',
    doc: 'Whether the integer is divisible by two.',
    example: '(even? -4) ; => true',
    source: '(defun even? (number) (= (bit-and number 1) 0))',
  }),
  written({
    aliases: ['oddp'],
    signature: '(odd? number)',
    doc: 'Whether the integer is not divisible by two.',
    example: '(odd? -3) ; => true',
    source: '(defun odd? (number) (= (bit-and number 1) 1))',
  }),
  written({
    aliases: ['zerop'],
    signature: '(zero? number)',
    doc: 'Whether the number is 0.',
    example: '(zero? 0) ; => true',
    source: '(defun zero? (number) (= number 0))',
  }),
  written({
    aliases: ['positivep', 'plusp'],
    signature: '(positive? number)',
    doc: 'Whether the number is greater than 0.',
    example: '(positive? 0.5) ; => true',
    source: '(defun positive? (number) (> number 0))',
  }),
  written({
    aliases: ['negativep', 'minusp'],
    signature: '(negative? number)',
    doc: 'Whether the number is less than 0.',
    example: '(negative? -0.5) ; => true',
    source: '(defun negative? (number) (< number 0))',
  }),
  written({
    signature: '(divisible? number by)',
    doc: 'Whether the remainder of the division is 0. Division by zero fails with ArithmeticOverflow.',
    example: '(divisible? 21 7) ; => true',
    source: '(defun divisible? (number by) (= (% number by) 0))',
  }),
  written({
    aliases: ['signum'],
    signature: '(sign number)',
    doc: '-1, 0 or 1, an i64, as the number is less than, equal to or greater than 0.',
    example: '(sign -0.5) ; => -1',
    source: '(defun sign (number) (cond ((< number 0) -1) ((> number 0) 1) (else 0)))',
  }),
  written({
    signature: '(clamp number least greatest)',
    doc: 'The number, or the limit that it is beyond.',
    example: '(clamp 12 0 10) ; => 10',
    source: '(defun clamp (number least greatest) (max least (min number greatest)))',
  }),
  written({
    signature: '(between? number least greatest)',
    doc: 'Whether the number is not beyond either limit.',
    example: '(between? 10 0 10) ; => true',
    source: '(defun between? (number least greatest) (and (<= least number) (<= number greatest)))',
  }),
  written({
    aliases: ['square'],
    signature: '(squared number)',
    doc: 'The number times itself. Fails with ArithmeticOverflow if that does not fit.',
    example: '(squared -7) ; => 49',
    source: '(defun squared (number) (checked (* number number)))',
  }),
  written({
    signature: '(quotient a b)',
    doc: 'The quotient of two integers, truncated toward zero, as `/` gives it.',
    example: '(quotient -17 5) ; => -3',
    source: '(defun quotient (a b) (/ a b))',
  }),
  written({
    signature: '(remainder a b)',
    doc: 'The remainder of truncating division, as `%` gives it.',
    example: '(remainder -17 5) ; => -2',
    source: '(defun remainder (a b) (% a b))',
  }),
  written({
    signature: '(ceil-div a b)',
    doc: 'The quotient of two integers, rounded up. Division by zero fails with ArithmeticOverflow.',
    example: '(ceil-div 17 5) ; => 4\n(ceil-div -17 5) ; => -3',
    source: `(defun ceil-div (a b)
  (let ((whole (/ a b)) (left (% a b)))
    (if (and (!= left 0) (= (< left 0) (< b 0))) (+ whole 1) whole)))`,
  }),
  written({
    signature: '(floor-div a b)',
    doc: 'The quotient of two integers, rounded down. Division by zero fails with ArithmeticOverflow.',
    example: '(floor-div -17 5) ; => -4',
    source: `(defun floor-div (a b)
  (let ((whole (/ a b)) (left (% a b)))
    (if (and (!= left 0) (!= (< left 0) (< b 0))) (- whole 1) whole)))`,
  }),
  written({
    signature: '(mul-div a b c)',
    doc: 'a times b by c, rounded down, of three u64 or three i64, with 128 bits in between. Fails with ArithmeticOverflow where c is 0 or the result does not fit.',
    example: '(mul-div (u64 10000000000000) 3000000 1000000000000) ; => 30000000\n(mul-div -7 1 2) ; => -4',
    source: '(defun mul-div (a b c) (get (mul-div-rest a b c) 0))',
  }),
  written({
    signature: '(mul-div-ceil a b c)',
    doc: 'a times b by c, rounded up, of three u64 or three i64, with 128 bits in between. Fails with ArithmeticOverflow where c is 0 or the result does not fit.',
    example: '(mul-div-ceil 7 1 2) ; => 4\n(mul-div-ceil -7 1 2) ; => -3',
    source: `(defun mul-div-ceil (a b c)
  (let ((found (mul-div-rest a b c)))
    (if (get found 1) (checked (+ (get found 0) 1)) (get found 0))))`,
  }),
  written({
    signature: '(isqrt number)',
    doc: 'The integer square root: the greatest integer whose square is not above the number. Fails with InvalidArgument for negative numbers.',
    example: '(isqrt 99) ; => 9\n(isqrt (u64 18446744073709551615)) ; => 4294967295',
    source: `(defun isqrt (number)
  (typecase number
    (u128 (u128 (root-of-wide number)))
    (i128 (do (assert (>= number 0)) (i128 (root-of-wide (wrapping-u128 number)))))
    (u64 (root-of number))
    ([u8 u16 u32] (convert-like (root-of (u64 number)) number))
    (else (do (assert (>= number 0)) (convert-like (root-of (wrapping-u64 number)) number)))))`,
  }),
  written({
    signature: '(sqrt number)',
    doc: 'The square root of a number as a decimal, cut off behind nine digits: the error is below 10^-9. Fails with InvalidArgument for negative numbers, with ArithmeticOverflow for integers of 2^63 and more.',
    example: '(sqrt 25) ; => 5.0\n(sqrt 2.0) ; => 1.414213562',
    // The root of n units of 10^-9 is the integer root of n times 10^9; of an integer n, that of n times 10^18.
    source: `(defun sqrt (number)
  (assert (>= number 0))
  (units-decimal
    (i64
      (root-of-wide
        (typecase number
          (decimal (* (u128 (decimal-units number)) 1000000000))
          (else (* (u128 (i64 number)) 1000000000000000000)))))))`,
  }),
  written({
    signature: '(cbrt number)',
    doc: 'The cube root of a number as a decimal, cut off behind nine digits: the error is below 10^-9. Fails with ArithmeticOverflow for integers that are no decimals.',
    example: '(cbrt 27) ; => 3.0\n(cbrt -2.0) ; => -1.259921049',
    // The root of n units of 10^-9 is the integer root of n times 10^18.
    source: `(defun cbrt (number)
  (let* ((units (decimal-units number))
         (root (i64 (cube-root-of (* (u128 (size-of-units units)) 1000000000000000000)))))
    (units-decimal (if (< units 0) (- 0 root) root))))`,
  }),
  written({
    signature: '(factorial number)',
    doc: 'The product of the integers from 1 to the number. Fails with ArithmeticOverflow if it does not fit its type.',
    example: '(factorial 10) ; => 3628800',
    source: `(defun factorial (number)
  (let ((result 1) (factor number))
    (while (> factor 1)
      (checked (set! result (* result factor)))
      (set! factor (- factor 1)))
    result))`,
  }),
  written({
    signature: '(truncate number)',
    aliases: ['trunc', 'int', 'integer'],
    doc: 'The integer part of a decimal, an i64. An integer stays as it is.',
    example: '(truncate -2.7) ; => -2',
    source: `(defun truncate (number)
  (typecase number (decimal (/ (decimal-units number) 1000000000)) (else number)))`,
  }),
  written({
    signature: '(floor number)',
    doc: 'The greatest integer that is not above a decimal, an i64. An integer stays as it is.',
    example: '(floor -2.1) ; => -3',
    source: `(defun floor (number)
  (typecase number (decimal (floor-div (decimal-units number) 1000000000)) (else number)))`,
  }),
  written({
    signature: '(ceiling number)',
    aliases: ['ceil'],
    doc: 'The least integer that is not below a decimal, an i64. An integer stays as it is.',
    example: '(ceiling 2.1) ; => 3',
    source: `(defun ceiling (number)
  (typecase number (decimal (ceil-div (decimal-units number) 1000000000)) (else number)))`,
  }),
  written({
    signature: '(round number)',
    doc: 'The integer next to a decimal, an i64; from the middle between two, the one farther from 0. An integer stays as it is.',
    example: '(round 2.5) ; => 3\n(round -2.5) ; => -3',
    source: `(defun round (number)
  (typecase number
    (decimal
      (let* ((units (decimal-units number)) (whole (/ units 1000000000)) (left (% units 1000000000)))
        (cond ((>= left 500000000) (+ whole 1)) ((<= left -500000000) (- whole 1)) (else whole))))
    (else number)))`,
  }),
  written({
    signature: '(checked-+ a b)',
    doc: 'The sum of two integers, or null if it does not fit their type.',
    example: '(checked-+ 1 2) ; => 3\n(checked-+ (u8 200) 100) ; => null',
    source: checked(
      'checked-+',
      'wrapping-+',
      '(< result left)',
      '(< (bit-and (bit-xor left result) (bit-xor right result)) 0)',
    ),
  }),
  written({
    signature: '(checked-- a b)',
    doc: 'The difference of two integers, or null if it does not fit their type.',
    example: '(checked-- 1 2) ; => -1\n(checked-- (u8 1) 2) ; => null',
    source: checked(
      'checked--',
      'wrapping--',
      '(> right left)',
      '(< (bit-and (bit-xor left right) (bit-xor left result)) 0)',
    ),
  }),
  written({
    signature: '(checked-* a b)',
    doc: 'The product of two integers, or null if it does not fit their type.',
    example: '(checked-* 6 7) ; => 42\n(checked-* (u8 20) 20) ; => null',
    source: checked(
      'checked-*',
      'wrapping-*',
      '(and (!= right 0) (!= (/ result right) left))',
      '(or (and (= right -1) (= left result) (!= left 0)) (and (!= right 0) (!= right -1) (!= (/ result right) left)))',
    ),
  }),
  written({
    signature: '(checked-/ a b)',
    doc: 'The quotient of two integers, or null if the second is 0 or it does not fit their type.',
    example: '(checked-/ 7 2) ; => 3\n(checked-/ 7 0) ; => null',
    source: `(defun checked-/ (left right)
  (typecase left
    ([u8 u16 u32 u64 u128] (if (= right 0) null (some (/ left right))))
    (else
      (cond
        ((= right 0) null)
        ((and (= right -1) (= left (- 0 left)) (!= left 0)) null)
        (else (some (/ left right)))))))`,
  }),
  written({
    signature: '(saturating-+ a b)',
    doc: 'The sum of two integers, or the limit of their type that it is beyond.',
    example: '(saturating-+ (u8 200) 100) ; => 255',
    source: `(defun saturating-+ (left right)
  (unwrap-or (checked-+ left right) (if (< right 0) (min-value left) (max-value left))))`,
  }),
  written({
    signature: '(saturating-- a b)',
    doc: 'The difference of two integers, or the limit of their type that it is beyond.',
    example: '(saturating-- (u8 1) 2) ; => 0',
    source: `(defun saturating-- (left right)
  (unwrap-or
    (checked-- left right)
    (typecase left
      ([u8 u16 u32 u64 u128] (min-value left))
      (else (if (< right 0) (max-value left) (min-value left))))))`,
  }),
  written({
    signature: '(saturating-* a b)',
    doc: 'The product of two integers, or the limit of their type that it is beyond.',
    example: '(saturating-* (i8 20) -20) ; => -128',
    source: `(defun saturating-* (left right)
  (unwrap-or
    (checked-* left right)
    (if (= (< left 0) (< right 0)) (max-value left) (min-value left))))`,
  }),
  written({
    aliases: ['logcount', 'popcount'],
    signature: '(bit-count number)',
    doc: "How many bits of the integer are set, an i64; of a negative one, of its two's complement.",
    example: '(bit-count 255) ; => 8\n(bit-count (u8 254)) ; => 7',
    source: `(defun bit-count (number)
  (typecase number
    ([u128 i128] (+ (bit-count (wrapping-u64 number)) (bit-count (wrapping-u64 (shift-right number 64)))))
    (i8 (bit-count (wrapping-u8 number)))
    (i16 (bit-count (wrapping-u16 number)))
    (i32 (bit-count (wrapping-u32 number)))
    (else
      (let* ((bits (wrapping-u64 number))
             (pairs (- bits (bit-and (shift-right bits 1) 6148914691236517205)))
             (fours (+ (bit-and pairs 3689348814741910323) (bit-and (shift-right pairs 2) 3689348814741910323)))
             (bytes (bit-and (+ fours (shift-right fours 4)) 1085102592571150095)))
        (i64 (shift-right (* bytes 72340172838076673) 56))))))`,
  }),
  written({
    signature: '(leading-zeros number)',
    doc: 'How many bits from the highest on are not set, an i64; of 0, all of its type.',
    example: '(leading-zeros (u64 1)) ; => 63\n(leading-zeros (u8 255)) ; => 0',
    // Smears the highest bit that is set over all below it and counts what is left.
    source: `(defun leading-zeros (number)
  (typecase number
    ([u128 i128]
      (let ((high (wrapping-u64 (shift-right number 64))))
        (if (= high 0) (+ 64 (leading-zeros (wrapping-u64 number))) (leading-zeros high))))
    ([u8 i8] (- (leading-zeros (u64 (wrapping-u8 number))) 56))
    ([u16 i16] (- (leading-zeros (u64 (wrapping-u16 number))) 48))
    ([u32 i32] (- (leading-zeros (u64 (wrapping-u32 number))) 32))
    (else
      (let* ((a (wrapping-u64 number))
             (b (bit-or a (shift-right a 1)))
             (c (bit-or b (shift-right b 2)))
             (d (bit-or c (shift-right c 4)))
             (e (bit-or d (shift-right d 8)))
             (f (bit-or e (shift-right e 16))))
        (bit-count (bit-not (bit-or f (shift-right f 32))))))))`,
  }),
  written({
    signature: '(trailing-zeros number)',
    doc: 'How many bits from the lowest on are not set, an i64; of 0, all of its type.',
    example: '(trailing-zeros 8) ; => 3',
    source: `(defun trailing-zeros (number)
  (bit-count (bit-and (bit-not number) (- number 1))))`,
  }),
  written({
    signature: '(rotate-left number amount)',
    doc: 'The bits moved left, those that leave the type entering on the right. The amount counts modulo the width of the type.',
    example: '(rotate-left (u8 129) 1) ; => 3',
    source: `(defun rotate-left (number amount)
  (let* ((width (bit-width number)) (left (mod (i64 amount) width)) (right (- width left)))
    (if (= left 0) number (bit-or (shift-left number left) (shift-right-unsigned number right)))))`,
  }),
  written({
    signature: '(rotate-right number amount)',
    doc: 'The bits moved right, those that leave the type entering on the left. The amount counts modulo the width of the type.',
    example: '(rotate-right (u8 129) 1) ; => 192',
    source: '(defun rotate-right (number amount) (rotate-left number (- 0 (i64 amount))))',
  }),
  written({
    aliases: ['bit-test', 'bit-set?'],
    signature: '(logbitp index number)',
    doc: 'Whether the bit with the index, counted from the lowest, is set. Fails with InvalidArgument where the type has no such bit.',
    example: '(logbitp 3 8) ; => true',
    source: '(defun logbitp (at number) (= (bit-and (shift-right number at) 1) 1))',
  }),
  written({
    signature: '(set-bit number index)',
    doc: 'The integer with the bit at an index set. Fails with InvalidArgument where the type has no such bit.',
    example: '(set-bit 8 0) ; => 9',
    source: '(defun set-bit (number at) (bit-or number (shift-left (one-like number) at)))',
  }),
  written({
    signature: '(clear-bit number index)',
    doc: 'The integer with the bit at an index cleared. Fails with InvalidArgument where the type has no such bit.',
    example: '(clear-bit 9 0) ; => 8',
    source: '(defun clear-bit (number at) (bit-and number (bit-not (shift-left (one-like number) at))))',
  }),
];
