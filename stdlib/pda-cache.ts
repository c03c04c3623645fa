// Bumps kept in an account, so that an address that was searched once need not be searched again.
//
// The data of the account: how many entries there are (u64), then entries of a hash (u64), a bump and seven free bytes.
import { pubkey, u64, u8, unit } from '../grammar/signature.js';
import { input } from '../grammar/memory.js';
import type { Value } from '../grammar/flow.js';
import type { FlowBuilder } from './builder.js';
import { programKey } from './calls.js';
import { writeSlices, type Bytes } from './cpi.js';
import { only, type FunctionForm } from './form.js';
import { create, find } from './pda.js';
import { checkSeedList, seedSlices } from './seeds.js';
import {
  checkArity,
  checkInteger,
  checkKey,
  checkProgram,
  fixed,
  operandsOf,
  type Parameter,
} from './shapes.js';

const { data, dataLength } = input.account;
const cache = { count: data, entries: data + 8, entrySize: 16, hash: 0, bump: 8 } as const;

const index: Parameter = ['index', 'integer'];
const fixture = 'cache.json';

/** The bytes of the account up to entry `count`, which fail with an error if there are fewer. */
function requireEntries(
  b: FlowBuilder,
  account: Value,
  count: Value,
  error: 'InvalidAccountData' | 'AccountDataTooSmall',
  reason: string,
): void {
  const length = b.load(8, account, dataLength);
  b.failIf('ult', length, b.constant(8), error, reason);
  const room = b.binaryWith('lshr', b.binaryWith('sub', length, 8), 4);
  b.failIf('ugt', count, room, error, reason);
}

/** The entry of a hash, or 0. Parameters: the account's entry in the input, the hash. */
function buildSearch(b: FlowBuilder, account: Value, hash: Value): void {
  const count = b.load(8, account, cache.count);
  requireEntries(b, account, count, 'InvalidAccountData', 'the account holds no cache of bumps');
  const [header, body, next, found, missing] = [0, 0, 0, 0, 0].map(() => b.block());
  const [rest, entry] = [b.cell(), b.cell()];
  b.write(rest, count);
  b.write(entry, b.binaryWith('add', account, cache.entries));
  b.jump(header!);
  b.enter(header!);
  b.branch('eq', b.read(rest), b.constant(0), missing!, body!);
  b.enterSealed(body!);
  b.branch('eq', b.load(8, b.read(entry), cache.hash), hash, found!, next!);
  b.enterSealed(next!);
  b.write(rest, b.binaryWith('sub', b.read(rest), 1));
  b.write(entry, b.binaryWith('add', b.read(entry), cache.entrySize));
  b.jump(header!);
  b.seal(header!);
  b.enterSealed(found!);
  b.return([b.read(entry)]);
  b.enterSealed(missing!);
  b.return([b.constant(0)]);
}

function search(b: FlowBuilder, account: Value, hash: Value): Value {
  const { callee } = b.module.routine('search-pda-cache', 2, 1, b.span, (inner, [entry, wanted]) =>
    buildSearch(inner, entry!, wanted!),
  );
  return b.call(callee, [account, hash], 1, 'the account holds no cache of bumps')[0]!;
}

/** The bump of a hash, or 0. */
function lookup(b: FlowBuilder, account: Value, hash: Value): Value {
  const entry = search(b, account, hash);
  const [known, after] = [b.block(), b.block()];
  const bump = b.cell();
  b.write(bump, b.constant(0));
  b.branch('ne', entry, b.constant(0), known, after);
  b.enterSealed(known);
  b.write(bump, b.load(1, entry, cache.bump));
  b.jump(after);
  b.enterSealed(after);
  return b.read(bump);
}

/** Keeps a bump under a hash, in its entry or a new one. */
function keep(b: FlowBuilder, account: Value, hash: Value, bump: Value): void {
  const known = search(b, account, hash);
  const [append, after] = [b.block(), b.block()];
  const entry = b.cell();
  b.write(entry, known);
  b.branch('eq', known, b.constant(0), append, after);
  b.enterSealed(append);
  const count = b.load(8, account, cache.count);
  const more = b.binaryWith('add', count, 1);
  requireEntries(b, account, more, 'AccountDataTooSmall', 'the cache of bumps is full');
  b.store(8, account, cache.count, more);
  const added = b.binary('add', account, b.binaryWith('shl', count, 4));
  b.store(8, added, cache.entries + cache.hash, hash);
  b.write(entry, b.binaryWith('add', added, cache.entries));
  b.jump(after);
  b.enterSealed(after);
  b.store(1, b.read(entry), cache.bump, bump);
}

