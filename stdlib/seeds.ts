// Seeds: the byte strings that program addresses are derived from, as operands of forms.
import { bytesOf, isSelfContained } from '../grammar/layout.js';
import { bytes, pubkey, sameType, string, u64, type Type } from '../grammar/signature.js';
import type { Syntax } from '../grammar/syntax.js';
import { maximumSeedLength, maximumSeeds } from '../runtime/bank/program-address.js';
import type { FlowBuilder } from './builder.js';
import type { Bytes } from './cpi.js';
import { writeSlices } from './cpi.js';
import type { Checker, Draft, FunctionForm, Operand } from './form.js';
import { prune, settle, unify } from './inferred.js';
import { storeTyped } from './memory.js';
import { checkInteger, checkWord } from './shapes.js';

interface Row {
  readonly name: string;
  readonly signature: string;
}

const utf8 = new TextEncoder();

function malformed(checker: Checker, at: Syntax, row: Row, problem: string): undefined {
  checker.diagnostics.report('malformedForm', at.span, {
    form: row.name,
    problem,
    signature: row.signature,
  });
}

/** Whether a value of the type is an address and a length of bytes. */
function isBytes(type: Type): boolean {
  return type.kind === 'string' || sameType(type, bytes);
}

/**
 * An operand that is a seed: the bytes of a string or of `bytes`, 32 of a pubkey, an integer in as many bytes as its
 * type has (eight for a literal), a bool in one, the address of an account; or `[address length]`.
 */
export function checkSeed(checker: Checker, operand: Syntax, row: Row): Draft {
  if (operand.kind === 'array') {
    const [address, length, ...more] = operand.items;
    if (!address || !length || more.length > 0) {
      malformed(checker, operand, row, 'a seed in memory is written `[address length]`');
      return checker.wrong(operand.span);
    }
    const drafts = [
      checkWord(checker, address, 'the address of a seed'),
      checkInteger(checker, length, 'the length of a seed'),
    ];
    return { kind: 'apply', form: 'string-at', arguments: drafts, type: string, span: operand.span };
  }
  const draft = checker.expression(operand);
  const type = prune(draft.type);
  if (type.kind === 'account')
    return { kind: 'apply', form: 'key', arguments: [draft], type: pubkey, span: operand.span };
  if (type.kind === 'hole') unify(type, u64);
  else if (type.kind !== 'never' && !isBytes(settle(type)) && !isSelfContained(settle(type))) {
    return checker.expect(draft, string, 'a seed');
  }
  if (draft.kind === 'string' && utf8.encode(draft.value).length > maximumSeedLength) {
    malformed(checker, operand, row, `a seed has at most ${maximumSeedLength} bytes`);
    return checker.wrong(operand.span);
  }
  return draft;
}

/** Operands that are seeds; a bump is one more. Undefined after reporting that there are too many. */
export function checkSeeds(
  checker: Checker,
  operands: readonly Syntax[],
  row: Row,
  { withoutBump = false } = {},
): Draft[] | undefined {
  const limit = withoutBump ? maximumSeeds - 1 : maximumSeeds;
  const beyond = operands[limit];
  if (beyond) return malformed(checker, beyond, row, `there are at most ${limit} seeds`);
  return operands.map((operand) => checkSeed(checker, operand, row));
}

/** The operand `[seed ...]`; undefined after reporting what is wrong. */
export function checkSeedList(
  checker: Checker,
  operand: Syntax,
  row: Row,
  options?: { readonly withoutBump?: boolean },
): Draft[] | undefined {
  if (operand.kind === 'array') return checkSeeds(checker, operand.items, row, options);
  return malformed(checker, operand, row, 'the seeds are written `[seed ...]`');
}

/** The seeds of one signer, as an expression of Core: its value is the table of their addresses and lengths. */
export const signerSeeds: FunctionForm = {
  kind: 'function',
  name: 'signer-seeds',
  signature: '(signer-seeds seed ...)',
  doc: 'The seeds of one program derived address that signs.',
  check: (form, checker) => checker.wrong(form.span),
  lower: ({ builder, operands }) => writeSeeds(builder, operands),
};

/** The operand `[[seed ...] ...]`, one inner array for each signer; undefined after reporting what is wrong. */
export function checkSigners(checker: Checker, operand: Syntax, row: Row): Draft[] | undefined {
  if (operand.kind !== 'array') {
    return malformed(checker, operand, row, 'the signers are written `[[seed ...] ...]`');
  }
  const signers = operand.items.map((item): Draft | undefined => {
    const seeds = checkSeedList(checker, item, row);
    return (
      seeds && { kind: 'apply', form: signerSeeds.name, arguments: seeds, type: string, span: item.span }
    );
  });
  return signers.every((signer) => signer !== undefined) ? signers : undefined;
}

/** Those of the operands that are signers, as tables of seeds. */
export function signersOf(operands: readonly Operand[]): readonly Bytes[] {
  return operands
    .filter(({ source }) => source.kind === 'apply' && source.form === signerSeeds.name)
    .map(({ values }) => [values[0]!, values[1]!]);
}

/** The bytes of a seed, if they are known when the program is compiled. */
export function literalSeed({ source, type }: Operand): Uint8Array | undefined {
  switch (source.kind) {
    case 'string':
      return utf8.encode(source.value);
    case 'pubkey':
      return source.bytes;
    case 'boolean':
      return Uint8Array.of(source.value ? 1 : 0);
    case 'integer': {
      const size = bytesOf(type);
      return Uint8Array.from({ length: size }, (_, at) => Number((source.value >> BigInt(8 * at)) & 0xffn));
    }
    default:
      return undefined;
  }
}

/** The seeds with neighbours joined that are known and fit one seed together: the address is the same. */
function joinLiterals(operands: readonly Operand[]): readonly (Operand | Uint8Array)[] {
  const joined: (Operand | Uint8Array)[] = [];
  for (const operand of operands) {
    const known = literalSeed(operand);
    const before = joined.at(-1);
    if (known && before instanceof Uint8Array && before.length + known.length <= maximumSeedLength) {
      joined[joined.length - 1] = Uint8Array.of(...before, ...known);
    } else joined.push(known ?? operand);
  }
  return joined;
}

function seedBytes(b: FlowBuilder, seed: Operand | Uint8Array): Bytes {
  if (seed instanceof Uint8Array) return [b.address(seed), b.constant(seed.length)];
  const { type, values } = seed;
  if (isBytes(type)) return [values[0]!, values[1]!];
  const size = bytesOf(type);
  if (type.kind === 'pubkey') return [values[0]!, b.constant(size)];
  const place = b.slot(size);
  storeTyped(b, type, place, 0, values);
  return [place, b.constant(size)];
}

/** Where the seeds lie; known neighbours are one. */
export function seedSlices(b: FlowBuilder, operands: readonly Operand[]): readonly Bytes[] {
  return joinLiterals(operands).map((seed) => seedBytes(b, seed));
}

/** Leaves the table of the seeds in the frame. */
export function writeSeeds(b: FlowBuilder, operands: readonly Operand[]): Bytes {
  return writeSlices(b, seedSlices(b, operands));
}
