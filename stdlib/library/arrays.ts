// Functions on arrays, written in OVSM. Inside them arithmetic wraps: positions below a length cannot overflow.
import type { LibraryForm } from '../form.js';

export const arrayFunctions: readonly LibraryForm[] = [
  {
    kind: 'library',
    name: 'map',
    signature: '(map array function)',
    doc: 'A new array of what the function gives for each element.',
    example: '(map [1 2 3] (lambda (x) (* x x))) ; => [1, 4, 9]',
    source: `(defun map (items function)
  (let ((mapped (make-array (length items))) (at (u64 0)))
    (for (item items)
      (set! (get mapped at) (function item))
      (set! at (+ at 1)))
    mapped))`,
  },
  {
    kind: 'library',
    name: 'filter',
    signature: '(filter array function)',
    doc: 'A new array of the elements for which the function gives a value that counts as true.',
    example: '(filter [1 2 3 4] (lambda (x) (> x 2))) ; => [3, 4]',
    source: `(defun filter (items function)
  (let ((kept (make-array (length items))) (at (u64 0)))
    (for (item items)
      (when (function item)
        (set! (get kept at) item)
        (set! at (+ at 1))))
    (slice kept 0 at)))`,
  },
  {
    kind: 'library',
    name: 'reduce',
    aliases: ['fold'],
    signature: '(reduce array initial function)',
    doc: 'What is left after the function has been called with the initial value and the first element, then with its result and the next, and so on.',
    example: '(reduce [1 2 3 4] 0 +) ; => 10',
    source: `(defun reduce (items initial function)
  (let ((result initial))
    (for (item items)
      (set! result (function result item)))
    result))`,
  },
];
