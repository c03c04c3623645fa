// Growing programs with an instruction: its arguments and accounts, what the body does with them, and calls of it.
import { encodeBase58 } from '../../../grammar/base58.js';
import type { InstructionAccount } from '../../../runtime/bank/account.js';
import { addressBytes, systemProgram } from '../../../runtime/bank/account.js';
import type { Chance } from '../chance.js';
import type { World } from '../world.js';
import { fullBudget, keyOf, programId } from '../world.js';
import { layoutSize } from './call-entry.js';
import type { DeclaredAccount, Entry, Flag, Layout } from './entry.js';
import { hasFlag, instructionBytes, layoutBytes } from './entry.js';
import type { Grower } from './grower.js';
import type { Node } from './node.js';
import { node } from './node.js';
import { randomValue } from './random-value.js';
import type { Field, Type, TypeMaker } from './types.js';
import { bool, mentions, pubkey, sameType, u64, unit } from './types.js';
import { borsh } from './value.js';

const varying: readonly Type['kind'][] = ['array', 'string', 'option', 'enum', 'function'];

const isFixed = (type: Type): boolean => !varying.some((kind) => mentions(type, kind));

const fieldNames = 'abcdefgh';

function fieldsOf(chance: Chance, most: number, type: () => Type): readonly Field[] {
  return Array.from({ length: chance.between(1, most) }, (_, at) => ({
    name: fieldNames[at]!,
    type: type(),
  }));
}

function fixedType(types: TypeMaker, chance: Chance): Type {
  if (chance.once(4)) return pubkey;
  for (;;) {
    const type = chance.once(2) ? types.plain() : types.random(2);
    if (isFixed(type)) return type;
  }
}

/** Types of the last field, which may have values of several lengths. */
const isVarying = (type: Type): boolean =>
  (type.kind === 'option' && isFixed(type.value)) ||
  (type.kind === 'enum' && type.variants.every(({ fields }) => fields.every((field) => isFixed(field.type))));

function layoutFields(types: TypeMaker, chance: Chance): readonly Field[] {
  const fields = fieldsOf(chance, 4, () => fixedType(types, chance));
  const last = types.random(2);
  return isVarying(last) ? [...fields, { name: fieldNames[fields.length]!, type: last }] : fields;
}

function declaredAccounts(chance: Chance, layouts: readonly Layout[]): readonly DeclaredAccount[] {
  const accounts: DeclaredAccount[] = [];
  const named = new Set<string>();
  const rights = (): Flag[] => [
    ...(chance.once(4) ? [{ name: 'signer' } as const] : []),
    ...(chance.once(3) ? [] : [{ name: 'writable' } as const]),
  ];
  for (let count = chance.between(1, 3); count > 0; count--) {
    const layout = chance.once(4) ? undefined : chance.pick(layouts);
    const name = `c${accounts.length}`;
    if (layout) {
      const flags = rights();
      const keys = layout.fields.filter(
        ({ type, name: field }) => type.kind === 'pubkey' && !named.has(field),
      );
      accounts.push({ name, layout, flags });
      if (keys.length > 0 && chance.once(2)) {
        const { name: account } = chance.pick(keys);
        named.add(account);
        flags.push({ name: 'has-one', account });
        accounts.push({ name: account, flags: rights() });
      }
      continue;
    }
    const more: readonly Flag[] = [
      { name: 'empty' },
      { name: 'system' },
      { name: 'executable' },
      { name: 'address', key: keyOf(20 + accounts.length) },
    ];
    accounts.push({ name, flags: [...rights(), ...(chance.once(2) ? [chance.pick(more)] : [])] });
  }
  return accounts;
}

/** What can be declared before the functions of the program are grown. */
export function declareEntry(chance: Chance, types: TypeMaker): Entry {
  const layouts = Array.from({ length: chance.between(1, 2) }, (_, at) => ({
    name: `Kept${at}`,
    fields: layoutFields(types, chance),
  }));
  const argumentType = (): Type => (chance.once(3) ? types.plain() : types.random(2));
  return {
    name: 'run',
    layouts,
    errors: ['Wrong', 'Late'],
    events: chance.once(2) ? [{ name: 'Told', fields: fieldsOf(chance, 3, argumentType) }] : [],
    others: chance.once(3) ? ['rest'] : [],
    arguments: fieldsOf(chance, 4, argumentType).map((field) => ({ ...field, name: `arg-${field.name}` })),
    accounts: declaredAccounts(chance, layouts),
    result: chance.once(3) ? undefined : argumentType(),
  };
}

