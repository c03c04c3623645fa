// Random programs of a few syscalls, with arguments that lie at, near and across the edges of memory.
import { syscalls } from '../../runtime/syscalls/table.js';
import { randomOf } from '../random.js';
import type { Step } from '../small-program.js';
import { args, constant, copy, exit, syscall, write } from '../small-program.js';

const edges = [
  0n,
  0x1_0000_0000n,
  0x2_0000_0000n,
  0x2_0000_0f00n,
  0x2_0000_1000n,
  0x2_0000_2000n,
  0x2_0004_0000n,
  0x2_0008_0000n,
  0x3_0000_0000n,
  0x3_0000_4000n,
  0x3_0000_8000n,
  0x4_0000_0000n,
  0x4_0000_0060n,
  0x4_0000_2900n,
  0x5_0000_0000n,
  0xffff_ffff_0000_0000n,
];
const nudges = [0n, 0n, 0n, 8n, 16n, 64n, 1n, 4n, -8n, -32n, -1n, -16n, 128n];
const lengths = [
  0n,
  1n,
  2n,
  3n,
  8n,
  16n,
  17n,
  32n,
  33n,
  40n,
  100n,
  249n,
  250n,
  1024n,
  1025n,
  5000n,
  20001n,
  1n << 32n,
  1n << 63n,
  (1n << 64n) - 1n,
];

/** Steps that write a few slices to the heap, then call; the result is logged, and part of the heap returned. */
export function randomCalls(seed: number): readonly Step[] {
  const random = randomOf(seed);
  const pick = <Item>(list: readonly Item[]): Item => list[random(list.length)]!;
  const address = (): bigint => BigInt.asUintN(64, pick(edges) + pick(nudges));
  // Most addresses are good ones, or no call would get far.
  const likely = (): bigint => (random(4) === 0 ? address() : 0x3_0000_0000n + BigInt(random(64) * 8));
  const length = (): bigint => (random(3) === 0 ? pick(lengths) : BigInt(random(40)));
  const steps: Step[] = [constant(6, 0x3_0000_0000n)];
  for (let slice = random(8); slice > 0; slice--)
    steps.push(
      constant(7, likely()),
      write(8, 6, (slice - 1) * 16, 7),
      constant(7, BigInt(random(40))),
      write(8, 6, slice * 16 - 8, 7),
    );
  for (let call = 1 + random(3); call > 0; call--) {
    const { name, parameters } = pick(syscalls);
    const values = parameters.map(({ kind }) =>
      kind === 'length' ? length() : kind === 'integer' ? pick([...lengths, BigInt(random(256))]) : likely(),
    );
    steps.push(...args(...values), syscall(name), copy(9, 0), copy(1, 0), syscall('sol_log_64_'));
  }
  steps.push(...args(0x3_0000_0000n, 1000n), syscall('sol_set_return_data'), copy(0, 9), exit);
  return steps;
}
