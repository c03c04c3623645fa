// Caller account: an account as the invoking program sees it in its memory, and how that and the account are kept alike.
import { inputStart } from '../../grammar/memory.js';
import { sameBytes } from '../bank/account.js';
import type { BorrowedAccount } from '../bank/borrowed-account.js';
import { failed } from '../bank/errors.js';
import { updateData } from '../bank/read-back.js';
import type { SerializedAccount } from '../bank/serialize.js';
import type { AccountInfo, InvokeLayout } from './invoke-layouts.js';
import { lengthOffset } from './invoke-layouts.js';
import type { SyscallContext } from './syscall.js';
import { refusal } from './syscall.js';
import { bytesAt, keyAt, valueAt } from './translate.js';

/** Live views of the caller's memory. Agave: CallerAccount. */
export interface CallerAccount {
  readonly lamports: DataView;
  readonly owner: Uint8Array;
  /** The length of the data as the program's own structure says it. */
  readonly length: DataView;
  readonly place: SerializedAccount;
  data: Uint8Array;
}

type Access = 'read' | 'write';

/** Addresses a program has no say in: those of its own input. */
const addressOf = (offset: number): bigint => inputStart + BigInt(offset);

function numberAt({ memory }: SyscallContext, address: bigint, alignment: bigint, access: Access): DataView {
  const bytes = valueAt(memory, address, { size: 8, alignment, access });
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** SIMD-0459: pointers to parts of an account lead to where the input has them. */
function checkPointer({ logs }: SyscallContext, field: string, found: bigint, expected: bigint): void {
  if (found === expected) return;
  logs.log(`Invalid account info pointer \`${field}': 0x${found.toString(16)} != 0x${expected.toString(16)}`);
  throw refusal('InvalidPointer');
}

/** SIMD-0459: what the runtime writes to must not lie in accounts. */
function refuseInput(address: bigint): void {
  if (address >= inputStart) throw refusal('InvalidPointer');
}

/** Agave: CallerAccount::from_account_info and from_sol_account_info. */
export function callerAccount(
  context: SyscallContext,
  layout: InvokeLayout,
  info: AccountInfo,
  place: SerializedAccount,
): CallerAccount {
  checkPointer(context, 'key', info.key, addressOf(place.key));
  checkPointer(context, 'owner', info.owner, addressOf(place.owner));
  return (layout.cells ? throughCells : direct)(context, info, place);
}

function throughCells(context: SyscallContext, info: AccountInfo, place: SerializedAccount): CallerAccount {
  const { memory } = context;
  const lamportsAddress = numberAt(context, info.lamports, 8n, 'read').getBigUint64(0, true);
  refuseInput(info.lamports);
  checkPointer(context, 'lamports', lamportsAddress, addressOf(place.lamports));
  const lamports = numberAt(context, lamportsAddress, 8n, 'write');
  const owner = keyAt(memory, info.owner, 'write');
  refuseInput(info.data);
  const cell = valueAt(memory, info.data, { size: 16, alignment: 8n, access: 'read' });
  const dataAddress = new DataView(cell.buffer, cell.byteOffset).getBigUint64(0, true);
  checkPointer(context, 'data', dataAddress, addressOf(place.data));
  return withData(context, { lamports, owner, place }, info.data + lengthOffset.rust);
}

function direct(context: SyscallContext, info: AccountInfo, place: SerializedAccount): CallerAccount {
  checkPointer(context, 'lamports', info.lamports, addressOf(place.lamports));
  checkPointer(context, 'data', info.data, addressOf(place.data));
  const lamports = numberAt(context, info.lamports, 8n, 'write');
  const owner = keyAt(context.memory, info.owner, 'write');
  return withData(context, { lamports, owner, place }, info.address + lengthOffset.c);
}

function withData(
  context: SyscallContext,
  parts: Pick<CallerAccount, 'lamports' | 'owner' | 'place'>,
  lengthAddress: bigint,
): CallerAccount {
  refuseInput(lengthAddress);
  const length = numberAt(context, lengthAddress, 1n, 'write');
  const data = dataOf(context, parts.place, length.getBigUint64(0, true));
  return { ...parts, length, data };
}

function dataOf({ memory }: SyscallContext, place: SerializedAccount, length: bigint): Uint8Array {
  if (length > BigInt(place.room)) throw failed('InvalidRealloc');
  return bytesAt(memory, addressOf(place.data), length, 'write');
}

/** Makes what the caller changed so far visible to the callee. Agave: update_callee_account. */
export function updateCallee(caller: CallerAccount, account: BorrowedAccount): void {
  const lamports = caller.lamports.getBigUint64(0, true);
  if (lamports !== account.lamports) account.setLamports(lamports);
  updateData(account, caller.data);
  if (!sameBytes(caller.owner, account.owner)) account.setOwner(caller.owner);
}

/** Makes what the callee changed visible to the caller. Agave: update_caller_account. */
export function updateCaller(context: SyscallContext, caller: CallerAccount, account: BorrowedAccount): void {
  const { place } = caller;
  caller.lamports.setBigUint64(0, account.lamports, true);
  caller.owner.set(account.owner);
  const before = Number(caller.length.getBigUint64(0, true));
  const after = account.data.length;
  if (after > place.room) {
    const growth = place.room - place.originalLength;
    context.logs.log(`Account data size realloc limited to ${growth} in inner instructions`);
    throw failed('InvalidRealloc', account.pubkey);
  }
  if (after !== before) {
    if (after < before) {
      if (after > caller.data.length) throw failed('AccountDataTooSmall', account.pubkey);
      caller.data.fill(0, after);
    }
    caller.data = dataOf(context, place, BigInt(after));
    caller.length.setBigUint64(0, BigInt(after), true);
    numberAt(context, addressOf(place.data) - 8n, 8n, 'write').setBigUint64(0, BigInt(after), true);
  }
  if (caller.data.length !== after) throw failed('AccountDataTooSmall', account.pubkey);
  caller.data.set(account.data);
}
