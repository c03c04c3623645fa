// Instruction: the accounts an instruction names, each once, with the rights that all its mentions give together.
import { decodeAddress } from '../../grammar/base58.js';
import { fits, u64 } from '../../grammar/signature.js';
import type { Account, InstructionAccount, LoadedAccount } from './account.js';
import { absent } from './account.js';
import type { ExecutionError } from './errors.js';
import { isReserved } from './reserved.js';

/** Account positions are written as one byte, and 255 marks an account that is no duplicate. */
const maximumAccounts = 255;

export interface InstructionAccounts {
  /** Each account once, in the order of first mention. */
  readonly unique: readonly LoadedAccount[];
  /** For each mention, its index in `unique`. */
  readonly order: readonly number[];
}

/** The mentioned accounts, or what is wrong with them. The first mention of an address says what the account holds. */
export function gatherAccounts(
  mentions: readonly InstructionAccount[],
  programId: string,
): InstructionAccounts | ExecutionError {
  if (mentions.length > maximumAccounts)
    return invalidRequest(`an instruction cannot name ${mentions.length} accounts, only ${maximumAccounts}`);
  const indices = new Map<string, number>();
  const order = mentions.map(({ pubkey }) => {
    const index = indices.get(pubkey) ?? indices.size;
    indices.set(pubkey, index);
    return index;
  });
  const unique: LoadedAccount[] = [];
  for (const index of indices.values()) {
    const account = loadAccount(
      mentions.filter((_, position) => order[position] === index),
      programId,
    );
    if ('code' in account) return account;
    unique.push(account);
  }
  return { unique, order };
}

function loadAccount(
  mentions: readonly InstructionAccount[],
  programId: string,
): LoadedAccount | ExecutionError {
  const { pubkey, lamports, owner, data, executable } = existing(mentions[0]!);
  const key = decodeAddress(pubkey);
  if (key === undefined) return notAnAddress(pubkey);
  if (!fits(lamports, u64)) return invalidRequest(`${lamports} is no balance of an account`);
  const ownerKey = decodeAddress(owner);
  if (ownerKey === undefined) return notAnAddress(owner);
  // Agave: Message::is_writable. Nobody may write to programs being called, builtin programs and sysvars.
  const locked = pubkey === programId || isReserved(pubkey);
  return {
    pubkey,
    key,
    lamports,
    owner: ownerKey,
    data,
    executable,
    signer: mentions.some(({ signer }) => signer),
    writable: !locked && mentions.some(({ writable }) => writable),
  };
}

function existing(account: Account): Account {
  return account.lamports === 0n ? absent(account.pubkey) : account;
}

export function notAnAddress(text: string): ExecutionError {
  return invalidRequest(`\`${text}\` is not an address: it must be the base58 of 32 bytes`);
}

export function invalidRequest(message: string): ExecutionError {
  return { code: 'InvalidRequest', message };
}
