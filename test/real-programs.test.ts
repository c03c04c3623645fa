// Programs that run on Solana today, taken from litesvm and executed here: token, token-2022 and memo.
import { describe, expect, it } from 'vitest';
import type { InstructionAccount } from '../runtime/bank/account.js';
import { systemProgram } from '../runtime/bank/account.js';
import { executeOnEngines } from './engines.js';
import type { Outcome } from '../runtime/execute.js';
import { load } from '../runtime/load.js';
import { verify } from '../runtime/verify.js';
import type { Executable } from '../runtime/executable.js';
import type { Case } from './oracle.js';
import { expectSame, judge, testAddress } from './oracle.js';
import { programFile } from './real-program.js';

function loaded(elf: Uint8Array): Executable {
  const result = load(elf);
  if (!result.ok) throw new Error(result.error.text);
  return result.executable;
}

function account(pubkey: string, parts: Partial<InstructionAccount> = {}): InstructionAccount {
  const empty = { lamports: 10_000_000n, owner: systemProgram, data: new Uint8Array(0) };
  return { pubkey, ...empty, executable: false, signer: false, writable: false, ...parts };
}

const authority = testAddress(31);
const keyBytes = (seed: number): number[] => new Array<number>(32).fill(seed);
const amount = (value: number): number[] => [...new Uint8Array(new BigUint64Array([BigInt(value)]).buffer)];

const tokenPrograms = [
  ['Token', 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'],
  ['Token-2022', 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb'],
] as const;

describe.each(tokenPrograms)('%s', (_, programId) => {
  const elf = programFile(programId);
  const program = loaded(elf);
  const run = (request: Omit<Case, 'programId'>): Outcome => {
    const whole = { ...request, programId };
    const outcome = executeOnEngines({ ...whole, program });
    expectSame(outcome, judge(elf, whole));
    return outcome;
  };
  const owned = (pubkey: string, size: number) =>
    account(pubkey, { owner: programId, data: new Uint8Array(size), writable: true });
  const mint = owned(testAddress(32), 82);
  const signer = account(authority, { signer: true });

  it('creates a mint, accounts, tokens, and moves them', () => {
    const initializeMint = Uint8Array.from([20, 6, ...keyBytes(31), 0]);
    const minted = run({ accounts: [mint], data: initializeMint });
    expect(minted.status).toBe('ok');
    const mintAccount = { ...mint, data: minted.accounts[0]!.data };
    const [first, second] = [33, 34].map((seed) => {
      const fresh = owned(testAddress(seed), 165);
      const made = run({ accounts: [fresh, mintAccount], data: Uint8Array.from([18, ...keyBytes(31)]) });
      expect(made.status).toBe('ok');
      return { ...fresh, data: made.accounts[0]!.data };
    });
    const issued = run({
      accounts: [mintAccount, first!, signer],
      data: Uint8Array.from([7, ...amount(1000)]),
    });
    expect(issued.status).toBe('ok');
    const rich = { ...first!, data: issued.accounts[1]!.data };
    for (const value of [0, 400, 1000, 1001]) {
      const moved = run({ accounts: [rich, second!, signer], data: Uint8Array.from([3, ...amount(value)]) });
      expect(moved.status).toBe(value <= 1000 ? 'ok' : 'error');
    }
    run({ accounts: [rich, rich, signer], data: Uint8Array.from([3, ...amount(5)]) });
    run({
      accounts: [rich, second!, { ...signer, signer: false }],
      data: Uint8Array.from([3, ...amount(5)]),
    });
    for (const budget of [0, 1, 10, 50, 75, 76, 77, 100, 500, 1000, 2000])
      run({ accounts: [rich, second!, signer], data: Uint8Array.from([3, ...amount(5)]), budget });
  });

  it('refuses nonsense', () => {
    for (const data of [[], [0], [3], [255, 1], [20, 6], [18], [7, 1]]) {
      run({ accounts: [mint], data: Uint8Array.from(data) });
      run({ accounts: [], data: Uint8Array.from(data) });
      run({ accounts: [mint, mint, signer, signer], data: Uint8Array.from(data) });
    }
  });
});

describe('Memo', () => {
  const programId = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';
  const elf = programFile(programId);

  it('logs texts and signers', () => {
    const signers = [41, 42].map((seed) => account(testAddress(seed), { signer: true }));
    for (const [data, accounts] of [
      ['hello', []],
      ['žluťoučký', signers],
      ['unsigned', [account(testAddress(43))]],
      ['\ud800', []],
      ['x'.repeat(3000), signers],
    ] as const) {
      const request = { programId, accounts, data: new Uint8Array(Buffer.from(data, 'utf8')) };
      expectSame(executeOnEngines({ ...request, program: elf }), judge(elf, request));
    }
    const broken = { programId, accounts: [], data: Uint8Array.of(0x68, 0xff) };
    expectSame(executeOnEngines({ ...broken, program: elf }), judge(elf, broken));
  });
});

describe('every program litesvm carries', () => {
  it.each([
    ...tokenPrograms.map(([, id]) => id),
    'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
    'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL',
    'AddressLookupTab1e1111111111111111111111111',
    'Stake11111111111111111111111111111111111111',
  ])('%s is loaded and verified', (programId) => {
    const executable = loaded(programFile(programId));
    expect(verify(executable)).toBeUndefined();
  });
});
