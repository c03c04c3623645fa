// Looking for elements, order, and arrays as sets.
import type { LibraryForm } from '../form.js';
import { helper, written } from './row.js';
import { stepOver } from './sequences.js';

export const searchHelpers: readonly LibraryForm[] = [
  helper(`(defun pair-with (key pairs)
  (find pairs (lambda (pair) (= (get pair 0) key))))`),
  // Whether a value comes before another in ascending order.
  helper(`(defun before? (left right)
  (typecase left
    (string (string<? left right))
    (else (< left right))))`),
  // Sorts by insertion from `start` up to but not including `end`, in place.
  helper(`(defun sort-run (items start end less)
  (for (next (range (+ start 1) end))
    (let ((item (element-unchecked items next)) (at next))
      (while (> at start)
        (let ((before (element-unchecked items (- at 1))))
          (unless (less item before) (break))
          (set! (get items at) before)
          (set! at (- at 1))))
      (set! (get items at) item))))`),
  // Merges two sorted runs of \`from\` that lie side by side into \`to\`, at the same positions.
  helper(`(defun merge-runs (from to start middle end less)
  (let ((left start) (right middle) (at start))
    (while (and (< left middle) (< right end))
      (let ((first (element-unchecked from left)) (second (element-unchecked from right)))
        (if (less second first)
          (do (set! (get to at) second) (set! right (+ right 1)))
          (do (set! (get to at) first) (set! left (+ left 1)))))
      (set! at (+ at 1)))
    (place-elements to at (slice-unchecked from left middle))
    (place-elements to (+ at (- middle left)) (slice-unchecked from right end))))`),
  // The position of a text in another from a position on, or the length of that where it is not there.
  helper(`(defun text-position (text wanted start)
  (let* ((size (u64 (length wanted)))
         (end (u64 (length text)))
         (address (string-address text))
         (pattern (string-address wanted))
         (here (+ address (u64 start)))
         (last (- (+ address end) size)))
    (when (= size 0) (return (u64 start)))
    (when (< end size) (return end))
    (let ((first (load u8 pattern)))
      (while (<= here last)
        (when (= (load u8 here) first)
          (let ((same (u64 1)))
            (while (and (< same size) (= (load u8 (+ here same)) (load u8 (+ pattern same))))
              (set! same (+ same 1)))
            (when (= same size) (return (- here address)))))
        (set! here (+ here 1))))
    end))`),
];

