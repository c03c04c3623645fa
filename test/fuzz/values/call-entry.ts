// The reference for instructions: what their accounts must be, in the order of grammar/LANGUAGE.md, and their arguments.
import { frameworkErrorCode } from '../../../grammar/framework-errors.js';
import type { FrameworkErrorName } from '../../../grammar/framework-errors.js';
import type { InstructionAccount } from '../../../runtime/bank/account.js';
import { addressBytes, systemProgram } from '../../../runtime/bank/account.js';
import { Failure } from '../value.js';
import type { World } from '../world.js';
import { bitsOf } from '../term.js';
import { programId } from '../world.js';
import type { DeclaredAccount, Entry, Flag, Layout } from './entry.js';
import { firstError, hasFlag, instructionBytes, layoutBytes } from './entry.js';
import type { Node } from './node.js';
import type { Field, Type } from './types.js';
import { partsOf } from './types.js';
import type { Value } from './value.js';
import { borsh, fromBorsh } from './value.js';

/** An account while the instruction runs. */
export interface LiveAccount {
  readonly account: InstructionAccount;
  readonly declared: DeclaredAccount;
  /** The fields of its data; an account that is passed twice has them once. */
  readonly fields: Map<string, Value>;
}

/** What an instruction begins with. */
export interface Called {
  readonly accounts: ReadonlyMap<string, LiveAccount>;
  readonly arguments: readonly Value[];
}

export type Answer =
  | { readonly kind: 'called'; readonly called: Called }
  | { readonly kind: 'failed'; readonly code: bigint }
  /** Another instruction ran. */
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** What a discriminator takes. */
const discriminatorSize = 8;

const begins = (data: Uint8Array, bytes: Uint8Array): boolean =>
  Buffer.from(data.subarray(0, bytes.length)).equals(bytes);

function decodeAll(fields: readonly Field[], data: Uint8Array, start: number): readonly Value[] | undefined {
  const values: Value[] = [];
  let at = start;
  for (const { type } of fields) {
    const found = fromBorsh(type, data, at);
    if (!found) return undefined;
    values.push(found.value);
    at = found.end;
  }
  return values;
}

/** The bytes that values of a type take in the data of an account, where nothing has a length of its own. */
export function sizeOf(type: Type): number {
  const sum = (parts: readonly Type[]): number => parts.reduce((size, part) => size + sizeOf(part), 0);
  switch (type.kind) {
    case 'integer':
      return bitsOf(type.name) / 8;
    case 'decimal':
      return 8;
    case 'bool':
      return 1;
    case 'pubkey':
      return 32;
    case 'option':
      return 1 + sizeOf(type.value);
    case 'enum':
      return 1 + Math.max(...type.variants.map(({ fields }) => sum(fields.map((field) => field.type))));
    default:
      return sum(partsOf(type) ?? []);
  }
}

export const layoutSize = ({ fields }: Layout): number =>
  fields.reduce((size, { type }) => size + sizeOf(type), discriminatorSize);

/** The first thing that an account is not by itself. */
function wrongAlone(declared: DeclaredAccount, account: InstructionAccount): FrameworkErrorName | undefined {
  const { layout } = declared;
  const { data, owner } = account;
  if (layout) {
    if (owner !== programId) return 'AccountOwnedByWrongProgram';
    if (data.length !== layoutSize(layout)) return 'AccountDidNotDeserialize';
    if (!begins(data, layoutBytes(layout))) return 'AccountDiscriminatorMismatch';
  }
  if (hasFlag(declared, 'system') && owner !== systemProgram) return 'AccountNotSystemOwned';
  if (hasFlag(declared, 'empty') && data.length > 0) return 'ConstraintSpace';
  if (hasFlag(declared, 'signer') && !account.signer) return 'AccountNotSigner';
  if (hasFlag(declared, 'writable') && !account.writable) return 'ConstraintMut';
  return hasFlag(declared, 'executable') && !account.executable ? 'ConstraintExecutable' : undefined;
}

