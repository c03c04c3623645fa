// Functions on sequences that take functions. Sequence and function are taken in either order.
import type { LibraryForm } from '../form.js';
import { either, helper, written } from './row.js';
import { stepOver } from './sequences.js';

export const arrayHelpers: readonly LibraryForm[] = [
  // The position of the first element for which the function gives something false, or the end.
  helper(`(defun position-while (items function)
  (let ((at 0))
    (for (item items)
      (unless (function item) (break))
      (set! at (+ at ${stepOver})))
    at))`),
];

export const arrayFunctions: readonly LibraryForm[] = [
  written({
    aliases: ['mapcar'],
    signature: '(map sequence function)',
    doc: 'A new array of what the function gives for each element of an array or each character of a string.',
    example:
      '(map [1 2 3] (lambda (x) (* x x))) ; => [1, 4, 9]\n(map (lambda (x) (- x)) [1 2]) ; => [-1, -2]',
    source: either(
      'map',
      `(let ((mapped (make-array (length items))) (at 0))
      (for (item items)
        (set! (get mapped at) (function item))
        (set! at (+ at 1)))
      (typecase items (string (slice-unchecked mapped 0 at)) (else mapped)))`,
    ),
  }),
  written({
    signature: '(map-indexed sequence function)',
    doc: 'A new array of what the function gives for the position of each element and the element.',
    example: '(map-indexed [5 5] (lambda (at x) (+ at x))) ; => [5, 6]',
    source: either(
      'map-indexed',
      `(let ((mapped (make-array (length items))) (at 0))
      (for (item items)
        (set! (get mapped at) (function at item))
        (set! at (+ at 1)))
      (slice-unchecked mapped 0 at))`,
    ),
  }),
  written({
    aliases: ['mapcan'],
    signature: '(flat-map sequence function)',
    doc: 'The elements of the arrays that the function gives, in one array.',
    example: '(flat-map [1 2] (lambda (x) [x x])) ; => [1, 1, 2, 2]',
    source: either('flat-map', '(flatten (map items function))'),
  }),
  written({
    aliases: ['mapc'],
    signature: '(for-each sequence function)',
    doc: 'Calls the function with each element. Gives null.',
    example: '(define n 0) (for-each [1 2 3] (lambda (x) (set! n (+ n x)))) n ; => 6',
    source: either('for-each', '(do (for (item items) (function item)) null)'),
  }),
  written({
    aliases: ['remove-if-not', 'select'],
    signature: '(filter sequence function)',
    doc: 'A new array of the elements for which the function gives a value that counts as true.',
    example: '(filter [1 2 3 4] (lambda (x) (> x 2))) ; => [3, 4]',
    source: either(
      'filter',
      `(let ((kept (make-array (length items))) (at 0))
      (for (item items)
        (when (function item)
          (set! (get kept at) item)
          (set! at (+ at 1))))
      (slice-unchecked kept 0 at))`,
    ),
  }),
  written({
    aliases: ['remove-if'],
    signature: '(reject sequence function)',
    doc: 'A new array of the elements for which the function gives a value that counts as false.',
    example: '(reject [1 2 3 4] even?) ; => [1, 3]',
    source: either('reject', '(filter items (lambda (item) (not (function item))))'),
  }),
  written({
    signature: '(partition array function)',
    doc: 'A tuple of two arrays: the elements for which the function gives a value that counts as true, and the others.',
    example: '(partition [1 2 3 4] even?) ; => [[2, 4], [1, 3]]',
    source: either(
      'partition',
      `(let* ((size (length items)) (kept (make-array size)) (others (make-array size)) (at 0) (other 0))
      (for (item items)
        (if (function item)
          (do (set! (get kept at) item) (set! at (+ at 1)))
          (do (set! (get others other) item) (set! other (+ other 1)))))
      (tuple (slice-unchecked kept 0 at) (slice-unchecked others 0 other)))`,
    ),
  }),
  written({
    aliases: ['fold', 'foldl', 'fold-left'],
    signature: '(reduce sequence initial function)',
    doc: 'What is left after the function has been called with the initial value and the first element, then with its result and the next, and so on. The function may stand first.',
    example: '(reduce [1 2 3 4] 0 +) ; => 10\n(reduce + 0 [1 2 3 4]) ; => 10',
    source: `(defun reduce (items initial function)
  (typecase items
    (function (reduce function initial items))
    (else
      (let ((result initial))
        (for (item items)
          (set! result (function result item)))
        result))))`,
  }),
  written({
    aliases: ['foldr', 'fold-right'],
    signature: '(reduce-right array initial function)',
    doc: 'Like `reduce`, from the last element to the first; the function is called with the element and then the result.',
    example: '(reduce-right [1 2 3] 0 -) ; => 2',
    source: `(defun reduce-right (items initial function)
  (typecase items
    (function (reduce-right function initial items))
    (else
      (let ((result initial) (at (length items)))
        (while (> at 0)
          (set! at (- at 1))
          (set! result (function (element-unchecked items at) result)))
        result))))`,
  }),
  written({
    signature: '(take-while sequence function)',
    doc: 'The elements before the first for which the function gives a value that counts as false, sharing the memory of the sequence.',
    example: '(take-while [2 4 5 6] even?) ; => [2, 4]',
    source: either('take-while', '(slice-unchecked items 0 (position-while items function))'),
  }),
  written({
    signature: '(drop-while sequence function)',
    doc: 'The elements from the first for which the function gives a value that counts as false, sharing the memory of the sequence.',
    example: '(drop-while [2 4 5 6] even?) ; => [5, 6]',
    source: either('drop-while', '(slice-unchecked items (position-while items function) (length items))'),
  }),
  written({
    signature: '(find sequence function)',
    doc: 'The first element for which the function gives a value that counts as true, or null.',
    example: '(find [1 2 3 4] even?) ; => 2\n(find [1 3] even?) ; => null',
    source: either(
      'find',
      `(do
      (for (item items)
        (when (function item) (return (some item))))
      null)`,
    ),
  }),
  written({
    aliases: ['position-if'],
    signature: '(find-index sequence function)',
    doc: 'The position of the first element for which the function gives a value that counts as true, an i64, or null. Positions in strings count bytes.',
    example: '(find-index [1 2 3 4] even?) ; => 1',
    source: either(
      'find-index',
      `(let ((at 0))
      (for (item items)
        (when (function item) (return (some at)))
        (set! at (+ at ${stepOver})))
      null)`,
    ),
  }),
  written({
    aliases: ['some?', 'any'],
    signature: '(any? sequence function)',
    doc: 'Whether the function gives a value that counts as true for some element.',
    example: '(any? [1 2 3] even?) ; => true',
    source: either(
      'any?',
      `(do
      (for (item items)
        (when (function item) (return true)))
      false)`,
    ),
  }),
  written({
    aliases: ['every', 'all', 'all?'],
    signature: '(every? sequence function)',
    doc: 'Whether the function gives a value that counts as true for each element.',
    example: '(every? [2 4] even?) ; => true\n(every? [2 3] even?) ; => false',
    source: either(
      'every?',
      `(do
      (for (item items)
        (unless (function item) (return false)))
      true)`,
    ),
  }),
  written({
    signature: '(none? sequence function)',
    doc: 'Whether the function gives a value that counts as false for each element.',
    example: '(none? [1 3] even?) ; => true',
    source: either('none?', '(not (any? items function))'),
  }),
  written({
    signature: '(count-if sequence function)',
    doc: 'How many elements the function gives a value for that counts as true, an i64.',
    example: '(count-if [1 2 4] even?) ; => 2',
    source: either(
      'count-if',
      `(let ((found 0))
      (for (item items)
        (when (function item) (set! found (+ found 1))))
      found)`,
    ),
  }),
  written({
    signature: '(sort-by array function)',
    doc: 'A new array of the elements in the order of what the function gives for them; those for which that is equal keep their order.',
    example: '(sort-by ["ccc" "a" "bb"] length) ; => ["a", "bb", "ccc"]',
    source: either(
      'sort-by',
      '(sort items (lambda (left right) (before? (function left) (function right))))',
    ),
  }),
  written({
    signature: '(group-by array function)',
    doc: 'An array of tuples: each value that the function gives, in the order in which they come first, and the array of the elements it gives it for. Takes time in proportion to elements times groups.',
    example: '(group-by [1 2 3 4] even?) ; => [[false, [1, 3]], [true, [2, 4]]]',
    source: either(
      'group-by',
      `(let* ((size (length items))
            (keys (map items function))
            (taken (make-array size))
            (sorted (make-array size))
            (groups (make-array size))
            (count 0)
            (at 0))
      (for (first (range size))
        (unless (element-unchecked taken first)
          (let ((key (element-unchecked keys first)) (start at))
            (for (other (range first size))
              (when (= (element-unchecked keys other) key)
                (set! (get taken other) true)
                (set! (get sorted at) (element-unchecked items other))
                (set! at (+ at 1))))
            (set! (get groups count) (tuple key (slice-unchecked sorted start at)))
            (set! count (+ count 1)))))
      (slice-unchecked groups 0 count))`,
    ),
  }),
  written({
    signature: '(count-by array function)',
    doc: 'An array of tuples: each value that the function gives, in the order in which they come first, and for how many elements it gives it, an i64.',
    example: '(count-by [1 2 3] even?) ; => [[false, 2], [true, 1]]',
    source: either(
      'count-by',
      '(map (group-by items function) (lambda (group) (tuple (get group 0) (i64 (length (get group 1))))))',
    ),
  }),
  written({
    signature: '(compose outer inner)',
    doc: 'A function that calls `inner` and then `outer` with its result.',
    example: '((compose (lambda (x) (* x 2)) (lambda (x) (+ x 1))) 4) ; => 10',
    source: '(defun compose (outer inner) (lambda (value) (outer (inner value))))',
  }),
  written({
    signature: '(pipe first then)',
    doc: 'A function that calls `first` and then `then` with its result.',
    example: '(map [1 2] (pipe (lambda (x) (* x 2)) (lambda (x) (+ x 1)))) ; => [3, 5]',
    source: '(defun pipe (first then) (lambda (value) (then (first value))))',
  }),
  written({
    signature: '(partial function first)',
    doc: 'A function of one operand less: its first operand is given.',
    example: '(map [1 2] (partial + 10)) ; => [11, 12]',
    source: '(defun partial (function first) (lambda (second) (function first second)))',
  }),
  written({
    signature: '(identity value)',
    doc: 'The value itself.',
    example: '(count-if [true false true] identity) ; => 2',
    source: '(defun identity (value) value)',
  }),
];
