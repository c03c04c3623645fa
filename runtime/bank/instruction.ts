// Instruction: one instruction with the accounts it names, each once, with the rights that all its mentions give together.
import { decodeAddress } from '../../grammar/base58.js';
import { fits, u64 } from '../../grammar/signature.js';
import type { Account, InstructionAccount } from './account.js';
import { absent, addressBytes } from './account.js';
import type { AccountUse } from './borrowed-account.js';
import type { ExecutionError } from './errors.js';
import { InstructionContext } from './instruction-context.js';
import { instructionsData, instructionsSysvar } from './instructions-sysvar.js';
import { loaderKeys } from './loaders.js';
import { presetAccount } from './preset-accounts.js';
import { programAccounts } from './program-accounts.js';
import { sysvarOwner } from './recent-blockhashes.js';
import { isReserved } from './reserved.js';
import { maximumInstructionAccounts } from './serialize.js';
import type { Sysvars } from './sysvars.js';
import type { TransactionAccount } from './transaction-accounts.js';
import { TransactionAccounts } from './transaction-accounts.js';

/** What an account is that a mention gives no lamports: a sysvar, a builtin program, or a program of one of these files. */
export interface KnownAccounts {
  readonly sysvars: Sysvars;
  /** By address. */
  readonly programs: ReadonlyMap<string, Uint8Array>;
  /** The account of the program that is called; absent: one that says nothing but that it is a program. */
  readonly called?: Account | undefined;
}

/**
 * The instruction, or what is wrong with it. The first mention of an address says what the account holds; accounts that
 * every cluster has need not hold anything. The program's account comes last where no mention names it.
 */
export function gatherInstruction(
  mentions: readonly InstructionAccount[],
  program: { readonly id: string; readonly key: Uint8Array },
  data: Uint8Array,
  known: KnownAccounts,
): InstructionContext | ExecutionError {
  if (mentions.length > maximumInstructionAccounts)
    return invalidRequest(
      `an instruction cannot name ${mentions.length} accounts, only ${maximumInstructionAccounts}`,
    );
  const list: TransactionAccount[] = [];
  const indices = new Map<string, number>();
  for (const mention of mentions) {
    if (indices.has(mention.pubkey)) continue;
    const account = loadAccount(mention, known);
    if ('code' in account) return account;
    indices.set(mention.pubkey, list.length);
    list.push(account);
  }
  const uses = mentions.map(({ pubkey }) => useOf(pubkey, indices.get(pubkey)!, mentions, program.id));
  const sysvar = indices.get(instructionsSysvar);
  if (sysvar !== undefined) list[sysvar] = toldAlone(list, uses, program.key, data, sysvar);
  const programIndex = indices.get(program.id) ?? list.length;
  if (programIndex === list.length) list.push(programAccount(program, known.called));
  return new InstructionContext(new TransactionAccounts(list), programIndex, uses, data);
}

/** The instructions sysvar in a transaction of this one instruction. */
function toldAlone(
  list: readonly TransactionAccount[],
  uses: readonly AccountUse[],
  programId: Uint8Array,
  data: Uint8Array,
  sysvar: number,
): TransactionAccount {
  const accounts = uses.map(({ index, signer, writable }) => ({ key: list[index]!.key, signer, writable }));
  const told = instructionsData([{ programId, accounts, data }]);
  return { ...list[sysvar]!, owner: addressBytes(sysvarOwner), data: told };
}

function useOf(
  pubkey: string,
  index: number,
  mentions: readonly InstructionAccount[],
  programId: string,
): AccountUse {
  const own = mentions.filter((mention) => mention.pubkey === pubkey);
  // Agave: Message::is_writable. Nobody may write to programs being called, builtin programs and sysvars.
  const locked = pubkey === programId || isReserved(pubkey);
  return {
    index,
    signer: own.some(({ signer }) => signer),
    writable: !locked && own.some(({ writable }) => writable),
  };
}

function programAccount(
  { id, key }: { readonly id: string; readonly key: Uint8Array },
  called: Account | undefined,
): TransactionAccount {
  const owner = called && decodeAddress(called.owner);
  const { lamports, data, executable } = called ?? {
    lamports: 1n,
    data: new Uint8Array(0),
    executable: true,
  };
  return { pubkey: id, key, lamports, owner: owner ?? loaderKeys.v3, data, executable };
}

function loadAccount(mention: Account, known: KnownAccounts): TransactionAccount | ExecutionError {
  const { pubkey, lamports, owner, data, executable } = existing(mention, known);
  const key = decodeAddress(pubkey);
  if (key === undefined) return notAnAddress(pubkey);
  if (!fits(lamports, u64)) return invalidRequest(`${lamports} is no balance of an account`);
  const ownerKey = decodeAddress(owner);
  if (ownerKey === undefined) return notAnAddress(owner);
  return { pubkey, key, lamports, owner: ownerKey, data, executable };
}

function existing(account: Account, { sysvars, programs }: KnownAccounts): Account {
  const { pubkey, lamports } = account;
  if (lamports !== 0n) return account;
  const file = programs.get(pubkey);
  if (file !== undefined && decodeAddress(pubkey) !== undefined)
    return programAccounts(pubkey, file, sysvars.clock.slot, sysvars.rent).program;
  return presetAccount(pubkey, sysvars) ?? absent(pubkey);
}

export function notAnAddress(text: string): ExecutionError {
  return invalidRequest(`\`${text}\` is not an address: it must be the base58 of 32 bytes`);
}

export function invalidRequest(message: string): ExecutionError {
  return { code: 'InvalidRequest', message };
}
