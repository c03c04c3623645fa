// Sums, extremes and what is usual among numbers.
import type { LibraryForm } from '../form.js';
import { written } from './row.js';

export const statisticFunctions: readonly LibraryForm[] = [
  written({
    signature: '(sum array)',
    doc: 'The sum of the elements, 0 if there are none. Fails with ArithmeticOverflow if it does not fit their type.',
    example: '(sum [1 2 3]) ; => 6\n(sum [0.5 0.25]) ; => 0.75',
    source: '(defun sum (items) (reduce items 0 +))',
  }),
  written({
    signature: '(product array)',
    doc: 'The product of the elements, 1 if there are none. Fails with ArithmeticOverflow if it does not fit their type.',
    example: '(product [2 3 4]) ; => 24',
    source: '(defun product (items) (reduce items 1 *))',
  }),
  written({
    aliases: ['minimum'],
    signature: '(min-of array)',
    doc: 'The least element, of strings the first in order. Fails with InvalidArgument where there is none.',
    example: '(min-of [3 1 2]) ; => 1',
    source: `(defun min-of (items)
  (let ((least (get items 0)))
    (for (item items) (when (before? item least) (set! least item)))
    least))`,
  }),
  written({
    aliases: ['maximum'],
    signature: '(max-of array)',
    doc: 'The greatest element, of strings the last in order. Fails with InvalidArgument where there is none.',
    example: '(max-of [3 1 2]) ; => 3',
    source: `(defun max-of (items)
  (let ((greatest (get items 0)))
    (for (item items) (when (before? greatest item) (set! greatest item)))
    greatest))`,
  }),
  written({
    aliases: ['average', 'avg'],
    signature: '(mean array)',
    doc: 'The mean of the elements as a decimal, cut off behind nine digits. Fails with ArithmeticOverflow where there are none, or where the sum or the mean does not fit.',
    example: '(mean [1 2 3 4]) ; => 2.5',
    source: `(defun mean (items)
  (let ((total (sum items)) (size (i64 (length items))))
    (typecase total
      (decimal (/ total (decimal size)))
      (else
        (let ((whole (i64 total)))
          (+ (decimal (/ whole size)) (/ (decimal (% whole size)) (decimal size))))))))`,
  }),
  written({
    signature: '(median array)',
    doc: 'The element in the middle of the order as a decimal, of an even number of them the mean of the two in the middle. Fails with InvalidArgument where there are none.',
    example: '(median [5 1 4]) ; => 4.0\n(median [1 2]) ; => 1.5',
    source: `(defun median (items)
  (let* ((ordered (sort items)) (half (/ (i64 (length items)) 2)))
    (if (= (% (i64 (length items)) 2) 1)
      (decimal (element-unchecked ordered half))
      (let ((low (decimal (get ordered (- half 1)))) (high (decimal (get ordered half))))
        (+ low (/ (- high low) 2))))))`,
  }),
  written({
    signature: '(mode array)',
    doc: 'The most frequent element, of several the one that comes first. Fails with InvalidArgument where there are none. Takes time in proportion to the square of their number.',
    example: '(mode [1 2 2 3]) ; => 2',
    source: `(defun mode (items)
  (let ((found (get items 0)) (most 0))
    (for (item items)
      (let ((times (count-of items item)))
        (when (> times most)
          (set! found item)
          (set! most times))))
    found))`,
  }),
  written({
    signature: '(variance array)',
    doc: 'The mean of the squares of the differences from the mean, of the whole population, as a decimal.',
    example: '(variance [2 4 4 4 5 5 7 9]) ; => 4.0',
    source: `(defun variance (items)
  (let ((middle (mean items)))
    (mean (map items (lambda (item) (let ((away (- item middle))) (* away away)))))))`,
  }),
  written({
    aliases: ['std'],
    signature: '(stddev array)',
    doc: 'The square root of the variance.',
    example: '(stddev [2 4 4 4 5 5 7 9]) ; => 2.0',
    source: '(defun stddev (items) (sqrt (variance items)))',
  }),
];
