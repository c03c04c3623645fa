// Shared endings: equal blocks that end the function become one; branches to failures keep the reason if it differs.
import { predecessorsOf } from './liveness.js';
import {
  isRegister,
  pairsOf,
  retarget,
  type MachineFunction,
  type MachineInstruction,
  type Operand,
  type Source,
} from './machine.js';
import type { Tables } from './tables.js';

const operandText = (operand: Operand): string =>
  isRegister(operand) ? `r${operand}` : `${operand.immediate}`;

function sourceText(source: Source): string {
  if (isRegister(source)) return `r${source}`;
  if (source.kind === 'constant') return `${source.value}`;
  return source.kind === 'spill' ? `spill ${source.slot}` : `${source.kind} ${source.offset}`;
}

/** Equal for two instructions that do the same. */
function textOf(instruction: MachineInstruction): string {
  switch (instruction.kind) {
    case 'copy':
    case 'copies':
      return pairsOf(instruction)
        .map(({ to, from }) => `${sourceText(to)}=${sourceText(from)}`)
        .join(',');
    case 'operate': {
      const { operation, dst, operand } = instruction;
      return `${operation} r${dst} ${operand === undefined ? '' : operandText(operand)}`;
    }
    case 'narrow':
      return `narrow r${instruction.dst} r${instruction.src}`;
    case 'load': {
      const { size, dst, base, offset } = instruction;
      return `load${size} r${dst} r${base} ${offset}`;
    }
    case 'store': {
      const { size, base, offset, value } = instruction;
      return `store${size} r${base} ${offset} ${operandText(value)}`;
    }
    case 'set': {
      const { comparison, width, left, right } = instruction.test;
      return `set r${instruction.dst} ${comparison}${width} r${left} ${operandText(right)}`;
    }
    case 'call':
      return `call ${instruction.callee} ${instruction.reads.join()} ${instruction.results.join()}`;
    case 'syscall':
      return `syscall ${instruction.name} ${instruction.reads.join()}`;
  }
}

/**
 * Sharing costs no units, as such a block ends with `exit` and leads nowhere. A failure must still tell its reason,
 * so a trap with another reason is shared only if every way to it is a branch with no other trap behind it.
 */
export function shareEndings({ blocks }: MachineFunction, tables: Tables): void {
  const kept = new Map<string, number>();
  const replaced = new Map<number, number>();
  const sources = predecessorsOf(blocks, tables);
  const isTrap = (index: number): boolean => blocks[index]!.trap !== undefined;
  const tellsApart = (source: number): boolean => {
    const { terminator } = blocks[source]!;
    return terminator.kind === 'branch' && !(isTrap(terminator.then) && isTrap(terminator.otherwise));
  };
  blocks.forEach(({ instructions, terminator, trap }, index) => {
    if (terminator.kind !== 'exit') return;
    const body = `${trap === undefined} ${instructions.map(textOf).join('\n')} ${terminator.reads.join()}`;
    const own = `${trap} ${body}`;
    const same = kept.get(own);
    const keeper = same ?? (sources.of(index).every(tellsApart) ? kept.get(body) : undefined);
    if (keeper === undefined) {
      kept.set(own, index);
      if (!kept.has(body)) kept.set(body, index);
      return;
    }
    if (same === undefined) for (const source of sources.of(index)) blocks[source]!.trapSite = trap;
    replaced.set(index, keeper);
  });
  if (replaced.size === 0) return;
  for (const block of blocks)
    block.terminator = retarget(block.terminator, (target) => replaced.get(target) ?? target);
}
