// Random instructions: accounts of every kind, some named twice, and programs that write into their input.
import { accountEntrySize, input } from '../grammar/memory.js';
import type { InstructionAccount } from '../runtime/bank/account.js';
import { systemProgram } from '../runtime/bank/account.js';
import { programId } from './agree.js';
import type { Case } from './oracle.js';
import { testAddress } from './oracle.js';
import { randomOf } from './random.js';
import type { Step } from './small-program.js';
import { add, constant, copy, done, put, read, write } from './small-program.js';

const { account } = input;
const fields = [
  account.lamports,
  account.dataLength,
  account.owner,
  account.data,
  account.data + 8,
  account.key,
];
const amounts = [
  0n,
  1n,
  -1n,
  1000n,
  -1000n,
  8n,
  16n,
  -8n,
  10240n,
  10241n,
  500_000n,
  -500_000n,
  1_000_000_000n,
];
const balances = [0n, 1n, 500_000n, 946_560n, 1_000_000_000n, 1_000_000_000n];

/** An instruction and the steps of its program. */
export function randomChanges(seed: number): { request: Case; steps: readonly Step[] } {
  const random = randomOf(seed);
  const pick = <Item>(list: readonly Item[]): Item => list[random(list.length)]!;
  const unique: InstructionAccount[] = Array.from({ length: 1 + random(3) }, (_, index) => ({
    pubkey: testAddress(100 + index),
    lamports: pick(balances),
    owner: pick([programId, programId, testAddress(3), systemProgram]),
    data: new Uint8Array(pick([0, 1, 8, 8, 24])).fill(random(3)),
    executable: false,
    signer: random(4) === 0,
    writable: random(4) > 0,
  }));
  const accounts = [...unique];
  for (let repeat = random(3); repeat > 0; repeat--)
    accounts.splice(random(accounts.length + 1), 0, pick(unique));
  const offsets = entryOffsets(accounts);
  const steps: Step[] = [];
  for (let change = random(4); change > 0; change--) {
    const target = pick(offsets);
    const at = pick(fields);
    const value = pick(amounts);
    steps.push(
      copy(6, 1),
      add(6, target),
      ...(random(2) === 0
        ? [read(8, 7, 6, at), add(7, Number(value)), write(8, 6, at, 7)]
        : [put(8, 6, at, Number(value))]),
    );
    // A transfer changes two balances, so that some instructions are balanced.
    if (at === account.lamports)
      steps.push(
        copy(6, 1),
        add(6, pick(offsets)),
        read(8, 7, 6, at),
        add(7, -Number(value)),
        write(8, 6, at, 7),
      );
    if (at === account.owner)
      steps.push(constant(7, BigInt(random(2))), ...[0, 8, 16, 24].map((part) => write(8, 6, at + part, 7)));
  }
  return { request: { programId, accounts, data: new Uint8Array(random(20)) }, steps: [...steps, ...done] };
}

/** Where the entry of each account that is no repetition begins. */
function entryOffsets(accounts: readonly InstructionAccount[]): number[] {
  const seen = new Set<string>();
  const offsets: number[] = [];
  let at: number = input.firstAccount;
  for (const { pubkey, data, lamports } of accounts) {
    const repeated = seen.has(pubkey);
    seen.add(pubkey);
    if (!repeated) offsets.push(at);
    at += repeated ? input.duplicateSize : accountEntrySize(lamports === 0n ? 0 : data.length);
  }
  return offsets;
}
