// Strings. Positions count bytes, as `length` does; letters are those of ASCII; a space is one of ` \t\n\r`, \v or \f.
import type { LibraryForm } from '../form.js';
import { helper, written } from './row.js';

/** The definition of a function that tells whether all characters of a text are of a kind, and there are some. */
const allBytes = (name: string, test: string): string => `(defun ${name} (text)
  (for (byte (bytes-view text))
    (unless ${test} (return false)))
  (> (length text) 0))`;

/** The definition of a function that changes the bytes from one to another by an offset. */
const shiftedCase = (name: string, from: string, to: string, step: string): string => `(defun ${name} (text)
  (let ((changed (make-array (length text))) (at 0))
    (for (byte (bytes-view text))
      (set! (get changed at) (if (and (>= byte ${from}) (<= byte ${to})) (${step} byte 32) byte))
      (set! at (+ at 1)))
    (text-of changed)))`;

const isDigit = '(and (>= byte 48) (<= byte 57))';
const isLetter = '(or (and (>= byte 65) (<= byte 90)) (and (>= byte 97) (<= byte 122)))';

export const stringHelpers: readonly LibraryForm[] = [
  // The text whose bytes an array holds, which must be UTF-8.
  helper('(defun text-of (items) (string-at (array-address items) (u64 (length items))))'),
  helper('(defun space-byte? (byte) (or (= byte 32) (and (>= byte 9) (<= byte 13))))'),
  // The position of the first byte that is no space.
  helper(`(defun text-start (text)
  (let ((at (u64 0)) (size (u64 (length text))) (address (string-address text)))
    (while (and (< at size) (space-byte? (load u8 (+ address at)))) (set! at (+ at 1)))
    at))`),
  // The position behind the last byte that is no space, not before \`start\`.
  helper(`(defun text-end (text start)
  (let ((at (u64 (length text))) (address (string-address text)))
    (while (and (> at start) (space-byte? (load u8 (+ address (- at 1))))) (set! at (- at 1)))
    at))`),
  // Less than, equal to or greater than 0, as the first text comes before, with or after the second.
  helper(`(defun text-order (left right)
  (let* ((size (min (u64 (length left)) (u64 (length right))))
         (first (string-address left))
         (second (string-address right))
         (at (u64 0)))
    (while (and (< at size) (= (load u8 (+ first at)) (load u8 (+ second at)))) (set! at (+ at 1)))
    (if (< at size)
      (- (i64 (load u8 (+ first at))) (i64 (load u8 (+ second at))))
      (- (i64 (length left)) (i64 (length right))))))`),
  // How often a text that is not empty stands in another, the places not overlapping.
  helper(`(defun text-count (text wanted)
  (let ((found 0) (at (text-position text wanted 0)) (end (u64 (length text))))
    (while (< at end)
      (set! found (+ found 1))
      (set! at (text-position text wanted (+ at (u64 (length wanted))))))
    found))`),
  // As many bytes of padding as are missing to a length in characters.
  helper(`(defun padding (text size pad)
  (let* ((missing (max 0 (- (i64 size) (i64 (string-length text)))))
         (width (string-length pad))
         (whole (repeat pad (if (= width 0) 0 (/ (+ missing (- width 1)) width)))))
    (take whole missing)))`),
];