export const searchFunctions: readonly LibraryForm[] = [
  written({
    aliases: ['indexof', 'indexOf'],
    signature: '(index-of sequence element)',
    doc: 'The position of the first element that equals the one given, of the first place where one text stands in another, in bytes: an i64, or null.',
    example: '(index-of [5 6 7] 6) ; => 1\n(index-of "hello" "lo") ; => 3\n(index-of [5] 6) ; => null',
    source: `(defun index-of (items wanted)
  (typecase items
    (string
      (let ((at (text-position items wanted 0)))
        (if (or (< at (u64 (length items))) (= (length wanted) 0)) (some (i64 at)) null)))
    (else (find-index items (lambda (item) (= item wanted))))))`,
  }),
  written({
    aliases: ['lastIndexOf', 'lastindexof'],
    signature: '(last-index-of array element)',
    doc: 'The position of the last element that equals the one given, an i64, or null.',
    example: '(last-index-of [6 5 6] 6) ; => 2',
    source: `(defun last-index-of (items wanted)
  (let ((at (length items)))
    (while (> at 0)
      (set! at (- at 1))
      (when (= (element-unchecked items at) wanted) (return (some at))))
    null))`,
  }),
  written({
    signature: '(position element array)',
    doc: 'Like `index-of`, the element first.',
    example: '(position 6 [5 6 7]) ; => 1',
    source: '(defun position (wanted items) (index-of items wanted))',
  }),
  written({
    aliases: ['contains', 'contains?', 'includes?', 'string-contains'],
    signature: '(includes sequence element)',
    doc: 'Whether an element of the array equals the one given, whether the text stands in the string.',
    example: '(includes [1 2 3] 2) ; => true\n(contains "hello" "ell") ; => true',
    source: `(defun includes (items wanted)
  (typecase items
    (string (or (= (length wanted) 0) (< (text-position items wanted 0) (u64 (length items)))))
    (else (any? items (lambda (item) (= item wanted))))))`,
  }),
  written({
    aliases: ['member?', 'elem?'],
    signature: '(in? element sequence)',
    doc: 'Like `includes`, the element first.',
    example: '(in? 3 [1 2 3]) ; => true',
    source: '(defun in? (wanted items) (includes items wanted))',
  }),
  written({
    signature: '(member element array)',
    doc: 'The elements from the first one that equals the one given, sharing the memory of the array, or null.',
    example: '(member 2 [1 2 3]) ; => [2, 3]\n(member 9 [1 2 3]) ; => null',
    source: `(defun member (wanted items)
  (let ((at 0))
    (for (item items)
      (when (= item wanted) (return (some (slice-unchecked items at (length items)))))
      (set! at (+ at ${stepOver})))
    null))`,
  }),
  written({
    signature: '(count-of sequence element)',
    doc: 'How many elements equal the one given, an i64.',
    example: '(count-of [1 2 1] 1) ; => 2',
    source: '(defun count-of (items wanted) (count-if items (lambda (item) (= item wanted))))',
  }),
  written({
    aliases: ['without'],
    signature: '(remove array element)',
    doc: 'A new array without the elements that equal the one given. The element may stand first.',
    example: '(remove [1 2 1 3] 1) ; => [2, 3]',
    source: `(defun remove (items wanted)
  (typecase items
    (array (filter items (lambda (item) (!= item wanted))))
    (else (filter wanted (lambda (item) (!= item items))))))`,
  }),
  written({
    signature: '(compact array)',
    doc: 'A new array of the elements that count as true.',
    example: '(compact [0 1 2 0]) ; => [1, 2]',
    source: '(defun compact (items) (filter items (lambda (item) (bool item))))',
  }),
  written({
    aliases: ['distinct', 'remove-duplicates'],
    signature: '(unique array)',
    doc: 'A new array of the elements without those that equal an earlier one. Takes time in proportion to the square of their number.',
    example: '(unique [3 1 3 2 1]) ; => [3, 1, 2]',
    source: `(defun unique (items)
  (let ((kept (make-array (length items))) (at 0))
    (for (item items)
      (let ((known 0))
        (while (and (< known at) (!= (element-unchecked kept known) item))
          (set! known (+ known 1)))
        (when (= known at)
          (set! (get kept at) item)
          (set! at (+ at 1)))))
    (slice-unchecked kept 0 at)))`,
  }),
  written({
    signature: '(union first second)',
    doc: 'The elements of two arrays, each once.',
    example: '(union [1 2] [2 3]) ; => [1, 2, 3]',
    source: '(defun union (left right) (unique (append left right)))',
  }),
  written({
    signature: '(intersection first second)',
    doc: 'The elements of the first array that the second has too.',
    example: '(intersection [1 2 3] [3 2 5]) ; => [2, 3]',
    source: '(defun intersection (left right) (filter left (lambda (item) (includes right item))))',
  }),
  written({
    aliases: ['set-difference'],
    signature: '(difference first second)',
    doc: 'The elements of the first array that the second does not have.',
    example: '(difference [1 2 3] [3 2 5]) ; => [1]',
    source: '(defun difference (left right) (reject left (lambda (item) (includes right item))))',
  }),
  written({
    signature: '(sort array [less])',
    doc: 'A new array of the elements in ascending order, or so that none comes before one that `less` says it belongs behind. Elements that are equal keep their order.',
    example:
      '(sort [3 1 2]) ; => [1, 2, 3]\n(sort [3 1 2] >) ; => [3, 2, 1]\n(sort ["b" "a"]) ; => ["a", "b"]',
    source: `(defun sort (items &optional (less before?))
  (typecase items
    (function (sort less items))
    (else
      (let* ((size (length items)) (from (copy items)) (width 8))
        (for (start (range 0 size 8)) (sort-run from start (min size (+ start 8)) less))
        (when (> size width)
          (let ((to (make-array size)))
            (while (< width size)
              (let ((start 0))
                (while (< start size)
                  (let* ((middle (min size (+ start width))) (end (min size (+ middle width))))
                    (merge-runs from to start middle end less)
                    (set! start end))))
              (let ((merged to)) (set! to from) (set! from merged))
              (set! width (* width 2)))))
        from))))`,
  }),
  written({
    signature: '(sorted? array [less])',
    doc: 'Whether the elements are in ascending order, or no element comes before one that `less` says it belongs behind.',
    example: '(sorted? [1 2 2]) ; => true',
    source: `(defun sorted? (items &optional (less before?))
  (for (at (range 1 (length items)))
    (when (less (element-unchecked items at) (element-unchecked items (- at 1))) (return false)))
  true)`,
  }),
  written({
    signature: '(binary-search array element)',
    doc: 'The position of an element in an array in ascending order, an i64, or null.',
    example: '(binary-search [10 20 30] 20) ; => 1\n(binary-search [10 20 30] 25) ; => null',
    source: `(defun binary-search (items wanted)
  (let ((low 0) (high (length items)))
    (while (< low high)
      (let ((middle (shift-right (+ low high) 1)))
        (if (before? (element-unchecked items middle) wanted)
          (set! low (+ middle 1))
          (set! high middle))))
    (if (and (< low (length items)) (= (element-unchecked items low) wanted)) (some low) null)))`,
  }),
];