/** The types with which a body can do something with what the entry declares. */
export const entryTypes = ({ layouts, arguments: taken, result }: Entry): readonly Type[] => [
  ...layouts.flatMap(({ fields }) => fields.map(({ type }) => type)),
  ...taken.map(({ type }) => type),
  ...(result ? [result] : []),
];

/** What a function that takes an account sees of it. */
export interface AccountFunction {
  readonly type: Type & { readonly kind: 'account' };
  readonly seen: DeclaredAccount;
}

/** A function of an account that the instruction has; undefined where none has a layout. */
export function accountFunction(g: Grower, { accounts }: Entry): AccountFunction | undefined {
  const kept = accounts.filter(({ layout }) => layout);
  if (kept.length === 0) return undefined;
  const chosen = g.chance.pick(kept);
  const writable = hasFlag(chosen, 'writable') && !g.chance.once(3);
  const name = g.fresh('kept');
  const seen: DeclaredAccount = { ...chosen, name, flags: writable ? [{ name: 'writable' }] : [] };
  return { type: { kind: 'account', layout: chosen.layout!.name, writable }, seen };
}

/** An account of the type among those that are seen. */
export function accountNode(g: Grower, { accounts }: Entry, type: Type & { kind: 'account' }): Node {
  const fitting = accounts.filter(
    (account) => account.layout?.name === type.layout && (!type.writable || hasFlag(account, 'writable')),
  );
  return node('account', type, [], { names: [g.chance.pick(fitting).name] });
}

/** Fields of accounts, of which those that may be changed. */
function fieldNodes({ accounts }: Entry, mutable: boolean): readonly Node[] {
  return accounts
    .filter((account) => !mutable || hasFlag(account, 'writable'))
    .flatMap(({ name, layout }) =>
      (layout?.fields ?? []).map((field) => node('field', field.type, [], { names: [name, field.name] })),
    );
}

const facts: readonly (readonly [name: string, type: Type])[] = [
  ['key', pubkey],
  ['owner', pubkey],
  ['lamports', u64],
  ['data-length', u64],
  ['signer?', bool],
  ['writable?', bool],
];

/** What an account says of the type, if anything. */
export function entryExpression(g: Grower, entry: Entry, type: Type): Node | undefined {
  const fields = fieldNodes(entry, false).filter((field) => sameType(field.type, type));
  if (fields.length > 0 && !g.chance.once(4)) return g.chance.pick(fields);
  const fitting = facts.filter(([, of]) => sameType(of, type));
  if (fitting.length === 0) return undefined;
  const [fact] = g.chance.pick(fitting);
  return node('fact', type, [], { names: [fact, g.chance.pick(entry.accounts).name] });
}

/** A statement about accounts, events and errors. */
export function entryStatement(g: Grower, entry: Entry, depth: number): Node | undefined {
  const { chance } = g;
  const places = fieldNodes(entry, true);
  return chance.weighted<() => Node | undefined>([
    [
      6,
      () => {
        if (places.length === 0) return undefined;
        const place = chance.pick(places);
        return node('set!', unit, [place, g.expression(place.type, depth - 1, 2)]);
      },
    ],
    [
      1,
      () => {
        const numbers = places.filter(({ type }) => type.kind === 'integer');
        return numbers.length > 0 ? node('incf', unit, [chance.pick(numbers)]) : undefined;
      },
    ],
    [
      1,
      () => {
        const [event] = entry.events;
        if (!event) return undefined;
        const parts = event.fields.map(({ type }) => g.expression(type, depth - 1, 2));
        return node('emit', unit, parts, { names: [event.name, ...event.fields.map(({ name }) => name)] });
      },
    ],
    [
      1,
      () => {
        const at = chance.below(entry.errors.length);
        const error = node('error', u64, [], { names: [entry.errors[at]!], value: BigInt(at) });
        return node('require', unit, [g.expression(bool, depth - 1), error]);
      },
    ],
  ])();
}

