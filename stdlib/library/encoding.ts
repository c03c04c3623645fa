// Bytes as text and back: UTF-8, hexadecimal, base64 and base58.
import type { LibraryForm } from '../form.js';
import { helper, written } from './row.js';

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export const encodingHelpers: readonly LibraryForm[] = [
  // The value of a hexadecimal digit, or 16.
  helper(`(defun hex-digit (byte)
  (let ((code (u64 byte)))
    (cond
      ((< (- code 48) 10) (- code 48))
      ((< (- code 97) 6) (- code 87))
      ((< (- code 65) 6) (- code 55))
      (else 16))))`),
  // The value of a digit of base64, or 64.
  helper(`(defun base64-digit (byte)
  (let ((code (u64 byte)))
    (cond
      ((< (- code 65) 26) (- code 65))
      ((< (- code 97) 26) (- code 71))
      ((< (- code 48) 10) (+ code 4))
      ((= code 43) 62)
      ((= code 47) 63)
      (else 64))))`),
  // The value of a digit of base58, or 58: the digits and letters but for 0, I, O and l.
  helper(`(defun base58-digit (byte)
  (let ((code (u64 byte)))
    (cond
      ((< (- code 49) 9) (- code 49))
      ((< (- code 65) 8) (- code 56))
      ((< (- code 74) 5) (- code 57))
      ((< (- code 80) 11) (- code 58))
      ((< (- code 97) 11) (- code 64))
      ((< (- code 109) 14) (- code 65))
      (else 58))))`),
  // The position behind a character, or 0 where there is no well-formed one (RFC 3629): no overlong forms, no
  // surrogates, nothing above U+10FFFF.
  helper(`(defun after-character (at end)
  (let ((first (load u8 at)))
    (if (< first 128)
      (+ at 1)
      (let ((more (cond
                    ((< first 194) (u64 0))
                    ((< first 224) 1)
                    ((< first 240) 2)
                    ((< first 245) 3)
                    (else 0))))
        (when (or (= more 0) (>= more (- end at))) (return 0))
        (let ((second (load u8 (+ at 1))))
          (when (or
                  (and (= first 224) (< second 160))
                  (and (= first 237) (> second 159))
                  (and (= first 240) (< second 144))
                  (and (= first 244) (> second 143)))
            (return 0)))
        (when
          (or
            (!= (bit-and (load u8 (+ at 1)) 192) 128)
            (and (> more 1) (!= (bit-and (load u8 (+ at 2)) 192) 128))
            (and (> more 2) (!= (bit-and (load u8 (+ at 3)) 192) 128)))
          (return 0))
        (+ at more 1)))))`),
];

/** The bits that are not set in eight bytes of ASCII. */
const notAscii = '0x8080808080808080';

