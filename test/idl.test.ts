// The interface of a program: Anchor's coder and Codama take it, and the client written from it drives the program.
import { BorshCoder, EventParser, Program, type Idl } from '@anchor-lang/core';
import { AccountRole, createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { anchorIdl } from '../compiler/idl/anchor.js';
import type { Outcome } from '../runtime/execute.js';
import type { InstructionAccount } from '../runtime/bank/account.js';
import { generatedClient, requestOf } from './generated-client.js';
import {
  account,
  addressOf,
  bytesOf,
  call,
  derived,
  key,
  record,
  systemAccount,
  systemProgram,
} from './program-case.js';
import { compiled, runBoth } from './ways.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const programId = 'Count3r1111111111111111111111111111111111111';
const path = 'examples/counter/main.ovsm';
const program = compiled({ name: path, text: readFileSync(root + path, 'utf8') });
const idl = anchorIdl(program.interface!, programId, '0.1.0');
const user = addressOf(1);
const counter = derived(programId, 'counter', key(user));

const fields = [key(user), [7, 8], new Uint8Array(32), [0, 1], new Uint8Array(8)] as const;
const known: readonly InstructionAccount[] = [
  account(counter.address, { owner: programId, data: record('Counter', ...fields) }),
  account(user, { lamports: 10_000_000_000n }),
  systemAccount,
];

/** Runs an instruction as a client made it, on the accounts given or those known. */
const send = (instruction: Instruction, changes: readonly InstructionAccount[] = []): Outcome =>
  runBoth(program.elf, requestOf(instruction, [...changes, ...known]));

describe("Anchor's coder", () => {
  const coder = new BorshCoder(idl as unknown as Idl);

  it('takes the interface', () => {
    expect(new Program(idl as unknown as Idl, { connection: {} as never }).programId.toBase58()).toBe(
      programId,
    );
  });

  it('encodes instructions, decodes accounts, events and errors', () => {
    const data = coder.instruction.encode('move', { direction: { Up: {} }, note: 'fast' });
    const accounts = [
      { address: counter.address as Address, role: AccountRole.WRITABLE },
      { address: user as Address, role: AccountRole.READONLY_SIGNER },
    ];
    const outcome = send({ programAddress: programId as Address, accounts, data });
    expect(outcome.error?.message).toBeUndefined();
    const decoded = coder.accounts.decode<{ count: { toString(): string } }>(
      'Counter',
      Buffer.from(outcome.accounts[0]!.data),
    );
    expect(decoded.count.toString()).toBe('8');
    const parser = new EventParser(
      new Program(idl as unknown as Idl, { connection: {} as never }).programId,
      coder,
    );
    const [event] = [...parser.parseLogs([...outcome.logs])];
    expect(event).toMatchObject({ name: 'Changed', data: { note: 'fast' } });
  });
});

describe('a program that imports the interface', () => {
  const text = `
    (import-idl "counter.json" :as counter)
    (define-program caller
      (instruction go ((start u64))
        (accounts (counter :writable) (authority :signer :writable) (system-program))
        (cpi counter initialize :counter counter :authority authority :system-program system-program :start start)))`;
  const readFile = (file: string) =>
    file === 'folder/counter.json' ? { text: JSON.stringify(idl) } : { problem: 'lost', hint: '' };

  it('hands accounts and arguments over as the interface says', () => {
    const { elf } = compiled({ name: 'folder/caller.ovsm', text }, { readFile });
    const place = { ...account(counter.address, { lamports: 0n, writable: true }) };
    const payer = account(user, { lamports: 10_000_000_000n, signer: true, writable: true });
    const accounts = [place, payer, systemAccount];
    // The program that is called is not there, which the runtime says once it has taken the call apart.
    const outcome = runBoth(elf, { programId: addressOf(77), accounts, data: call('go', [7, 8]) });
    expect(outcome.logs.join()).toContain(programId);
  });
});

describe('the client that Codama writes', async () => {
  const { node, folder, client } = await generatedClient(idl);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const authority = createNoopSigner(user as Address);

  it('describes the program', () => {
    expect(node).toMatchObject({ kind: 'rootNode', program: { name: 'counter', publicKey: programId } });
    expect(readdirSync(join(folder, 'src/generated/instructions')).sort()).toEqual([
      'close.ts',
      'index.ts',
      'initialize.ts',
      'move.ts',
      'read.ts',
    ]);
  });

  it('makes, moves and closes a counter', async () => {
    const made = send(await client['getInitializeInstructionAsync']!({ authority, start: 7n }), [
      account(counter.address, { lamports: 0n }),
    ]);
    expect(made.error?.message).toBeUndefined();
    expect(made.accounts[0]!.data).toEqual(record('Counter', ...fields));
    const up = await client['getMoveInstructionAsync']!({ authority, direction: { __kind: 'Up' }, note: '' });
    const moved = send(up);
    expect(moved.error?.message).toBeUndefined();
    const decode = client['getCounterDecoder'] as unknown as () => {
      decode(data: Uint8Array): { count: bigint };
    };
    expect(decode().decode(moved.accounts[0]!.data).count).toBe(8n);
    const closed = send(client['getCloseInstruction']!({ counter: counter.address, authority }));
    expect(closed.accounts[0]).toMatchObject({ lamports: 0n, owner: systemProgram });
  });

  it('knows the errors', async () => {
    const direction = { __kind: 'Down', by: 8n };
    const far = send(await client['getMoveInstructionAsync']!({ authority, direction, note: '' }));
    expect(far.error?.custom).toBe(client['COUNTER_ERROR__TOO_FAR']);
    const read = send(client['getReadInstruction']!({ counter: counter.address }));
    expect(read.returnData).toEqual(bytesOf([7, 8]));
  });
});
