// The compute budget program, called by transactions and by programs, which it does not listen to.
import { describe, it } from 'vitest';
import { precompileIds } from '../runtime/bank/precompile.js';
import { agree, bytes, reader, u32, u64 } from './builtins/case.js';
import { agreeInvoked } from './builtins/invoked.js';
import { testAddress } from './oracle.js';

const program = 'ComputeBudget111111111111111111111111111111';

/** Data of its instructions and of none. */
const instructions: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['the deprecated request of units', bytes([0], u32(1000), u32(5))],
  ['a heap', bytes([1], u32(65_536))],
  ['a heap that is too large', bytes([1], u32(1 << 20))],
  ['a heap of odd size', bytes([1], u32(40_000))],
  ['a limit of units', bytes([2], u32(10_000))],
  ['a low limit of units', bytes([2], u32(149))],
  ['a limit cut short', bytes([2], [1, 2])],
  ['a price', bytes([3], u64(7))],
  ['a limit of data', bytes([4], u32(1 << 20))],
  ['an unknown number', bytes([9], u64(7))],
];

describe.each(instructions)('%s', (_name, data) => {
  const given = { accounts: [], instructions: [{ program, accounts: [], data }] };

  it('in a transaction', () => void agree(given));

  it('in a transaction, with accounts', () =>
    void agree({ ...given, instructions: [{ program, accounts: [reader(testAddress(91))], data }] }));

  it('invoked by a program', () => void agreeInvoked(given));
});

describe.each(Object.entries(precompileIds))('%s', (_name, id) => {
  it('is not invoked by programs', () => {
    const instruction = { program: id, accounts: [], data: new Uint8Array(2) };
    agreeInvoked({ accounts: [], instructions: [instruction] });
  });
});
