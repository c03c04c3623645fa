// Programs in OVSM that call real programs and one another, here and in litesvm.
import type { Address } from '@solana/kit';
import { address } from '@solana/kit';
import { expect, it } from 'vitest';
import { carriedPrograms, Cluster, payer } from './cluster.js';
import { at, told } from './market.js';
import type { Named, Part } from './stories/instructions.js';
import { associatedAddress, createAccount, instruction, system, u16, u64 } from './stories/instructions.js';
import { Token } from './stories/token.js';
import { compiled } from './ways.js';

const cluster = new Cluster().carry('token', 'associatedToken');
const sysvar = address('Sysvar1nstructions1111111111111111111111111');

function program(seed: number, text: string): Address {
  const programId = at(seed);
  cluster.addProgram(programId, compiled({ name: 'call.ovsm', text }).elf);
  return programId;
}

const call = (programId: Address, accounts: readonly Named[], ...data: readonly Part[]) =>
  cluster.send([instruction(programId, accounts, ...data)]);

it('makes an associated token account where get-ata says it is', () => {
  const [mint, owner] = [at(70), at(71)];
  const { token: tokenProgram, associatedToken } = carriedPrograms;
  const size = 82;
  const rent = cluster.bank.minimumBalanceForRentExemption(size);
  const token = new Token(tokenProgram);
  cluster.send([createAccount(payer, mint, rent, size, tokenProgram), token.initializeMint2(mint, 6, payer)]);
  const maker = program(
    72,
    `; Accounts: payer, associated account, owner, mint, system program, token program, associated token program.
     (define p (stack-bytes 32))
     (require (= (get-ata p (account-pubkey 2) (account-pubkey 3)) (account-pubkey 1)) "this is not the account")
     (cpi-invoke 6 "\\u{0}" 1 [[0 1 1] [1 1 0] [2 0 0] [3 0 0] [4 0 0] [5 0 0]])
     (log :message "made" :value (account-data-len 1))`,
  );
  const associated = associatedAddress(owner, mint, tokenProgram);
  const accounts: Named[] = [
    [payer, 'ws'],
    [associated, 'w'],
    [owner, 'r'],
    [mint, 'r'],
    [system, 'r'],
    [tokenProgram, 'r'],
    [associatedToken, 'r'],
  ];
  const made = call(maker, accounts);
  expect(made.status).toBe('ok');
  expect(told(made).slice(-2)).toEqual(['made', '0xa5, 0x0, 0x0, 0x0, 0x0']);
  expect(call(maker, accounts).error?.code).toBe('IllegalOwner');
  const wrong = accounts.with(1, [at(73), 'w']);
  expect(told(call(maker, wrong))).toEqual(['this is not the account']);
});

it('tells whether another program called', () => {
  const guarded = program(
    74,
    '(if (= (instruction-data-len) 1) (assert-not-cpi) (assert-not-cpi 0)) (log "alone")',
  );
  const caller = program(
    75,
    `(define data (instruction-data-ptr))
     (cpi-invoke 1 data (instruction-data-len) [[0 0 0]])`,
  );
  const accounts: Named[] = [
    [sysvar, 'r'],
    [guarded, 'r'],
  ];
  for (const data of [0, u16(0)]) {
    expect(told(call(guarded, accounts, data))).toEqual(['alone']);
    expect(call(caller, accounts, data).error?.code).toBe('InvalidArgument');
  }
});

it('sees what a called program changed', () => {
  const changer = program(
    76,
    '(account-write u64 0 0 (+ (account-read u64 0 0) 1)) (set-lamports 0 (- (account-lamports 0) 5)) (set-lamports 1 (+ (account-lamports 1) 5))',
  );
  const caller = program(
    77,
    `(define before (account-read u64 0 0))
     (define lamports (account-lamports 0))
     (cpi-call-twice)
     (defun cpi-call-twice ()
       (for (i (range 2)) (cpi-invoke 2 "" 0 [[0 1 0] [1 1 0]])))
     (emit-log "changed" (- (account-read u64 0 0) before) (- lamports (account-lamports 0)))`,
  );
  const state = at(78);
  const rent = cluster.bank.minimumBalanceForRentExemption(8);
  cluster.send([createAccount(payer, state, rent + 100n, 8, changer)]);
  const accounts: Named[] = [
    [state, 'w'],
    [payer, 'w'],
    [changer, 'r'],
  ];
  expect(told(call(caller, accounts, u64(0)))).toEqual(['changed', '0x2, 0xa, 0x0, 0x0, 0x0']);
});
