// Workloads: eight programs that do nothing but compute, each for about a million units.

export interface Workload {
  readonly name: string;
  /** Assembly text of a program that ends with r0 = 0. */
  readonly text: string;
}

/** A loop that counts r9 down from `times`; `body` may use r0 to r8. */
const repeated = (times: number, before: string, body: string): string => `
entrypoint:
  ${before}
  mov64 r9, ${times}
again:
  ${body}
  add64 r9, -1
  jne r9, 0, again
  mov64 r0, 0
  exit
`;

const alu = repeated(
  120_000,
  `lddw r1, 0x9e3779b97f4a7c15
  lddw r2, 0xbf58476d1ce4e5b9`,
  `add64 r1, r2
  xor64 r2, r1
  lsh64 r2, 3
  sub64 r1, r2
  rsh64 r1, 1
  or64 r1, 5
  xor64 r2, r1
  add64 r2, 77`,
);

const muldiv = repeated(
  80_000,
  `lddw r1, 0x9e3779b97f4a7c15
  mov64 r3, 1000003`,
  `mov64 r2, r1
  div64 r2, r3
  mul64 r2, 31
  mov64 r4, r1
  mod64 r4, r3
  add64 r2, r4
  lddw r5, 0x5851f42d4c957f2d
  mul64 r1, r5
  add64 r1, r2
  add64 r3, 2`,
);

const fibonacci = `
entrypoint:
  mov64 r1, 23
  call fib
  mov64 r0, 0
  exit
fib:
  jgt r1, 1, deeper
  mov64 r0, r1
  exit
deeper:
  mov64 r6, r1
  add64 r1, -1
  call fib
  mov64 r7, r0
  mov64 r1, r6
  add64 r1, -2
  call fib
  add64 r0, r7
  exit
`;

/** Insertion sort of 700 pseudo-random u64 in the heap. */
const sort = `
entrypoint:
  lddw r1, 0x300000000
  mov64 r2, 700
  mov64 r3, 12345
fill:
  lddw r4, 6364136223846793005
  mul64 r3, r4
  lddw r4, 1442695040888963407
  add64 r3, r4
  stxdw [r1+0], r3
  add64 r1, 8
  add64 r2, -1
  jne r2, 0, fill
  lddw r1, 0x300000008
  mov64 r2, 699
outer:
  ldxdw r3, [r1+0]
  mov64 r4, r1
inner:
  ldxdw r5, [r4-8]
  jle r5, r3, placed
  stxdw [r4+0], r5
  add64 r4, -8
  lddw r6, 0x300000000
  jne r4, r6, inner
placed:
  stxdw [r4+0], r3
  add64 r1, 8
  add64 r2, -1
  jne r2, 0, outer
  mov64 r0, 0
  exit
`;

/** Primes below 30,000, twice over. */
const sieve = repeated(
  2,
  '',
  `lddw r1, 0x300000000
  mov64 r2, 3750
clear:
  stdw [r1+0], 0
  add64 r1, 8
  add64 r2, -1
  jne r2, 0, clear
  mov64 r3, 2
next:
  lddw r1, 0x300000000
  add64 r1, r3
  ldxb r4, [r1+0]
  jne r4, 0, composite
  mov64 r5, r3
  mul64 r5, r3
  jge r5, 30000, composite
strike:
  lddw r1, 0x300000000
  add64 r1, r5
  mov64 r6, 1
  stxb [r1+0], r6
  add64 r5, r3
  jlt r5, 30000, strike
composite:
  add64 r3, 1
  jlt r3, 30000, next`,
);

/** Words copied from one half of the heap to the other. */
const copy = repeated(
  80,
  '',
  `lddw r1, 0x300000000
  lddw r2, 0x300004000
  mov64 r3, 2048
copy:
  ldxdw r4, [r1+0]
  stxdw [r2+0], r4
  add64 r1, 8
  add64 r2, 8
  add64 r3, -1
  jne r3, 0, copy`,
);

/** Products of two matrices of 48 by 48 u32 in the heap. */
const matmul = repeated(
  1,
  '',
  `lddw r1, 0x300000000
  mov64 r2, 0
row:
  mov64 r3, 0
column:
  mov64 r4, r2
  mul64 r4, 192
  add64 r4, r1
  mov64 r5, r3
  lsh64 r5, 2
  add64 r5, r1
  add64 r5, 9216
  mov64 r6, 0
  mov64 r7, 48
dot:
  ldxw r0, [r4+0]
  ldxw r8, [r5+0]
  mul64 r0, r8
  add64 r6, r0
  add64 r4, 4
  add64 r5, 192
  add64 r7, -1
  jne r7, 0, dot
  mov64 r4, r2
  mul64 r4, 192
  mov64 r5, r3
  lsh64 r5, 2
  add64 r4, r5
  add64 r4, r1
  stxw [r4+18432], r6
  add64 r3, 1
  jlt r3, 48, column
  add64 r2, 1
  jlt r2, 48, row`,
);

/** A function with more values than registers, and one it calls for each round. */
const spill = `
entrypoint:
  mov64 r6, 0
  mov64 r7, 24000
again:
  mov64 r1, r6
  mov64 r2, r7
  call many
  add64 r6, r0
  add64 r7, -1
  jne r7, 0, again
  mov64 r0, 0
  exit
many:
  stxdw [r10-8], r1
  stxdw [r10-16], r2
  mov64 r3, r1
  xor64 r3, r2
  stxdw [r10-24], r3
  add64 r3, 99
  stxdw [r10-32], r3
  ldxdw r4, [r10-8]
  ldxdw r5, [r10-24]
  add64 r4, r5
  stxdw [r10-40], r4
  ldxdw r1, [r10-16]
  ldxdw r2, [r10-32]
  call mix
  stxdw [r10-48], r0
  ldxdw r1, [r10-40]
  ldxdw r2, [r10-48]
  call mix
  ldxdw r3, [r10-8]
  add64 r0, r3
  exit
mix:
  stxdw [r10-8], r1
  stxdw [r10-16], r2
  ldxdw r3, [r10-8]
  lsh64 r3, 1
  ldxdw r4, [r10-16]
  rsh64 r4, 1
  mov64 r0, r3
  xor64 r0, r4
  exit
`;

export const workloads: readonly Workload[] = [
  { name: 'ALU loop', text: alu },
  { name: 'muldiv', text: muldiv },
  { name: 'fib, recursive', text: fibonacci },
  { name: 'sort u64', text: sort },
  { name: 'sieve', text: sieve },
  { name: 'memcpy 8 B', text: copy },
  { name: 'matmul', text: matmul },
  { name: 'spill and calls', text: spill },
];
