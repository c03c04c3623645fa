// Stories of programs: deployed, run, upgraded, extended, given away and closed, as litesvm has it. One thing litesvm
// does not have from the runtime: it goes on running a closed program. There our bank does what a cluster does, and is
// asked alone.
import type { Transaction } from '@solana/kit';
import {
  address,
  getCompiledTransactionMessageDecoder,
  getCompiledTransactionMessageEncoder,
} from '@solana/kit';
import { describe, expect, it } from 'vitest';
import { encodeBase58 } from '../grammar/base58.js';
import type { Version } from '../grammar/sbpf.js';
import { systemProgram } from '../runtime/bank/account.js';
import { builtins } from '../runtime/bank/builtins.js';
import { sysvarAccounts } from '../runtime/bank/builtins/sysvar-argument.js';
import { genesisAccounts } from '../runtime/bank/genesis.js';
import { loaderKeys, loaders } from '../runtime/bank/loaders.js';
import { findProgramAddress } from '../runtime/bank/program-address.js';
import { defaultSlot, sysvarsAt } from '../runtime/bank/sysvars.js';
import type { CaseInstruction } from './builtins/case.js';
import {
  both,
  bytes,
  instructionOf,
  key,
  reader,
  send,
  signer,
  text,
  u32,
  u64,
  writer,
} from './builtins/case.js';
import { Cluster, payer } from './cluster.js';
import { testAddress } from './oracle.js';
import { buildProgram, done, move, exit, syscall } from './small-program.js';

const [program, authority, heir, recipient] = [51, 52, 53, 54].map(testAddress) as [
  string,
  string,
  string,
  string,
];
const programData = encodeBase58(findProgramAddress([key(program)], loaderKeys.v3).address);
const { clock, rent } = sysvarAccounts;
const pieceSize = 900;

const loader = (accounts: CaseInstruction['accounts'], ...data: Uint8Array[]): CaseInstruction => ({
  program: loaders.v3,
  accounts,
  data: bytes(...data),
});
const least = (size: number): bigint => BigInt(128 + size) * 6960n;

const create = (pubkey: string, size: number, extra = 0n): CaseInstruction => ({
  program: systemProgram,
  accounts: [both(payer), both(pubkey)],
  data: bytes(u32(0), u64(least(size) + extra), u64(size), key(loaders.v3)),
});
const write = (buffer: string, offset: number, piece: Uint8Array): CaseInstruction =>
  loader([writer(buffer), signer(authority)], u32(1), u32(offset), text(piece));
const deploy = (buffer: string, maximum: number): CaseInstruction =>
  loader(
    [
      both(payer),
      writer(programData),
      writer(program),
      writer(buffer),
      reader(rent),
      reader(clock),
      reader(systemProgram),
      signer(authority),
    ],
    u32(2),
    u64(maximum),
  );
const upgrade = (buffer: string, by = authority): CaseInstruction =>
  loader(
    [
      writer(programData),
      writer(program),
      writer(buffer),
      writer(recipient),
      reader(rent),
      reader(clock),
      signer(by),
    ],
    u32(3),
  );
const giveTo = (next: string | undefined, by = authority): CaseInstruction =>
  loader([writer(programData), signer(by), ...(next === undefined ? [] : [reader(next)])], u32(4));
const close = (by = authority): CaseInstruction =>
  loader([writer(programData), writer(recipient), signer(by), writer(program)], u32(5));
const extend = (additional: number): CaseInstruction =>
  loader([writer(programData), writer(program), reader(systemProgram), both(payer)], u32(6), u32(additional));
const call: CaseInstruction = { program, accounts: [], data: new Uint8Array(0) };

/** Stands for the program where kit would not let it be called: where the transaction writes to it as well. */
const standIn = testAddress(55);
const callToo: CaseInstruction = { ...call, program: standIn };

/** The transaction with calls of the program in the place of calls of its stand-in. */
function revealed(transaction: Transaction): Transaction {
  const message = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
  if (message.version === 1) throw new RangeError('a message of a version that is not sent here');
  const { staticAccounts, instructions } = message;
  const [from, to] = [standIn, program].map((pubkey) => staticAccounts.indexOf(address(pubkey)));
  const shown = instructions.map((instruction) =>
    instruction.programAddressIndex === from ? { ...instruction, programAddressIndex: to! } : instruction,
  );
  const messageBytes = getCompiledTransactionMessageEncoder().encode({ ...message, instructions: shown });
  return { ...transaction, messageBytes: messageBytes as typeof transaction.messageBytes };
}

/** The two clusters of a story, one slot after the other. */
class Story {
  readonly cluster = new Cluster();
  #slot = defaultSlot;
  #buffers = 60;

  /** Sends one transaction; tells the code of its error. */
  send(...instructions: CaseInstruction[]): string | undefined {
    return this.cluster.sendTransaction(revealed(this.cluster.compile(instructions.map(instructionOf)))).error
      ?.code;
  }

  /** Asserts that our bank does not run the program any more. */
  expectClosed(): void {
    const { logs } = this.cluster.bank.simulate(this.cluster.compile([instructionOf(call)]));
    expect(logs.slice(-2)).toEqual([
      'Program is not deployed',
      `Program ${program} failed: Unsupported program id`,
    ]);
  }

