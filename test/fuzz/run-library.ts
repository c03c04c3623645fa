// Runs the target `library` over many examples with other operands and makes what fails small.
import { Chance } from './chance.js';
import type { LibraryCase } from './library.js';
import { checkLibrary, libraryCase } from './library.js';
import { shrinkText } from './mutate-source.js';
import type { FuzzOptions, FuzzReport } from './report.js';

export function fuzzLibrary({ count, seed, progress }: FuzzOptions): FuzzReport {
  const found: string[] = [];
  const sorts = new Set<string>();
  const facts = { refused: 0 };
  for (let index = 0; index < count; index++) {
    const chance = new Chance(seed + index);
    const subject = libraryCase(chance);
    const check = (candidate: LibraryCase) => checkLibrary(candidate, new Chance(seed + index));
    const wrong = check(subject);
    if (wrong === 'refused') facts.refused++;
    else if (wrong && !sorts.has(wrong.sort)) {
      sorts.add(wrong.sort);
      const text = shrinkText(subject.text, (candidate) => {
        const again = check({ ...subject, text: candidate });
        return typeof again === 'object' && again.sort === wrong.sort;
      });
      const data = Buffer.from(subject.request.data).toString('hex');
      const small = check({ ...subject, text });
      const told = typeof small === 'object' ? small.text : wrong.text;
      found.push(
        `--- seed ${seed + index}, an example of ${subject.name}\n${text}\n; data ${data}\n${told}\n`,
      );
    }
    progress?.(index + 1, found.length);
  }
  return { noun: 'examples', count, found, facts };
}
