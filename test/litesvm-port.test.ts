// A test written for litesvm runs on our bank when its import is changed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as kit from '@solana/kit';
import * as litesvm from 'litesvm';
import { describe, expect, it } from 'vitest';
import * as osvm from '../compiler/cli/litesvm.js';
import { testAddress } from './oracle.js';
import { buildProgram, done, move, rodata, syscall } from './small-program.js';
import { instruction, transfer } from './stories/instructions.js';

/** What the test takes from the package. */
type Package = Pick<
  typeof litesvm,
  | 'LiteSVM'
  | 'FailedTransactionMetadata'
  | 'TransactionMetadata'
  | 'ComputeBudget'
  | 'Clock'
  | 'Rent'
  | 'EpochSchedule'
  | 'EpochRewards'
>;

const programId = kit.address(testAddress(7));
const program = buildProgram(
  3,
  [rodata(1), move(2, 5), syscall('sol_log_'), ...done],
  new TextEncoder().encode('hello'),
);

function tellError(error: { readonly index: number; err(): unknown }) {
  const inner = error.err();
  const code = typeof inner === 'object' && inner !== null && 'code' in inner ? inner.code : inner;
  return [error.constructor.name, error.index, code];
}

async function writtenForLitesvm({ LiteSVM, FailedTransactionMetadata, TransactionMetadata }: Package) {
  const seen: unknown[] = [];
  const svm = new LiteSVM();
  const keys = await kit.createKeyPairFromPrivateKeyBytes(new Uint8Array(32).fill(9));
  const payer = await kit.getAddressFromPublicKey(keys.publicKey);
  const other = kit.address(testAddress(8));
  svm.airdrop(payer, kit.lamports(1_000_000_000n));
  svm.addProgram(programId, program);
  const signed = async (...instructions: readonly kit.Instruction[]) => {
    const compiled = kit.pipe(
      kit.createTransactionMessage({ version: 0 }),
      (message) => kit.setTransactionMessageFeePayer(payer, message),
      (message) => svm.setTransactionMessageLifetimeUsingLatestBlockhash(message),
      (message) => kit.appendTransactionMessageInstructions(instructions, message),
      (message) => kit.compileTransaction(message),
    );
    return kit.signTransaction([keys], compiled);
  };
  const send = async (...instructions: readonly kit.Instruction[]) => {
    const transaction = await signed(...instructions);
    const simulated = svm.simulateTransaction(transaction);
    seen.push(simulated.meta().logs());
    for (const sent of [svm.sendTransaction(transaction), svm.sendTransaction(transaction)]) {
      const failed = sent instanceof FailedTransactionMetadata;
      const meta = failed ? sent.meta() : sent;
      expect(meta).toBeInstanceOf(TransactionMetadata);
      const error = failed ? sent.err() : undefined;
      const told = typeof error === 'object' && 'err' in error ? tellError(error) : error;
      seen.push(told, meta.logs(), meta.computeUnitsConsumed(), meta.innerInstructions().length);
      if (!failed) seen.push([...meta.signature()]);
      const found = svm.getTransaction(kit.getSignatureFromTransaction(transaction));
      seen.push(found === null || found instanceof FailedTransactionMetadata ? found === null : found.logs());
    }
  };
  await send(transfer(payer, other, 5_000_000n));
  await send(transfer(payer, other, 5n), transfer(payer, other, 5_000_000_000n));
  await send(instruction(programId, [[other, 'w']], 1, 2, 3));
  await send(instruction(other, []));
  svm.expireBlockhash();
  await send(transfer(payer, other, 7n));
  svm.warpToSlot(svm.getClock().slot + 10n);
  const clock = svm.getClock();
  clock.unixTimestamp = 1234n;
  svm.setClock(clock);
  seen.push(svm.getClock().slot, svm.getClock().unixTimestamp, svm.latestBlockhash());
  svm.setAccount({
    address: other,
    data: Uint8Array.of(1, 2, 3),
    executable: false,
    lamports: kit.lamports(9_000_000n),
    programAddress: programId,
    space: 3n,
  });
  const account = svm.getAccount(other);
  if (account.exists) seen.push(account.lamports, account.programAddress, [...account.data], account.space);
  seen.push(svm.getBalance(payer), svm.getBalance(programId), svm.getBalance(kit.address(testAddress(99))));
  seen.push(svm.getAccount(kit.address(testAddress(99))).exists, svm.minimumBalanceForRentExemption(100n));
  return seen;
}