export const stringFunctions: readonly LibraryForm[] = [
  written({
    aliases: ['string-count'],
    signature: '(string-length text)',
    doc: 'The number of characters, an i64; `length` counts bytes.',
    example: '(string-length "héllo") ; => 5\n(length "héllo") ; => 6',
    source: `(defun string-length (text)
  (let ((count 0))
    (for (byte (bytes-view text)) (when (!= (bit-and byte 192) 128) (set! count (+ count 1))))
    count))`,
  }),
  written({
    signature: '(characters text)',
    doc: 'An array of the characters, sharing the memory of the text.',
    example: '(characters "hé!") ; => ["h", "é", "!"]',
    source: '(defun characters (text) (map text identity))',
  }),
  written({
    aliases: ['string-split'],
    signature: '(split text separator)',
    doc: 'An array of the pieces between the places where the separator stands, sharing the memory of the text; with an empty separator, of the characters.',
    example: '(split "a, b, c" ", ") ; => ["a", "b", "c"]\n(split "abc" "") ; => ["a", "b", "c"]',
    source: `(defun split (text separator)
  (if (= (length separator) 0)
    (characters text)
    (let ((pieces (make-array (+ (text-count text separator) 1))) (start (u64 0)))
      (for (at (range (length pieces)))
        (let ((end (text-position text separator start)))
          (set! (get pieces at) (slice-unchecked text start end))
          (set! start (+ end (u64 (length separator))))))
      pieces)))`,
  }),
  written({
    signature: '(lines text)',
    doc: 'An array of the lines, without the ends of lines between them.',
    example: '(lines "a\\nb") ; => ["a", "b"]',
    source: '(defun lines (text) (split text "\\n"))',
  }),
  written({
    aliases: ['string-join'],
    signature: '(join texts [separator])',
    doc: 'The texts one after another, the separator between them. The separator may stand first.',
    example: '(join ["a" "b" "c"] ", ") ; => "a, b, c"\n(join ["a" "b"]) ; => "ab"',
    source: `(defun join (texts &optional (separator ""))
  (typecase texts
    (string (join separator texts))
    (else
      (let ((size 0) (count 0))
        (for (text texts)
          (set! size (+ size (length text)))
          (set! count (+ count 1)))
        (when (> count 1) (set! size (+ size (* (- count 1) (length separator)))))
        (let ((joined (make-array size)) (at 0) (behind false))
          (for (text texts)
            (when behind
              (place-elements joined at separator)
              (set! at (+ at (length separator))))
            (place-elements joined at text)
            (set! at (+ at (length text)))
            (set! behind true))
          (text-of joined))))))`,
  }),
  written({
    aliases: ['string-trim'],
    signature: '(trim text)',
    doc: 'The text without the spaces around it, sharing its memory.',
    example: '(trim "  a b ") ; => "a b"',
    source: `(defun trim (text)
  (let ((start (text-start text)))
    (slice-unchecked text start (text-end text start))))`,
  }),
  written({
    aliases: ['trim-start'],
    signature: '(trim-left text)',
    doc: 'The text without the spaces before it, sharing its memory.',
    example: '(trim-left "  a ") ; => "a "',
    source: '(defun trim-left (text) (slice-unchecked text (text-start text) (u64 (length text))))',
  }),
  written({
    aliases: ['trim-end'],
    signature: '(trim-right text)',
    doc: 'The text without the spaces behind it, sharing its memory.',
    example: '(trim-right "  a ") ; => "  a"',
    source: '(defun trim-right (text) (slice-unchecked text 0 (text-end text 0)))',
  }),
  written({
    aliases: ['upcase', 'string-upcase', 'toUpperCase', 'touppercase'],
    signature: '(upper text)',
    doc: 'The text with its letters a to z in upper case. Other characters stay.',
    example: '(upper "héllo") ; => "HéLLO"',
    source: shiftedCase('upper', '97', '122', '-'),
  }),
  written({
    aliases: ['downcase', 'string-downcase', 'toLowerCase', 'tolowercase'],
    signature: '(lower text)',
    doc: 'The text with its letters A to Z in lower case. Other characters stay.',
    example: '(lower "HÉllo") ; => "hÉllo"',
    source: shiftedCase('lower', '65', '90', '+'),
  }),
  written({
    aliases: ['string-prefix?'],
    signature: '(starts-with? text start)',
    doc: 'Whether the text begins with another.',
    example: '(starts-with? "hello" "he") ; => true',
    source: `(defun starts-with? (text start)
  (and (<= (length start) (length text)) (= (slice-unchecked text 0 (length start)) start)))`,
  }),
  written({
    aliases: ['string-suffix?'],
    signature: '(ends-with? text end)',
    doc: 'Whether the text ends with another.',
    example: '(ends-with? "hello" "lo") ; => true',
    source: `(defun ends-with? (text end)
  (and
    (<= (length end) (length text))
    (= (slice-unchecked text (- (length text) (length end)) (length text)) end)))`,
  }),
  written({
    aliases: ['string-replace'],
    signature: '(replace text wanted by)',
    doc: 'The text with another in each place where `wanted` stands. Fails with InvalidArgument where that is empty.',
    example: '(replace "a-b-c" "-" "+") ; => "a+b+c"',
    source: `(defun replace (text wanted by)
  (assert (> (length wanted) 0))
  (join (split text wanted) by))`,
  }),
  written({
    signature: '(pad-left text length [pad])',
    doc: 'The text with as many characters of padding before it, spaces if not told otherwise, as it lacks to a length in characters.',
    example: '(pad-left "7" 3 "0") ; => "007"',
    source: '(defun pad-left (text size &optional (pad " ")) (append (padding text size pad) text))',
  }),
  written({
    signature: '(pad-right text length [pad])',
    doc: 'The text with as many characters of padding behind it, spaces if not told otherwise, as it lacks to a length in characters.',
    example: '(pad-right "ab" 4) ; => "ab  "',
    source: '(defun pad-right (text size &optional (pad " ")) (append text (padding text size pad)))',
  }),
  written({
    aliases: ['string=', 'string=?'],
    signature: '(string-same? first second)',
    doc: 'Whether two texts are the same, byte by byte, as `=` says.',
    example: '(string= "a" "A") ; => false',
    source: '(defun string-same? ((left string) (right string)) (= left right))',
  }),
  written({
    aliases: ['string<'],
    signature: '(string<? first second)',
    doc: "Whether the first text comes before the second in the order of their characters' numbers.",
    example: '(string<? "apple" "banana") ; => true',
    source: '(defun string<? (left right) (< (text-order left right) 0))',
  }),
  written({
    aliases: ['string>'],
    signature: '(string>? first second)',
    doc: "Whether the first text comes after the second in the order of their characters' numbers.",
    example: '(string>? "apple" "banana") ; => false',
    source: '(defun string>? (left right) (> (text-order left right) 0))',
  }),
  written({
    signature: '(string-equal first second)',
    doc: 'Whether two texts are the same but for the case of letters, as in Common Lisp.',
    example: '(string-equal "Hello" "hello") ; => true',
    source: '(defun string-equal (left right) (= (lower left) (lower right)))',
  }),
  written({
    signature: '(string-lessp first second)',
    doc: 'Whether the first text comes before the second, the case of letters left aside, as in Common Lisp.',
    example: '(string-lessp "Apple" "banana") ; => true',
    source: '(defun string-lessp (left right) (string<? (lower left) (lower right)))',
  }),
  written({
    signature: '(string-greaterp first second)',
    doc: 'Whether the first text comes after the second, the case of letters left aside, as in Common Lisp.',
    example: '(string-greaterp "zebra" "Apple") ; => true',
    source: '(defun string-greaterp (left right) (string>? (lower left) (lower right)))',
  }),
  written({
    aliases: ['ord'],
    signature: '(char-code text)',
    doc: 'The number of the first character, an i64. Fails with InvalidArgument where there is none.',
    example: '(char-code "A") ; => 65\n(char-code "€") ; => 8364',
    source: `(defun char-code (text)
  (let* ((size (length (get text 0)))
         (address (string-address text))
         (code (load u8 address)))
    (if (= size 1)
      (i64 code)
      (let ((number (bit-and (i64 code) (- (shift-left 1 (- 7 size)) 1))))
        (for (at (range 1 size))
          (set! number (bit-or (shift-left number 6) (bit-and (i64 (load u8 (+ address (u64 at)))) 63))))
        number))))`,
  }),
  written({
    aliases: ['chr'],
    signature: '(code-char number)',
    doc: 'The character with a number, as text. Fails with InvalidArgument where Unicode has none.',
    example: '(code-char 8364) ; => "€"',
    source: `(defun code-char (number)
  (let* ((code (wrapping-u64 number))
         (size (cond ((< code 128) 1) ((< code 2048) 2) ((< code 65536) 3) (else 4)))
         (written (make-array size))
         (lead (cond ((= size 1) 0) ((= size 2) 192) ((= size 3) 224) (else 240))))
    (assert (and (< code 1114112) (!= (shift-right code 11) 27)))
    (for (at (range (- size 1) 0 -1))
      (set! (get written at) (wrapping-u8 (bit-or 128 (bit-and code 63))))
      (set! code (shift-right code 6)))
    (set! (get written 0) (wrapping-u8 (bit-or lead code)))
    (text-of written)))`,
  }),
  written({
    aliases: ['is-digit?', 'isdigit?'],
    signature: '(digit? text)',
    doc: 'Whether the text consists of digits 0 to 9 and is not empty.',
    example: '(digit? "42") ; => true\n(digit? "4a") ; => false',
    source: allBytes('digit?', isDigit),
  }),
  written({
    aliases: ['is-alpha?', 'isalpha?'],
    signature: '(alpha? text)',
    doc: 'Whether the text consists of letters a to z and A to Z and is not empty.',
    example: '(alpha? "aB") ; => true',
    source: allBytes('alpha?', isLetter),
  }),
  written({
    aliases: ['is-alnum?', 'isalnum?'],
    signature: '(alnum? text)',
    doc: 'Whether the text consists of letters and digits and is not empty.',
    example: '(alnum? "a1") ; => true\n(alnum? "a 1") ; => false',
    source: allBytes('alnum?', `(or ${isDigit} ${isLetter})`),
  }),
  written({
    aliases: ['is-space?', 'isspace?'],
    signature: '(space? text)',
    doc: 'Whether the text consists of spaces, tabs and ends of lines and is not empty.',
    example: '(space? " \\t") ; => true',
    source: allBytes('space?', '(space-byte? byte)'),
  }),
  written({
    signature: '(blank? text)',
    doc: 'Whether nothing but spaces, tabs and ends of lines is in the text.',
    example: '(blank? "  ") ; => true\n(blank? "") ; => true',
    source: '(defun blank? (text) (= (text-start text) (u64 (length text))))',
  }),
  written({
    aliases: ['parseint'],
    signature: '(parse-int text [radix])',
    doc: 'The i64 that the text writes in digits, maybe behind a sign, or null: in base 10, or another from 2 to 36.',
    example: '(parse-int "-42") ; => -42\n(parse-int "ff" 16) ; => 255\n(parse-int "4x") ; => null',
    source: `(defun parse-int (text &optional (radix 10))
  (let* ((size (u64 (length text)))
         (address (string-address text))
         (base (u64 radix))
         (sign (if (= size 0) (u8 0) (load u8 address)))
         (negative (= sign 45))
         (at (if (or negative (= sign 43)) (u64 1) (u64 0)))
         (limit (if negative (u64 9223372036854775808) (u64 9223372036854775807)))
         (value (u64 0)))
    (assert (and (>= base 2) (<= base 36)))
    (when (>= at size) (return null))
    (while (< at size)
      (let* ((byte (u64 (load u8 (+ address at))))
             (digit (cond
                      ((< (- byte 48) 10) (- byte 48))
                      ((< (- byte 97) 26) (- byte 87))
                      ((< (- byte 65) 26) (- byte 55))
                      (else 36))))
        (when (>= digit base) (return null))
        (when (> value (/ (- limit digit) base)) (return null))
        (set! value (+ (* value base) digit))
        (set! at (+ at 1))))
    (some (wrapping-i64 (if negative (- 0 value) value)))))`,
  }),
  written({
    aliases: ['parse-float', 'parsefloat'],
    signature: '(parse-decimal text)',
    doc: 'The decimal that the text writes, such as 12, -0.5 or .25, or null, also for more than nine digits behind the point.',
    example: '(parse-decimal "-12.5") ; => -12.5\n(parse-decimal "1.x") ; => null',
    source: `(defun parse-decimal (text)
  (let* ((size (u64 (length text)))
         (address (string-address text))
         (sign (if (= size 0) (u8 0) (load u8 address)))
         (negative (= sign 45))
         (at (if (or negative (= sign 43)) (u64 1) (u64 0)))
         (limit (if negative (u64 9223372036854775808) (u64 9223372036854775807)))
         (value (u64 0))
         (digits 0)
         (scale 9)
         (behind false))
    (while (< at size)
      (let ((byte (load u8 (+ address at))))
        (cond
          ((and (= byte 46) (not behind)) (set! behind true))
          ((or (< byte 48) (> byte 57)) (return null))
          ((and behind (= scale 0)) (return null))
          (else
            (let ((digit (- (u64 byte) 48)))
              (when (> value (/ (- limit digit) 10)) (return null))
              (set! value (+ (* value 10) digit))
              (set! digits (+ digits 1))
              (when behind (set! scale (- scale 1)))))))
      (set! at (+ at 1)))
    (when (= digits 0) (return null))
    (while (> scale 0)
      (when (> value (/ limit 10)) (return null))
      (set! value (* value 10))
      (set! scale (- scale 1)))
    (some (units-decimal (wrapping-i64 (if negative (- 0 value) value))))))`,
  }),
];
