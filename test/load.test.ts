// The loader: what it makes of files, and that it refuses exactly what litesvm refuses, in the same words.
import { LiteSVM } from 'litesvm';
import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';
import {
  dynamicEntry,
  fileHeader,
  readRecord,
  relocationEntry,
  sectionHeader,
  symbolBinding,
  symbolEntry,
  symbolInfo,
  symbolType,
  writeRecord,
} from '../grammar/elf.js';
import type { Version } from '../grammar/sbpf.js';
import {
  decodeAt,
  functionKey,
  instruction,
  lddw,
  opcodeOf,
  syscallHash,
  wideImmediate,
} from '../grammar/sbpf.js';
import { load } from '../runtime/load.js';
import { syscallsByHash } from '../runtime/syscalls/table.js';
import { verify } from '../runtime/verify.js';
import { testAddress } from './oracle.js';
import { lenientFile, strictFile } from './program-file.js';
import { randomNumbers } from './random-program.js';

const svm = new LiteSVM();
const syscalls = new Set(syscallsByHash.keys());
const constants = new TextEncoder().encode('constants of a program..');

const op = (
  version: Version,
  name: Parameters<typeof opcodeOf>[0],
  fields: Parameters<typeof instruction>[1] = {},
) => instruction(opcodeOf(name, version), fields);
const unresolved = instruction(0x85, { immediate: -1 });

const plain = (version: Version) => [op(version, 'mov64.imm'), op(version, 'exit')];

/** Uses every kind of relocation we can make. */
const relocated = (version: 0 | 1): Uint8Array =>
  lenientFile(
    version,
    [
      ...lddw(version, 1, 4n),
      op(version, 'mov64.imm', { dst: 2, immediate: 5 }),
      unresolved,
      op(version, 'call', { immediate: 1 }),
      op(version, 'exit'),
      op(version, 'mov64.imm'),
      unresolved,
      op(version, 'exit'),
    ],
    {
      rodata: constants,
      syscalls: new Map([
        [3, 'sol_log_'],
        [7, 'sol_log_compute_units_'],
      ]),
      addresses: [0],
    },
  );

function loaded(file: Uint8Array) {
  const result = load(file, { syscalls });
  if (!result.ok) throw new Error(result.error.text);
  return result.executable;
}

/** Our answer to a file in litesvm's words. */
function ours(file: Uint8Array): string {
  const result = load(file, { syscalls });
  if (!result.ok) return result.error.text;
  const error = verify(result.executable);
  return error === undefined ? 'loaded' : `Verifier error: ${error.text}`;
}

function judged(file: Uint8Array): string {
  try {
    svm.addProgram(address(testAddress(9)), file);
    return 'loaded';
  } catch (thrown) {
    return (thrown as Error).message.replace('Failed to add program: ', '');
  }
}

function same(file: Uint8Array): string {
  const answer = ours(file);
  expect(answer).toBe(judged(file));
  return answer;
}

/** Where the bytes of the section with this index begin. */
function sectionOf(file: Uint8Array, index: number): number {
  const { sectionHeaderOffset } = readRecord(fileHeader, file, 0);
  return Number(readRecord(sectionHeader, file, Number(sectionHeaderOffset) + index * 64).offset);
}

/** Where sums of 64 bits overflow, and where numbers of 53 bits lose some. */
const wideNumbers = [31n, 32n, 53n, 63n, 64n].flatMap((power) =>
  [-64n, -16n, -1n, 0n, 8n].map((more) => BigInt.asUintN(64, (1n << power) + more)),
);

/** The file with some bytes changed. */
function changed(file: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = file.slice();
  change(copy);
  return copy;
}

