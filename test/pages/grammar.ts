// The page of grammar/: every opcode and every diagnostic.
import { diagnosticRows, type DiagnosticRow } from '../../grammar/diagnostics.js';
import { opcodeRows, type OpcodeRow, type Shape } from '../../grammar/sbpf.js';
import { code, fenced, page, table } from './markdown.js';

/** How an instruction of each shape is written. */
const operands: Readonly<Record<Shape, string>> = {
  'dst-imm': 'dst, imm',
  'dst-src': 'dst, src',
  dst: 'dst',
  endian: 'dst',
  lddw: 'dst, imm64',
  load: 'dst, [src+off]',
  'store-imm': '[dst+off], imm',
  'store-reg': '[dst+off], src',
  jump: '+off',
  'branch-imm': 'dst, imm, +off',
  'branch-reg': 'dst, src, +off',
  call: 'target',
  callx: 'register',
  exit: '',
};

function opcodeLine({ mnemonic, shape, opcodes, doc }: OpcodeRow): string[] {
  const numbers = opcodes.map((opcode) =>
    opcode === undefined ? '' : code(`0x${opcode.toString(16).padStart(2, '0')}`),
  );
  return [code(`${mnemonic} ${operands[shape]}`.trim()), ...numbers, doc];
}

/** Blanks as the reader of a page knows them: `{name}` becomes `...`. */
const withoutBlanks = (text: string): string => text.replace(/\{\w+\}/g, '…');

function diagnosticPart({ code: number, level, text, hint, explanation, example }: DiagnosticRow): string {
  const parts = [
    `### ${number} ${withoutBlanks(text)}`,
    `${level === 'warning' ? 'Warning. ' : ''}${explanation}`,
  ];
  if (withoutBlanks(hint) !== '…') parts.push(`Hint: ${withoutBlanks(hint)}`);
  if (example !== undefined) parts.push(fenced('lisp', example));
  return parts.join('\n\n');
}

export function grammarPage(): string {
  const diagnostics: DiagnosticRow[] = Object.values(diagnosticRows);
  const ordered = diagnostics.toSorted((left, right) => (left.code.slice(1) < right.code.slice(1) ? -1 : 1));
  return page('The languages', 'grammar/sbpf and grammar/diagnostics', [
    'The ways a program is written down between its source and its execution, each in a file of its own: source, ' +
      'tokens, syntax, core, flow, sbpf, elf. This page holds the two tables to look things up in.',
    '## Instructions of sBPF',
    'Opcode bytes by version; an empty cell is a version without the instruction.',
    table(['instruction', 'v0', 'v1', 'v2', 'v3', 'meaning'], opcodeRows.map(opcodeLine)),
    '## Diagnostics',
    'The first two digits of a code tell where it comes from: 01 reading, 02 expansion, 03 checking, 06 emission and ' +
      'linking, 07 the machine, 08 the command line. E is an error, W a warning.',
    ...ordered.map(diagnosticPart),
  ]);
}
