// Source text: a program as text that the assembler turns into the same program again, constants included.
import { rodataAddress } from '../grammar/assembly.js';
import { recordSize } from '../grammar/elf.js';
import { programStart } from '../grammar/memory.js';
import { decode, hasStaticSyscalls, hasStrictLayout, rowFor, type Version } from '../grammar/sbpf.js';
import type { Executable } from './executable.js';
import { lineStarts, writeCode } from './write-source/code.js';
import { writeData } from './write-source/data.js';
import { uniqueNames } from './write-source/names.js';

/** The whole program. `syscalls` gives names by unsigned hash. */
export function writeSource(executable: Executable, syscalls: ReadonlyMap<number, string>): string {
  const { version, entryPc, textAddress } = executable;
  const symbols = uniqueNames(executable);
  const constants = constantsOf(executable);
  const data = constants.map(
    ({ address, bytes }) => `\n.rodata${placeUnless(address, rodataAddress(version))}\n${writeData(bytes)}`,
  );
  const place = placeUnless(textAddress, usualTextAddress(version, constants[0]));
  const code = writeCode({ ...executable, symbols }, syscalls);
  const marks = uncalled(executable).map((pc) => `.type ${symbols.get(pc)!}, @function\n`);
  const entry = symbols.get(entryPc) ?? 'entrypoint';
  return [`.arch v${version}\n`, `.globl ${entry}\n`, ...marks, `\n.text${place}\n`, code, ...data].join('');
}

const placeUnless = (address: bigint, usual: bigint): string =>
  address === usual ? '' : ` 0x${address.toString(16)}`;

interface Piece {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** The constants before and behind the code, without the zeros that are there anyway. */
function constantsOf({ version, rodata, text, textAddress }: Executable): readonly Piece[] {
  if (hasStrictLayout(version)) return rodata.bytes.length > 0 ? [rodata] : [];
  const start = Number(textAddress - rodata.address);
  const end = rodata.bytes.length;
  const before = pieceOf(rodata, recordSize.fileHeader, start);
  const behind = pieceOf(rodata, start + text.length, end);
  const isEmpty = before.bytes.every((byte) => byte === 0);
  return [...(isEmpty ? [] : [before]), ...(behind.bytes.length > 0 ? [behind] : [])];
}

/** The bytes from `start` to `end`, where leading zeros of whole words are left out. */
function pieceOf({ address, bytes }: Piece, start: number, end: number): Piece {
  let from = start;
  while (from < end && bytes[from] === 0) from++;
  from = from === end ? start : Math.max(start, from & ~7);
  return { address: address + BigInt(from), bytes: bytes.subarray(from, end) };
}

/** Where the assembler puts the code on its own. */
function usualTextAddress(version: Version, constants: Piece | undefined): bigint {
  if (hasStrictLayout(version)) return programStart;
  if (constants === undefined) return rodataAddress(version);
  return (constants.address + BigInt(constants.bytes.length) + 7n) & ~7n;
}

/** The functions with names that no call names, which the assembler would take for jump targets. */
function uncalled({ version, text, symbols, functions, entryPc }: Executable): number[] {
  const slots = decode(text);
  const starts = lineStarts(slots, version);
  const called = new Set([entryPc, ...functions.values()]);
  if (hasStaticSyscalls(version))
    slots.forEach(({ opcode, src, immediate }, pc) => {
      if (rowFor(opcode, version)?.shape === 'call' && src === 1) called.add(pc + 1 + immediate);
    });
  return [...symbols.keys()].filter((pc) => !called.has(pc) && starts.has(pc)).sort((a, b) => a - b);
}
