// Addresses derived from seeds that an account must have, by hashing; and accounts that are made there.
import { frameworkErrorCode } from '../../grammar/framework-errors.js';
import { input } from '../../grammar/memory.js';
import type { Value } from '../../grammar/flow.js';
import { pubkey } from '../../grammar/signature.js';
import { bytesOf } from '../../grammar/layout.js';
import { programAddressMarker } from '../../runtime/bank/program-address.js';
import type { FlowBuilder } from '../builder.js';
import { Invocations, writeSlices, type Bytes } from '../cpi.js';
import { only, type FunctionForm, type Lowering, type Operand } from '../form.js';
import { storeBytes, storeTyped } from '../memory.js';
import { foundBump, knownAddress } from '../pda.js';
import { literalSeed, writeSeeds } from '../seeds.js';
import { constantOf } from './internal.js';

const entry = input.account;

/** Bytes that lie one after another in the frame. */
interface Run {
  size: number;
  readonly parts: { readonly offset: number; readonly seed: Operand | Uint8Array }[];
}

/** The seeds as slices to be hashed, those of known lengths in as few as can be; with room for a bump at the end. */
function layOut(seeds: readonly Operand[]): {
  readonly slices: readonly (Run | Operand)[];
  readonly last: Run;
} {
  const slices: (Run | Operand)[] = [];
  let run: Run = { size: 0, parts: [] };
  const open = (): void => {
    if (slices.at(-1) !== run) slices.push(run);
  };
  for (const seed of seeds) {
    const bytes = literalSeed(seed);
    if (!bytes && seed.type.kind === 'string') {
      slices.push(seed);
      run = { size: 0, parts: [] };
      continue;
    }
    open();
    run.parts.push({ offset: run.size, seed: bytes ?? seed });
    run.size += bytes ? bytes.length : bytesOf(seed.type);
  }
  open();
  return { slices, last: run };
}

function writeRun(b: FlowBuilder, { size, parts }: Run): Bytes {
  const place = b.slot(size);
  for (const { offset, seed } of parts) {
    if (seed instanceof Uint8Array) storeBytes(b, place, offset, seed);
    else storeTyped(b, seed.type, place, offset, seed.values);
  }
  return [place, b.constant(size)];
}

/** The slices to be hashed, and where the bump goes. */
function writeHashed(b: FlowBuilder, seeds: readonly Operand[], program: Operand) {
  const { slices, last } = layOut(seeds);
  const bumpOffset = last.size;
  last.size += 1;
  let bumpPlace: Value = 0;
  const written = slices.map((slice): Bytes => {
    if (!('parts' in slice)) return [slice.values[0]!, slice.values[1]!];
    const bytes = writeRun(b, slice);
    if (slice === last) [bumpPlace] = bytes;
    return bytes;
  });
  const { source } = program;
  const ending: Bytes[] =
    source.kind === 'pubkey'
      ? [slice(b, Uint8Array.of(...source.bytes, ...programAddressMarker))]
      : [[program.values[0]!, b.constant(32)], slice(b, programAddressMarker)];
  return { table: writeSlices(b, [...written, ...ending]), bumpPlace, bumpOffset };
}

function slice(b: FlowBuilder, bytes: Uint8Array): Bytes {
  return [b.address(bytes), b.constant(bytes.length)];
}

function requireSame(b: FlowBuilder, left: Value, right: Value, code: bigint, reason: string): void {
  for (let word = 0; word < 32; word += 8)
    b.failWithIf('ne', b.load(8, left, word), b.load(8, right, word), code, reason);
}

/** Fails if the point at an address is on the curve, so that somebody may have a key for it. */
function requireOffCurve(b: FlowBuilder, point: Value, code: bigint, reason: string): void {
  const outcome = b.syscall('sol_curve_validate_point', [b.constant(0), point]);
  b.failWithIf('eq', outcome, b.constant(0), code, reason);
}

/**
 * Checks the address by hashing, with the greatest bump that leads off the curve. An address that is off the curve for
 * another reason (its account is the program's own, or is made with these seeds) is not looked at again.
 */
