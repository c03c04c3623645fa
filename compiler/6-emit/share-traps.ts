// Trap sharing: failing blocks with the same code become one; branches keep the reason where reasons differ.
import { retarget, successorsOf, type MachineFunction } from './machine.js';

const textOf = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) =>
    key === 'span' ? undefined : typeof part === 'bigint' ? `${part}n` : part,
  );

/**
 * Sharing costs no units, as a trap ends with `exit`. A failure must still tell its reason, so a trap with another
 * reason is shared only if every way to it is a branch with no other trap behind it.
 */
export function shareTraps(machine: MachineFunction): void {
  const kept = new Map<string, number>();
  const replaced = new Map<number, number>();
  const sources = new Map<number, number[]>();
  machine.blocks.forEach(({ terminator }, index) => {
    for (const next of successorsOf(terminator)) sources.set(next, [...(sources.get(next) ?? []), index]);
  });
  const isTrap = (index: number): boolean => machine.blocks[index]!.trap !== undefined;
  const tellsApart = (source: number): boolean => {
    const { terminator } = machine.blocks[source]!;
    return terminator.kind === 'branch' && !(isTrap(terminator.then) && isTrap(terminator.otherwise));
  };
  machine.blocks.forEach(({ instructions, terminator, trap }, index) => {
    if (trap === undefined || terminator.kind !== 'exit') return;
    const body = textOf([instructions, terminator]);
    const keeper = kept.get(`${trap} ${body}`) ?? kept.get(body);
    if (keeper === undefined) {
      kept.set(body, index);
      kept.set(`${trap} ${body}`, index);
      return;
    }
    const from = sources.get(index) ?? [];
    if (machine.blocks[keeper]!.trap !== trap) {
      if (!from.every(tellsApart)) return;
      for (const source of from) machine.blocks[source]!.trapSite = trap;
    }
    replaced.set(index, keeper);
  });
  for (const block of machine.blocks)
    block.terminator = retarget(block.terminator, (target) => replaced.get(target) ?? target);
}
