// A test written for litesvm runs on our bank when its import is changed.
import * as kit from '@solana/kit';
import * as litesvm from 'litesvm';
import { describe, expect, it } from 'vitest';
import * as osvm from '../compiler/index.js';
import { testAddress } from './oracle.js';
import { buildProgram, done, move, rodata, syscall } from './small-program.js';
import { instruction, transfer } from './stories/instructions.js';

/** What the test takes from the package. */
type Package = Pick<typeof litesvm, 'LiteSVM' | 'FailedTransactionMetadata' | 'TransactionMetadata'>;

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

describe('a test written for litesvm', () => {
  it('sees the same here', async () => {
    const theirs = await writtenForLitesvm(litesvm);
    const ours = await writtenForLitesvm(osvm as unknown as Package);
    expect(ours).toEqual(theirs);
  });
});