/** The methods that set up a cluster, and those that tell of it. */
function settingsForLitesvm(pack: Package) {
  const seen: unknown[] = [];
  const { LiteSVM, ComputeBudget, Clock, Rent, EpochSchedule, EpochRewards } = pack;
  const budget = new ComputeBudget();
  seen.push(budget.computeUnitLimit);
  const svm = new LiteSVM().withSysvars().withBuiltins().withPrecompiles().withSigverify(false);
  const folder = mkdtempSync(join(tmpdir(), 'osvm-port-'));
  const file = join(folder, 'program.so');
  writeFileSync(file, program);
  svm.addProgramFromFile(programId, file);
  const [owner, payer] = [98, 97].map((seed) => kit.address(testAddress(seed))) as [kit.Address, kit.Address];
  svm.airdrop(payer, kit.lamports(1_000_000_000n));
  svm.setAccount({
    address: kit.address(testAddress(96)),
    data: Uint8Array.of(5),
    executable: false,
    lamports: kit.lamports(9_000_000n),
    programAddress: owner,
    space: 1n,
  });
  const [account, ...others] = svm.getProgramAccounts(owner);
  seen.push(account?.address, account?.lamports, [...account!.data], others.length);
  const { lamportsPerByteYear, exemptionThreshold, burnPercent } = svm.getRent();
  seen.push(lamportsPerByteYear, exemptionThreshold, burnPercent);
  for (const threshold of [1.3, 0, -1, NaN, 1e30]) {
    svm.setRent(new Rent(101n, threshold, 9));
    seen.push(svm.minimumBalanceForRentExemption(3n));
  }
  svm.setRent(new Rent(100n, 2, 9));
  seen.push(svm.getRent().lamportsPerByteYear, svm.minimumBalanceForRentExemption(10n));
  svm.setEpochSchedule(new EpochSchedule(5n, 6n, false, 7n, 8n));
  const schedule = svm.getEpochSchedule();
  seen.push(schedule.slotsPerEpoch, schedule.leaderScheduleSlotOffset, schedule.warmup);
  seen.push(schedule.firstNormalEpoch, schedule.firstNormalSlot);
  svm.setEpochRewards(new EpochRewards(1n, 2n, payer, 3n, 4n, 5n, true));
  const rewards = svm.getEpochRewards();
  seen.push(rewards.distributionStartingBlockHeight, rewards.numPartitions, rewards.parentBlockhash);
  seen.push(rewards.totalPoints, rewards.totalRewards, rewards.distributedRewards, rewards.active);
  svm.setLastRestartSlot(11n);
  seen.push(svm.getLastRestartSlot());
  for (const limit of [104n, 103n]) {
    budget.computeUnitLimit = limit;
    svm.withComputeBudget(budget);
    svm.expireBlockhash();
    const transaction = kit.pipe(
      kit.createTransactionMessage({ version: 0 }),
      (message) => kit.setTransactionMessageFeePayer(payer, message),
      (message) => svm.setTransactionMessageLifetimeUsingLatestBlockhash(message),
      (message) => kit.appendTransactionMessageInstructions([instruction(programId, [])], message),
      (message) => kit.compileTransaction(message),
    );
    const sent = svm.sendTransaction(transaction);
    seen.push(sent instanceof pack.FailedTransactionMetadata, svm.getBalance(payer));
  }
  svm.setClock(new Clock(7n, 6n, 5n, 4n, 3n));
  const clock = svm.getClock();
  seen.push(
    clock.slot,
    clock.epochStartTimestamp,
    clock.epoch,
    clock.leaderScheduleEpoch,
    clock.unixTimestamp,
  );
  svm.saveToFile(join(folder, 'state'));
  const again = LiteSVM.loadFromFile(join(folder, 'state'));
  seen.push(again.getClock().slot, again.getBalance(payer), again.getRent().burnPercent);
  rmSync(folder, { recursive: true });
  return seen;
}

describe('a test written for litesvm', () => {
  it('sees the same here', async () => {
    const theirs = await writtenForLitesvm(litesvm);
    const ours = await writtenForLitesvm(osvm as unknown as Package);
    expect(ours).toEqual(theirs);
    const here = osvm as unknown as Package;
    expect(settingsForLitesvm(here)).toEqual(settingsForLitesvm(litesvm));
  });
});
