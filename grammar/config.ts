// Config: the JSON that people write and read, as zod schemas. Import it only where used: zod takes time to start.
import { base58, base64 } from '@scure/base';
import * as z from 'zod/mini';
import { decodeAddress } from './base58.js';

const addressWanted = 'must be an address, the base58 of 32 bytes';
const address = z.string(addressWanted).check(
  z.refine((text) => decodeAddress(text) !== undefined, addressWanted),
  z.describe('An address: the base58 of 32 bytes.'),
);

const flag = (doc: string) => z.optional(z.boolean('must be true or false').check(z.describe(doc)));

/** A whole number in a range, as a number or, since JSON readers lose digits beyond 2^53, as decimal digits. */
function integer(minimum: bigint, maximum: bigint, doc: string) {
  const wanted = `must be a whole number from ${minimum} to ${maximum}, or its decimal digits in quotes`;
  return z
    .pipe(
      z.union([z.int(), z.string().check(z.regex(/^-?\d+$/, wanted))], wanted),
      z.transform((value: number | string, context) => {
        const whole = BigInt(value);
        if (whole >= minimum && whole <= maximum) return whole;
        context.issues.push({ code: 'custom', message: wanted, input: value });
        return z.NEVER;
      }),
    )
    .check(z.describe(doc));
}

const u64 = (doc: string) => integer(0n, (1n << 64n) - 1n, doc);
const i64 = (doc: string) => integer(-(1n << 63n), (1n << 63n) - 1n, doc);

function decoded(text: string, decode: (text: string) => Uint8Array): Uint8Array | undefined {
  try {
    return decode(text);
  } catch {
    return undefined;
  }
}

/** The ways to write bytes: what they are called, how they are read, and what a text must be. */
const encodings = {
  hex: {
    decode: (text: string) => (/^(?:0x)?(?:[0-9a-fA-F]{2})*$/.test(text) ? hexBytes(text) : undefined),
    wanted: 'must be hexadecimal digits, two for each byte',
  },
  base64: {
    decode: (text: string) => decoded(text, (it) => base64.decode(it)),
    wanted: 'must be base64, padded with =',
  },
  base58: { decode: (text: string) => decoded(text, (it) => base58.decode(it)), wanted: 'must be base58' },
  utf8: {
    decode: (text: string) => (/\p{Surrogate}/u.test(text) ? undefined : new TextEncoder().encode(text)),
    wanted: 'must be text that UTF-8 can write: half a surrogate pair stands in it',
  },
} as const;

type Encoding = keyof typeof encodings;

function hexBytes(text: string): Uint8Array {
  const digits = text.replace(/^0x/, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  );
}

type WrittenBytes = string | { base64: string } | { base58: string } | { utf8: string };

const bytes = z
  .pipe(
    z.union(
      [
        z.string(),
        z.strictObject({ base64: z.string() }),
        z.strictObject({ base58: z.string() }),
        z.strictObject({ utf8: z.string() }),
      ],
      'must be hexadecimal digits, or an object with one of "base64", "base58" and "utf8"',
    ),
    z.transform((written: WrittenBytes, context) => {
      const [encoding, text] =
        typeof written === 'string' ? ['hex', written] : (Object.entries(written)[0] as [Encoding, string]);
      const { decode, wanted } = encodings[encoding as Encoding];
      const value = decode(text);
      if (value !== undefined) return value;
      const path = typeof written === 'string' ? [] : [encoding];
      context.issues.push({ code: 'custom', message: wanted, input: text, path });
      return z.NEVER;
    }),
  )
  .check(z.describe('Bytes: hexadecimal digits, or an object with one of base64, base58 and utf8.'));

export const accountSchema = z.strictObject(
  {
    pubkey: address,
    lamports: u64('The balance. An account without lamports does not exist.'),
    owner: address,
    data: z.optional(bytes),
    executable: flag('Whether it is a program.'),
    signer: flag('Whether it signed the transaction.'),
    writable: flag('Whether the instruction may change it.'),
  },
  'must be an object: an account',
);

const mostUnits = Number.MAX_SAFE_INTEGER;
const budgetWanted = `must be a whole number from 0 to ${mostUnits}`;

/** The surroundings of a run. */
export const fixtureSchema = z.strictObject(
  {
    programId: z.optional(address),
    accounts: z
      .array(accountSchema, 'must be an array of accounts')
      .check(z.describe('The accounts of the instruction, in order; one may come twice.')),
    data: z.optional(bytes),
    budget: z.optional(
      z
        .int(budgetWanted)
        .check(z.minimum(0, budgetWanted), z.describe('Compute units the instruction may use.')),
    ),
    slot: z.optional(u64('The slot of the clock.')),
    unixTimestamp: z.optional(i64('The time of the clock, in seconds.')),
  },
  'must be an object, as the README shows it',
);

