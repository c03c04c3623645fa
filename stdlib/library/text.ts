// Text of values, for `str`.
import type { LibraryForm } from '../form.js';
import { helper } from './row.js';

export const textHelpers: readonly LibraryForm[] = [
  helper('(defun bool-text (value) (if value "true" "false"))'),
  // Writes digits into an array from behind; gives the position of the first.
  helper(`(defun write-digits (items end number least)
  (let ((left number) (at end) (most (- end (i64 least))))
    (while (or (> left 0) (> at most))
      (set! at (- at 1))
      (set! (get items at) (wrapping-u8 (+ 48 (% left 10))))
      (set! left (/ left 10)))
    at))`),
  // The text from a position of an array on, behind a minus if the number is negative.
  helper(`(defun signed-text (items start negative)
  (let ((at start))
    (when negative
      (set! at (- at 1))
      (set! (get items at) 45))
    (text-of (slice-unchecked items at (length items)))))`),
  helper(`(defun wide-text (number negative)
  (let* ((items (make-array 40))
         (part (u128 1000000000000000000))
         (high (/ number part))
         (low (u64 (% number part))))
    (signed-text
      items
      (if (= high 0)
        (write-digits items 40 low 1)
        (let ((middle (u64 (% high part))) (top (u64 (/ high part))))
          (write-digits items 40 low 18)
          (if (= top 0)
            (write-digits items 22 middle 1)
            (do (write-digits items 22 middle 18) (write-digits items 4 top 1)))))
      negative)))`),
  helper(`(defun integer-text (number)
  (typecase number
    (u128 (wide-text number false))
    (i128 (wide-text (wrapping-u128 (if (< number 0) (- 0 number) number)) (< number 0)))
    ([u8 u16 u32 u64]
      (let ((items (make-array 20)))
        (signed-text items (write-digits items 20 (u64 number) 1) false)))
    (else
      (let ((items (make-array 20)) (size (wrapping-u64 number)))
        (signed-text items (write-digits items 20 (if (< number 0) (- 0 size) size) 1) (< number 0))))))`),
  // A decimal as units of 10^-digits: without the zeros at its end, but for one.
  helper(`(defun decimal-text (units digits)
  (let* ((negative (< units 0))
         (left (if negative (- 0 (wrapping-u64 units)) (wrapping-u64 units)))
         (shown digits)
         (items (make-array 40)))
    (while (and (> shown 1) (= (% left 10) 0))
      (set! left (/ left 10))
      (set! shown (- shown 1)))
    (let ((scale (u64 1)))
      (for (at (range shown)) (set! scale (* scale 10)))
      (let ((point (- 40 shown 1)))
        (write-digits items 40 (% left scale) shown)
        (set! (get items point) 46)
        (signed-text items (write-digits items point (/ left scale) 1) negative)))))`),
  helper('(defun array-text (items) (join ["[" (join (map items part-text) ", ") "]"]))'),
  // Text in quotes, with a backslash before quotes and backslashes and in place of ends of lines and tabs.
  helper(`(defun quoted-text (text)
  (let ((size (+ (length text) 2)) (at 1))
    (for (byte (bytes-view text))
      (when (!= (escape-of byte) 0) (set! size (+ size 1))))
    (let ((quoted (make-array size)))
      (set! (get quoted 0) 34)
      (for (byte (bytes-view text))
        (let ((escape (escape-of byte)))
          (when (!= escape 0)
            (set! (get quoted at) 92)
            (set! at (+ at 1)))
          (set! (get quoted at) (if (= escape 0) byte escape))
          (set! at (+ at 1))))
      (set! (get quoted at) 34)
      (text-of quoted))))`),
  // What stands behind the backslash for a byte, or 0.
  helper(`(defun escape-of (byte)
  (cond
    ((or (= byte 34) (= byte 92)) byte)
    ((= byte 10) (u8 110))
    ((= byte 9) (u8 116))
    ((= byte 13) (u8 114))
    (else (u8 0))))`),
];
