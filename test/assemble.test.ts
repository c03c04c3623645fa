// The assembler: against the public one's cases, against the disassembler, and against wrong texts.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { asmCommand } from '../compiler/cli/commands/asm.js';
import { openTerminal, type Terminal } from '../compiler/cli/terminal.js';
import { assemble, compile, emit } from '../compiler/compile.js';
import { renderDiagnostics } from '../compiler/report/render.js';
import { Diagnostics } from '../grammar/diagnostics.js';
import { machineRows } from '../grammar/diagnostics/machine.js';
import {
  callxField,
  decode,
  encode,
  instruction,
  lddw,
  opcodeRows,
  rowFor,
  versions,
  type Instruction,
  type OpcodeRow,
  type Shape,
  type Version,
} from '../grammar/sbpf.js';
import { assemble as assembleText } from '../runtime/assemble.js';
import { directives } from '../runtime/assemble/directives.js';
import { disassembleLines } from '../runtime/disassemble.js';
import type { Executable } from '../runtime/executable.js';
import { load } from '../runtime/load.js';
import { syscallsByHash } from '../runtime/syscalls/table.js';
import { writeSource } from '../runtime/write-source.js';
import { bareExecutable } from './bare-machine.js';
import { carriedPrograms } from './carried-programs.js';
import { assembledHex, runAssembleCase, type AssembleCase } from './conformance/assemble.js';
import { goldenCases } from './golden.js';
import { judge } from './oracle.js';
import { havePeerCases, sbpfCases } from './peer-cases.js';
import { strictFile } from './program-file.js';
import { randomProgram } from './random-program.js';
import { randomOf } from './random.js';

const syscallNames = new Map([...syscallsByHash].map(([hash, { name }]) => [hash, name]));

/** The assembled program written as text again. */
function rewritten(elf: Uint8Array): string {
  const loaded = load(elf, { syscalls: new Set(syscallNames.keys()) });
  return loaded.ok ? writeSource(loaded.executable, syscallNames) : `${loaded.error.text}\n`;
}

goldenCases('assemble', (text, name) => {
  const { diagnostics, program } = assemble({ name, text }, { symbols: true });
  return {
    ...(program && { program: rewritten(program.elf) }),
    ...(diagnostics.length > 0 && { diagnostics: renderDiagnostics(diagnostics, { colour: false }) }),
  };
});

const caseFolder = fileURLToPath(new URL('cases/assemble/', import.meta.url));
const goldenTexts = (): string[] =>
  readdirSync(caseFolder)
    .sort()
    .map((name) => readFileSync(caseFolder + name, 'utf8'));

describe('messages', () => {
  it('have a case each', () => {
    const shown = goldenTexts().join('');
    const own = Object.values(machineRows).filter(({ code }) => /07[1-3]\d/.test(code));
    expect(own.map(({ code }) => code).filter((code) => !shown.includes(`[${code}]`))).toEqual([]);
  });
});

describe.skipIf(!havePeerCases)('the cases of the public assembler', () => {
  const cases = sbpfCases();

  it('give the expected instructions and errors', () => {
    const own = cases.filter(({ kind }) => kind === 'assemble');
    expect(own.length).toBeGreaterThan(0);
    for (const one of own) expect(runAssembleCase(one as AssembleCase), one.id).toEqual({ result: 'passed' });
  });

  it('give the bytes that the other kinds run, verify and disassemble', () => {
    const others = cases.filter(({ asm, text_hex: text }) => asm !== undefined && text !== undefined);
    expect(others.length).toBeGreaterThan(50);
    for (const one of others) expect(assembledHex(one), one.id).toBe(one.text_hex);
  });
});

interface RoundTrip {
  readonly before: Executable;
  readonly after: Executable;
  /** The file that was assembled. */
  readonly elf: Uint8Array;
  readonly text: string;
}

/** Takes a file apart and puts it together again. */
function takeApart(file: Uint8Array, symbols = false): RoundTrip {
  const before = loaded(file);
  const text = writeSource(before, syscallNames);
  const { diagnostics, program } = assemble({ name: 'again.s', text }, { symbols });
  if (program === undefined) throw new Error(renderDiagnostics(diagnostics.slice(0, 3), { colour: false }));
  return { before, after: loaded(program.elf), elf: program.elf, text };
}

function loaded(file: Uint8Array): Executable {
  const result = load(file, { syscalls: new Set(syscallNames.keys()) });
  if (!result.ok) throw new Error(result.error.text);
  return result.executable;
}