function search(call: Lowering, key: Value, hashed: ReturnType<typeof writeHashed>, isOff: boolean): Value {
  const b = call.builder;
  const code = constantOf(call, 3);
  const reason = call.text!;
  const { table, bumpPlace, bumpOffset } = hashed;
  const found = b.slot(32);
  const bump = b.cell();
  const [header, other, after] = [b.block(), b.block(), b.block()];
  b.write(bump, b.constant(255));
  b.jump(header);
  b.enter(header);
  b.store(1, bumpPlace, bumpOffset, b.read(bump));
  b.syscall('sol_sha256', [...table, found], true);
  for (let word = 0; word < 32; word += 8) {
    const next = word === 24 ? after : b.block();
    b.branch('ne', b.load(8, found, word), b.load(8, key, word), other, next);
    if (next !== after) b.enterSealed(next);
  }
  b.enterSealed(other);
  // Off the curve it would be the address of the seeds, which is another one.
  const outcome = b.syscall('sol_curve_validate_point', [b.constant(0), found]);
  b.failWithIf('ne', outcome, b.constant(0), code, reason);
  b.write(bump, b.binaryWith('sub', b.read(bump), 1));
  b.failWithIf('eq', b.read(bump), b.constant(0), code, reason);
  b.jump(header);
  b.seal(header);
  b.enterSealed(after);
  if (!isOff) requireOffCurve(b, found, code, reason);
  return b.read(bump);
}

const demandSeeds: FunctionForm = {
  kind: 'function',
  name: 'demand-seeds',
  signature: '(demand-seeds account program off-curve code with-bump [bump] seed ...)',
  doc: 'Fails with a code unless the address of an account is that of the seeds; gives the bump.',
  check: (form, checker) => checker.wrong(form.span),
  lower(call) {
    const b = call.builder;
    const [account, program, , , , ...rest] = call.operands;
    const isOff = constantOf(call, 2) === 1n;
    const code = constantOf(call, 3);
    const given = constantOf(call, 4) === 1n ? rest[0] : undefined;
    const seeds = given ? rest.slice(1) : rest;
    const key = b.binaryWith('add', account!.values[0]!, entry.key);
    const found = given ? undefined : foundBump(program!, seeds);
    const address = given ? knownAddress(program!, [...seeds, given]) : found?.address;
    if (address) {
      const view = new DataView(address.buffer, address.byteOffset, 32);
      for (let word = 0; word < 32; word += 8)
        b.failWithIf('ne', b.load(8, key, word), b.constant(view.getBigUint64(word, true)), code, call.text!);
      return given ? given.values : [b.constant(found!.bump)];
    }
    const hashed = writeHashed(b, seeds, program!);
    if (!given) return [search(call, key, hashed, isOff)];
    const hash = b.slot(32);
    b.store(1, hashed.bumpPlace, hashed.bumpOffset, given.values[0]!);
    b.syscall('sol_sha256', [...hashed.table, hash], true);
    requireSame(b, hash, key, code, call.text!);
    if (!isOff) requireOffCurve(b, hash, code, call.text!);
    return given.values;
  },
};

const systemProgram = new Uint8Array(32);

/** What the system program is told: the number of its instruction, then numbers and keys. */
function systemData(
  b: FlowBuilder,
  place: Value,
  instruction: number,
  parts: readonly { readonly key?: Value; readonly word?: Value }[],
): Bytes {
  b.store(4, place, 0, b.constant(instruction));
  let offset = 4;
  for (const { key, word } of parts) {
    if (word !== undefined) b.store(8, place, offset, word);
    else storeTyped(b, pubkey, place, offset, [key!]);
    offset += word === undefined ? 32 : 8;
  }
  return [place, b.constant(offset)];
}

/** Agave: SystemInstruction. */
const systemTag = { createAccount: 0, assign: 1, transfer: 2, allocate: 8 } as const;
/** Bytes of CreateAccount, the longest instruction here. */
const longestData = 52;

