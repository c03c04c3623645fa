// The standard library: what the example of each form says holds in all ways and in litesvm.
import { describe, expect, it } from 'vitest';
import { defaultProgramId } from '../grammar/fixture.js';
import { families } from '../stdlib/index.js';
import { exampleFixture } from './fixture-file.js';
import { runAllWays, shownValue } from './ways.js';

const bare = { programId: defaultProgramId, accounts: [], data: new Uint8Array(0) };

/** `program ; => value` or `program ; => error: text`. */
const claim = /^(.*) ; => (error: )?(.*)$/;

for (const { title, forms } of families) {
  describe(title, () => {
    for (const { kind, name, example, fixture } of forms) {
      const request = fixture === undefined ? bare : exampleFixture(fixture);
      for (const line of example?.split('\n') ?? []) {
        it(line, () => {
          const [, text, isError, wanted] = claim.exec(line) ?? [];
          const run = runAllWays({ name, text: text! }, request, {}, kind === 'library' ? 'few' : 'all');
          const { status, error } = run.outcome;
          const found = status === 'ok' ? shownValue(run) : (error?.message ?? '');
          expect({ status, found }).toEqual({ status: isError ? 'error' : 'ok', found: wanted });
        });
      }
    }
  });
}
