// Read back: what a program left in its input becomes the accounts' new state, if the rules allow it.
import { input } from '../../grammar/memory.js';
import { sameBytes } from './account.js';
import type { BorrowedAccount } from './borrowed-account.js';
import { failed } from './errors.js';
import type { InstructionContext } from './instruction-context.js';
import type { SerializedAccount, SerializedInput } from './serialize.js';
import { viewOf } from './serialize.js';
import { maximumDataLength } from './transaction-accounts.js';

/**
 * Changes the accounts as the input says, one after the other, and throws at the first that is against the rules: some
 * may then be changed already. Source: Agave's deserialize_parameters_for_abiv1 and deserialize_parameters_for_abiv0.
 */
export function readBack(
  { bytes, accounts, aligned }: SerializedInput,
  instruction: InstructionContext,
): void {
  const view = viewOf(bytes);
  instruction.firstMentions.forEach((first, position) => {
    if (first < position) return;
    const account = instruction.account(position);
    const place = accounts[position]!;
    const lamports = view.getBigUint64(place.lamports, true);
    if (lamports !== account.lamports) account.setLamports(lamports);
    const length = aligned ? changedLength(view, place, account) : place.originalLength;
    updateData(account, bytes.subarray(place.data, place.data + length));
    // A program of loader v1 cannot give an account away.
    if (!aligned) return;
    const owner = bytes.subarray(place.owner, place.owner + input.pubkeySize);
    if (!sameBytes(owner, account.owner)) account.setOwner(owner);
  });
}

function changedLength(view: DataView, place: SerializedAccount, { pubkey }: BorrowedAccount): number {
  const length = view.getBigUint64(place.data - 8, true);
  if (length > BigInt(place.room) || length > BigInt(maximumDataLength))
    throw failed('InvalidRealloc', pubkey);
  if (place.data + Number(length) > view.byteLength) throw failed('InvalidArgument', pubkey);
  return Number(length);
}

/** Gives an account these bytes; where it must not change, throws only if they differ. */
export function updateData(account: BorrowedAccount, data: Uint8Array): void {
  const refusal = account.resizeRefusal(data.length);
  if (refusal === undefined) account.setData(data);
  else if (!sameBytes(data, account.data)) throw failed(refusal, account.pubkey);
}