describe('strict files', () => {
  const file = strictFile(plain(3), constants, 1);

  it('give code and constants', () => {
    const executable = loaded(file);
    expect(executable).toMatchObject({ version: 3, entryPc: 1, textAddress: 0x1_0000_0000n });
    expect(executable.text).toHaveLength(16);
    expect(executable.rodata).toEqual({ address: 0n, bytes: constants });
  });

  it('may lack constants', () => {
    expect(loaded(strictFile(plain(3))).rodata.bytes).toHaveLength(0);
  });

  it('are refused for anything that deviates in the header', () => {
    for (let at = 0; at < 64; at++) same(changed(file, (copy) => (copy[at]! ^= 1)));
    for (let at = 0; at < 64; at++) same(changed(file, (copy) => (copy[at] = 255)));
  });

  it('are refused for anything that deviates in the segments', () => {
    for (let at = 64; at < 176; at++) same(changed(file, (copy) => (copy[at]! += 1)));
    for (let at = 64; at < 176; at++) same(changed(file, (copy) => (copy[at]! += 8)));
  });

  it('are refused when they are cut', () => {
    for (let length = 0; length < file.length; length++) same(file.slice(0, length));
    const short = strictFile(plain(3));
    for (let length = 0; length < short.length; length++) same(short.slice(0, length));
  });

  it('need a code segment behind the constants', () => {
    expect(
      same(changed(file, (copy) => writeRecord(fileHeader, copy, 0, { programHeaderCount: 1 }))),
    ).not.toBe('loaded');
  });
});

describe('lenient files', () => {
  it('give functions their keys', () => {
    for (const version of [0, 1, 2] as const) {
      const slots = [op(version, 'call', { immediate: 1 }), op(version, 'exit'), ...plain(version)];
      const executable = loaded(lenientFile(version, slots, { rodata: constants, entryPc: 0 }));
      expect(executable.functions.get(functionKey(2))).toBe(2);
      expect(executable.functions.get(0x71e3cf81)).toBe(0);
      expect(decodeAt(executable.text, 0).immediate >>> 0).toBe(functionKey(2));
    }
  });

  it('are relocated', () => {
    const { text, rodata } = loaded(relocated(0));
    expect(decodeAt(text, 3).immediate >>> 0).toBe(syscallHash('sol_log_'));
    const place = wideImmediate(decodeAt(text, 0).immediate, decodeAt(text, 1).immediate) - rodata.address;
    expect(rodata.bytes.slice(Number(place), Number(place) + 5)).toEqual(constants.slice(4, 9));
  });

  it('may have the old machine number', () => {
    expect(same(changed(relocated(0), (copy) => writeRecord(fileHeader, copy, 0, { machine: 263 })))).toBe(
      'loaded',
    );
  });

  it('are refused for anything that deviates in the header', () => {
    for (let at = 0; at < 64; at++) same(changed(relocated(0), (copy) => (copy[at]! ^= 1)));
  });

  it('are refused for unknown relocations', () => {
    const file = relocated(0);
    const { sectionHeaderOffset } = readRecord(fileHeader, file, 0);
    const table = readRecord(sectionHeader, file, Number(sectionHeaderOffset) + 6 * 64).offset;
    const answer = same(
      changed(file, (copy) => writeRecord(relocationEntry, copy, Number(table), { kind: 3 })),
    );
    expect(answer).toBe('Relocation failed, unknown type 3');
  });

  it('are refused for calls that leave the code', () => {
    const file = lenientFile(0, [op(0, 'call', { immediate: 9 }), op(0, 'exit')]);
    expect(same(file)).toBe('Relative jump out of bounds at instruction #0');
  });

  it('are refused when two functions share a key', () => {
    const file = lenientFile(0, [unresolved, unresolved, op(0, 'exit')], {
      syscalls: new Map([
        [0, 'entrypoint'],
        [1, 'sol_log_'],
      ]),
    });
    const symbols = sectionOf(file, 3);
    const { name } = readRecord(symbolEntry, file, symbols + 24);
    const info = symbolInfo(symbolBinding.global, symbolType.function);
    const both = changed(file, (copy) => {
      writeRecord(symbolEntry, copy, symbols + 24, { info, value: 64 });
      writeRecord(symbolEntry, copy, symbols + 48, { name, info, value: 72 });
    });
    expect(same(both)).toBe('Symbol hash collision 0x71e3cf81');
  });

  it('are answered as litesvm answers them with any field near a power of two', () => {
    const file = relocated(0);
    const { sectionHeaderOffset, sectionHeaderCount } = readRecord(fileHeader, file, 0);
    const sections = Array.from(
      { length: sectionHeaderCount },
      (_, index) => Number(sectionHeaderOffset) + index * 64,
    );
    const records: readonly (readonly [Parameters<typeof writeRecord>[0], readonly number[]])[] = [
      [fileHeader, [0]],
      [sectionHeader, sections],
      [dynamicEntry, [0, 16, 32, 48, 64].map((at) => sectionOf(file, 3) + at)],
      [symbolEntry, [24, 48].map((at) => sectionOf(file, 4) + at)],
      [relocationEntry, [0, 16, 32].map((at) => sectionOf(file, 6) + at)],
    ];
    for (const [layout, places] of records)
      for (const [name, { size }] of Object.entries(layout))
        if (size === 8)
          for (const at of places)
            for (const value of wideNumbers)
              same(changed(file, (copy) => writeRecord(layout, copy, at, { [name]: value })));
  });

  it('may name syscalls that do not exist, but not when they are deployed', () => {
    const file = lenientFile(0, [unresolved, op(0, 'exit')], { syscalls: new Map([[0, 'sol_nothing']]) });
    expect(same(file)).toBe('loaded');
    const deployed = load(file, { syscalls, deploying: true });
    expect(!deployed.ok && deployed.error).toEqual({
      variant: 'UnresolvedSymbol',
      arguments: ['sol_nothing', 8n, 64n],
      text: 'Unresolved symbol (sol_nothing) at instruction #8 (ELF file offset 0x40)',
      offset: 64,
    });
  });

  it('must be deployed with sections at their offsets', () => {
    expect(load(relocated(0), { syscalls, deploying: true }).ok).toBe(true);
    const { sectionHeaderOffset } = readRecord(fileHeader, relocated(0), 0);
    const moved = changed(relocated(0), (copy) =>
      writeRecord(sectionHeader, copy, Number(sectionHeaderOffset) + 2 * 64, { address: 0x90 }),
    );
    expect(load(moved, { syscalls }).ok).toBe(true);
    expect(load(moved, { syscalls, deploying: true })).toMatchObject({
      error: { variant: 'ValueOutOfBounds' },
    });
  });
});

