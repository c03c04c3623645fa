// The page of grammar/: every opcode and every diagnostic.
import { rowsInOrder, withoutBlanks } from '../../compiler/report/explain.js';
import type { DiagnosticRow } from '../../grammar/diagnostics.js';
import {
  instructionUnits,
  opcodeRows,
  versionGate,
  versions,
  type OpcodeRow,
  type Shape,
} from '../../grammar/sbpf.js';
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

/** The features that brought what v0 does not have: the versions in which the opcode is new. */
function gatesOf(opcodes: OpcodeRow['opcodes']): string {
  const news = versions.filter((version) => {
    const opcode = opcodes[version];
    return opcode !== undefined && opcode !== opcodes[0];
  });
  return news.map((version) => code(versionGate(version) ?? '')).join(', ');
}

function opcodeLine({ mnemonic, shape, opcodes, doc, specification }: OpcodeRow): string[] {
  const numbers = opcodes.map((opcode) =>
    opcode === undefined ? '' : code(`0x${opcode.toString(16).padStart(2, '0')}`),
  );
  const name = code(`${mnemonic} ${operands[shape]}`.trim());
  return [name, ...numbers, `${instructionUnits}`, gatesOf(opcodes), doc, specification];
}

/** What examples are written in, for the highlighting of the page. */
const highlighting = { assembly: 'asm', fixture: 'json', shell: 'sh', test: 'lisp' } as const;

function diagnosticPart(row: DiagnosticRow): string {
  const { code: number, level, text, hint, explanation, language, example, repair } = row;
  const parts = [
    `### ${number} ${withoutBlanks(text)}`,
    `${level === 'warning' ? 'Warning. ' : ''}${explanation}`,
  ];
  if (withoutBlanks(hint) !== '…') parts.push(`Hint: ${withoutBlanks(hint)}`);
  const shown = language ? highlighting[language] : 'lisp';
  parts.push(fenced(shown, example), 'Repaired:', fenced(shown, repair));
  return parts.join('\n\n');
}

export function grammarPage(): string {
  return page('The languages', 'grammar/sbpf and grammar/diagnostics', [
    'The ways a program is written down between its source and its execution, each in a file of its own: source, ' +
      'tokens, syntax, core, flow, sbpf, elf. This page holds the two tables to look things up in.',
    '## Instructions of sBPF',
    'Opcode bytes by version; an empty cell is a version without the instruction. A syscall takes more units than the ' +
      'one of its call: see [the syscalls](../runtime/syscalls/README.md). The gate is the feature that brought an ' +
      'opcode that v0 lacks.',
    table(
      [
        'instruction',
        ...versions.map((version) => `v${version}`),
        'units',
        'gate',
        'meaning',
        'specification',
      ],
      opcodeRows.map(opcodeLine),
    ),
    '## Diagnostics',
    'The first two digits of a code tell where it comes from: 01 reading, 02 expansion, 03 checking, 06 emission and ' +
      'linking, 07 the machine, 08 the command line. E is an error, W a warning.',
    ...rowsInOrder().map(diagnosticPart),
  ]);
}
