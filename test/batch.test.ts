// Batches: many instructions against one bank, whose outcomes do not depend on how many threads work on them.
import { describe, expect, it } from 'vitest';
import { startWorkers } from '../compiler/cli/batch/workers.js';
import { assemble } from '../compiler/compile.js';
import { systemProgram } from '../runtime/bank/account.js';
import { Bank } from '../runtime/bank/bank.js';
import type { BatchCall } from '../runtime/bank/batch.js';
import { execute } from '../runtime/execute.js';
import { testAddress } from './oracle.js';

const [programId, account, stranger] = [61, 62, 63].map(testAddress) as [string, string, string];

/** Adds its first byte of data to the first byte of its account, logs it, and fails where that byte is 9. */
const text = `
entrypoint:
  ldxb r3, [r2]
  jne r3, 9, add
  mov64 r0, 9
  exit
add:
  ldxb r4, [r1+0x60]
  add64 r4, r3
  stxb [r1+0x60], r4
  mov64 r1, r4
  mov64 r2, 0
  mov64 r3, 0
  mov64 r4, 0
  mov64 r5, 0
  call sol_log_64_
  mov64 r0, 0
  exit`;

const { program } = assemble({ name: 'add.s', text });
const { elf } = program!;

function bankWithAccount(engine: 'interpreter' | 'wasm'): Bank {
  const bank = new Bank({ engine });
  bank.addProgram(programId, elf);
  bank.setAccount({
    pubkey: account,
    lamports: 10_000_000n,
    owner: programId,
    data: Uint8Array.of(30, 1, 2),
    executable: false,
  });
  return bank;
}

const accounts = [{ pubkey: account, writable: true }];
const calls: readonly BatchCall[] = Array.from({ length: 300 }, (_, index) => ({
  programId: index % 50 === 49 ? stranger : programId,
  accounts,
  data: Uint8Array.of(index % 12),
  ...(index % 7 === 6 && { budget: index % 30 }),
}));

describe('a batch', () => {
  it('has the same outcomes, in the order of its calls, on any number of threads and either engine', async () => {
    const expected = await bankWithAccount('interpreter').runBatch(calls);
    const codes = new Set(expected.map(({ status, error }) => error?.fault ?? error?.code ?? status));
    expect(codes.size).toBeGreaterThanOrEqual(4);
    for (const engine of ['interpreter', 'wasm'] as const) {
      const bank = bankWithAccount(engine);
      expect(await bank.runBatch(calls)).toEqual(expected);
      for (const count of engine === 'wasm' ? [1, 3] : [2]) {
        const workers = startWorkers(count);
        try {
          expect(await bank.runBatch(calls, workers)).toEqual(expected);
          // The threads stay, and may be given other work.
          expect(await bank.runBatch(calls.slice(5, 6), workers)).toEqual(expected.slice(5, 6));
        } finally {
          await workers.close();
        }
      }
      expect(await bank.runBatch([])).toEqual([]);
    }
  });

  it('leaves the bank as it is', async () => {
    const bank = bankWithAccount('wasm');
    const before = bank.toBytes();
    await bank.runBatch(calls);
    expect(bank.toBytes()).toEqual(before);
  });

  it('runs each call as an instruction by itself', () => {
    const bank = bankWithAccount('interpreter');
    const [call] = calls;
    const held = bank.getAccount(account)!;
    const given = [{ ...held, signer: false, writable: true }];
    const { accounts: after, ...outcome } = bank.run({ ...call!, accounts: given });
    const { accounts: expected, ...rest } = execute({ ...call!, program: elf, accounts: given });
    expect(outcome).toEqual(rest);
    expect(after).toEqual(expected);
    const system = { programId: systemProgram, accounts: [], data: new Uint8Array(4) };
    expect(bank.run(system).error?.code).toBe('InvalidInstructionData');
    expect(bank.run({ ...call!, programId: 'nobody' }).error?.code).toBe('InvalidRequest');
  });
});

describe('a prepared call', () => {
  it('takes the units of the instruction, however often it is run', () => {
    for (const engine of ['interpreter', 'wasm'] as const) {
      const bank = bankWithAccount(engine);
      for (const call of calls.slice(0, 12)) {
        const prepared = bank.prepareCall(call);
        if ('code' in prepared) throw new Error(prepared.message);
        const { units, exitCode } = bank.run(call);
        for (let round = 0; round < 3; round++) {
          const { run, units: own } = prepared.run();
          expect([own, run.ok ? run.r0 : undefined]).toEqual([units, exitCode]);
        }
      }
      expect(bank.prepareCall({ ...calls[0]!, programId: stranger })).toMatchObject({
        code: 'UnsupportedProgramId',
      });
    }
  });
});
