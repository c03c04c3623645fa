// Memory that does not outlive its use: programs that take more than the heap holds, yet keep nothing of it.
import { describe, expect, it } from 'vitest';
import { compiled, runAllWays, runBoth, shownValue } from './ways.js';

const ways = [
  ['v3', 1],
  ['v3', 2],
  ['v3', 3],
  ['v3', 's'],
  ['v0', 2],
] as const;

/** Name, source, value. Each takes at least 80,000 bytes where nothing is optimized. */
const programs = [
  [
    'an array made in a loop',
    `(define total 0)
     (for (i (range 10000))
       (define parts [i (+ i 1) (* i 2)])
       (set! (get parts 1) (- (get parts 1) 1))
       (set! total (+ total (get parts 0) (get parts 1) (get parts 2))))
     total`,
    '199980000',
  ],
  [
    'variables that functions change',
    `(defun twice (f) (f 1) (f 2))
     (define total 0)
     (for (i (range 10000))
       (let ((count i) (calls (u8 0)))
         (twice (lambda (x) (set! count (+ count x)) (set! calls (+ calls 1))))
         (when (> count 5000) (set! count 3))
         (set! total (+ total count (i64 calls)))))
     total`,
    '12537503',
  ],
  [
    'an array whose elements are found by computation',
    `(define total 0)
     (for (i (range 2000))
       (define parts [i (+ i 1) (* i 2)])
       (for (part parts) (set! total (+ total part)))
       (set! total (+ total (get parts (mod i 3)))))
     total`,
    '10663334',
  ],
  [
    'an array of zeros',
    `(define total 0)
     (for (i (range 200))
       (define seen (make-array 64))
       (set! (get seen (mod i 64)) i)
       (for (one seen) (set! total (+ total one))))
     total`,
    '19900',
  ],
  [
    'constants that are read where other arrays change',
    `(define changed [1 2 3])
     (define total 0)
     (for (i (range 2000))
       (set! (get changed (mod i 3)) i)
       (define weights [5 7 11])
       (set! total (+ total (get weights (mod i 3)))))
     (+ total (get changed 0))`,
    '17328',
  ],
  [
    'arrays in an array',
    `(define total 0)
     (for (i (range 1000))
       (define parts [[i 1] [2 i (* i i)]])
       (set! total (+ total (get (get parts (mod i 2)) 0) (get (get parts 1) (mod i 3)))))
     total`,
    '111361613',
  ],
] as const;

/** What outlives the round of the loop that makes it; name, source, value. */
const kept = [
  [
    'the array of the round before',
    `(define total 0)
     (define previous [7 8])
     (for (i (range 6))
       (define current [i (* i i)])
       (set! total (+ (* total 10) (get previous (mod i 2))))
       (set! previous current))
     [total (get previous 0) (get previous 1)]`,
    '[701446, 5, 25]',
  ],
  [
    'arrays that take turns',
    `(define a [1 2])
     (define b [3 4])
     (define total 0)
     (for (i (range 5))
       (define c [i (+ i 1)])
       (set! total (+ (* total 100) (* 10 (get a (mod i 2))) (get b (mod i 2))))
       (set! a b)
       (set! b c))
     total`,
    '1341012323',
  ],
  [
    'arrays that a table keeps',
    `(define table [[0 0] [0 0] [0 0]])
     (for (i (range 3))
       (define row [i (* 2 i)])
       (set! (get table i) row)
       (set! (get row 0) (+ (get row 0) 5)))
     (define total 0)
     (for (row table) (for (one row) (set! total (+ (* 10 total) one))))
     total`,
    '506274',
  ],
  [
    'a table that a round finds as the one before left it',
    `(define table [[0 0] [0 0]])
     (define total 0)
     (for (i (range 4))
       (define seen (get (get table (mod i 2)) 1))
       (define row [i (+ seen i)])
       (set! (get table (mod i 2)) row)
       (set! total (+ (* 10 total) (get (get table (mod (+ i 1) 2)) 1))))
     total`,
    '12',
  ],
  [
    'variables that functions take along',
    `(define adders
       (map [1 2 3] (lambda (x) (let ((sum x)) (lambda (y) (set! sum (+ sum y)) sum)))))
     (define total 0)
     (for (n (range 2)) (for (add adders) (set! total (+ (* 10 total) (add 1)))))
     total`,
    '234345',
  ],
  [
    'what is changed before a failure that is caught',
    `(define total 0)
     (for (i (range 4))
       (define parts [i 1])
       (try
         (set! (get parts 1) 6)
         (set! (get parts (+ i 0)) 9)
         (catch code (set! (get parts 0) 3)))
       (set! total (+ (* 100 total) (* 10 (get parts 0)) (get parts 1))))
     total`,
    '96193636',
  ],
] as const;

describe.each(programs)('%s', (name, text, value) => {
  const source = { name: `${name}.ovsm`, text };
  const request = { accounts: [], data: new Uint8Array(), budget: 1_400_000 };

  it.each(ways)('fits the heap, %s at level %s', (arch, level) => {
    const program = compiled(source, { arch, level });
    const outcome = runBoth(program.elf, request);
    expect(outcome.error).toBeUndefined();
    expect(shownValue({ program, outcome })).toBe(value);
  });

  it('would not fit it as it is written', () => {
    const outcome = runBoth(compiled(source, { level: 0 }).elf, request);
    expect(outcome.error?.code).toBe('MaxAccountsDataAllocationsExceeded');
  });
});

it.each(kept)('keeps %s', (name, text, value) => {
  expect(shownValue(runAllWays({ name, text }, { accounts: [], data: new Uint8Array() }))).toBe(value);
});