describe('any file', () => {
  const originals = [
    strictFile(plain(3)),
    strictFile(plain(3), constants),
    relocated(0),
    relocated(1),
    ...([0, 1, 2] as const).map((version) => lenientFile(version, plain(version), { rodata: constants })),
  ];

  it('of an unknown version is refused', () => {
    for (const flags of [4, 5, 255, 2 ** 31]) {
      const file = changed(strictFile(plain(3)), (copy) => writeRecord(fileHeader, copy, 0, { flags }));
      expect(same(file)).toMatch(/^Detected sbpf_version/);
    }
  });

  it('of the real programs litesvm carries is loaded', () => {
    for (const program of ['MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr']) {
      const account = svm.getAccount(address(program));
      if (!account.exists) throw new Error(`litesvm has no ${program}`);
      expect(ours(new Uint8Array(account.data))).toBe('loaded');
    }
  });

  it('is answered as litesvm answers it', () => {
    const random = randomNumbers(1);
    for (let round = 0; round < 2500; round++) {
      const original = originals[random(originals.length)]!;
      same(changed(original, (copy) => corrupt(copy, random)));
    }
  });

  it('never makes the loader throw', () => {
    const random = randomNumbers(2);
    for (let round = 0; round < 2000; round++) {
      const file = Uint8Array.from({ length: random(300) }, () => random(256));
      file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1].slice(0, file.length));
      expect(load(file).ok).toBe(false);
    }
  });
});

const telling = [0, 1, 2, 3, 4, 8, 9, 11, 16, 63, 64, 65, 127, 128, 255];

/** Changes one to three places, most of them in the headers and tables. */
function corrupt(copy: Uint8Array, random: (limit: number) => number): void {
  const { sectionHeaderOffset, sectionHeaderCount } = readRecord(fileHeader, copy, 0);
  const view = new DataView(copy.buffer);
  for (let places = 1 + random(3); places > 0; places--) {
    const zone = random(10);
    const inTable = Math.min(copy.length - 1, Number(sectionHeaderOffset) + random(sectionHeaderCount * 64));
    const at = zone < 3 ? random(64) : zone < 7 ? inTable : random(copy.length);
    const way = random(4);
    if (way < 2) copy[at] = telling[random(telling.length)]!;
    else if (way === 2) copy[at] = random(256);
    else {
      const word = Math.min(copy.length - 8, at & ~7);
      const near = view.getBigUint64(word, true) + BigInt(random(32) - 16);
      view.setBigUint64(word, [near, BigInt(copy.length), 1n << 32n, (1n << 64n) - 1n][random(4)]!, true);
    }
  }
}