/** LLVM marks calls of functions in the source field, which nothing reads before v3; the assembler leaves it 0. */
function withoutCallMarks({
  version,
  text,
  textAddress,
  rodata,
}: Executable): Record<'text' | 'image', string> {
  const start = Number(textAddress - rodata.address);
  const image = Uint8Array.from(rodata.bytes);
  const cleaned = decode(text).map((slot) =>
    version < 3 && rowFor(slot.opcode, version)?.shape === 'call' ? { ...slot, src: 0 } : slot,
  );
  if (version < 3) image.set(encode(cleaned), start);
  return { text: hex(encode(cleaned)), image: hex(image) };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function expectSame({ before, after }: RoundTrip): void {
  const [left, right] = [withoutCallMarks(before), withoutCallMarks(after)];
  // Compared first, lest a difference in so long a text is shown whole.
  expect(right.text === left.text).toBe(true);
  expect(right.image === left.image).toBe(true);
  expect({ entry: after.entryPc, functions: after.functions, address: after.textAddress }).toEqual({
    entry: before.entryPc,
    functions: before.functions,
    address: before.textAddress,
  });
}

const exampleFolder = fileURLToPath(new URL('../examples/', import.meta.url));
const examples = readdirSync(exampleFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

describe('programs taken apart and put together again are the same', () => {
  it.each(examples)('examples/%s', (name) => {
    const text = readFileSync(`${exampleFolder}${name}/main.ovsm`, 'utf8');
    for (const arch of ['v3', 'v0'] as const)
      for (const symbols of [false, true]) {
        const { program } = compile({ name: 'main.ovsm', text }, { arch, symbols });
        const printed = emit({ name: 'main.ovsm', text }, 'asm', { arch }).text!;
        const assembled = assemble({ name: 'printed.s', text: printed }, { symbols }).program!;
        expect(hex(assembled.elf) === hex(program!.elf)).toBe(true);
        const trip = takeApart(program!.elf, symbols);
        expectSame(trip);
        if (arch === 'v3') expect(hex(trip.elf) === hex(program!.elf)).toBe(true);
        if (symbols) expect(trip.after.symbols).toEqual(trip.before.symbols);
      }
  });

  it.each(carriedPrograms())('%s, as litesvm carries it', (_name, file) => {
    const trip = takeApart(file);
    expectSame(trip);
    expect(writeSource(trip.after, syscallNames) === trip.text).toBe(true);
    const request = { accounts: [], data: new TextEncoder().encode('a memo') };
    expect(judge(trip.elf, request)).toEqual(judge(file, request));
  });

  it.each(versions)('random programs of v%i', (version) => {
    for (let seed = 0; seed < 40; seed++) expectSame(takeApart(randomProgram(version, seed)));
  });

  it('random bytes of v3', () => {
    const random = randomOf(5);
    for (let count = 0; count < 40; count++) {
      const slots = Array.from({ length: 1 + random(30) }, () => {
        const row = opcodeRows[random(opcodeRows.length)]!;
        const opcode = random(3) === 0 ? random(256) : (row.opcodes[3] ?? 0);
        const plain = {
          dst: random(16),
          src: random(16),
          offset: random(40) - 20,
          immediate: random(60) - 20,
        };
        return instruction(opcode, plain);
      });
      expectSame(takeApart(strictFile(slots)));
    }
  });
});

describe('the page about the syntax', () => {
  it('shows a program that assembles', () => {
    const page = readFileSync(new URL('../runtime/assemble/README.md', import.meta.url), 'utf8');
    const [, text] = /```asm\n([^]*?)```/.exec(page)!;
    expect(assemble({ name: 'page.s', text: text! }).diagnostics).toEqual([]);
    const unnamed = [...directives.keys()].filter((name) => !page.includes(name));
    expect(unnamed).toEqual([]);
  });
});

describe('every instruction', () => {
  it.each(versions)('of v%i is assembled from what the disassembler writes', (version) => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...opcodeRows.filter(({ opcodes, shape }) => opcodes[version] !== undefined && shape !== 'call'),
        ),
        fc.nat(15),
        fc.nat(15),
        fc.integer({ min: -32768, max: 32767 }),
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        (row, dst, src, offset, immediate) => {
          const slot = toldSlot(row, version, { dst, src, offset, immediate });
          const slots = row.shape === 'lddw' ? lddw(version, dst, BigInt(immediate) << 16n) : [slot];
          const text = disassembleLines(bareExecutable(version, encode(slots)), new Map(), (_, to, from) =>
            String(to - from - 1),
          )[0]!.text;
          const diagnostics = new Diagnostics();
          const assembly = assembleText({ name: 'one.s', text }, { version }, diagnostics);
          expect(assembly?.slots.map(({ span: _, ...fields }) => fields)).toEqual(slots);
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});

type Fields = Pick<Instruction, 'dst' | 'src' | 'offset' | 'immediate'>;

/** The instruction with the fields that its text tells, the others zero. */
function toldSlot({ shape, opcodes }: OpcodeRow, version: Version, fields: Fields): Instruction {
  const { dst, src, offset, immediate } = fields;
  const told: Record<Shape, Partial<Fields>> = {
    'dst-imm': { dst, immediate },
    'dst-src': { dst, src },
    dst: { dst },
    endian: { dst, immediate: [16, 32, 64][Math.abs(immediate) % 3]! },
    lddw: { dst },
    load: { dst, src, offset },
    'store-imm': { dst, offset, immediate },
    'store-reg': { dst, src, offset },
    jump: { offset },
    'branch-imm': { dst, offset, immediate },
    'branch-reg': { dst, src, offset },
    call: { immediate },
    callx: { [callxField(version)]: dst },
    exit: {},
  };
  return instruction(opcodes[version]!, told[shape]);
}

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'osvm-asm-'));
  const shown = { out: '', told: '' };
  const terminal: Terminal = {
    ...openTerminal(),
    colour: false,
    result: (text) => void (shown.out += text),
    message: (text) => void (shown.told += text),
  };
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes the program and its debug map', async () => {
    const status = await asmCommand.run([file('one.s', 'mov r0, 0\nexit\n')], {}, terminal);
    expect(status).toBe(0);
    expect(shown.out).toContain('one.so: 136 bytes, sBPF v3; debug map ');
    const { text } = loaded(readFileSync(join(folder, 'one.so')));
    expect(hex(text)).toBe('b7000000000000009500000000000000');
    const notes = JSON.parse(readFileSync(join(folder, 'one.so.map.json'), 'utf8')) as object;
    expect(JSON.stringify(notes)).toContain('one.s');
  });

  it('takes the version that is asked for', async () => {
    const output = join(folder, 'two.so');
    const status = await asmCommand.run([file('two.s', 'exit')], { output, arch: 0, json: true }, terminal);
    expect(status).toBe(0);
    expect(loaded(readFileSync(output)).version).toBe(0);
  });

  it('tells mistakes and writes nothing', async () => {
    shown.out = shown.told = '';
    const wrong = file('wrong.s', 'exitt');
    expect(await asmCommand.run([wrong], {}, terminal)).toBe(1);
    expect(shown.told).toContain('did you mean `exit`?');
    expect(existsSync(join(folder, 'wrong.so'))).toBe(false);
    expect(await asmCommand.run([wrong], { json: true }, terminal)).toBe(1);
    expect(JSON.parse(shown.out)).toMatchObject({ status: 'error', diagnostics: [{ code: 'E0711' }] });
  });
});

