// Fixture issues: what schemas object to in a fixture, as messages about places of its text.
import type * as z from 'zod/mini';
import type { Diagnostic } from './diagnostics.js';
import { diagnose } from './diagnostics.js';
import type { FixtureAccount } from './fixture.js';
import type { Json } from './json.js';
import { jsonAt, parseJson, plainValue } from './json.js';
import type { Source, Span } from './source.js';
import { closest } from './suggest.js';

/** The keys that the object at a path may have. */
export type KnownKeys = (path: readonly PropertyKey[]) => readonly string[];

/** What the schema makes of the text, with the text's places; or what is wrong with it. */
export function parseWith<Schema extends z.ZodMiniType>(
  source: Source,
  schema: Schema,
  knownKeys: KnownKeys,
): { readonly value: z.output<Schema>; readonly json: Json } | { readonly diagnostics: Diagnostic[] } {
  const json = parseJson(source);
  if ('problem' in json)
    return { diagnostics: [diagnose('jsonSyntax', json.span, { problem: json.problem })] };
  const parsed = schema.safeParse(plainValue(json));
  if (parsed.success) return { value: parsed.data, json };
  return { diagnostics: parsed.error.issues.flatMap((issue) => diagnoseIssue(issue, json, knownKeys)) };
}

/** The path as JavaScript writes it: `accounts[0].data`. */
export function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? 'the fixture' : text.replace(/^\./, '');
}

function diagnoseIssue(issue: z.core.$ZodIssue, json: Json, knownKeys: KnownKeys): Diagnostic[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, issue.path, json, knownKeys));
  const { nearest, found } = jsonAt(json, issue.path);
  const meant = issue.code === 'invalid_union' && found ? meantForm(issue, nearest) : undefined;
  if (meant !== undefined)
    return meant.flatMap((inner) =>
      diagnoseIssue({ ...inner, path: [...issue.path, ...inner.path] }, json, knownKeys),
    );
  const path = pathText(issue.path);
  if (!found)
    return [diagnose('configMissing', firstCharacter(nearest.span), { path, wanted: issue.message })];
  return [diagnose('configValue', nearest.span, { path, problem: issue.message })];
}

/** What is wrong inside an object, where the other form is a text: the object was meant as one. */
function meantForm(
  { errors }: z.core.$ZodIssueInvalidUnion,
  written: Json,
): readonly z.core.$ZodIssue[] | undefined {
  const [, inside] = errors;
  const isMeant = errors.length === 2 && written.kind === 'object';
  const isInside = inside?.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys');
  return isMeant && isInside === true ? inside : undefined;
}

function unknownKey(key: string, path: readonly PropertyKey[], json: Json, knownKeys: KnownKeys): Diagnostic {
  const holder = jsonAt(json, path).nearest;
  const span =
    holder.kind === 'object' ? holder.entries.find((entry) => entry.key === key)?.keySpan : holder.span;
  const known = knownKeys(path);
  const near = closest(key, known);
  const suggestion = near === undefined ? `the keys are ${known.join(', ')}` : `did you mean \`${near}\`?`;
  return diagnose('configUnknownKey', span, { key, path: pathText(path), suggestion });
}

/** A missing key is shown at the bracket that opens what should hold it. */
function firstCharacter(span: Span): Span {
  return { ...span, end: Math.min(span.start + 1, span.end) };
}

/** An account that comes twice is one account, so both mentions must tell the same of it. */
export function contradictions(held: readonly FixtureAccount[], json: Json): Diagnostic[] {
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
