// Runs the target `source` over many damaged texts.
import { Chance } from './chance.js';
import { SourceMutator, shrinkText } from './mutate-source.js';
import type { FuzzOptions, FuzzReport } from './report.js';
import { checkSource, corpus, words } from './sources.js';

/** The first line tells differences of different causes apart. */
const sortOf = (text: string | undefined): string | undefined => text?.split('\n')[0]!.replace(/\d+/g, '0');

export function fuzzSources({ count, seed, progress }: FuzzOptions): FuzzReport {
  const mutator = new SourceMutator(new Chance(seed), corpus(), words());
  const found: string[] = [];
  const sorts = new Set<string>();
  for (let index = 0; index < count; index++) {
    const text = mutator.next();
    const wrong = checkSource(text, seed + index);
    const sort = sortOf(wrong);
    if (sort !== undefined && !sorts.has(sort)) {
      sorts.add(sort);
      const small = shrinkText(text, (candidate) => sortOf(checkSource(candidate, seed + index)) === sort);
      found.push(
        `--- case ${index} of seed ${seed}\n${JSON.stringify(small)}\n${checkSource(small, seed + index)}\n`,
      );
    }
    progress?.(index + 1, found.length);
  }
  return { noun: 'sources', count, found, facts: {} };
}
