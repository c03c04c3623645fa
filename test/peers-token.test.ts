// The token program beside its peers refuses what the real token program refuses, and takes what that takes.
import { describe, expect, it } from 'vitest';
import type { InstructionAccount } from '../runtime/bank/account.js';
import type { Case } from './oracle.js';
import { judgeReal, token } from './peers/fixtures/token.js';
import { readSource } from './peers/subject.js';
import { testAddress } from './oracle.js';
import { compiled, runBoth } from './ways.js';

type Change = (accounts: readonly InstructionAccount[], data: Uint8Array) => Partial<Case>;

/** The accounts with one changed. */
const withAccount = (
  accounts: readonly InstructionAccount[],
  index: number,
  parts: Partial<InstructionAccount>,
): readonly InstructionAccount[] =>
  accounts.map((account, at) => (at === index ? { ...account, ...parts } : account));

/** The bytes with some replaced. */
function patched(bytes: Uint8Array, offset: number, ...values: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(values, offset);
  return copy;
}

/** One account's data with some bytes replaced. */
const patch =
  (index: number, offset: number, ...values: readonly number[]): Change =>
  (accounts) => ({
    accounts: withAccount(accounts, index, { data: patched(accounts[index]!.data, offset, ...values) }),
  });

const stateAt = 108;
const amountAt = 64;
const stranger = testAddress(77);
const unsigned: Change = (accounts) => ({ accounts: withAccount(accounts, 2, { signer: false }) });
const strange: Change = (accounts) => ({ accounts: withAccount(accounts, 2, { pubkey: stranger }) });
const nothing: Change = (_, data) => ({ data: patched(data, 1, 0, 0, 0, 0, 0, 0, 0, 0) });
const foreign =
  (index: number): Change =>
  (accounts) => ({ accounts: withAccount(accounts, index, { owner: stranger }) });

/** By instruction, changes of its fixture. */
const changes: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  transfer: {
    'more than there is': patch(0, amountAt, 0),
    'by somebody else': strange,
    'without a signature': unsigned,
    'of another mint': patch(1, 0, 1),
    'from a frozen account': patch(0, stateAt, 2),
    'to a frozen account': patch(1, stateAt, 2),
    'from an account that is not initialized': patch(0, stateAt, 0),
    'to an account that is not initialized': patch(1, stateAt, 0),
    'of nothing': nothing,
    'of nothing from an account of another program': (accounts, data) => ({
      ...nothing(accounts, data),
      ...foreign(0)(accounts, data),
    }),
    'from an account of another program': foreign(0),
    'to itself': (accounts) => ({ accounts: [accounts[0]!, accounts[0]!, accounts[2]!] }),
    'to itself, by somebody else': (accounts) => ({
      accounts: [accounts[0]!, accounts[0]!, { ...accounts[2]!, pubkey: stranger }],
    }),
    'to itself, more than there is': (accounts, data) => ({
      accounts: [accounts[0]!, accounts[0]!, accounts[2]!],
      data: patched(data, 8, 1),
    }),
    'with too few accounts': (accounts) => ({ accounts: accounts.slice(0, 2) }),
    'with a short amount': (_, data) => ({ data: data.slice(0, 8) }),
  },
  'mint-to': {
    'by somebody else': strange,
    'without a signature': unsigned,
    'of another mint': patch(1, 0, 1),
    'beyond what a supply can be': patch(0, 36, 255, 255, 255, 255, 255, 255, 255, 255),
    'without an authority': patch(0, 0, 0),
    'of a mint that is not initialized': patch(0, 45, 0),
    'to a frozen account': patch(1, stateAt, 2),
    'of nothing': nothing,
  },
  burn: {
    'more than there is': patch(0, amountAt, 0),
    'by somebody else': strange,
    'without a signature': unsigned,
    'of another mint': patch(0, 0, 1),
    'from a frozen account': patch(0, stateAt, 2),
    'of nothing': nothing,
  },
  'close-account': {
    'that still holds tokens': patch(0, amountAt, 1),
    'by somebody else': strange,
    'without a signature': unsigned,
    'that is not initialized': patch(0, stateAt, 0),
    'for itself': (accounts) => ({ accounts: [accounts[0]!, accounts[0]!, accounts[2]!] }),
    'for its owner': (accounts) => {
      const owner = { ...accounts[2]!, writable: true };
      return { accounts: [accounts[0]!, owner, owner] };
    },
    'whose owner also receives tokens': (accounts) => ({ accounts: [...accounts, accounts[2]!] }),
  },
  'initialize-mint': {
    twice: patch(0, 45, 1),
    'with a freeze authority': (_, data) => ({
      data: Uint8Array.from([...data.slice(0, 34), 1, ...data.slice(2, 34)]),
    }),
    'with half a freeze authority': (_, data) => ({ data: Uint8Array.from([...data.slice(0, 34), 1, 5]) }),
    'without enough rent': (accounts) => ({ accounts: withAccount(accounts, 0, { lamports: 1_461_599n }) }),
    'with another account in place of the rent': (accounts) => ({
      accounts: withAccount(accounts, 1, { pubkey: stranger, owner: stranger, data: new Uint8Array(17) }),
    }),
  },
  'initialize-account': {
    twice: patch(0, stateAt, 1),
    'of a mint that is not initialized': patch(1, 45, 0),
    'of a mint of another program': foreign(1),
    'without enough rent': (accounts) => ({ accounts: withAccount(accounts, 0, { lamports: 2_039_279n }) }),
    'for an owner who is the mint': (accounts) => ({
      accounts: [accounts[0]!, accounts[1]!, accounts[1]!, accounts[3]!],
    }),
  },
};

describe.each(token.sources)('$path', (source) => {
  const { elf } = compiled(readSource(source));
  for (const [instruction, cases] of Object.entries(changes)) {
    const { request } = token.fixtures.find((fixture) => fixture.instruction === instruction)!;
    it.each(Object.entries(cases))(`${instruction} %s`, (_, change) => {
      const asked = request();
      const changed = { ...asked, ...change(asked.accounts, asked.data) };
      const real = judgeReal(changed);
      const own = runBoth(elf, changed);
      expect({ status: own.status, accounts: own.accounts }).toEqual({
        status: real.status,
        accounts: real.accounts,
      });
      expect([own.error?.code, own.error?.custom]).toEqual([real.error?.code, real.error?.custom]);
    });
  }
});
