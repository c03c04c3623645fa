// Costs as data: what they say to people, and that the machine charges what they say.
import { describe, expect, it } from 'vitest';
import type { Cost } from '../grammar/costs.js';
import {
  chosen,
  describeCost,
  elementsUnits,
  leastUnits,
  linearUnits,
  quadraticUnits,
  sliceUnits,
} from '../grammar/costs.js';
import { hashOf } from '../grammar/syscall.js';
import { syscallNamed, syscalls, syscallsByHash } from '../runtime/syscalls/table.js';
import { agree } from './agree.js';
import { args, exit, syscall } from './small-program.js';

const costOf = (name: string) => syscallNamed(name)!.cost;

/** Units of a call whose numbers are all 0 and whose addresses are not; undefined where it is refused. */
function unitsAtZero(cost: Cost): number | undefined {
  if (cost.shape === 'optional') return cost.with;
  if (cost.shape !== 'choice') return leastUnits(cost);
  const price = chosen(
    cost,
    cost.of.map(() => 0n),
  );
  return price && leastUnits(price);
}

describe('a cost', () => {
  it.each([
    ['abort', '0'],
    ['sol_panic_', 'length'],
    ['sol_log_', 'max(100, length)'],
    ['sol_log_64_', '100'],
    ['sol_log_data', '100 + for each slice 100 + its bytes'],
    ['sol_sha256', '85 + for each slice max(10, its bytes / 2)'],
    ['sol_memcpy_', 'max(10, length / 250)'],
    ['sol_get_sysvar', '100 + max(10, length / 250)'],
    ['sol_set_return_data', '100 + length / 250'],
    ['sol_get_return_data', '100 + (length + 32) / 250 if length > 0, else 100'],
    ['sol_try_find_program_address', '1500 for each attempt'],
    ['sol_get_epoch_stake', '110, or 100 if vote is 0'],
    ['sol_poseidon', '542 + 61 * count * count'],
    ['sol_curve_pairing_map', 'BLS12-381: 25445 + 13023 * max(0, count - 1)'],
    [
      'sol_curve_multiscalar_mul',
      'Ed25519: 2273 + 758 * max(0, count - 1); ristretto255: 2303 + 788 * max(0, count - 1)',
    ],
    [
      'sol_alt_bn128_group_op',
      'add in G1: 334; multiply in G1: 3840; pair: 36481 + 12121 * max(0, length / 192 - 1) + length; ' +
        'add in G2: 535; multiply in G2: 15670',
    ],
  ])('of %s is told as %s', (name, text) => {
    expect(describeCost(costOf(name))).toBe(text);
  });

  it('is counted in whole units', () => {
    const copy = costOf('sol_memcpy_');
    const hash = costOf('sol_sha256');
    const poseidon = costOf('sol_poseidon');
    const pairing = costOf('sol_alt_bn128_group_op');
    const pair = pairing.shape === 'choice' ? chosen(pairing, [3n]) : undefined;
    if (copy.shape !== 'linear' || hash.shape !== 'slices') throw new Error('the shapes have changed');
    if (poseidon.shape !== 'quadratic' || pair?.shape !== 'elements')
      throw new Error('the shapes have changed');
    expect([0n, 1n, 12n].map((count) => quadraticUnits(poseidon, count))).toEqual([542, 603, 9326]);
    expect([0n, 383n, 384n].map((length) => elementsUnits(pair, length))).toEqual([36_481, 36_864, 48_986]);
    expect(pairing.shape === 'choice' && chosen(pairing, [1n])).toBeUndefined();
    expect([0n, 2749n, 2750n, 5000n].map((length) => linearUnits(copy, length))).toEqual([10, 10, 11, 20]);
    expect([0n, 21n, 22n, 100n].map((length) => sliceUnits(hash, length))).toEqual([10, 10, 11, 50]);
  });

  it.each(syscalls.map((row) => [row.name, row] as const))(
    'of %s is charged',
    (name, { parameters, cost }) => {
      // Lengths and counts of 0, valid addresses: the least a call can take.
      const values = parameters.map(({ kind }, index) =>
        kind === 'length' ? 0 : kind === 'integer' ? 0 : 0x3_0000_0000 + index * 256,
      );
      const { units, instructions } = agree([...args(...values), syscall(name), exit]);
      const least = unitsAtZero(cost) ?? 0;
      const charged = units - instructions;
      if (cost.shape !== 'attempts') return expect(charged).toBe(least);
      expect(charged).toBeGreaterThan(0);
      expect(charged % least).toBe(0);
    },
  );
});

describe('the table', () => {
  it('has a hash of its own for every syscall', () => {
    const hashes = syscalls.map(hashOf);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(syscallsByHash.size).toBe(syscalls.length);
  });

  it('names at most five parameters, and a parameter that each cost counts', () => {
    for (const { name, parameters, cost } of syscalls) {
      expect(parameters.length, name).toBeLessThanOrEqual(5);
      if ('of' in cost)
        expect(
          parameters.map((parameter) => parameter.name),
          name,
        ).toEqual(expect.arrayContaining([cost.of].flat()));
    }
  });
});
