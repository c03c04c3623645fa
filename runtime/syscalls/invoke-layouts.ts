// Invoke layouts: how programs in C and in Rust write down an instruction and the accounts they know.
import { failed } from '../bank/errors.js';
import type { AccountMeta, Invocation } from '../bank/builtin.js';
import type { Memory } from '../memory.js';
import type { SyscallContext } from './syscall.js';
import { consume, refusal, refusalWith } from './syscall.js';
import { bytesAt, elementsAt, keyAt, valueAt } from './translate.js';

/** Bytes that one unit pays for. Agave: cpi_bytes_per_unit. */
export const bytesPerUnit = 250;

/** Agave: MAX_ACCOUNTS_PER_INSTRUCTION, MAX_INSTRUCTION_DATA_LEN. */
const maximumAccounts = 255n;
const maximumData = 10_240n;

/** Bytes a meta is counted for, whatever its layout (SIMD-0339). */
const countedMetaSize = 34;

/** What a program tells of an account it knows. Where fields lie, and what they hold. */
export interface AccountInfo {
  /** Where this is written itself. */
  readonly address: bigint;
  readonly key: bigint;
  /** Of the balance, or of the cell that holds the address of the balance. */
  readonly lamports: bigint;
  /** Of the data, or of the cell that holds the address and the length of the data. */
  readonly data: bigint;
  readonly owner: bigint;
}

/** One of the two ways; `cells`: balance and data are reached through a reference-counted cell. */
export interface InvokeLayout {
  readonly infoSize: number;
  readonly cells: boolean;
  readonly instruction: (context: SyscallContext, address: bigint) => Invocation;
  readonly info: (view: DataView, at: number, address: bigint) => AccountInfo;
}

const word = { size: 8, alignment: 8n } as const;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Checks the size of an instruction and takes the units for its metas and its data. */
function payInstruction({ meter }: SyscallContext, metas: bigint, data: bigint): void {
  if (metas > maximumAccounts)
    throw refusalWith(
      'MaxInstructionAccountsExceeded',
      `Invoked an instruction with too many accounts (${metas} > ${maximumAccounts})`,
    );
  if (data > maximumData)
    throw refusalWith(
      'MaxInstructionDataLenExceeded',
      `Invoked an instruction with data that is too large (${data} > ${maximumData})`,
    );
  const forMetas = Math.floor((Number(metas) * countedMetaSize) / bytesPerUnit);
  consume(meter, forMetas + Math.floor(Number(data) / bytesPerUnit));
}

/** A flag byte that is neither 0 nor 1 makes the instruction invalid. */
function flag(byte: number): boolean {
  if (byte > 1) throw failed('InvalidArgument');
  return byte === 1;
}

function rustInstruction(context: SyscallContext, address: bigint): Invocation {
  const { memory } = context;
  const fields = viewOf(valueAt(memory, address, { ...word, size: 80, access: 'read' }));
  const metaSize = 34;
  const metaCount = fields.getBigUint64(16, true);
  const metas = elementsAt(memory, fields.getBigUint64(0, true), metaCount, {
    size: BigInt(metaSize),
    alignment: 1n,
    access: 'read',
  });
  const dataLength = fields.getBigUint64(40, true);
  const data = bytesAt(memory, fields.getBigUint64(24, true), dataLength, 'read');
  payInstruction(context, metaCount, dataLength);
  const accounts = Array.from({ length: Number(metaCount) }, (_, index): AccountMeta => {
    const meta = metas.subarray(index * metaSize, (index + 1) * metaSize);
    return { key: meta.slice(0, 32), signer: flag(meta[32]!), writable: flag(meta[33]!) };
  });
  const programId = new Uint8Array(fields.buffer, fields.byteOffset + 48, 32).slice();
  return { programId, accounts, data: data.slice() };
}

function cInstruction(context: SyscallContext, address: bigint): Invocation {
  const { memory } = context;
  const fields = viewOf(valueAt(memory, address, { ...word, size: 40, access: 'read' }));
  const programId = keyAt(memory, fields.getBigUint64(0, true), 'read').slice();
  const metaSize = 16;
  const metaCount = fields.getBigUint64(16, true);
  const metas = elementsAt(memory, fields.getBigUint64(8, true), metaCount, {
    size: BigInt(metaSize),
    alignment: 8n,
    access: 'read',
  });
  const dataLength = fields.getBigUint64(32, true);
  const data = bytesAt(memory, fields.getBigUint64(24, true), dataLength, 'read');
  payInstruction(context, metaCount, dataLength);
  const accounts = Array.from({ length: Number(metaCount) }, (_, index): AccountMeta => {
    const meta = viewOf(metas.subarray(index * metaSize, (index + 1) * metaSize));
    const [writable, signer] = [meta.getUint8(8), meta.getUint8(9)];
    if (writable > 1 || signer > 1) throw failed('InvalidArgument');
    const key = keyAt(memory, meta.getBigUint64(0, true), 'read').slice();
    return { key, signer: signer === 1, writable: writable === 1 };
  });
  return { programId, accounts, data: data.slice() };
}

/** Bytes of a cell before its value: two counts and a flag. */
const cellHeader = 24n;

export const rustLayout: InvokeLayout = {
  infoSize: 48,
  cells: true,
  instruction: rustInstruction,
  info: (view, at, address) => ({
    address,
    key: view.getBigUint64(at, true),
    lamports: BigInt.asUintN(64, view.getBigUint64(at + 8, true) + cellHeader),
    data: BigInt.asUintN(64, view.getBigUint64(at + 16, true) + cellHeader),
    owner: view.getBigUint64(at + 24, true),
  }),
};

export const cLayout: InvokeLayout = {
  infoSize: 56,
  cells: false,
  instruction: cInstruction,
  info: (view, at, address) => ({
    address,
    key: view.getBigUint64(at, true),
    lamports: view.getBigUint64(at + 8, true),
    data: view.getBigUint64(at + 24, true),
    owner: view.getBigUint64(at + 32, true),
  }),
};

/** Offset of the data's length in the account info of C, and in the value of a cell of Rust. */
export const lengthOffset = { c: 16n, rust: 8n } as const;

/** The infos listed at an address. */
export function accountInfosAt(
  memory: Memory,
  layout: InvokeLayout,
  address: bigint,
  count: bigint,
): DataView {
  const size = BigInt(layout.infoSize);
  return viewOf(elementsAt(memory, address, count, { size, alignment: 8n, access: 'read' }));
}

export const invalidPointer = () => refusal('InvalidPointer');
