// Runs the target `elf` over many damaged program files.
import { Chance } from './chance.js';
import { checkFile, files } from './files.js';
import { damaged } from './mutate-file.js';
import type { FuzzOptions, FuzzReport } from './report.js';

const sortOf = (text: string): string => text.split('\n')[0]!.replace(/\d+/g, '0');

export function fuzzFiles({ count, seed, progress }: FuzzOptions): FuzzReport {
  const chance = new Chance(seed);
  const { small, large } = files();
  const found: string[] = [];
  const sorts = new Set<string>();
  for (let index = 0; index < count; index++) {
    const original = chance.once(20) && large.length > 0 ? chance.pick(large) : chance.pick(small);
    const file = damaged(chance, original);
    const wrong = checkFile(file, seed + index, true);
    if (wrong !== undefined && !sorts.has(sortOf(wrong))) {
      sorts.add(sortOf(wrong));
      const shown = file.length <= 4000 ? `${Buffer.from(file).toString('base64')}\n` : '';
      found.push(`--- case ${index} of seed ${seed}, ${file.length} bytes\n${shown}${wrong}\n`);
    }
    progress?.(index + 1, found.length);
  }
  return { noun: 'files', count, found, facts: {} };
}
