// Cross-program invocation: builds what sol_invoke_signed_c reads (Agave: SolInstruction and its parts) in the frame.
import { input } from '../grammar/memory.js';
import type { Value } from '../grammar/flow.js';
import type { FlowBuilder } from './builder.js';

/** Bytes in memory: their address and how many they are. */
export type Bytes = readonly [address: Value, length: Value];

/** A right is known when the program is compiled, or a value that is 0 or 1. */
interface Rights {
  readonly writable: boolean | Value;
  readonly signer: boolean | Value;
}

/** An account as an instruction names it. */
export interface CpiAccount extends Rights {
  /** The address of its serialized entry, see `FlowBuilder.account`. Accounts with one entry are handed over once. */
  readonly entry: Value;
}

/** The account of a program: the runtime wants nothing of it but the key, at this address. */
export interface CpiProgram extends Rights {
  readonly key: Value;
}

type Named = CpiAccount | CpiProgram;

export interface Invocation {
  /** The address of the 32 bytes of the program's key. */
  readonly program: Value;
  readonly accounts: readonly Named[];
  readonly data: Bytes;
  /** One list of seeds, as `writeSlices` leaves it, for each program derived address that signs. */
  readonly signers?: readonly Bytes[];
  /** The same as a table that is in memory already. */
  readonly signerTable?: Bytes;
}

const entry = input.account;

/** SolAccountMeta: address of the key, writable, signer. */
const meta = { size: 16, key: 0, writable: 8, signer: 9 } as const;

/** SolAccountInfo. The runtime reads neither the rent epoch nor the flags behind it. */
const info = { size: 56, key: 0, lamports: 8, dataLength: 16, data: 24, owner: 32 } as const;

/** SolInstruction. */
const instruction = { size: 40, program: 0, metas: 8, metaCount: 16, data: 24, dataLength: 32 } as const;

const sliceSize = 16;

function writeMeta(b: FlowBuilder, at: Value, offset: number, account: Named): void {
  const { writable, signer } = account;
  const key = 'key' in account ? account.key : b.binaryWith('add', account.entry, entry.key);
  b.store(8, at, offset + meta.key, key);
  if (typeof writable === 'boolean' && typeof signer === 'boolean') {
    b.store(2, at, offset + meta.writable, b.constant((writable ? 1 : 0) + (signer ? 256 : 0)));
    return;
  }
  const flag = (right: boolean | Value): Value =>
    typeof right === 'boolean' ? b.constant(right ? 1 : 0) : right;
  b.store(1, at, offset + meta.writable, flag(writable));
  b.store(1, at, offset + meta.signer, flag(signer));
}

/** The addresses must be those of the serialized account (SIMD-0459). */
function writeInfo(b: FlowBuilder, at: Value, offset: number, account: Value): void {
  const field = (place: number, of: number): void =>
    b.store(8, at, offset + place, b.binaryWith('add', account, of));
  field(info.key, entry.key);
  field(info.owner, entry.owner);
  field(info.lamports, entry.lamports);
  b.store(8, at, offset + info.dataLength, b.load(8, account, entry.dataLength));
  field(info.data, entry.data);
}

/** A table of addresses and lengths, as syscalls take seeds and hashed bytes; null for none. */
export function writeSlices(b: FlowBuilder, slices: readonly Bytes[]): Bytes {
  const count = b.constant(slices.length);
  if (slices.length === 0) return [b.constant(0), count];
  const table = b.slot(sliceSize * slices.length);
  slices.forEach(([address, length], index) => {
    b.store(8, table, sliceSize * index, address);
    b.store(8, table, sliceSize * index + 8, length);
  });
  return [table, count];
}

/** Leaves an instruction in the frame and gives its address. */
export function instructionTable(b: FlowBuilder, { program, accounts, data }: Invocation): Value {
  const table = b.slot(instruction.size);
  b.store(8, table, instruction.program, program);
  const metas = writeMetas(b, accounts);
  setAccounts(b, table, metas, accounts.length);
  setData(b, table, data);
  return table;
}

/** The accounts of an instruction. */
function writeMetas(b: FlowBuilder, accounts: readonly Named[]): Value {
  const metas = accounts.length > 0 ? b.slot(meta.size * accounts.length) : b.constant(0);
  accounts.forEach((account, index) => writeMeta(b, metas, meta.size * index, account));
  return metas;
}

function setAccounts(b: FlowBuilder, table: Value, metas: Value, count: number): void {
  b.store(8, table, instruction.metas, metas);
  b.store(8, table, instruction.metaCount, b.constant(count));
}

function setData(b: FlowBuilder, table: Value, data: Bytes): void {
  b.store(8, table, instruction.data, data[0]);
  b.store(8, table, instruction.dataLength, data[1]);
}

/** The accounts that a call may name, each once. */
function writeInfos(b: FlowBuilder, entries: readonly Value[]): Value {
  const infos = entries.length > 0 ? b.slot(info.size * entries.length) : b.constant(0);
  entries.forEach((account, index) => writeInfo(b, infos, info.size * index, account));
  return infos;
}

/** Several calls of one program, of all of the accounts or those from some number on; what they share is written once. */
export class Invocations {
  private readonly table: Value;
  private readonly metas: Value;
  private readonly infos: Value;

  constructor(
    private readonly b: FlowBuilder,
    program: Value,
    private readonly accounts: readonly CpiAccount[],
    private readonly signerTable: Bytes,
  ) {
    this.table = b.slot(instruction.size);
    b.store(8, this.table, instruction.program, program);
    this.metas = writeMetas(b, accounts);
    this.infos = writeInfos(
      b,
      accounts.map((account) => account.entry),
    );
  }

  call(data: Bytes, first = 0): void {
    const { b, table, accounts, signerTable } = this;
    const metas = first === 0 ? this.metas : b.binaryWith('add', this.metas, meta.size * first);
    setAccounts(b, table, metas, accounts.length - first);
    setData(b, table, data);
    invokeRaw(b, [table, this.infos, b.constant(accounts.length), ...signerTable]);
  }
}

/**
 * Calls a program. What it fails with ends the transaction; nobody can catch it. Afterwards lamports, owner and data
 * of the accounts are as the program left them.
 */
export function invoke(b: FlowBuilder, invocation: Invocation): void {
  const { accounts, signers = [], signerTable } = invocation;
  const table = instructionTable(b, invocation);
  const entries = [...new Set(accounts.flatMap((account) => ('entry' in account ? [account.entry] : [])))];
  const infos = writeInfos(b, entries);
  const seeds = signerTable ?? writeSlices(b, signers);
  invokeRaw(b, [table, infos, b.constant(entries.length), ...seeds]);
}

/** The syscall itself, which returns only after success. */
export function invokeRaw(b: FlowBuilder, operands: readonly Value[]): void {
  b.syscall('sol_invoke_signed_c', operands, true);
}