const fragments = [
  ...[
    'mov r0, 1\n',
    'call ',
    'label:\n',
    '.rodata\n',
    '.text\n',
    '.quad ',
    '.zero ',
    '.align ',
    '"',
    '\\',
    '\0',
  ],
  ...[
    ',',
    ':',
    '[r1+',
    ']',
    '(',
    ')',
    '-',
    '+',
    '*',
    '/',
    '.',
    '@',
    'r10',
    'r16',
    '0x',
    '99999999999',
    'é',
    '😀',
  ],
  ...['\uD800', '\r', '\u2028', '\uFEFF', '#', ';', '//', '.equ A, A\n', '.globl ', '.arch v', '.ascii "'],
];

describe('whatever the text', () => {
  it('never throws, and gives a program or an error', () => {
    const originals = goldenTexts().map((text) => text.split(/^======== /m)[0]!);
    const random = randomOf(29);
    const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!;
    for (let made = 0; made < 400; made++) {
      let text = pick(originals);
      for (let edits = 1 + random(4); edits > 0; edits--) {
        const start = random(text.length + 1);
        const inserted = pick([pick(fragments), pick(originals).slice(random(60), 100), '']);
        text = text.slice(0, start) + inserted + text.slice(start + random(random(4) === 0 ? 40 : 3));
      }
      const { diagnostics, program } = assemble({ name: 'mutated.s', text });
      const failed = diagnostics.some(({ level }) => level === 'error');
      expect(program === undefined, text).toBe(failed);
      renderDiagnostics(diagnostics, { colour: false });
    }
  });

  it('is taken without running out of stack or time', () => {
    const long = 20_000;
    for (const text of [
      `mov r1, ${'('.repeat(long)}`,
      `mov r1, ${'-'.repeat(long)}1\nexit`,
      `mov r1, ${'1+'.repeat(long)}1\nexit`,
      `mov r1, ${'9'.repeat(long)}\nexit`,
      `.rodata\n.byte ${'1,'.repeat(long)}1\n.text\nexit`,
      `.rodata\n.ascii "${'x'.repeat(long)}"\n.text\nexit`,
      `${'a:'.repeat(long)}exit`,
      `.rodata\n${'.zero 0xa00000\n'.repeat(20)}.text\nexit`,
      `${Array.from({ length: 2000 }, (_, index) => `.equ c${index}, c${index - 1} * 2\n`).join('')}exit`,
    ])
      expect(() => assemble({ name: 'long.s', text })).not.toThrow();
  });
});
