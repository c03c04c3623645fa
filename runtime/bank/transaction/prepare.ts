// Prepare: everything that is asked of a transaction before its accounts are loaded.
import { encodeBase58 } from '../../../grammar/base58.js';
import type { Account } from '../account.js';
import { sameBytes } from '../account.js';
import type { ExecutionError } from '../errors.js';
import { slotHashesAddress, sysvarAccountData } from '../sysvar-bytes.js';
import type { Sysvars } from '../sysvars.js';
import type { ComputeBudget } from './compute-budget.js';
import { computeBudgetOf } from './compute-budget.js';
import { transactionError } from './errors.js';
import { feeOf } from './fees.js';
import type { SlotKnowledge } from './lookup-tables.js';
import { lookUp } from './lookup-tables.js';
import type { Transaction } from './message.js';
import { LoadedMessage } from './message.js';
import { isDurable } from './nonce.js';
import { isSane } from './sanitize.js';
import { areSignaturesValid } from './signatures.js';

/** What the bank holds a transaction against. */
export interface Requirements {
  accountAt(pubkey: string): Account | undefined;
  readonly sysvars: Sysvars;
  readonly lamportsPerSignature: bigint;
  /** The blockhash it must name; absent: any will do. */
  readonly blockhash: Uint8Array | undefined;
  readonly checkSignatures: boolean;
  /** Signatures of transactions that must not come again. */
  readonly processed: ReadonlySet<string>;
}

export interface Prepared {
  readonly message: LoadedMessage;
  readonly budget: ComputeBudget;
  /** Lamports. */
  readonly fee: bigint;
}

/** Base58 of the first signature, by which a transaction is known. */
export function signatureOf({ signatures }: Transaction): string {
  return encodeBase58(signatures[0] ?? new Uint8Array(64));
}

/** `transaction`: undefined where the bytes were none. */
export function prepareTransaction(
  transaction: Transaction | undefined,
  requirements: Requirements,
): Prepared | ExecutionError {
  if (transaction === undefined || !isSane(transaction)) return transactionError('SanitizeFailure');
  const { accountAt, sysvars, blockhash, lamportsPerSignature } = requirements;
  const looked = lookUp(transaction.message.lookups, accountAt, knownSlots(sysvars));
  if ('code' in looked) return looked;
  const message = new LoadedMessage(transaction.message, looked);
  if (message.hasDuplicates) return transactionError('AccountLoadedTwice');
  if (requirements.checkSignatures && !areSignaturesValid(transaction))
    return transactionError('SignatureFailure');
  const lasting = blockhash === undefined || sameBytes(transaction.message.blockhash, blockhash);
  if (!lasting && !isDurable(message, accountAt, blockhash)) return transactionError('BlockhashNotFound');
  const budget = computeBudgetOf(message);
  if ('code' in budget) return budget;
  if (requirements.processed.has(signatureOf(transaction))) return transactionError('AlreadyProcessed');
  return { message, budget, fee: feeOf(message, budget, lamportsPerSignature) };
}

const pairSize = 40;

/** Slot hashes: u64 count, and for each slot u64 and its hash. */
function knownSlots(sysvars: Sysvars): SlotKnowledge {
  const data = sysvarAccountData(sysvars, slotHashesAddress)!;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const count = Number(view.getBigUint64(0, true));
  const slots = Array.from({ length: count }, (_, index) => view.getBigUint64(8 + index * pairSize, true));
  return { slot: sysvars.clock.slot, isRecent: (slot) => slots.includes(slot) };
}
