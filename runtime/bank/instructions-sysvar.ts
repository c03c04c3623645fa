// Instructions sysvar: the account in which a program finds the other instructions of its transaction.
import { addressBytes } from './account.js';
import type { TransactionAccounts } from './transaction-accounts.js';

export const instructionsSysvar = 'Sysvar1nstructions1111111111111111111111111';

const key = addressBytes(instructionsSysvar);

/** An instruction as the sysvar tells it. */
export interface ToldInstruction {
  readonly programId: Uint8Array;
  readonly accounts: readonly {
    readonly key: Uint8Array;
    readonly signer: boolean;
    readonly writable: boolean;
  }[];
  readonly data: Uint8Array;
}

const keySize = 32;
const flagged = { signer: 1, writable: 2 } as const;

/** The sysvar's data. Source: solana-instructions-sysvar, `serialize_instructions`. */
export function instructionsData(instructions: readonly ToldInstruction[]): Uint8Array {
  const parts = instructions.map(instructionBytes);
  const head = 2 + 2 * parts.length;
  const size = parts.reduce((sum, part) => sum + part.length, head) + 2;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, parts.length, true);
  let at = head;
  parts.forEach((part, index) => {
    view.setUint16(2 + 2 * index, at, true);
    bytes.set(part, at);
    at += part.length;
  });
  return bytes;
}

function instructionBytes({ programId, accounts, data }: ToldInstruction): Uint8Array {
  const accountSize = 1 + keySize;
  const bytes = new Uint8Array(2 + accounts.length * accountSize + keySize + 2 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, accounts.length, true);
  let at = 2;
  for (const { key: account, signer, writable } of accounts) {
    bytes[at] = (signer ? flagged.signer : 0) | (writable ? flagged.writable : 0);
    bytes.set(account, at + 1);
    at += accountSize;
  }
  bytes.set(programId, at);
  view.setUint16(at + keySize, data.length, true);
  bytes.set(data, at + keySize + 2);
  return bytes;
}

/** Writes which of the transaction's instructions runs into the sysvar's last two bytes, if the transaction has it. */
export function markCurrentInstruction(accounts: TransactionAccounts, current: number): void {
  const index = accounts.indexOf(key);
  if (index === undefined) return;
  const account = accounts.at(index);
  if (account.data.length < 2 || account.pubkey !== instructionsSysvar) return;
  const data = account.data.slice();
  new DataView(data.buffer).setUint16(data.length - 2, current, true);
  account.data = data;
}
