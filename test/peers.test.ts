// Programs beside their peers: each does what its fixtures say, here and in litesvm alike, and keeps its bars.
import { describe, expect, it } from 'vitest';
import { measureSource, type Measured } from './peers/measure.js';
import { allowedUnits } from './peers/numbers.js';
import { subjects } from './peers/subjects.js';
import { runBoth } from './ways.js';

/** Bars that no source reaches yet. The tests fail when one more is missed, and when one is reached. */
const unitsMissed: readonly string[] = [];
const bytesMissed: readonly string[] = [];
/** Instructions that no source is written for yet. */
const unwritten: readonly string[] = [];

const measured: Measured[] = [];
const nameOf = ({ program, instruction, checks }: Omit<Measured, 'style'>): string =>
  `${program} ${instruction} (${checks})`;

describe('every source does what its fixtures say', () => {
  for (const subject of subjects) {
    for (const source of subject.sources) {
      it(source.path, () => {
        measured.push(...measureSource(subject, source, runBoth));
      });
    }
  }
});

/** The best of all sources of one meaning. */
function best(
  pick: (row: Measured) => number,
): ReadonlyMap<string, { readonly row: Measured; readonly value: number }> {
  const found = new Map<string, { readonly row: Measured; readonly value: number }>();
  for (const row of measured) {
    const known = found.get(nameOf(row));
    const value = pick(row);
    if (!known || value < known.value) found.set(nameOf(row), { row, value });
  }
  return found;
}

describe('the best source', () => {
  it('takes no more units than allowed', () => {
    const over = [...best(({ units }) => units)].filter(([, { row, value }]) => value > row.allowedUnits);
    expect(over.map(([name]) => name).sort()).toEqual(unitsMissed);
  });

  it('takes fewer bytes than the smallest peer', () => {
    const over = [...best(({ bytes }) => bytes)].filter(
      ([, { row, value }]) => row.peerBytes !== undefined && value >= row.peerBytes,
    );
    expect(over.map(([name]) => name).sort()).toEqual(bytesMissed);
  });

  it('exists for every bar', () => {
    const written = new Set(measured.map(nameOf));
    const missing = allowedUnits
      .map(([program, instruction, checks]) => `${program} ${instruction} (${checks})`)
      .filter((name) => !written.has(name));
    expect(missing).toEqual(unwritten);
  });
});
