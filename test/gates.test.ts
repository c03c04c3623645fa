// Gates: that litesvm knows them, that mainnet has what the rows say, and that each one opens its syscall.
import {
  address,
  appendTransactionMessageInstruction,
  compileTransaction,
  createTransactionMessage,
  pipe,
  setTransactionMessageFeePayer,
} from '@solana/kit';
import { FailedTransactionMetadata, FeatureSet, LiteSVM } from 'litesvm';
import { describe, expect, it } from 'vitest';
import { leastUnits } from '../grammar/costs.js';
import type { GateName } from '../grammar/gates.js';
import { gateNamed, gates } from '../grammar/gates.js';
import type { SyscallSignature } from '../grammar/syscall.js';
import { isActive } from '../grammar/syscall.js';
import { addressBytes } from '../runtime/bank/account.js';
import { inactiveSyscalls } from '../runtime/syscalls/inactive.js';
import { syscalls } from '../runtime/syscalls/table.js';
import { agree } from './agree.js';
import { payer } from './cluster.js';
import { testAddress } from './oracle.js';
import type { Step } from './small-program.js';
import { args, buildProgram, exit, syscall } from './small-program.js';

const unknown = 'unsupported BPF instruction';
const heap = 0x3_0000_0000;
const programId = address(testAddress(7));

/** Calls with lengths and counts of 0, and addresses of zeros. */
function callOf({ name, parameters }: SyscallSignature): readonly Step[] {
  const values = parameters.map(({ kind }, index) =>
    kind === 'length' || kind === 'integer' ? 0 : heap + index * 1024,
  );
  return [...args(...values), syscall(name), exit];
}

/** The log of the call in a litesvm that has every feature but `without`. */
function logsOf(row: SyscallSignature, without?: GateName): readonly string[] {
  const active = FeatureSet.allEnabled();
  if (without !== undefined) active.deactivate(addressBytes(gateNamed(without).address));
  const svm = new LiteSVM().withFeatureSet(active).withBuiltins().withSysvars();
  svm.withSigverify(false).withBlockhashCheck(false);
  svm.airdrop(payer, 1_000_000_000n as Parameters<LiteSVM['airdrop']>[1]);
  svm.addProgram(programId, buildProgram(3, callOf(row)));
  const sent = svm.sendTransaction(
    pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayer(payer, message),
      (message) => svm.setTransactionMessageLifetimeUsingLatestBlockhash(message),
      (message) => appendTransactionMessageInstruction({ programAddress: programId }, message),
      (message) => compileTransaction(message),
    ),
  );
  return (sent instanceof FailedTransactionMetadata ? sent.meta() : sent).logs();
}

const isUnknown = (logs: readonly string[]): boolean => logs.some((line) => line.endsWith(unknown));

/** Gates that Agave looks at no more: what they brought is there for good. */
const settled: readonly GateName[] = [
  'add_get_processed_sibling_instruction_syscall',
  'return_data_syscall_enabled',
  'secp256k1_recover_syscall_enabled',
  'sol_log_data_syscall_enabled',
];

describe('gates', () => {
  it('are known to litesvm', () => {
    const all = FeatureSet.allEnabled();
    for (const { name, address: at } of gates) expect(all.isActive(addressBytes(at)), name).toBe(true);
  });

  it('tell which syscalls mainnet has', () => {
    expect(syscalls.filter((row) => !isActive(row))).toEqual([]);
    expect(inactiveSyscalls.filter(isActive)).toEqual([]);
  });

  it.each(syscalls.filter((row) => 'gate' in row).map((row) => [row.name, row] as const))(
    'bring %s',
    (_, row: SyscallSignature) => {
      expect(isUnknown(logsOf(row))).toBe(false);
      expect(isUnknown(logsOf(row, row.gate))).toBe(!settled.includes(row.gate!));
    },
  );
});

describe.each(inactiveSyscalls.map((row) => [row.name, row] as const))('%s', (_, row: SyscallSignature) => {
  it('is unknown on mainnet', () => {
    const outcome = agree(callOf(row));
    expect(outcome.error).toMatchObject({ fault: 'UnsupportedInstruction', message: unknown });
  });

  it('is there if its gate is active, and then costs what its row says', () => {
    expect(isUnknown(logsOf(row, row.gate))).toBe(true);
    const logs = logsOf(row, row.removedBy);
    expect(isUnknown(logs)).toBe(false);
    const [, consumed] = /consumed (\d+) of/.exec(logs.join('\n'))!;
    const refused = logs.some((line) => line.includes('failed: Invalid'));
    const instructions = callOf(row).length - (refused ? 1 : 0);
    expect(Number(consumed) - instructions).toBe(leastUnits(row.cost));
  });
});
