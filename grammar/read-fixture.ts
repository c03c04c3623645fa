// Reads fixtures: from JSON text to what a run wants to know, or to what is wrong and where.
import type * as z from 'zod/mini';
import { accountSchema, fixtureSchema } from './config.js';
import type { Diagnostic } from './diagnostics.js';
import type { Fixture, FixtureAccount } from './fixture.js';
import { contradictions, parseWith } from './fixture-issues.js';
import type { Source } from './source.js';

type FixtureJson = z.output<typeof fixtureSchema>;

const knownKeys = {
  fixture: Object.keys(fixtureSchema.def.shape),
  account: Object.keys(accountSchema.def.shape),
};

/** Reads a fixture of one instruction. Where there are diagnostics there is no fixture. */
export function readFixture(source: Source): { fixture?: Fixture; diagnostics: readonly Diagnostic[] } {
  const parsed = parseWith(source, fixtureSchema, ({ length }) =>
    length === 0 ? knownKeys.fixture : knownKeys.account,
  );
  if ('diagnostics' in parsed) return parsed;
  const fixture = fixtureOf(parsed.value);
  const diagnostics = contradictions(fixture.accounts, parsed.json);
  return diagnostics.length > 0 ? { diagnostics } : { fixture, diagnostics };
}

function fixtureOf({ programId, accounts, data, budget, slot, unixTimestamp }: FixtureJson): Fixture {
  return {
    ...(programId !== undefined && { programId }),
    accounts: accounts.map(accountOf),
    data: data ?? new Uint8Array(0),
    ...(budget !== undefined && { budget }),
    ...(slot !== undefined && { slot }),
    ...(unixTimestamp !== undefined && { unixTimestamp }),
  };
}

export function accountOf(written: z.output<typeof accountSchema>): FixtureAccount {
  const { pubkey, lamports, owner, data, executable = false, signer = false, writable = false } = written;
  return { pubkey, lamports, owner, data: data ?? new Uint8Array(0), executable, signer, writable };
}
