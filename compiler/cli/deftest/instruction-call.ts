// Calls of an instruction by its name: data and accounts as the program declares them.
import { encodeBase58 } from '../../../grammar/base58.js';
import { diagnose } from '../../../grammar/diagnostics.js';
import type { AccountMention } from '../../../grammar/fixture.js';
import type {
  InterfaceAccount,
  InterfaceInstruction,
  InterfaceSeed,
  ProgramInterface,
} from '../../../grammar/program-interface.js';
import { typeName, type Type } from '../../../grammar/signature.js';
import { closest } from '../../../grammar/suggest.js';
import type { Syntax, SymbolSyntax } from '../../../grammar/syntax.js';
import { addressBytes } from '../../../runtime/bank/account.js';
import { findProgramAddress } from '../../../runtime/bank/program-address.js';
import { mention, unknownAccount } from './mention.js';
import type { OperandReader } from './operands.js';
import type { TestRun } from './run-test.js';

/** The instruction of a program that a call names; undefined after a message. */
export function instructionNamed(
  name: Syntax,
  program: ProgramInterface | undefined,
  reader: OperandReader,
): InterfaceInstruction | undefined {
  const instructions = program?.instructions ?? [];
  const wanted = name.kind === 'symbol' ? name.name : undefined;
  const found = instructions.find((instruction) => instruction.name === wanted);
  if (found || wanted === undefined)
    return found ?? reader.wrong(name, 'the instruction', 'a name', 'something else');
  const names = instructions.map((instruction) => instruction.name);
  const near = closest(wanted, names);
  const others = names.length === 0 ? 'a script is called without a name' : `there are ${names.join(', ')}`;
  const suggestion = near === undefined ? others : `did you mean \`${near}\`?`;
  reader.diagnostics.push(diagnose('unknownInstruction', name.span, { name: wanted, suggestion }));
  return undefined;
}

/** Operands for names, as a list in the order of the names or as a record; undefined where there is none for a name. */
function assigned(
  given: Syntax | true | undefined,
  names: readonly string[],
  key: string,
  at: Syntax,
  reader: OperandReader,
): { readonly operands: readonly (Syntax | undefined)[]; readonly rest: readonly Syntax[] } {
  const nothing = { operands: names.map(() => undefined), rest: [] };
  if (given === undefined) return nothing;
  if (given !== true && (given.kind === 'list' || given.kind === 'array'))
    return { operands: names.map((_, index) => given.items[index]), rest: given.items.slice(names.length) };
  if (given === true || given.kind !== 'record') {
    reader.wrong(at, key, 'a list or a record', 'something else');
    return nothing;
  }
  const nameOf = (entry: Syntax): string => (entry.kind === 'keyword' ? entry.name : '');
  for (const { key: entry } of given.entries) {
    if (names.includes(nameOf(entry))) continue;
    reader.wrong(entry, key, names.length === 0 ? 'empty' : `made of ${names.join(', ')}`, 'something else');
  }
  return {
    operands: names.map((name) => given.entries.find((entry) => nameOf(entry.key) === name)?.value),
    rest: [],
  };
}

/** Borsh of text begins with its length, which a text that is the whole of a value goes without. */
function inBorsh(bytes: Uint8Array, type: Type): Uint8Array {
  if (type.kind !== 'string') return bytes;
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length, true);
  return new Uint8Array(Buffer.concat([length, bytes]));
}

/** The arguments in Borsh, each by itself. */
export function argumentBytes(
  instruction: InterfaceInstruction,
  given: Syntax | true | undefined,
  at: Syntax,
  run: TestRun,
  reader: OperandReader,
): readonly Uint8Array[] {
  const names = instruction.arguments.map(({ name }) => name);
  const { operands, rest } = assigned(given, names, ':args', at, reader);
  if (rest[0]) reader.wrong(rest[0], ':args', `of ${names.length} values`, 'one too many');
  return instruction.arguments.map(({ name, type }, index) => {
    const operand = operands[index];
    if (operand === undefined) {
      reader.wrong(at, name, typeName(type), 'left out');
      return new Uint8Array();
    }
    const evaluated = run.evaluateAs(operand, typeName(type));
    reader.diagnostics.push(...evaluated.diagnostics);
    return inBorsh(evaluated.bytes ?? new Uint8Array(), type);
  });
}

/** The address that seeds give, as far as the accounts they name are known. */
function addressOfSeeds(
  seeds: readonly InterfaceSeed[],
  { arguments: declared }: InterfaceInstruction,
  values: readonly Uint8Array[],
  addressOf: (name: string) => string | undefined,
  programId: string,
): string | undefined {
  const parts = seeds.map((seed): Uint8Array | undefined => {
    if (seed.kind === 'constant') return seed.bytes;
    if (seed.kind === 'argument') {
      const index = declared.findIndex(({ name }) => name === seed.path);
      const value = values[index];
      // The seed is the text itself, without the length that Borsh puts before it.
      return declared[index]?.type.kind === 'string' ? value?.subarray(4) : value;
    }
    const address = seed.field === undefined ? addressOf(seed.account) : undefined;
    return address === undefined ? undefined : addressBytes(address);
  });
  if (parts.some((part) => part === undefined || part.length > 32)) return undefined;
  return encodeBase58(findProgramAddress(parts as Uint8Array[], addressBytes(programId)).address);
}

/** The accounts of an instruction: those a call names, and for the others what their declarations and names tell. */
export function accountMentions(
  instruction: InterfaceInstruction,
  given: Syntax | true | undefined,
  values: readonly Uint8Array[],
  at: Syntax,
  run: TestRun,
  reader: OperandReader,
): readonly AccountMention[] {
  const { world } = run;
  const names = instruction.accounts.map(({ name }) => name);
  const { operands, rest } = assigned(given, names, ':accounts', at, reader);
  const found = new Map<string, AccountMention>();
  const take = ({ name }: InterfaceAccount, mentioned: AccountMention | undefined): void => {
    if (mentioned) found.set(name, mentioned);
  };
  const addressOf = (name: string) => found.get(name)?.pubkey ?? world.addressNamed(name);
  const absent: AccountMention = { pubkey: world.programId, signer: false, writable: false };
  for (const [index, account] of instruction.accounts.entries()) {
    const operand = operands[index];
    const isNull = operand?.kind === 'literal' && operand.value === null;
    if (isNull && account.optional) take(account, absent);
    else if (operand) take(account, mention(operand, world, reader, account));
  }
  for (const account of instruction.accounts) {
    const { name, address, seeds, seedProgram, signer, writable, optional } = account;
    if (found.has(name)) continue;
    if (operands[instruction.accounts.indexOf(account)]) continue;
    const derivedBy = seedProgram ? encodeBase58(seedProgram) : world.programId;
    const pubkey =
      (address && encodeBase58(address)) ??
      world.addressNamed(name) ??
      (seeds && addressOfSeeds(seeds, instruction, values, addressOf, derivedBy));
    if (pubkey === undefined && optional) {
      take(account, absent);
      continue;
    }
    if (pubkey === undefined) {
      // Where seeds name an account that is not known, that one is told of.
      const isCaused = seeds?.some(
        (seed) => seed.kind === 'account' && addressOf(seed.account) === undefined,
      );
      if (isCaused) continue;
      const nameHere: SymbolSyntax = { kind: 'symbol', name, span: at.span };
      unknownAccount(nameHere, world, reader);
      continue;
    }
    world.name(name, pubkey);
    take(account, { pubkey, signer, writable });
  }
  const more = rest.map((item) => mention(item, world, reader));
  return [...names.map((name) => found.get(name)), ...more].filter((item) => item !== undefined);
}
