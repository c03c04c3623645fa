// Names: the symbols of a program as labels, each once and in a spelling the assembler reads.
import type { Executable } from '../executable.js';

const plain = /^(?!r[0-9]+$|\.$)[\p{L}_.$][\p{L}\p{N}_.$]*$/u;
/** What the disassembler calls places without a name. */
const generated = /^(?:lbb|function)_([0-9]+)$/;

/** The symbols by pc, spelled as labels. */
export function uniqueNames({
  symbols,
  entryPc,
}: Pick<Executable, 'symbols' | 'entryPc'>): Map<number, string> {
  const taken = new Set<string>();
  const names = new Map<number, string>();
  for (const [pc, symbol] of symbols) {
    const clean = symbol.replace(/\p{C}/gu, '_');
    let name = clean;
    for (let count = 1; taken.has(name) || misleads(name, pc, entryPc); count++)
      name = `${clean}_${pc}${count > 1 ? `_${count}` : ''}`;
    taken.add(name);
    names.set(pc, spelled(name));
  }
  return names;
}

/** Whether the name would mean another place. */
function misleads(name: string, pc: number, entryPc: number): boolean {
  if (name === '') return true;
  if (name === 'entrypoint') return pc !== entryPc;
  const digits = generated.exec(name)?.[1];
  return digits !== undefined && (name.startsWith('lbb') || Number(digits) !== pc);
}

function spelled(name: string): string {
  return plain.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}
