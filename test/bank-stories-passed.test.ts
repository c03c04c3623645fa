// Stories told by programs: each instruction is passed on by callers in C and Rust layouts, up to the greatest depth.
import { afterAll, beforeAll, describe, it } from 'vitest';
import { stories } from './stories/all.js';
import { PassingCluster } from './stories/passing-cluster.js';
import { TraceFolder } from './stories/traced-cluster.js';

const folder = new TraceFolder();
beforeAll(() => folder.open());
afterAll(() => folder.close());

/** Story, whether the callers invoke with the C or the Rust layout, and how many in a row. */
const passed = [
  ['a token (token)', 'c', 3],
  ['a token (token2022)', 'rust', 2],
  ['associated accounts (token)', 'rust', 4],
  ['metadata in a mint', 'rust', 1],
  ['transfer fees', 'c', 1],
  ['groups', 'rust', 3],
  ['hooks', 'c', 2],
  ['a guard against programs', 'rust', 1],
  ['a lookup table', 'c', 1],
  ['memos', 'c', 4],
] as const;

describe('a story passed on', () => {
  it.each(passed)('of %s, layout %s, %i deep', (title, layout, depth) => {
    const story = stories.find((other) => other.title === title)!;
    story.tell(new PassingCluster(folder, layout, depth).carry(...story.programs));
  });
});
