// Memory that does not outlive its use: programs that take more than the heap holds, yet keep nothing of it.
import { describe, expect, it } from 'vitest';
import { shownValue, compiled, runBoth } from './ways.js';

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
