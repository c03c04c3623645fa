// Read back: what a program left in its input becomes the accounts' new state, if the rules allow it.
import { input } from '../../grammar/memory.js';
import type { LoadedAccount } from './account.js';
import { sameBytes } from './account.js';
import type { ExecutionError, InstructionErrorName } from './errors.js';
import { instructionError } from './errors.js';
import type { SerializedInput } from './serialize.js';

/** Bytes an account can hold. Agave: MAX_ACCOUNT_DATA_LEN. */
const maximumDataLength = 10n * 1024n * 1024n;

/**
 * Changes `accounts` as the input says, one after the other in the order `entries` names them, and stops at the first
 * error: some may then be changed already. Source: Agave's deserialize_parameters_aligned.
 */
export function readBack(
  serialized: SerializedInput,
  accounts: readonly LoadedAccount[],
  programId: Uint8Array,
): ExecutionError | undefined {
  const view = new DataView(serialized.bytes.buffer);
  for (const [index, account] of accounts.entries()) {
    const refusal = readEntry(view, serialized.entries[index]!, account, programId);
    if (refusal !== undefined) return instructionError(refusal, account.pubkey);
  }
  return undefined;
}

function readEntry(
  view: DataView,
  at: number,
  account: LoadedAccount,
  programId: Uint8Array,
): InstructionErrorName | undefined {
  const owned = sameBytes(account.owner, programId);
  const lamports = view.getBigUint64(at + input.account.lamports, true);
  if (lamports !== account.lamports) {
    if (!owned && lamports < account.lamports) return 'ExternalAccountLamportSpend';
    if (!account.writable) return 'ReadonlyLamportChange';
    account.lamports = lamports;
  }
  const before = account.data.length;
  const length = view.getBigUint64(at + input.account.dataLength, true);
  if (length > BigInt(before + input.growth) || length > maximumDataLength) return 'InvalidRealloc';
  const start = at + input.account.data;
  if (start + Number(length) > view.byteLength) return 'InvalidArgument';
  const data = new Uint8Array(view.buffer, start, Number(length));
  const refusal = changeRefusal(account, owned);
  if (refusal === undefined) account.data = data.slice();
  else if (!sameBytes(data, account.data)) return refusal;

  const owner = new Uint8Array(view.buffer, at + input.account.owner, input.pubkeySize);
  if (sameBytes(owner, account.owner)) return undefined;
  if (!owned || !account.writable || account.data.some((byte) => byte !== 0)) return 'ModifiedProgramId';
  account.owner = owner.slice();
  return undefined;
}

/**
 * Why the data of an account may not change, its length included. The limit on the growth of a whole transaction
 * (Agave: MAX_ACCOUNT_DATA_GROWTH_PER_TRANSACTION) is beyond what one instruction's accounts can grow.
 */
function changeRefusal(account: LoadedAccount, owned: boolean): InstructionErrorName | undefined {
  if (!account.writable) return 'ReadonlyDataModified';
  return owned ? undefined : 'ExternalAccountDataModified';
}