/** Adds constraints, which see arguments and accounts. */
export function withConstraints(g: Grower, entry: Entry): Entry {
  const accounts = entry.accounts.map((account): DeclaredAccount => {
    if (!g.chance.once(6)) return account;
    const test = node('or', bool, [g.expression(bool, 2), g.expression(bool, 2)]);
    const error = g.chance.once(2) ? g.chance.below(entry.errors.length) : undefined;
    return {
      ...account,
      flags: [...account.flags, { name: 'constraint', test, ...(error !== undefined && { error }) }],
    };
  });
  return { ...entry, accounts };
}

const nativeLoader = 'NativeLoader1111111111111111111111111111111';

function accountFor(chance: Chance, entry: Entry, at: number): InstructionAccount {
  const declared = entry.accounts[at]!;
  const { layout, flags } = declared;
  const held = (field: string): boolean =>
    flags.some((flag) => flag.name === 'has-one' && flag.account === field);
  const data = layout
    ? Buffer.concat([
        layoutBytes(layout),
        ...layout.fields.map(({ name, type }) => {
          const other = entry.accounts.findIndex((account) => account.name === name);
          return held(name) ? addressBytes(keyOf(20 + other)) : borsh(type, randomValue(chance, type));
        }),
      ])
    : chance.bytes(hasFlag(declared, 'empty') ? 0 : chance.below(20));
  // What lies behind a short value is anything.
  const behind = layout ? chance.bytes(layoutSize(layout) - data.length) : [];
  return {
    pubkey: keyOf(20 + at),
    lamports: 5_000_000n + BigInt(chance.below(1000)),
    owner: hasFlag(declared, 'executable')
      ? nativeLoader
      : hasFlag(declared, 'system')
        ? systemProgram
        : programId,
    data: Uint8Array.from([...data, ...behind]),
    executable: hasFlag(declared, 'executable'),
    signer: hasFlag(declared, 'signer') || chance.once(5),
    writable: !hasFlag(declared, 'executable') && (hasFlag(declared, 'writable') || chance.once(5)),
  };
}

/** One thing that is not as the instruction wants it, or happens to be all the same. */
function disturbed(chance: Chance, world: World): World {
  const { accounts, data } = world;
  const at = chance.below(accounts.length);
  const account = accounts[at]!;
  const changed = (change: Partial<InstructionAccount>): World => ({
    ...world,
    accounts: accounts.with(at, { ...account, ...change }),
  });
  const flipped = account.data.slice();
  // Bits of numbers are any, those of bools are not.
  if (flipped.length > 7) flipped[chance.below(8)]! ^= 1 << chance.below(8);
  return chance.pick<() => World>([
    () => changed({ signer: !account.signer }),
    () => changed({ writable: !account.writable && !account.executable }),
    () =>
      changed(
        account.executable
          ? { executable: false }
          : { owner: account.owner === programId ? systemProgram : programId },
      ),
    () => changed({ data: flipped }),
    () => changed({ data: account.data.slice(0, chance.below(account.data.length + 1)) }),
    () => changed({ data: Uint8Array.from([...account.data, 0]) }),
    () => changed({ pubkey: encodeBase58(new Uint8Array(32).fill(90)) }),
    () => changed({ pubkey: accounts[0]!.pubkey, ...accounts[0] }),
    () => ({ ...world, accounts: accounts.slice(0, at) }),
    () => ({ ...world, data: data.slice(0, chance.below(data.length + 1)) }),
  ])();
}

/** A call of the instruction. */
export function callWorld(chance: Chance, entry: Entry): World {
  const name = entry.others.length > 0 && chance.once(8) ? chance.pick(entry.others) : entry.name;
  const data = Buffer.concat([
    instructionBytes(name),
    ...entry.arguments.map(({ type }) => borsh(type, randomValue(chance, type))),
    chance.bytes(chance.once(3) ? chance.below(9) : 0),
  ]);
  const world: World = {
    programId,
    accounts: entry.accounts.map((_, at) => accountFor(chance, entry, at)),
    data: new Uint8Array(data),
    budget: fullBudget,
    slot: 1000n,
    unixTimestamp: 0n,
  };
  return chance.once(4) ? disturbed(chance, world) : world;
}
