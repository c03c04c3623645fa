// Reads fixtures of transactions: from JSON text to instructions, programs and accounts, or to what is wrong and where.
import type * as z from 'zod/mini';
import {
  accountSchema,
  instructionSchema,
  mentionSchema,
  programSchema,
  transactionFixtureSchema,
} from './config.js';
import type { Diagnostic } from './diagnostics.js';
import { diagnose } from './diagnostics.js';
import type { AccountMention, FixtureAccount, FixtureProgram, TransactionFixture } from './fixture.js';
import { defaultPayer, defaultProgramId } from './fixture.js';
import { contradictions, parseWith, pathText } from './fixture-issues.js';
import type { Json } from './json.js';
import { jsonAt, parseJson } from './json.js';
import { accountOf } from './read-fixture.js';
import type { Source } from './source.js';

type FixtureJson = z.output<typeof transactionFixtureSchema>;
type MentionJson = NonNullable<FixtureJson['instructions'][number]['accounts']>[number];

/** Whether the text is a fixture of a transaction: an object with `instructions`. */
export function isTransactionFixture(source: Source): boolean {
  const json = parseJson(source);
  return 'kind' in json && json.kind === 'object' && json.entries.some(({ key }) => key === 'instructions');
}

function knownKeys([list, , inner]: readonly PropertyKey[]): readonly string[] {
  const schemas = { accounts: accountSchema, programs: programSchema, instructions: instructionSchema };
  const schema =
    list === undefined
      ? transactionFixtureSchema
      : inner === 'accounts'
        ? mentionSchema
        : schemas[list as keyof typeof schemas];
  return Object.keys(schema.def.shape);
}

/** Reads a fixture of a transaction. Where there are diagnostics there is no fixture. */
export function readTransactionFixture(source: Source): {
  fixture?: TransactionFixture;
  diagnostics: readonly Diagnostic[];
} {
  const parsed = parseWith(source, transactionFixtureSchema, knownKeys);
  if ('diagnostics' in parsed) return parsed;
  const { value, json } = parsed;
  const accounts = (value.accounts ?? []).map(accountOf);
  const { programs, clashes } = placePrograms(value, accounts, json);
  const fixture = fixtureOf(value, accounts, programs);
  const diagnostics = [...contradictions(accounts, json), ...clashes, ...excess(fixture, json)];
  return diagnostics.length > 0 ? { diagnostics } : { fixture, diagnostics };
}

function fixtureOf(
  { programId = defaultProgramId, payer, instructions, budget, slot, unixTimestamp }: FixtureJson,
  accounts: readonly FixtureAccount[],
  programs: readonly FixtureProgram[],
): TransactionFixture {
  return {
    programId,
    ...(payer !== undefined && { payer }),
    instructions: instructions.map((instruction) => ({
      programId: instruction.programId ?? programId,
      accounts: (instruction.accounts ?? []).map((mention) => mentionOf(mention, accounts)),
      data: instruction.data ?? new Uint8Array(0),
    })),
    programs,
    accounts,
    ...(budget !== undefined && { budget }),
    ...(slot !== undefined && { slot }),
    ...(unixTimestamp !== undefined && { unixTimestamp }),
  };
}

/** Rights that the mention leaves open are those of the account. */
function mentionOf(written: MentionJson, accounts: readonly FixtureAccount[]): AccountMention {
  const { pubkey, signer, writable } =
    typeof written === 'string' ? { pubkey: written, signer: undefined, writable: undefined } : written;
  const own = accounts.filter((account) => account.pubkey === pubkey);
  return {
    pubkey,
    signer: signer ?? own.some((account) => account.signer),
    writable: writable ?? own.some((account) => account.writable),
  };
}

/** The programs in files, by address; what would lie where something else is, is refused. */
function placePrograms(
  { programId: ownId = defaultProgramId, instructions, programs = [] }: FixtureJson,
  accounts: readonly FixtureAccount[],
  json: Json,
): { readonly programs: readonly FixtureProgram[]; readonly clashes: readonly Diagnostic[] } {
  const named = [
    ...programs.map(({ programId, file }, index) => ({ programId, file, path: ['programs', index, 'file'] })),
    ...instructions.flatMap(({ programId = ownId, program }, index) =>
      program === undefined ? [] : [{ programId, file: program, path: ['instructions', index, 'program'] }],
    ),
  ];
  const placed = new Map<string, FixtureProgram>();
  const clashes: Diagnostic[] = [];
  for (const { programId, file, path } of named) {
    const { span } = jsonAt(json, path).nearest;
    const holder = accounts.findIndex(({ pubkey, lamports }) => pubkey === programId && lamports > 0n);
    const earlier = placed.get(programId);
    const refuse = (first: string, suggestion: string): void => {
      const blanks = { path: pathText(path), file, programId, first, suggestion };
      clashes.push(diagnose('programAddressTaken', span, blanks));
    };
    if (holder >= 0)
      refuse(`accounts[${holder}]`, 'leave the account out: the program makes one at its address');
    else if (earlier !== undefined && earlier.file !== file)
      refuse(`\`${earlier.file}\``, 'give each program a `programId` of its own');
    else placed.set(programId, { programId, file, span });
  }
  return { programs: [...placed.values()], clashes };
}

/** Addresses are told by indices of a byte. */
const maximumAddresses = 256;

function excess({ payer = defaultPayer, instructions }: TransactionFixture, json: Json): Diagnostic[] {
  const addresses = new Set([
    payer,
    ...instructions.flatMap(({ programId, accounts }) => [
      programId,
      ...accounts.map(({ pubkey }) => pubkey),
    ]),
  ]);
  if (addresses.size <= maximumAddresses) return [];
  const { span } = jsonAt(json, ['instructions']).nearest;
  return [diagnose('tooManyAddresses', span, { count: addresses.size })];
}
