// Reads fixtures: from JSON text to what a run wants to know, or to what is wrong and where.
import type * as z from 'zod/mini';
import { accountSchema, fixtureSchema } from './config.js';
import type { Diagnostic } from './diagnostics.js';
import { diagnose } from './diagnostics.js';
import type { Fixture, FixtureAccount } from './fixture.js';
import type { Json } from './json.js';
import { jsonAt, parseJson, plainValue } from './json.js';
import type { Source, Span } from './source.js';
import { closest } from './suggest.js';

type FixtureJson = z.output<typeof fixtureSchema>;

/** Reads a fixture. Where there are diagnostics there is no fixture. */
export function readFixture(source: Source): { fixture?: Fixture; diagnostics: readonly Diagnostic[] } {
  const json = parseJson(source);
  if ('problem' in json)
    return { diagnostics: [diagnose('jsonSyntax', json.span, { problem: json.problem })] };
  const parsed = fixtureSchema.safeParse(plainValue(json));
  if (!parsed.success)
    return { diagnostics: parsed.error.issues.flatMap((issue) => diagnoseIssue(issue, json)) };
  const diagnostics = contradictions(parsed.data, json);
  return diagnostics.length > 0 ? { diagnostics } : { fixture: fixtureOf(parsed.data), diagnostics };
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

function accountOf(written: FixtureJson['accounts'][number]): FixtureAccount {
  const { pubkey, lamports, owner, data, executable = false, signer = false, writable = false } = written;
  return { pubkey, lamports, owner, data: data ?? new Uint8Array(0), executable, signer, writable };
}

/** The path as JavaScript writes it: `accounts[0].data`. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? 'the fixture' : text.replace(/^\./, '');
}

const knownKeys = {
  fixture: Object.keys(fixtureSchema.def.shape),
  account: Object.keys(accountSchema.def.shape),
};

function diagnoseIssue(issue: z.core.$ZodIssue, json: Json): Diagnostic[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, issue.path, json));
  const { nearest, found } = jsonAt(json, issue.path);
  const path = pathText(issue.path);
  if (!found)
    return [diagnose('configMissing', firstCharacter(nearest.span), { path, wanted: issue.message })];
  return [diagnose('configValue', nearest.span, { path, problem: issue.message })];
}

function unknownKey(key: string, path: readonly PropertyKey[], json: Json): Diagnostic {
  const holder = jsonAt(json, path).nearest;
  const span =
    holder.kind === 'object' ? holder.entries.find((entry) => entry.key === key)?.keySpan : holder.span;
  const known = path.length === 0 ? knownKeys.fixture : knownKeys.account;
  const near = closest(key, known);
  const suggestion = near === undefined ? `the keys are ${known.join(', ')}` : `did you mean \`${near}\`?`;
  return diagnose('configUnknownKey', span, { key, path: pathText(path), suggestion });
}

/** A missing key is shown at the bracket that opens what should hold it. */
function firstCharacter(span: Span): Span {
  return { ...span, end: Math.min(span.start + 1, span.end) };
}

/** An account that comes twice is one account, so both mentions must tell the same of it. */
function contradictions({ accounts }: FixtureJson, json: Json): Diagnostic[] {
  const held = accounts.map(accountOf);
  return held.flatMap((mention, index) => {
    const first = held.findIndex(({ pubkey }) => pubkey === mention.pubkey);
    const key = differingKey(held[first]!, mention);
    if (key === undefined) return [];
    const span = jsonAt(json, ['accounts', index, key]).nearest.span;
    return [
      diagnose('configContradiction', span, {
        path: `accounts[${index}].${key}`,
        first: `accounts[${first}]`,
      }),
    ];
  });
}

function differingKey(first: FixtureAccount, again: FixtureAccount): keyof FixtureAccount | undefined {
  const keys = ['lamports', 'owner', 'executable'] as const;
  const differing = keys.find((key) => first[key] !== again[key]);
  if (differing !== undefined) return differing;
  const same =
    first.data.length === again.data.length && first.data.every((byte, at) => byte === again.data[at]);
  return same ? undefined : 'data';
}