export const encodingFunctions: readonly LibraryForm[] = [
  // Eight bytes of ASCII are told at once; where fewer are left the last eight are looked at, those before shifted out.
  written({
    signature: '(utf8? bytes)',
    doc: 'Whether bytes are well-formed UTF-8, as text of others should be before it is used as such.',
    example: '(utf8? [104 195 169]) ; => true\n(utf8? [195]) ; => false',
    source: `(defun utf8? ((items bytes))
  (let* ((start (array-address items)) (end (+ start (u64 (length items)))) (at start))
    (while (< at end)
      (let ((left (- end at)))
        (cond
          ((and (>= left 8) (= (bit-and (load u64 at) ${notAscii}) 0)) (set! at (+ at 8)))
          ((and
             (< left 8)
             (>= (- end start) 8)
             (= (shift-right (bit-and (load u64 (- end 8)) ${notAscii}) (* 8 (- 8 left))) 0))
            (return true))
          (else
            (set! at (after-character at end))
            (when (= at 0) (return false))))))
    true))`,
  }),
  written({
    aliases: ['bytes->string'],
    signature: '(bytes-string bytes)',
    doc: 'The text whose UTF-8 bytes these are, sharing their memory, or null where they are no UTF-8.',
    example: '(bytes-string [104 195 169]) ; => "hé"\n(bytes-string [255]) ; => null',
    source: '(defun bytes-string ((items bytes)) (if (utf8? items) (some (text-of items)) null))',
  }),
  written({
    aliases: ['bytes-to-hex', 'bytes->hex'],
    signature: '(hex-encode value)',
    doc: 'The bytes of a string, key or array in hexadecimal digits.',
    example: '(hex-encode "hi!") ; => "686921"\n(hex-encode [255 0]) ; => "ff00"',
    source: `(defun hex-encode (value)
  (let* ((items (bytes-view value)) (encoded (make-array (* (length items) 2))) (at 0))
    (for (byte items)
      (let ((high (shift-right byte 4)) (low (bit-and byte 15)))
        (set! (get encoded at) (+ high (if (< high 10) (u8 48) (u8 87))))
        (set! (get encoded (+ at 1)) (+ low (if (< low 10) (u8 48) (u8 87)))))
      (set! at (+ at 2)))
    (text-of encoded)))`,
  }),
  written({
    aliases: ['hex->bytes'],
    signature: '(hex-decode text)',
    doc: 'The bytes that hexadecimal digits stand for, or null where it is not pairs of such.',
    example: '(hex-decode "ff00") ; => [255, 0]\n(hex-decode "f") ; => null',
    source: `(defun hex-decode (text)
  (let* ((size (/ (i64 (length text)) 2)) (decoded (make-array size)) (address (string-address text)))
    (when (!= (* size 2) (length text)) (return null))
    (for (at (range size))
      (let ((high (hex-digit (load u8 address))) (low (hex-digit (load u8 (+ address 1)))))
        (when (or (> high 15) (> low 15)) (return null))
        (set! (get decoded at) (wrapping-u8 (+ (* high 16) low)))
        (set! address (+ address 2))))
    (some decoded)))`,
  }),
  written({
    signature: '(byte-at value position)',
    doc: 'A byte of a string, key or array of integers by its number from 0, a u8. Fails with InvalidArgument beyond the end.',
    example: '(byte-at "abc" 1) ; => 98',
    source: '(defun byte-at (value at) (get (bytes-view value) at))',
  }),
  written({
    signature: '(hex-to-u64-le text)',
    doc: 'The u64 whose eight bytes, the lowest first, hexadecimal digits write, or null where they are none or fewer.',
    example: '(hex-to-u64-le "0201000000000000") ; => 258',
    source: `(defun hex-to-u64-le (text)
  (let ((items (unwrap-or (hex-decode text) (bytes ""))))
    (if (< (length items) 8) null (some (read-u64-le items 0)))))`,
  }),
  written({
    signature: '(base64-encode value)',
    doc: 'The bytes of a string, key or array in base64 with padding (RFC 4648).',
    example: '(base64-encode "hello") ; => "aGVsbG8="',
    source: `(defun base64-encode (value)
  (let* ((items (bytes-view value))
         (size (i64 (length items)))
         (digits (string-address "${base64}"))
         (from (array-address items))
         (encoded (make-array (* (/ (+ size 2) 3) 4)))
         (to 0)
         (at 0))
    (while (< at size)
      (let* ((left (- size at))
             (first (u64 (load u8 from)))
             (second (if (> left 1) (u64 (load u8 (+ from 1))) 0))
             (third (if (> left 2) (u64 (load u8 (+ from 2))) 0)))
        (set! (get encoded to) (load u8 (+ digits (shift-right first 2))))
        (set! (get encoded (+ to 1))
          (load u8 (+ digits (bit-or (shift-left (bit-and first 3) 4) (shift-right second 4)))))
        (set! (get encoded (+ to 2))
          (if (> left 1)
            (load u8 (+ digits (bit-or (shift-left (bit-and second 15) 2) (shift-right third 6))))
            61))
        (set! (get encoded (+ to 3)) (if (> left 2) (load u8 (+ digits (bit-and third 63))) 61))
        (set! from (+ from 3))
        (set! to (+ to 4))
        (set! at (+ at 3))))
    (text-of encoded)))`,
  }),
  written({
    aliases: ['base64-decode-raw'],
    signature: '(base64-decode text)',
    doc: 'The bytes that base64 with padding stands for, or null where it is none: padding must be there, and the bits it leaves over must be 0 (RFC 4648).',
    example: '(base64-decode "aGk=") ; => [104, 105]\n(base64-decode "a") ; => null',
    source: `(defun base64-decode (text)
  (let* ((size (i64 (length text)))
         (address (string-address text))
         (groups (/ size 4))
         (decoded (make-array (* groups 3)))
         (to 0)
         (padding 0))
    (when (!= (* groups 4) size) (return null))
    (when (= size 0) (return (some decoded)))
    (when (= (load u8 (+ address (u64 (- size 1)))) 61)
      (set! padding (if (= (load u8 (+ address (u64 (- size 2)))) 61) 2 1)))
    (for (group (range groups))
      (let ((bits (u64 0)) (filled (if (= (+ group 1) groups) (- 4 padding) 4)))
        (for (at (range 4))
          (let ((digit (if (< at filled) (base64-digit (load u8 (+ address (u64 at)))) 0)))
            (when (> digit 63) (return null))
            (set! bits (bit-or (shift-left bits 6) digit))))
        (when (and (< filled 4) (!= (bit-and bits (if (= filled 2) 65535 255)) 0)) (return null))
        (set! (get decoded to) (wrapping-u8 (shift-right bits 16)))
        (set! (get decoded (+ to 1)) (wrapping-u8 (shift-right bits 8)))
        (set! (get decoded (+ to 2)) (wrapping-u8 bits))
        (set! address (+ address 4))
        (set! to (+ to 3))))
    (some (slice-unchecked decoded 0 (- to padding)))))`,
  }),
  written({
    signature: '(base58-encode value)',
    doc: 'The bytes of a string, key or array in base58, as Solana writes keys. Takes time in proportion to the square of their number.',
    example: '(base58-encode "hello") ; => "Cn8eVZg"\n(base58-encode [0 0 1]) ; => "112"',
    // Words of 32 bits are divided by 58^5, which gives five digits at once.
    source: `(defun base58-encode (value)
  (let* ((items (bytes-view value))
         (size (i64 (length items)))
         (zeros 0))
    (while (and (< zeros size) (= (element-unchecked items zeros) 0)) (set! zeros (+ zeros 1)))
    (let* ((count (/ (+ size 3) 4))
           (words (make-array count))
           (digits (string-address "${base58}"))
           (most (+ zeros 5 (/ (* (- size zeros) 138) 100)))
           (encoded (make-array (+ most 5)))
           (to (+ most 5))
           (first 0))
      (for (at (range size))
        (let ((word (- count 1 (/ (- size 1 at) 4))))
          (set! (get words word)
            (bit-or (shift-left (element-unchecked words word) 8) (u64 (element-unchecked items at))))))
      (while (and (< first count) (= (element-unchecked words first) 0)) (set! first (+ first 1)))
      (while (< first count)
        (let ((left (u64 0)))
          (for (at (range first count))
            (let ((whole (bit-or (shift-left left 32) (element-unchecked words at))))
              (set! (get words at) (/ whole 656356768))
              (set! left (% whole 656356768))))
          (for (digit (range 5))
            (set! to (- to 1))
            (set! (get encoded to) (load u8 (+ digits (% left 58))))
            (set! left (/ left 58))))
        (while (and (< first count) (= (element-unchecked words first) 0)) (set! first (+ first 1))))
      (while (and (< to (+ most 5)) (= (element-unchecked encoded to) 49)) (set! to (+ to 1)))
      (for (at (range zeros))
        (set! to (- to 1))
        (set! (get encoded to) 49))
      (text-of (slice-unchecked encoded to (+ most 5))))))`,
  }),
  written({
    signature: '(base58-decode text)',
    doc: 'The bytes that base58 stands for, or null where it is none. Takes time in proportion to the square of their number.',
    example: '(base58-decode "Cn8eVZg") ; => [104, 101, 108, 108, 111]\n(base58-decode "0") ; => null',
    source: `(defun base58-decode (text)
  (let* ((size (i64 (length text)))
         (address (string-address text))
         (zeros 0)
         (count (+ (/ size 5) 1))
         (words (make-array count))
         (used (i64 0)))
    (while (and (< zeros size) (= (load u8 (+ address (u64 zeros))) 49)) (set! zeros (+ zeros 1)))
    (for (at (range zeros size))
      (let ((carry (u64 (base58-digit (load u8 (+ address (u64 at)))))))
        (when (> carry 57) (return null))
        (for (word (range used))
          (let ((value (+ (* (element-unchecked words word) 58) carry)))
            (set! (get words word) (bit-and value 4294967295))
            (set! carry (shift-right value 32))))
        (when (> carry 0)
          (set! (get words used) carry)
          (set! used (+ used 1)))))
    (let* ((most (+ zeros (* used 4))) (decoded (make-array most)) (to most))
      (for (word (range used))
        (let ((value (element-unchecked words word)))
          (for (part (range 4))
            (set! to (- to 1))
            (set! (get decoded to) (wrapping-u8 value))
            (set! value (shift-right value 8)))))
      (while (and (< to most) (= (element-unchecked decoded to) 0)) (set! to (+ to 1)))
      (some (slice-unchecked decoded (- to zeros) most)))))`,
  }),
];
