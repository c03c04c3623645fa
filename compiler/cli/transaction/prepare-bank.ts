// The bank of a transaction: what its fixture says is there, and nothing else but what every cluster has.
import { diagnose } from '../../../grammar/diagnostics.js';
import type { FixtureAccount, TransactionFixture } from '../../../grammar/fixture.js';
import { defaultPayer } from '../../../grammar/fixture.js';
import type { Observer } from '../../../runtime/interpret.js';
import type { BankOptions } from '../../../runtime/bank/bank.js';
import { Bank } from '../../../runtime/bank/bank.js';
import { CommandFailure } from '../failure.js';
import type { ProgramSubject } from '../run/subject.js';

/** Lamports of a payer that the fixture does not name. */
const payerBalance = 1_000_000_000_000n;

/** Watches the programs of a transaction; it may be changed from one run to the next. */
export interface Watch {
  start?: ((programId: string, height: number) => Observer | undefined) | undefined;
}

function putAccount(bank: Bank, account: FixtureAccount, index: number): void {
  try {
    bank.setAccount(account);
  } catch (error) {
    // The data of a sysvar is read at once, and ends too early.
    if (!(error instanceof RangeError)) throw error;
    const problem = `is too short for the sysvar ${account.pubkey}`;
    throw new CommandFailure(
      [diagnose('configValue', undefined, { path: `accounts[${index}].data`, problem })],
      2,
    );
  }
}

/** `units`: those the transaction may use; absent: what it asks for. `engine`: what runs its programs. */
export function prepareBank(
  { payer, accounts, slot, unixTimestamp }: TransactionFixture,
  programs: ReadonlyMap<string, ProgramSubject>,
  { units, engine }: Pick<BankOptions, 'units' | 'engine'>,
  watch: Watch,
): Bank {
  const bank = new Bank({
    ...(units !== undefined && { units }),
    ...(engine && { engine }),
    observe: (programId, height) => watch.start?.(programId, height),
  });
  const clock = bank.getClock();
  bank.setClock({
    ...clock,
    slot: slot ?? clock.slot,
    unixTimestamp: unixTimestamp ?? clock.unixTimestamp,
  });
  if (payer === undefined) bank.airdrop(defaultPayer, payerBalance);
  // Those without lamports do not exist. A program is loaded from the account of its file, which must be there before.
  const indexed = accounts.map((account, index) => ({ account, index }));
  const existing = indexed.filter(({ account }) => account.lamports > 0n && !programs.has(account.pubkey));
  for (const executable of [false, true])
    for (const { account, index } of existing)
      if (account.executable === executable) putAccount(bank, account, index);
  for (const [programId, { elf }] of programs) bank.addProgram(programId, elf);
  return bank;
}
