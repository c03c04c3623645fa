// Translation file: a translation as bytes that can be kept, and the name that says what program it is of.
import { sha256 } from '@noble/hashes/sha2.js';
import type { Executable } from '../executable.js';
import type { MachineKind } from './program.js';
import type { Translation } from './translate.js';

/** Where translations are kept between processes. */
export interface TranslationStore {
  read(name: string): Uint8Array | undefined;
  write(name: string, bytes: Uint8Array): void;
}

/** Changes with what translations look like. */
const format = 'osvm translation 1';

/** What stands before the module, as one line of JSON. */
interface Header {
  readonly format: string;
  readonly framed: boolean;
  readonly sites: readonly (readonly [number, number])[];
  readonly targets: readonly (readonly [number, number])[];
  readonly functions: readonly number[];
  readonly entries: readonly number[];
  readonly length: number;
}

const lineEnd = 10;

/** Equal for programs that have the same translation. */
export function translationName(executable: Executable, kind: MachineKind): string {
  const { version, entryPc, textAddress, rodata, functions, text } = executable;
  const { natives, allRegisters, standardStack } = kind;
  const facts = [
    format,
    [version, entryPc, textAddress, rodata.address, natives, allRegisters, standardStack].join(),
    [...functions].sort(([one], [other]) => one - other).join(';'),
    text.length,
  ].join('\n');
  const digest = sha256
    .create()
    .update(new TextEncoder().encode(facts))
    .update(text)
    .update(rodata.bytes)
    .digest();
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function encodeTranslation({
  bytes,
  framed,
  sites,
  targets,
  functions,
  entries,
}: Translation): Uint8Array {
  const header: Header = {
    format,
    framed,
    sites: sites.map(({ pc, refund }) => [pc, refund]),
    targets: [...targets],
    functions: [...functions],
    entries: [...entries.keys()].filter((pc) => entries[pc] === 1),
    length: entries.length,
  };
  const line = new TextEncoder().encode(`${JSON.stringify(header)}\n`);
  const file = new Uint8Array(line.length + bytes.length);
  file.set(line);
  file.set(bytes, line.length);
  return file;
}

/** Undefined for bytes that are no translation, or one of another time. */
export function decodeTranslation(file: Uint8Array): Translation | undefined {
  const end = file.indexOf(lineEnd);
  if (end < 0) return undefined;
  let header: Header;
  try {
    header = JSON.parse(new TextDecoder().decode(file.subarray(0, end))) as Header;
  } catch {
    return undefined;
  }
  if (typeof header !== 'object' || header === null || header.format !== format) return undefined;
  const entries = new Uint8Array(header.length);
  for (const pc of header.entries) entries[pc] = 1;
  return {
    bytes: file.slice(end + 1),
    framed: header.framed,
    sites: header.sites.map(([pc, refund]) => ({ pc, refund })),
    targets: new Map(header.targets),
    functions: new Set(header.functions),
    entries,
  };
}