const fileWanted = 'must be the name of a file';
const file = z.string(fileWanted).check(
  z.refine((text) => text !== '' && text !== '-', fileWanted),
  z.describe('An OVSM source or a compiled program; the name is relative to the fixture.'),
);

const mentionWanted = 'must be an address, or an object with a `pubkey`';

export const mentionSchema = z.strictObject(
  {
    pubkey: address,
    signer: flag('Whether it signed the transaction; absent: as the account of the fixture says.'),
    writable: flag('Whether the instruction may change it; absent: as the account of the fixture says.'),
  },
  mentionWanted,
);

/** What the lengths in a transaction can tell, and the indices of accounts. */
const limits = { instructions: 64, accounts: 255, data: 0xffff } as const;

const dataWanted = `must be at most ${limits.data} bytes`;

export const instructionSchema = z.strictObject(
  {
    programId: z.optional(address),
    program: z.optional(file),
    accounts: z.optional(
      z
        .array(z.union([address, mentionSchema], mentionWanted), 'must be an array of addresses')
        .check(
          z.maxLength(limits.accounts, `must name at most ${limits.accounts} accounts`),
          z.describe('The accounts of the instruction, in order; one may come twice.'),
        ),
    ),
    data: z.optional(bytes.check(z.refine((data) => data.length <= limits.data, dataWanted))),
  },
  'must be an object: an instruction',
);

export const programSchema = z.strictObject(
  { programId: address, file },
  'must be an object: a program with its address and its file',
);

/** A transaction and its surroundings. */
export const transactionFixtureSchema = z.strictObject(
  {
    programId: z.optional(address),
    payer: z.optional(address),
    instructions: z
      .array(instructionSchema, 'must be an array of instructions')
      .check(
        z.minLength(1, 'must hold an instruction'),
        z.maxLength(limits.instructions, `must hold at most ${limits.instructions} instructions`),
        z.describe('The instructions of the transaction, in order.'),
      ),
    programs: z.optional(
      z
        .array(programSchema, 'must be an array of programs')
        .check(z.describe('Programs that instructions run or that programs invoke.')),
    ),
    accounts: z.optional(
      z
        .array(accountSchema, 'must be an array of accounts')
        .check(z.describe('The accounts that exist before the transaction.')),
    ),
    budget: z.optional(
      z
        .int(budgetWanted)
        .check(
          z.minimum(0, budgetWanted),
          z.describe('Compute units the transaction may use; absent: what its instructions ask for.'),
        ),
    ),
    slot: z.optional(u64('The slot of the clock.')),
    unixTimestamp: z.optional(i64('The time of the clock, in seconds.')),
  },
  'must be an object, as the README shows it',
);

/** Beyond 2^53 decimal digits in quotes. */
const outputInteger = z.union([z.int(), z.string().check(z.regex(/^-?\d+$/))]);
const outputPlace = z.strictObject({ line: z.int(), column: z.int(), offset: z.int() });

/** Units with those of the instructions it invoked. */
const outputInstruction = z.strictObject({
  programId: z.string(),
  units: z.int(),
  error: z.optional(z.string()),
  get inner() {
    return z.array(outputInstruction);
  },
});

/** The object that a run prints for other programs. */
export const runOutputSchema = z.strictObject({
  status: z.enum(['ok', 'error']),
  value: z.optional(z.unknown()).check(z.describe('The value of a script.')),
  type: z.optional(z.string()).check(z.describe('The type of the value.')),
  exitCode: z
    .nullable(outputInteger)
    .check(z.describe('r0; null if the program did not return, and for a transaction.')),
  error: z.optional(
    z.strictObject({
      code: z.string(),
      message: z.string(),
      instruction: z
        .optional(z.int())
        .check(z.describe('Which instruction of a transaction failed, from 0.')),
      span: z.optional(z.strictObject({ file: z.string(), start: outputPlace, end: outputPlace })),
    }),
  ),
  units: z.int(),
  fee: z.optional(outputInteger).check(z.describe('Lamports that the payer of a transaction paid.')),
  logs: z.array(z.string()),
  instructions: z
    .optional(z.array(outputInstruction))
    .check(z.describe('Those of a transaction that were started.')),
  returnData: z.optional(z.string()).check(z.describe('Base64.')),
  accounts: z.array(
    z.strictObject({
      pubkey: z.string(),
      lamports: outputInteger,
      owner: z.string(),
      data: z.string().check(z.describe('Hexadecimal.')),
    }),
  ),
});
