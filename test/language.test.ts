// The language page: every program in it gives what its comment says, in all ways and in litesvm.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultProgramId } from '../grammar/fixture.js';
import type { FileText } from '../grammar/source.js';
import { exampleFixture } from './fixture-file.js';
import { runAllWays, shownValue } from './ways.js';

const page = readFileSync(new URL('../grammar/LANGUAGE.md', import.meta.url), 'utf8');
const request = { programId: defaultProgramId, accounts: [], data: new Uint8Array(0) };

interface Claim {
  readonly text: string;
  readonly kind: string;
  readonly wanted: string;
}

/**
 * The programs of a block: each ends with the comment that says what it gives, and may begin with one that names the
 * accounts it runs with.
 */
function claimsOf(block: string): Claim[] {
  return [...block.matchAll(/([^]*?); (=>|error:) (.*)\n/g)].map(([, text, kind, wanted]) => ({
    text: text!,
    kind: kind!,
    wanted: wanted!,
  }));
}

/** The files that programs of the page import: blocks whose first line names them. */
const files = new Map(
  [...page.matchAll(/```(?:ovsm|json) (\S+)\n([^]*?)```/g)].map(([, name, text]) => [name!, text!]),
);

const readFile = (path: string): FileText => {
  const text = files.get(path);
  return text === undefined ? { problem: 'the page has no such file', hint: 'name a block' } : { text };
};

for (const section of page.split(/^## /m).slice(1)) {
  const title = section.slice(0, section.indexOf('\n'));
  const blocks = [...section.matchAll(/```ovsm\n([^]*?)```/g)].map(([, block]) => block!);
  if (blocks.length === 0) continue;
  describe(title, () => {
    it.each(blocks.flatMap(claimsOf))('$text', ({ text, kind, wanted }) => {
      const fixture = /^; fixture: (\S+)\n/.exec(text)?.[1];
      const given = fixture === undefined ? request : exampleFixture(fixture);
      const run = runAllWays({ name: 'LANGUAGE.md', text }, given, { readFile });
      const { status, error } = run.outcome;
      const found = status === 'ok' ? shownValue(run) : (error?.message ?? '');
      expect({ status, found }).toEqual({ status: kind === '=>' ? 'ok' : 'error', found: wanted });
    });
  });
}
