// Parts of sequences and sequences made of others. Positions are right by construction: reading and writing is unchecked.
import type { LibraryForm } from '../form.js';
import { helper, written } from './row.js';

/** How far `element` is from the next one: strings are counted in bytes, their elements are characters. */
export const stepOver = '(typecase items (string (length item)) (else 1))';

/** The definition of a function of a sequence and a count, which are taken in either order. */
function counted(name: string, body: string): string {
  return `(defun ${name} (items &optional (count 1))
  (typecase items
    (int (${name} count items))
    (else ${body})))`;
}

export const sequenceHelpers: readonly LibraryForm[] = [
  // The position behind the first `count` elements, or the end where there are fewer.
  helper(`(defun position-behind (items count)
  (typecase items
    (string
      (let ((at 0) (left (i64 count)))
        (for (item items)
          (when (<= left 0) (break))
          (set! at (+ at (length item)))
          (set! left (- left 1)))
        at))
    (else (let ((most (length items)) (wanted (i64 count))) (max 0 (min wanted most))))))`),
  // The position before the last `count` elements, or 0 where there are fewer.
  helper(`(defun position-before (items count)
  (typecase items
    (string (position-behind items (- (string-length items) (max 0 (i64 count)))))
    (else (let ((most (length items)) (wanted (max 0 (i64 count)))) (if (< wanted most) (- most wanted) 0)))))`),
  helper(`(defun range-of (start end step)
  (assert (!= step 0))
  (let* ((steps (checked
                  (if (> step 0)
                    (if (< start end) (+ (/ (- end start 1) step) 1) 0)
                    (if (< end start) (+ (/ (- start end 1) (- 0 step)) 1) 0))))
         (items (make-array (i64 steps)))
         (value start))
    (for (at (range steps))
      (set! (get items at) value)
      (set! value (+ value step)))
    items))`),
  helper(`(defun element-or (items at default)
  (if (< (wrapping-u64 at) (u64 (length items))) (get items at) default))`),
];

