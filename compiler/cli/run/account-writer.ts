// Which instruction wrote what the runtime refused afterwards: runs the program once more and watches its stores.
import { decodeAddress } from '../../../grammar/base58.js';
import { defaultProgramId } from '../../../grammar/fixture.js';
import { input, inputStart } from '../../../grammar/memory.js';
import { decode, rowFor, type Instruction, type Version } from '../../../grammar/sbpf.js';
import { gatherInstruction } from '../../../runtime/bank/instruction.js';
import { serialize } from '../../../runtime/bank/serialize.js';
import { sysvarsAt } from '../../../runtime/bank/sysvars.js';
import type { ExecutionError } from '../../../runtime/bank/errors.js';
import type { Executable } from '../../../runtime/executable.js';
import { execute, type Request } from '../../../runtime/execute.js';
import { syscallsByHash } from '../../../runtime/syscalls/table.js';

type Field = 'data' | 'lamports' | 'owner' | 'dataLength';

/** What of an account a program must have written for the runtime to find these errors. */
const fields: Readonly<Record<string, Field>> = {
  ReadonlyDataModified: 'data',
  ExternalAccountDataModified: 'data',
  ReadonlyLamportChange: 'lamports',
  ExternalAccountLamportSpend: 'lamports',
  UnbalancedInstruction: 'lamports',
  InsufficientFundsForRent: 'lamports',
  ModifiedProgramId: 'owner',
  InvalidRealloc: 'dataLength',
};

/** Addresses from `start` up to `end`, which is not one of them. */
interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

function fieldRange(entry: number, field: Field, dataLength: number): Range {
  const start = inputStart + BigInt(entry + input.account[field]);
  const size = { data: dataLength + input.growth, lamports: 8, owner: input.pubkeySize, dataLength: 8 }[
    field
  ];
  return { start, end: start + BigInt(size) };
}

/** Where the named account, or every account if none is named, holds the field. */
function watchedRanges(request: Request, field: Field, pubkey?: string): Range[] {
  const { programId: id = defaultProgramId, accounts, data, programs = new Map() } = request;
  const program = { id, key: decodeAddress(id) ?? new Uint8Array(input.pubkeySize) };
  const instruction = gatherInstruction(accounts, program, data, { sysvars: sysvarsAt(), programs });
  if ('code' in instruction) return [];
  return serialize(instruction, true).accounts.flatMap(({ entry, originalLength }, position) =>
    pubkey === undefined || instruction.account(position).pubkey === pubkey
      ? [fieldRange(entry, field, originalLength)]
      : [],
  );
}

/** The addresses at which an instruction is about to write, as far as its registers tell. */
function writtenBy(slot: Instruction, version: Version, registers: BigUint64Array): Range[] {
  const row = rowFor(slot.opcode, version);
  if (row?.shape === 'store-imm' || row?.shape === 'store-reg') {
    const start = BigInt.asUintN(64, registers[slot.dst]! + BigInt(slot.offset));
    return [{ start, end: start + BigInt(row.width / 8) }];
  }
  if (row?.shape !== 'call') return [];
  const parameters = syscallsByHash.get(slot.immediate >>> 0)?.parameters ?? [];
  return parameters.flatMap(({ kind }, index) => {
    const start = registers[index + 1]!;
    return kind === 'output' ? [{ start, end: start + 1n }] : [];
  });
}

/** The pc of the last instruction that wrote what `error` is about; undefined if none did. */
export function findAccountWriter(
  request: Request,
  executable: Executable,
  { code, account }: ExecutionError,
): number | undefined {
  const field = fields[code];
  if (field === undefined) return undefined;
  const watched = watchedRanges(request, field, account);
  const slots = decode(executable.text);
  let found: number | undefined;
  execute({
    ...request,
    program: executable,
    observe: (pc, registers) => {
      const written = writtenBy(slots[pc]!, executable.version, registers);
      if (written.some(({ start, end }) => watched.some((range) => start < range.end && range.start < end))) {
        found = pc;
      }
    },
  });
  return found;
}