/** Has the first account of the calls pay the second what its lamports lack of its rent. */
function payMissing(
  b: FlowBuilder,
  calls: () => Invocations,
  place: () => Value,
  rent: Value,
  lamports: Value,
): void {
  const [missing, enough] = [b.block(true), b.block(true)];
  b.branch('ult', lamports, rent, missing, enough);
  b.enterSealed(missing);
  const lacking = b.binary('sub', rent, lamports);
  calls().call(systemData(b, place(), systemTag.transfer, [{ word: lacking }]));
  b.jump(enough);
  b.enterSealed(enough);
}

const createAccount: FunctionForm = {
  kind: 'function',
  name: 'create-declared-account',
  signature: '(create-declared-account payer account rent space owner signed seed ...)',
  doc: 'Makes an account with the lamports of the payer, signed with the seeds.',
  check: (form, checker) => checker.wrong(form.span),
  lower(call) {
    const b = call.builder;
    const [payer, account, rent, space, owner] = [0, 1, 2, 3, 4].map((index) => only(call, index));
    const seeds = call.operands.slice(6);
    const signers = writeSlices(b, constantOf(call, 5) === 1n ? [writeSeeds(b, seeds)] : []);
    const both = [payer!, account!].map((one) => ({ entry: one, writable: true, signer: true }));
    const calls = new Invocations(b, b.address(systemProgram), both, signers);
    const place = b.slot(longestData);
    const [fresh, funded, after] = [b.block(), b.block(true), b.block()];
    const lamports = b.load(8, account!, entry.lamports);
    b.branch('eq', lamports, b.constant(0), fresh, funded);
    b.enterSealed(fresh);
    const { createAccount: create, allocate, assign } = systemTag;
    calls.call(systemData(b, place, create, [{ word: rent! }, { word: space! }, { key: owner! }]));
    b.jump(after);
    // CreateAccount refuses an account that somebody has sent lamports to already.
    b.enterSealed(funded);
    payMissing(
      b,
      () => calls,
      () => place,
      rent!,
      lamports,
    );
    calls.call(systemData(b, place, allocate, [{ word: space! }]), 1);
    calls.call(systemData(b, place, assign, [{ key: owner! }]), 1);
    b.jump(after);
    b.enterSealed(after);
    return [];
  },
};

/** Bytes an account may have more than it had when the instruction began. Agave: MAX_PERMITTED_DATA_INCREASE. */
const { growth } = input;

const resizeAccount: FunctionForm = {
  kind: 'function',
  name: 'resize-account',
  signature: '(resize-account payer account space rent)',
  doc: 'Gives the data of an account another length; the payer adds what rent it lacks, or takes what is left over.',
  check: (form, checker) => checker.wrong(form.span),
  lower(call) {
    const b = call.builder;
    const [payer, account, space, rent] = [0, 1, 2, 3].map((index) => only(call, index));
    const length = b.load(8, account!, entry.dataLength);
    const code = frameworkErrorCode('AccountReallocExceedsLimit');
    b.failWithIf('ugt', space!, b.binaryWith('add', length, growth), code, call.text!);
    const lamports = b.load(8, account!, entry.lamports);
    const [grows, shrinks, excess, after] = [b.block(), b.block(), b.block(), b.block()];
    b.branch('ugt', space!, length, grows, shrinks);
    b.enterSealed(grows);
    const calls = (): Invocations => {
      const both = [payer!, account!].map((one, index) => ({
        entry: one,
        writable: true,
        signer: index === 0,
      }));
      return new Invocations(b, b.address(systemProgram), both, [b.constant(0), b.constant(0)]);
    };
    payMissing(b, calls, () => b.slot(longestData), rent!, lamports);
    b.jump(after);
    b.enterSealed(shrinks);
    b.branch('ugt', lamports, rent!, excess, after);
    b.enterSealed(excess);
    const paid = b.load(8, payer!, entry.lamports);
    b.store(8, payer!, entry.lamports, b.binary('add', paid, b.binary('sub', lamports, rent!)));
    b.store(8, account!, entry.lamports, rent!);
    b.jump(after);
    b.enterSealed(after);
    b.store(8, account!, entry.dataLength, space!);
    return [];
  },
};

export const derivedForms: readonly FunctionForm[] = [demandSeeds, createAccount, resizeAccount];