  nextSlot(): void {
    this.cluster.warpToSlot(++this.#slot);
  }

  /** A buffer with the file in it, written in pieces. */
  upload(file: Uint8Array, extra = 0n): string {
    const buffer = testAddress(this.#buffers++);
    const initialize = loader([writer(buffer), reader(authority)], u32(0));
    expect(this.send(create(buffer, 37 + file.length, extra), initialize)).toBeUndefined();
    for (let at = 0; at < file.length; at += pieceSize)
      expect(this.send(write(buffer, at, file.slice(at, at + pieceSize)))).toBeUndefined();
    return buffer;
  }
}

const fileOf = (version: Version, code: number): Uint8Array =>
  buildProgram(version, [syscall('sol_log_compute_units_'), move(0, code), exit]);

describe.each<Version>([0, 3])('a program of version %i', (version) => {
  const first = fileOf(version, 0);
  const second = fileOf(version, 7);

  const deployed = (maximum = first.length): Story => {
    const story = new Story();
    const buffer = story.upload(first);
    expect(story.send(create(program, 36), deploy(buffer, maximum))).toBeUndefined();
    return story;
  };

  it('runs at once, and later', () => {
    const story = deployed();
    story.cluster.expectSameAccount(programData);
    expect(story.send(call)).toBeUndefined();
    story.nextSlot();
    expect(story.send(call)).toBeUndefined();
    expect(story.send(call, call)).toBeUndefined();
  });

  it('cannot be called by the transaction that deploys it', () => {
    const story = new Story();
    const buffer = story.upload(first);
    story.send(create(program, 36), deploy(buffer, first.length), callToo);
  });

  it('is upgraded, not in the slot of its deployment', () => {
    const story = deployed(first.length + 100);
    const buffer = story.upload(second, 5n);
    expect(story.send(upgrade(buffer))).toBe('InvalidArgument');
    story.nextSlot();
    expect(story.send(call)).toBeUndefined();
    expect(story.send(upgrade(buffer))).toBeUndefined();
    story.send(call);
    story.nextSlot();
    expect(story.send(call)).toBe('Custom');
    expect(story.send(upgrade(story.upload(first)))).toBeUndefined();
    story.nextSlot();
    expect(story.send(call)).toBeUndefined();
  });

  it('is upgraded and called in one transaction', () => {
    const story = deployed();
    story.nextSlot();
    const buffer = story.upload(second);
    story.send(callToo, upgrade(buffer), callToo);
    story.send(upgrade(buffer), callToo);
    expect(story.send(upgrade(buffer))).toBeUndefined();
    story.send(call);
    story.nextSlot();
    expect(story.send(call)).toBe('Custom');
  });

  it('is extended', () => {
    const story = deployed();
    expect(story.send(extend(10_240))).toBe('InvalidArgument');
    story.nextSlot();
    story.send(extend(10_239));
    story.send(callToo, extend(10_240), callToo);
    expect(story.send(extend(10_240))).toBeUndefined();
    story.send(call);
    story.send(extend(20_000));
    story.nextSlot();
    expect(story.send(call)).toBeUndefined();
    const larger = bytes(second, new Uint8Array(5000));
    expect(story.send(upgrade(story.upload(larger)))).toBeUndefined();
    story.nextSlot();
    expect(story.send(call)).toBe('Custom');
  });

  it('is closed, and its address is lost', () => {
    const story = deployed();
    expect(story.send(close())).toBe('InvalidArgument');
    story.nextSlot();
    story.send(callToo, close(), callToo);
    expect(story.send(callToo, close())).toBeUndefined();
    story.expectClosed();
    story.nextSlot();
    story.expectClosed();
    const buffer = story.upload(first);
    expect(story.send(deploy(buffer, first.length))).toBe('AccountAlreadyInitialized');
    story.send(upgrade(buffer));
  });

  it('is handed on, then made immutable', () => {
    const story = deployed();
    expect(story.send(giveTo(heir))).toBeUndefined();
    story.nextSlot();
    const buffer = story.upload(second);
    expect(story.send(upgrade(buffer))).toBe('IncorrectAuthority');
    story.send(upgrade(buffer, heir));
    expect(story.send(giveTo(undefined, heir))).toBeUndefined();
    story.send(giveTo(heir, heir));
    story.send(close(heir));
    story.send(extend(10_240));
    expect(story.send(call)).toBeUndefined();
  });

  it('is not deployed of a buffer that is not whole', () => {
    const story = new Story();
    const buffer = testAddress(70);
    const half = Math.floor(first.length / 2);
    story.send(create(buffer, 37 + first.length), loader([writer(buffer), reader(authority)], u32(0)));
    story.send(write(buffer, 0, first.slice(0, half)));
    const halfDeployed = story.send(create(program, 36), deploy(buffer, first.length));
    expect(halfDeployed).toBe(version === 0 ? 'InvalidAccountData' : undefined);
    if (halfDeployed === undefined) return;
    expect(story.send(write(buffer, half, first.slice(half)))).toBeUndefined();
    expect(story.send(create(program, 36), deploy(buffer, first.length))).toBeUndefined();
    story.nextSlot();
    story.send(call);
  });
});

describe.each([loaders.v1, loaders.v2])('a program of %s', (owner) => {
  it('runs at once, and later', () => {
    const cluster = new Cluster();
    cluster.addProgram(address(program), buildProgram(0, done), address(owner));
    expect(send(cluster, [call]).status).toBe('ok');
    expect(send(cluster, [{ ...call, accounts: [writer(authority)], data: u64(5) }]).status).toBe('ok');
  });
});

describe('a fresh cluster', () => {
  const cluster = new Cluster();
  it.each(genesisAccounts(sysvarsAt()).map(({ pubkey }) => pubkey))('has %s', (pubkey) => {
    cluster.expectSameAccount(pubkey);
  });
  it('names its builtin programs', () => {
    for (const { id } of builtins) cluster.expectSameAccount(id);
  });
});
