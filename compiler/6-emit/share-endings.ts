// Shared endings: equal blocks that end the function become one; branches to failures keep the reason if it differs.
import { retarget, successorsOf, type MachineFunction } from './machine.js';

const textOf = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) =>
    key === 'span' ? undefined : typeof part === 'bigint' ? `${part}n` : part,
  );

/**
 * Sharing costs no units, as such a block ends with `exit` and leads nowhere. A failure must still tell its reason,
 * so a trap with another reason is shared only if every way to it is a branch with no other trap behind it.
 */
export function shareEndings(machine: MachineFunction): void {
  const kept = new Map<string, number>();
  const replaced = new Map<number, number>();
  const sources = new Map<number, number[]>();
  machine.blocks.forEach(({ terminator }, index) => {
    for (const next of successorsOf(terminator)) {
      const known = sources.get(next);
      if (known) known.push(index);
      else sources.set(next, [index]);
    }
  });
  const isTrap = (index: number): boolean => machine.blocks[index]!.trap !== undefined;
  const tellsApart = (source: number): boolean => {
    const { terminator } = machine.blocks[source]!;
    return terminator.kind === 'branch' && !(isTrap(terminator.then) && isTrap(terminator.otherwise));
  };
  machine.blocks.forEach(({ instructions, terminator, trap }, index) => {
    if (terminator.kind !== 'exit') return;
    const body = textOf([trap === undefined, instructions, terminator]);
    const own = `${trap} ${body}`;
    const from = sources.get(index) ?? [];
    const same = kept.get(own);
    const keeper = same ?? (from.every(tellsApart) ? kept.get(body) : undefined);
    if (keeper === undefined) {
      kept.set(own, index);
      if (!kept.has(body)) kept.set(body, index);
      return;
    }
    if (same === undefined) for (const source of from) machine.blocks[source]!.trapSite = trap;
    replaced.set(index, keeper);
  });
  for (const block of machine.blocks)
    block.terminator = retarget(block.terminator, (target) => replaced.get(target) ?? target);
}
