// Mnemonics: every word that begins an instruction, and the rows of the opcode table it can mean.
import { opcodeRows, type NamedOpcodeRow, type Shape, type Version } from '../../grammar/sbpf.js';

export interface Mnemonic {
  /** One for each shape the word can have. */
  readonly rows: readonly NamedOpcodeRow[];
  /** `le16`: the width in bits, which is the immediate. */
  readonly width?: number;
  /** `syscall`, which shares its opcode with `call`. */
  readonly isSyscall?: true;
}

/** The widths `le` and `be` know. */
export const endianWidths: readonly number[] = [16, 32, 64];

const withoutWidth: readonly Shape[] = ['dst-imm', 'dst-src', 'dst'];

function wordsOf({ mnemonic, shape, width }: NamedOpcodeRow): readonly string[] {
  if (shape === 'endian') return [];
  // The public assembler leaves the width out of 64-bit arithmetic and knows `return` as the newer name of `exit`.
  if (withoutWidth.includes(shape) && width === 64) return [mnemonic, mnemonic.replace(/64$/, '')];
  return shape === 'exit' ? [mnemonic, 'return'] : [mnemonic];
}

function collect(): Map<string, Mnemonic> {
  const words = new Map<string, Mnemonic>();
  for (const row of opcodeRows) {
    for (const word of wordsOf(row)) words.set(word, { rows: [...(words.get(word)?.rows ?? []), row] });
    if (row.shape === 'endian')
      for (const width of endianWidths) words.set(`${row.mnemonic}${width}`, { rows: [row], width });
    if (row.shape === 'call') words.set('syscall', { rows: [row], isSyscall: true });
  }
  return words;
}

export const mnemonics: ReadonlyMap<string, Mnemonic> = collect();

/** Whether the word takes two slots. */
export function isWideMnemonic(name: string): boolean {
  return mnemonics.get(name)?.rows[0]?.shape === 'lddw';
}

/** The opcode of the row in `version`. With `anyVersion` that of the nearest version that has one. */
export function opcodeIn(row: NamedOpcodeRow, version: Version, anyVersion: boolean): number | undefined {
  const own = row.opcodes[version];
  return own ?? (anyVersion ? row.opcodes.find((opcode) => opcode !== undefined) : undefined);
}

const usages: Readonly<Record<Shape, string>> = {
  'dst-imm': 'r1, 5',
  'dst-src': 'r1, r2',
  dst: 'r1',
  endian: 'r1',
  lddw: 'r1, 0x1122334455667788',
  load: 'r1, [r2+8]',
  'store-imm': '[r1+8], 5',
  'store-reg': '[r1+8], r2',
  jump: 'label',
  'branch-imm': 'r1, 5, label',
  'branch-reg': 'r1, r2, label',
  call: 'label',
  callx: 'r1',
  exit: '',
};

/** How the word is written, e.g. `mov r1, 5` or `mov r1, r2`. */
export function usageOf(name: string, { rows, isSyscall }: Mnemonic): string {
  if (isSyscall) return 'syscall sol_log_';
  return rows.map(({ shape }) => `${name} ${usages[shape]}`.trimEnd()).join('` or `');
}