export const sequenceFunctions: readonly LibraryForm[] = [
  written({
    aliases: ['head', 'car'],
    signature: '(first sequence)',
    doc: 'The first element of an array or tuple, the first character of a string. Fails with InvalidArgument where there is none.',
    example:
      '(first [4 5 6]) ; => 4\n(first "abc") ; => "a"\n(first (rest [1])) ; => error: invalid program argument',
    source: '(defun first (items) (get items 0))',
  }),
  written({
    signature: '(second sequence)',
    doc: 'The second element of an array or tuple. Fails with InvalidArgument where there is none.',
    example: '(second [4 5 6]) ; => 5',
    source: '(defun second (items) (get items 1))',
  }),
  written({
    signature: '(third sequence)',
    doc: 'The third element of an array or tuple. Fails with InvalidArgument where there is none.',
    example: '(third [4 5 6]) ; => 6',
    source: '(defun third (items) (get items 2))',
  }),
  written({
    signature: '(last sequence)',
    doc: 'The last element of an array, the last character of a string. Fails with InvalidArgument where there is none.',
    example: '(last [4 5 6]) ; => 6\n(last "né") ; => "é"',
    source: `(defun last (items)
  (typecase items
    (string (get items (position-before items 1)))
    (else (get items (- (length items) 1)))))`,
  }),
  written({
    aliases: ['tail', 'cdr'],
    signature: '(rest sequence)',
    doc: 'All but the first element, sharing the memory of the sequence; empty if that is.',
    example: '(rest [4 5 6]) ; => [5, 6]\n(rest "abc") ; => "bc"',
    source: '(defun rest (items) (slice-unchecked items (position-behind items 1) (length items)))',
  }),
  written({
    aliases: ['init', 'drop-last'],
    signature: '(butlast sequence [count])',
    doc: 'All but the last element, or as many, sharing the memory of the sequence.',
    example: '(butlast [4 5 6]) ; => [4, 5]\n(butlast [4 5 6] 2) ; => [4]',
    source: counted('butlast', '(slice-unchecked items 0 (position-before items count))'),
  }),
  written({
    signature: '(take sequence count)',
    doc: 'The first elements, all if there are no more, sharing the memory of the sequence. The count may stand first.',
    example: '(take [4 5 6] 2) ; => [4, 5]\n(take 2 "héllo") ; => "hé"',
    source: counted('take', '(slice-unchecked items 0 (position-behind items count))'),
  }),
  written({
    aliases: ['nthcdr'],
    signature: '(drop sequence count)',
    doc: 'All but the first elements, sharing the memory of the sequence. The count may stand first.',
    example: '(drop [4 5 6] 2) ; => [6]\n(drop 2 "héllo") ; => "llo"',
    source: counted('drop', '(slice-unchecked items (position-behind items count) (length items))'),
  }),
  written({
    signature: '(take-last sequence count)',
    doc: 'The last elements, all if there are no more, sharing the memory of the sequence. The count may stand first.',
    example: '(take-last [4 5 6] 2) ; => [5, 6]',
    source: counted('take-last', '(slice-unchecked items (position-before items count) (length items))'),
  }),
  written({
    aliases: ['substring'],
    signature: '(subseq sequence start [end])',
    doc: 'The elements from `start` up to but not including `end`, by default to the end, as `slice` gives them: positions in strings count bytes.',
    example: '(subseq "hello" 1 4) ; => "ell"\n(subseq [1 2 3] 1) ; => [2, 3]',
    source: `(defun subseq (items start &optional end)
  (typecase end
    (null (slice items start (u64 (length items))))
    (else (slice items start end))))`,
  }),
  written({
    aliases: ['unshift'],
    signature: '(cons element array)',
    doc: 'A new array of the element and those of the array.',
    example: '(cons 1 [2 3]) ; => [1, 2, 3]',
    source: `(defun cons (item items)
  (typecase item
    (array (typecase items (array (append [item] items)) (else (cons items item))))
    (else (typecase items (array (append [item] items)) (else [item items])))))`,
  }),
  written({
    aliases: ['conj'],
    signature: '(push-back array element)',
    doc: 'A new array of the elements of the array and the element.',
    example: '(push-back [1 2] 3) ; => [1, 2, 3]',
    source: '(defun push-back (items item) (append items [item]))',
  }),
  written({
    signature: '(copy array)',
    doc: 'A new array of the same elements, or of a slice of one.',
    example: '(define a [1 2]) (define b (copy a)) (set! (get b 0) 9) (+ a b) ; => [1, 2, 9, 2]',
    source: `(defun copy (items)
  (let ((copied (make-array (length items))))
    (place-elements copied 0 items)
    copied))`,
  }),
  written({
    signature: '(reverse sequence)',
    doc: 'The elements in the opposite order; of a string, its characters.',
    example: '(reverse [1 2 3]) ; => [3, 2, 1]\n(reverse "héy") ; => "yéh"',
    source: `(defun reverse (items)
  (let ((reversed (make-array (length items))) (at (length items)))
    (for (item items)
      (set! at (- at ${stepOver}))
      (typecase items
        (string (place-elements reversed at item))
        (else (set! (get reversed at) item))))
    (typecase items
      (string (string-at (array-address reversed) (u64 (length reversed))))
      (else reversed))))`,
  }),
  written({
    signature: '(range [start] end [step])',
    doc: 'An array of the integers from start, 0 if left out, up to but not including end. In `for` it counts without an array.',
    example: '(range 1 5) ; => [1, 2, 3, 4]\n(range 10 0 -4) ; => [10, 6, 2]\n(range 3) ; => [0, 1, 2]',
    source: `(defun range (start &optional end (step 1))
  (typecase end
    (null (range-of 0 start step))
    (else (range-of start end step))))`,
  }),
  written({
    signature: '(repeat value count)',
    doc: 'The text so many times over, or an array of so many times the value.',
    example: '(repeat "ab" 3) ; => "ababab"\n(repeat 7 3) ; => [7, 7, 7]',
    source: `(defun repeat (value count)
  (typecase value
    (string
      (let* ((size (length value)) (repeated (make-array (checked (* size (max 0 (i64 count)))))))
        (for (at (range (i64 count))) (place-elements repeated (* at size) value))
        (string-at (array-address repeated) (u64 (length repeated)))))
    (else
      (let ((repeated (make-array (max 0 (i64 count)))))
        (for (at (range (i64 count))) (set! (get repeated at) value))
        repeated))))`,
  }),
  written({
    aliases: ['array-fill'],
    signature: '(fill! array value)',
    doc: 'Makes each element of the array the value. Gives the array.',
    example: '(define a (range 3)) (fill! a 7) a ; => [7, 7, 7]',
    source: `(defun fill! (items value)
  (for (at (range (length items))) (element-set items at value))
  items)`,
  }),
  written({
    aliases: ['swap'],
    signature: '(swap! array first second)',
    doc: 'Lets the elements at two positions change places. Gives the array. Fails with InvalidArgument beyond its end.',
    example: '(define a [1 2 3]) (swap! a 0 2) a ; => [3, 2, 1]',
    source: `(defun swap! (items first second)
  (let ((item (get items first)))
    (element-set items first (get items second))
    (element-set items second item)
    items))`,
  }),
  written({
    aliases: ['array-set'],
    signature: '(set-at array position value)',
    doc: 'A new array with the value in place of the element at the position. Fails with InvalidArgument beyond its end.',
    example: '(set-at [1 2 3] 1 9) ; => [1, 9, 3]',
    source: `(defun set-at (items at value)
  (let ((changed (copy items)))
    (assert (< (wrapping-u64 at) (u64 (length items))))
    (set! (get changed at) value)
    changed))`,
  }),
  written({
    signature: '(insert-at array position value)',
    doc: 'A new array with the value before the element at the position, or behind the last. Fails with InvalidArgument beyond that.',
    example: '(insert-at [1 2 3] 1 9) ; => [1, 9, 2, 3]',
    source: `(defun insert-at (items at value)
  (append (slice items 0 at) [value] (slice items at (u64 (length items)))))`,
  }),
  written({
    signature: '(remove-at array position)',
    doc: 'A new array without the element at the position. Fails with InvalidArgument beyond its end.',
    example: '(remove-at [1 2 3] 1) ; => [1, 3]',
    source: `(defun remove-at (items at)
  (append (slice items 0 at) (slice items (+ (wrapping-u64 at) 1) (u64 (length items)))))`,
  }),
  written({
    signature: '(flatten arrays)',
    doc: 'The elements of arrays in one array, or the text of strings in one string: one level of them.',
    example: '(flatten [[1 2] [] [3]]) ; => [1, 2, 3]',
    source: `(defun flatten (items)
  (let ((size 0))
    (for (item items) (set! size (+ size (length item))))
    (let ((all (make-array size)) (at 0))
      (for (item items)
        (place-elements all at item)
        (set! at (+ at (length item))))
      all)))`,
  }),
  written({
    signature: '(zip first second)',
    doc: 'An array of tuples of the elements of two arrays at the same positions, as many as the shorter one has.',
    example: '(zip [1 2 3] ["a" "b"]) ; => [[1, "a"], [2, "b"]]',
    source: `(defun zip (left right)
  (let* ((size (min (length left) (length right))) (pairs (make-array size)))
    (for (at (range size))
      (set! (get pairs at) (tuple (element-unchecked left at) (element-unchecked right at))))
    pairs))`,
  }),
  written({
    signature: '(interleave first second)',
    doc: 'The elements of two arrays in turn, until one has no more.',
    example: '(interleave [1 2 3] [7 8]) ; => [1, 7, 2, 8]',
    source: `(defun interleave (left right)
  (let* ((size (min (length left) (length right))) (mixed (make-array (* size 2))))
    (for (at (range size))
      (set! (get mixed (* at 2)) (element-unchecked left at))
      (set! (get mixed (+ (* at 2) 1)) (element-unchecked right at)))
    mixed))`,
  }),
  written({
    signature: '(enumerate array)',
    doc: 'An array of tuples of the position of each element and the element.',
    example: '(enumerate ["a" "b"]) ; => [[0, "a"], [1, "b"]]',
    source: `(defun enumerate (items)
  (let ((pairs (make-array (length items))) (at 0))
    (for (item items)
      (set! (get pairs at) (tuple at item))
      (set! at (+ at 1)))
    (slice-unchecked pairs 0 at)))`,
  }),
  written({
    aliases: ['partition-all'],
    signature: '(chunk array size)',
    doc: 'An array of pieces of that many elements, the last one maybe shorter, sharing the memory of the array. Fails with InvalidArgument unless the size is positive.',
    example: '(chunk [1 2 3 4 5] 2) ; => [[1, 2], [3, 4], [5]]',
    source: `(defun chunk (items size)
  (assert (> size 0))
  (let* ((most (length items))
         (step (i64 size))
         (pieces (make-array (if (= most 0) 0 (+ (/ (- most 1) step) 1))))
         (start 0))
    (for (at (range (length pieces)))
      (set! (get pieces at) (slice-unchecked items start (min most (+ start step))))
      (set! start (+ start step)))
    pieces))`,
  }),
  written({
    signature: '(empty? sequence)',
    doc: 'Whether an array, string, tuple or record has no elements. Null has none.',
    example: '(empty? []) ; => true\n(empty? "a") ; => false',
    source: `(defun empty? (items)
  (typecase items (null true) (else (= (length items) 0))))`,
  }),
  written({
    signature: '(consp value)',
    doc: 'Whether the value is an array or tuple that is not empty.',
    example: '(consp [1 2]) ; => true\n(consp 42) ; => false',
    source: '(defun consp (value) (typecase value (array (> (length value) 0)) (else false)))',
  }),
  written({
    signature: '(listp value)',
    doc: 'Whether the value is an array or a tuple, as `array?` says.',
    example: '(listp []) ; => true',
    source: '(defun listp (value) (array? value))',
  }),
  written({
    aliases: ['atom?'],
    signature: '(atom value)',
    doc: 'Whether the value is neither an array, tuple, record nor struct.',
    example: '(atom 42) ; => true\n(atom []) ; => false',
    source: '(defun atom (value) (typecase value ([array record] false) (else true)))',
  }),
];
