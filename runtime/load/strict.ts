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
import { readFileHeader, readProgramHeaders, tableRange } from './file.js';
import { readSymbols } from './symbols.js';

const codeStart = Number(programStart);
const segmentLimit = 2 ** 32;

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
  if (constants) checkSegment(file, constants, segmentFlag.read, Number(rodataStart), table.end, 0);
  const codeOffset = table.end + (constants?.fileSize ?? 0);
  checkSegment(file, code, segmentFlag.execute, codeStart, codeOffset, hasConstants ? 1 : 0);

  const entry = header.entry - codeStart;
  if (entry < 0 || entry + slotSize > code.memorySize || entry % slotSize !== 0) {
    throw parseFailure('invalid file header', 24);
  }
  const text = file.slice(code.offset, code.offset + code.fileSize);
  const bytes = constants
    ? file.slice(constants.offset, constants.offset + constants.fileSize)
    : new Uint8Array(0);
  return {
    version: 3,
    text,
    textAddress: programStart,
    entryPc: entry / slotSize,
    rodata: { address: rodataStart, bytes },
    functions: new Map(),
    symbols: readSymbols(file, codeStart, text.length),
  };
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
    header.programHeaderOffset === recordSize.fileHeader &&
    header.headerSize === recordSize.fileHeader &&
    header.programHeaderSize === recordSize.programHeader &&
    header.programHeaderCount >= 1;
  if (!legal) throw parseFailure('invalid file header', 0);
}

function checkSegment(
  file: Uint8Array,
  segment: ProgramHeader,
  flags: number,
  address: number,
  offset: number,
  index: number,
): void {
  const legal =
    segment.type === segmentType.load &&
    segment.flags === flags &&
    segment.offset === offset &&
    segment.offset < file.length &&
    segment.offset % slotSize === 0 &&
    segment.virtualAddress === address &&
    segment.physicalAddress === address &&
    segment.fileSize === segment.memorySize &&
    segment.fileSize <= file.length - segment.offset &&
    segment.fileSize % slotSize === 0 &&
    segment.memorySize < segmentLimit;
  if (!legal) throw failure('InvalidProgramHeader', recordSize.fileHeader + index * recordSize.programHeader);
}
