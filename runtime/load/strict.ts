// The strict loader of v3: a fixed header, one or two segments, nothing relocated. Source: SIMD-0189, Agave's elf.rs.
import {
  elfClass64,
  elfLittleEndian,
  elfMagic,
  elfVersion,
  machineBpf,
  recordSize,
  segmentFlag,
  segmentType,
} from '../../grammar/elf.js';
import { programStart, rodataStart } from '../../grammar/memory.js';
import { slotSize } from '../../grammar/sbpf.js';
import type { Executable } from '../executable.js';
import { failure, parseFailure } from './error.js';
import type { FileHeader, ProgramHeader } from './file.js';
import { bytesIn, readFileHeader, readProgramHeaders, tableRange } from './file.js';
import { readSymbols } from './symbols.js';

const slotBytes = BigInt(slotSize);
const segmentLimit = 2n ** 32n;

export function loadStrict(file: Uint8Array): Executable {
  const header = readFileHeader(file);
  checkFileHeader(file, header);
  const table = tableRange(header.programHeaderOffset, header.programHeaderCount, recordSize.programHeader);
  if (table.end > file.length) throw parseFailure('invalid file header', recordSize.fileHeader);
  const segments = readProgramHeaders(file, header);

  const hasConstants = segments[0]!.flags === segmentFlag.read;
  if (hasConstants && segments.length < 2) throw parseFailure('invalid file header', 56);
  const constants = hasConstants ? segments[0] : undefined;
  const code = segments[hasConstants ? 1 : 0]!;
  if (constants) checkSegment(file, constants, segmentFlag.read, rodataStart, table.end, 0);
  const codeOffset = table.end + (constants?.fileSize ?? 0n);
  checkSegment(file, code, segmentFlag.execute, programStart, codeOffset, hasConstants ? 1 : 0);

  const entry = header.entry - programStart;
  if (entry < 0n || entry + slotBytes > code.memorySize || entry % slotBytes !== 0n) {
    throw parseFailure('invalid file header', 24);
  }
  const text = segmentBytes(file, code);
  const bytes = constants ? segmentBytes(file, constants) : new Uint8Array(0);
  return {
    version: 3,
    text,
    textAddress: programStart,
    entryPc: Number(entry / slotBytes),
    rodata: { address: rodataStart, bytes },
    functions: new Map(),
    symbols: readSymbols(file, { start: programStart, end: programStart + code.memorySize }),
  };
}

/** A copy of a segment's bytes. */
function segmentBytes(file: Uint8Array, { offset, fileSize }: ProgramHeader): Uint8Array {
  return bytesIn(file, { start: offset, end: offset + fileSize }).slice();
}

function checkFileHeader(file: Uint8Array, header: FileHeader): void {
  const padding = file.subarray(9, 16);
  const legal =
    header.magic === elfMagic &&
    header.class === elfClass64 &&
    header.data === elfLittleEndian &&
    header.identVersion === elfVersion &&
    header.osAbi === 0 &&
    header.abiVersion === 0 &&
    padding.every((byte) => byte === 0) &&
    header.machine === machineBpf &&
    header.version === elfVersion &&
    header.programHeaderOffset === BigInt(recordSize.fileHeader) &&
    header.headerSize === recordSize.fileHeader &&
    header.programHeaderSize === recordSize.programHeader &&
    header.programHeaderCount >= 1;
  if (!legal) throw parseFailure('invalid file header', 0);
}

function checkSegment(
  file: Uint8Array,
  segment: ProgramHeader,
  flags: number,
  address: bigint,
  offset: bigint,
  index: number,
): void {
  const legal =
    segment.type === segmentType.load &&
    segment.flags === flags &&
    segment.offset === offset &&
    segment.offset < file.length &&
    segment.offset % slotBytes === 0n &&
    segment.virtualAddress === address &&
    segment.physicalAddress === address &&
    segment.fileSize === segment.memorySize &&
    segment.offset + segment.fileSize <= file.length &&
    segment.fileSize % slotBytes === 0n &&
    segment.memorySize < segmentLimit;
  if (!legal) throw failure('InvalidProgramHeader', recordSize.fileHeader + index * recordSize.programHeader);
}