/** The first eight bytes of the sha256 of seeds and program. */
function hashOf(b: FlowBuilder, slices: readonly Bytes[]): Value {
  const digest = b.slot(32);
  b.syscall('sol_sha256', [...writeSlices(b, slices), digest], true);
  return b.load(8, digest);
}

const derivePdaCached: FunctionForm = {
  kind: 'function',
  name: 'derive-pda-cached',
  signature: '(derive-pda-cached index program [seed ...] bump address)',
  doc: 'The address that seeds give a program, its bump taken from the cache in the account of that index, or searched and kept there. Writes the bump to the memory at `bump`, the address to that at `address`, and gives the address. About 1650 units where the bump is known.',
  example:
    '(define b (stack-bytes 1)) (define p (stack-bytes 32)) (pda-cache-init 0) (derive-pda-cached 0 (program-id) ["vault"] b p) (derive-pda-cached 0 (program-id) ["vault"] b p) ; => GsdPbJkQcyphjn7Lz2hNWn9GQfkF3njwvpj8Yrqn4SN1',
  fixture,
  check(list, checker) {
    const form = derivePdaCached;
    if (!checkArity(list, form, checker, 5)) return checker.wrong(list.span);
    const [account, program, seeds, bump, address] = operandsOf(list);
    const drafts = [
      checkInteger(checker, account!, 'the index of `derive-pda-cached`'),
      checkProgram(checker, program!, 'the program of `derive-pda-cached`'),
      checkKey(checker, bump!, 'the bump of `derive-pda-cached`'),
      checkKey(checker, address!, 'the address of `derive-pda-cached`'),
    ];
    const rest = checkSeedList(checker, seeds!, form, { withoutBump: true });
    if (!rest) return checker.wrong(list.span);
    return { kind: 'apply', form: form.name, arguments: [...drafts, ...rest], type: pubkey, span: list.span };
  },
  lower(call) {
    const b = call.builder;
    const [, program, , , ...seeds] = call.operands;
    const account = b.account(only(call, 0));
    const key = programKey(b, program!);
    const [bump, address] = [only(call, 2), only(call, 3)];
    const slices = seedSlices(b, seeds);
    const hash = hashOf(b, [...slices, [key, b.constant(32)]]);
    const known = lookup(b, account, hash);
    const [whenKnown, whenNew, after] = [b.block(), b.block(), b.block()];
    b.branch('ne', known, b.constant(0), whenKnown, whenNew);
    b.enterSealed(whenKnown);
    b.store(1, bump, 0, known);
    create(b, writeSlices(b, [...slices, [bump, b.constant(1)]]), key, address);
    b.jump(after);
    b.enterSealed(whenNew);
    find(b, writeSlices(b, slices), key, address, bump);
    keep(b, account, hash, b.load(1, bump));
    b.jump(after);
    b.enterSealed(after);
    return [address];
  },
};

export const cacheForms: readonly FunctionForm[] = [
  fixed({
    name: 'pda-cache-init',
    parameters: [index],
    result: unit,
    doc: 'Makes the data of an account an empty cache of bumps: 8 bytes, and 16 for each bump it is to hold.',
    example: '(pda-cache-init 0) (pda-cache-lookup 0 7) ; => 0',
    fixture,
    lower(call) {
      const b = call.builder;
      const account = b.account(only(call, 0));
      requireEntries(b, account, b.constant(0), 'AccountDataTooSmall', 'the account has too little data');
      b.store(8, account, cache.count, b.constant(0));
      return [];
    },
  }),
  fixed({
    name: 'pda-cache-store',
    parameters: [index, ['hash', u64], ['bump', u8]],
    result: unit,
    doc: 'Keeps a bump under a hash of its seeds in the cache of an account. Fails with AccountDataTooSmall where that is full.',
    example: '(pda-cache-init 0) (pda-cache-store 0 7 254) (pda-cache-lookup 0 7) ; => 254',
    fixture,
    lower(call) {
      keep(call.builder, call.builder.account(only(call, 0)), only(call, 1), only(call, 2));
      return [];
    },
  }),
  fixed({
    name: 'pda-cache-lookup',
    parameters: [index, ['hash', u64]],
    result: u8,
    doc: 'The bump that the cache of an account keeps under a hash, or 0.',
    example: '(pda-cache-init 0) (pda-cache-store 0 7 254) (pda-cache-lookup 0 8) ; => 0',
    fixture,
    lower: (call) => [lookup(call.builder, call.builder.account(only(call, 0)), only(call, 1))],
  }),
  derivePdaCached,
];
