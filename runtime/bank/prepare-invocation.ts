// Prepare invocation: an instruction that a program asks for, resolved and held against the rights of its caller.
import { encodeBase58 } from '../../grammar/base58.js';
import { sameBytes } from './account.js';
import type { AccountUse } from './borrowed-account.js';
import type { Invocation } from './builtin.js';
import { failed } from './errors.js';
import { InstructionContext } from './instruction-context.js';
import { keyName } from './key-name.js';
import type { TransactionAccounts } from './transaction-accounts.js';

/**
 * `signers`: addresses the caller signs for. Accounts named twice are one, with the rights of both.
 * Throws MissingAccount and PrivilegeEscalation, after a word in the log. Agave: prepare_next_cpi_instruction.
 */
export function prepareInvocation(
  { programId, accounts: metas, data }: Invocation,
  caller: InstructionContext,
  signers: readonly Uint8Array[],
  log: (line: string) => void,
): InstructionContext {
  const { accounts } = caller;
  const indices = metas.map(({ key }) => indexOf(accounts, key, log));
  const uses = indices.map((index): AccountUse => {
    const mentions = metas.filter((_, position) => indices[position] === index);
    return {
      index,
      signer: mentions.some(({ signer }) => signer),
      writable: mentions.some(({ writable }) => writable),
    };
  });
  const signing = new Set(signers.map(keyName));
  uses.forEach((use, position) => {
    if (indices.indexOf(use.index) === position) checkRights(use, caller, signing, log);
  });
  const programIndex = accounts.indexOf(programId);
  if (programIndex === undefined || caller.positionOf(programIndex) === undefined) {
    log(`Unknown program ${encodeBase58(programId)}`);
    throw failed('MissingAccount', encodeBase58(programId));
  }
  return new InstructionContext(accounts, programIndex, uses, data);
}

function indexOf(accounts: TransactionAccounts, key: Uint8Array, log: (line: string) => void): number {
  const index = accounts.indexOf(key);
  if (index !== undefined) return index;
  log(`Instruction references an unknown account ${encodeBase58(key)}`);
  throw failed('MissingAccount', encodeBase58(key));
}

function checkRights(
  use: AccountUse,
  caller: InstructionContext,
  signing: ReadonlySet<string>,
  log: (line: string) => void,
): void {
  const { pubkey, key } = caller.accounts.at(use.index);
  const position = caller.positionOf(use.index);
  if (position === undefined) throw failed('MissingAccount', pubkey);
  const held = caller.use(position);
  if (use.writable && !held.writable) throw escalated('writable');
  if (use.signer && !held.signer && !signing.has(keyName(key))) throw escalated('signer');

  function escalated(right: 'writable' | 'signer') {
    log(`${pubkey}'s ${right} privilege escalated`);
    return failed('PrivilegeEscalation', pubkey);
  }
}

/** Whether a program may be invoked by itself only: it runs, but is not the innermost. */
export function isReentrant(stack: readonly InstructionContext[], programId: Uint8Array): boolean {
  const last = stack.at(-1);
  if (last === undefined || sameBytes(last.programId, programId)) return false;
  return stack.some((instruction) => sameBytes(instruction.programId, programId));
}