function wrongFlag(flag: Flag, live: LiveAccount, all: Called['accounts']): FrameworkErrorName | undefined {
  if (flag.name === 'address' && live.account.pubkey !== flag.key) return 'ConstraintAddress';
  if (flag.name !== 'has-one') return undefined;
  const stored = live.fields.get(flag.account) as { readonly bytes: Uint8Array };
  const wanted = addressBytes(all.get(flag.account)!.account.pubkey);
  return Buffer.compare(stored.bytes, wanted) === 0 ? undefined : 'ConstraintHasOne';
}

function liveAccounts(entry: Entry, given: readonly InstructionAccount[]): Called['accounts'] {
  const fields = new Map<string, Map<string, Value>>();
  return new Map(
    entry.accounts.map((declared, at) => {
      const account = given[at]!;
      const known = fields.get(account.pubkey);
      const own = known ?? new Map<string, Value>();
      if (declared.layout && own.size === 0) {
        const values = decodeAll(declared.layout.fields, account.data, discriminatorSize)!;
        declared.layout.fields.forEach(({ name }, index) => own.set(name, values[index]));
      }
      fields.set(account.pubkey, own);
      return [declared.name, { account, declared, fields: own }];
    }),
  );
}

/** What stands before the constraints: which instruction it is, its accounts and arguments. */
export function answerOf(entry: Entry, { accounts, data }: World): Answer {
  const failed = (error: FrameworkErrorName): Answer => ({
    kind: 'failed',
    code: BigInt(frameworkErrorCode(error)),
  });
  const other = entry.others.find((name) => begins(data, instructionBytes(name)));
  if (other !== undefined) return { kind: 'other', name: other };
  if (!begins(data, instructionBytes(entry.name))) return failed('InstructionFallbackNotFound');
  const values = decodeAll(entry.arguments, data, discriminatorSize);
  const error = wrongAccounts(entry, accounts);
  if (!values && error) return { kind: 'unknown', why: 'both arguments and accounts are wrong' };
  if (error === 'repeated') return { kind: 'unknown', why: 'an account is passed twice' };
  if (error) return failed(error);
  if (!values) return failed('InstructionDidNotDeserialize');
  return { kind: 'called', called: { accounts: liveAccounts(entry, accounts), arguments: values } };
}

function wrongAccounts(
  entry: Entry,
  accounts: readonly InstructionAccount[],
): FrameworkErrorName | 'repeated' | undefined {
  if (accounts.length < entry.accounts.length) return 'AccountNotEnoughKeys';
  const keys = new Set(accounts.map(({ pubkey }) => pubkey));
  if (keys.size < accounts.length) return 'repeated';
  for (const [at, declared] of entry.accounts.entries()) {
    const error = wrongAlone(declared, accounts[at]!);
    if (error) return error;
  }
  const live = liveAccounts(entry, accounts);
  for (const one of live.values()) {
    for (const flag of one.declared.flags) {
      const error = wrongFlag(flag, one, live);
      if (error) return error;
    }
  }
  return undefined;
}

/** Fails at the first constraint that does not hold. */
export function demandConstraints(entry: Entry, holds: (test: Node) => boolean): void {
  for (const { flags } of entry.accounts) {
    for (const flag of flags) {
      if (flag.name !== 'constraint' || holds(flag.test)) continue;
      const { error } = flag;
      throw new Failure(
        error === undefined ? BigInt(frameworkErrorCode('ConstraintRaw')) : firstError + BigInt(error),
      );
    }
  }
}

/** The data that an account has in the end, up to what a shorter last value leaves behind it. */
export function dataOf({ account, declared, fields }: LiveAccount): Uint8Array {
  const { layout } = declared;
  if (!layout) return account.data;
  const parts = layout.fields.map(({ name, type }) => borsh(type, fields.get(name)));
  return Uint8Array.from(Buffer.concat([layoutBytes(layout), ...parts]));
}
