// Programs: what declared accounts and arguments refuse, each rule violated once, in all ways and in litesvm.
import { LiteSVM } from 'litesvm';
import { describe, expect, it } from 'vitest';
import { discriminatorOf } from '../grammar/discriminator.js';
import { frameworkErrors, type FrameworkErrorName } from '../grammar/framework-errors.js';
import type { InstructionAccount } from '../runtime/bank/account.js';
import type { Outcome } from '../runtime/execute.js';
import type { Case } from './oracle.js';
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
  withAccount,
} from './program-case.js';
import { compiledAllWays, runWays } from './ways.js';

const programId = 'Count3r1111111111111111111111111111111111111';
const tokenProgram = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const [user, other, third] = [1, 2, 3].map(addressOf) as [string, string, string];

const text = `
(define-program everything
  (declare (id "${programId}"))
  (define-account Vault (authority pubkey) (balance u64) (limits (array u16 4)) (open bool))
  (define-account Note (space 64) (author pubkey) (text string))
  (define-struct Range (low i32) (high i32))
  (define-enum Mode Off (On (level u8)) (Both (first u16) (second u16)))
  (define-account Settings (range Range) (mode Mode))
  (define-error NotOpen "the vault is closed")
  (define-error TooMuch)
  (define-event Changed (who pubkey) (old u64) (new u64))
  (define-event Noted (text string) (mode Mode))

  (define fee 3)
  (defun take ((vault (account Vault :writable)) (amount u64))
    (set! (. vault balance) (- (. vault balance) (+ amount fee))))
  (defun balance-of ((vault Vault)) (. vault balance))

  (instruction withdraw ((amount u64))
    (accounts (vault Vault :writable :has-one authority :constraint (. vault open) :error NotOpen)
              (authority :signer :writable))
    (require (<= amount (balance-of vault)) TooMuch)
    (define old (. vault balance))
    (take vault amount)
    (emit Changed :who (key authority) :old old :new (. vault balance)))

  (instruction hand-over ()
    (accounts (vault Vault :writable) (authority :signer :address (. vault authority)) (next))
    (define old (. vault authority))
    (set! (. vault authority) (key next))
    (set! (get (. vault limits) 1) 7)
    (sol_log_pubkey old))

  (instruction at-seeds ()
    (accounts (vault Vault :seeds ["vault" user]) (user))
    (sol_log_64_ (bump vault)))
  (instruction at-bump ((bump u8))
    (accounts (vault Vault :seeds ["vault" user] :bump bump) (user))
    (sol_log_64_ (. vault balance)))
  (instruction at-literal ()
    (accounts (vault :seeds ["global"]))
    (sol_log_64_ (bump vault)))
  (instruction at-wallet ()
    (accounts (wallet :seeds ["wallet" user] :writable) (user))
    (set! (lamports wallet) (lamports wallet)))

  (instruction owned () (accounts (a :owner program-id)) (sol_log_64_ (lamports a)))
  (instruction program () (accounts (a :executable)) (sol_log_64_ (lamports a)))
  (instruction wallet () (accounts (a :system :empty)) (sol_log_64_ (lamports a)))
  (instruction two () (accounts (a :writable) (b) (c :writable)) (sol_log_64_ (lamports a) (lamports c)))
  (instruction same () (accounts (a :writable) (b :writable :allow-duplicate)) (sol_log_64_ (lamports a) (lamports b)))
  (instruction several () (accounts (a) &rest others)
    (for (i (range (length others))) (sol_log_64_ i (lamports (get others i)))))
  (instruction named () (accounts (token-program) (system-program)) (sol_log_64_ (lamports system-program)))
  (instruction free () (accounts (a Vault :unchecked) (b :constraint (> (lamports b) 5))) (sol_log_64_ (. a balance)))
  (instruction tokens ((amount u64))
    (accounts (source TokenAccount :token-mint mint :token-authority user) (mint Mint :mint-decimals 6 :mint-authority user) (user))
    (require (>= (. source amount) amount) TooMuch))

  (instruction make ((start u64)) (accounts (vault :init Vault :payer payer) (payer :signer :writable))
    (set! (. vault authority) (key payer))
    (set! (. vault balance) start))
  (instruction make-at ((id u64))
    (accounts (vault :init Vault :payer payer :seeds ["vault" payer id]) (payer :signer :writable) (system-program))
    (set! (. vault balance) id))
  (instruction shut () (accounts (vault Vault :close authority :has-one authority) (authority :writable)))
  (instruction drain ((amount u64)) -> (option u64)
    (accounts (vault Vault :close authority :has-one authority) (authority :writable))
    (define balance (. vault balance))
    (when (> amount balance) (return))
    (set! (. vault balance) (- balance amount))
    (for (i (range 4))
      (when (= (u64 (get (. vault limits) i)) amount)
        (return i)))
    (log "all of it")
    (- balance amount))
  (instruction quit ((n u8))
    (accounts (vault Vault :writable))
    (set! (. vault balance) 1)
    (when (= n 0) (return))
    (try (do (when (= n 1) (return)) (require (< n 3) TooMuch) (log "two"))
      (catch code (return)))
    (set! (. vault balance) 2))
  (instruction resize ((size u64))
    (accounts (note Note :realloc size :payer payer :unchecked) (payer :signer :writable) (system-program)))
  (instruction note ((text string))
    (accounts (note Note :writable))
    (set! (. note text) text)
    (log (. note text)))
  (instruction tune ((range Range) (mode Mode) (extra (option u16)) (ids (array u32)))
    (accounts (settings Settings :writable))
    (set! (. settings range) range)
    (set! (. settings mode) mode)
    (set! (. (. settings range) high) 9)
    (sol_log_64_ (length ids) (get ids 1))
    (emit Noted :text "tuned" :mode mode))
  (instruction sum ((a u8) (b i64)) -> i64 (+ (i64 a) b))
  (instruction word () (discriminator 7) (log "seven")))
`;

const vaultFields = [key(user), [1000, 8], bytesOf([1, 2], [2, 2], [3, 2], [4, 2]), [1, 1]] as const;
const vault = (more: Partial<InstructionAccount> = {}): InstructionAccount =>
  account(addressOf(9), { owner: programId, data: record('Vault', ...vaultFields), writable: true, ...more });
const signer = (pubkey = user): InstructionAccount =>
  account(pubkey, { signer: true, writable: true, lamports: 10_000_000_000n });

const request = (data: Uint8Array, ...accounts: readonly InstructionAccount[]): Case => ({
  programId,
  accounts,
  data,
});

const ways = compiledAllWays({ name: 'everything', text });
const run = (wanted: Case): Outcome => runWays(ways, wanted).outcome;

/** What the program logged, less what the runtime did. */
function said(wanted: Case): readonly string[] {
  const outcome = run(wanted);
  expect(outcome.error?.message).toBeUndefined();
  return outcome.logs.flatMap((line) => /^Program (?:log|data): (.*)/.exec(line)?.[1] ?? []);
}

/** What is refused in all ways is tried in one: those of others differ only in what the code is made of. */
function refused(wanted: Case, error: FrameworkErrorName | number): void {
  const code = typeof error === 'number' ? error : frameworkErrors[error];
  expect(runWays(ways.slice(0, 1), wanted).outcome.error?.message).toBe(
    `custom program error: 0x${code.toString(16)}`,
  );
}

const seeded = derived(programId, 'vault', key(user));
const wallet = derived(programId, 'wallet', key(user));
const withdraw = request(call('withdraw', [10, 8]), vault(), signer());
const tokens = request(
  call('tokens', [5, 8]),
  account(addressOf(20), {
    owner: tokenProgram,
    data: bytesOf(key(other), key(user), [7, 8], new Uint8Array(36), [1, 1], new Uint8Array(56)),
  }),
  account(other, {
    owner: tokenProgram,
    data: bytesOf([1, 4], key(user), [100, 8], [6, 1], [1, 1], new Uint8Array(36)),
  }),
  account(user),
);

describe('instructions', () => {
  it('are found by their discriminators', () => {
    refused(request(call('unheard-of'), vault()), 'InstructionFallbackNotFound');
    refused(request(new Uint8Array(0)), 'InstructionFallbackNotFound');
    expect(said(request(bytesOf([7, 1])))).toEqual(['seven']);
  });

  it('refuse too little data', () => {
    refused(request(call('withdraw', [1, 7]), vault(), signer()), 'InstructionDidNotDeserialize');
    refused(request(call('note', [4, 4], 'abc'), vault()), 'InstructionDidNotDeserialize');
    refused(request(call('note', [0xffffffff, 4]), vault()), 'InstructionDidNotDeserialize');
    const endsInOption = call('tune', [1, 4], [2, 4], [0, 1], [1, 1], [5, 1]);
    refused(request(endsInOption, vault()), 'InstructionDidNotDeserialize');
    refused(request(call('tune', [1, 4], [2, 4], [3, 1]), vault()), 'InstructionDidNotDeserialize');
  });

  it('return values', () => {
    const { returnData } = run(request(call('sum', [200, 1], [-3n, 8])));
    expect(returnData).toEqual(bytesOf([197, 8]));
  });

  it('end where they return', () => {
    const drain = (amount: number) => request(call('drain', [amount, 8]), vault(), signer());
    const gone = ({ accounts }: Outcome) => accounts[0]!.lamports === 0n;
    const results = [1001, 3, 10].map((amount) => run(drain(amount)));
    expect(results.map(gone)).toEqual([true, true, true]);
    expect(results.map(({ returnData }) => returnData)).toEqual([
      bytesOf([0, 1]),
      bytesOf([1, 1], [2, 8]),
      bytesOf([1, 1], [990, 8]),
    ]);
    expect(said(drain(3))).toEqual([]);
    expect(said(drain(10))).toEqual(['all of it']);
    const balances = [0, 1, 2, 3].map((n) => {
      const { accounts } = run(request(call('quit', [n, 1]), vault()));
      return accounts[0]!.data[40];
    });
    expect(balances).toEqual([1, 1, 2, 1]);
  });

  it('read arguments of several sizes', () => {
    const settings = account(addressOf(9), {
      owner: programId,
      writable: true,
      data: record('Settings', new Uint8Array(8), new Uint8Array(5)),
    });
    const args = [
      bytesOf([-5n, 4], [6, 4]),
      bytesOf([2, 1], [300, 2], [400, 2]),
      bytesOf([1, 1], [77, 2]),
      bytesOf([2, 4], [11, 4], [12, 4]),
    ];
    const wanted = request(call('tune', ...args), settings);
    const event = bytesOf(discriminatorOf('event', 'Noted'), [5, 4], 'tuned', [2, 1], [300, 2], [400, 2]);
    expect(said(wanted)).toEqual(['0x2, 0xc, 0x0, 0x0, 0x0', Buffer.from(event).toString('base64')]);
    const after = run(wanted).accounts[0]!.data;
    expect(after).toEqual(record('Settings', [-5n, 4], [9, 4], [2, 1], [300, 2], [400, 2]));
  });
});

describe('accounts', () => {
  it('are there', () => {
    refused({ ...withdraw, accounts: withdraw.accounts.slice(0, 1) }, 'AccountNotEnoughKeys');
  });

  it('have an owner, a length, a kind and rights', () => {
    expect(said(withdraw)).toHaveLength(1);
    refused(withAccount(withdraw, 0, { owner: third }), 'AccountOwnedByWrongProgram');
    refused(withAccount(withdraw, 0, { data: new Uint8Array(56) }), 'AccountDidNotDeserialize');
    refused(
      withAccount(withdraw, 0, { data: record('Note', ...vaultFields) }),
      'AccountDiscriminatorMismatch',
    );
    refused(withAccount(withdraw, 0, { writable: false }), 'ConstraintMut');
    refused(withAccount(withdraw, 1, { signer: false }), 'AccountNotSigner');
  });

  it('hold the addresses of others', () => {
    refused(withAccount(withdraw, 1, { pubkey: other }), 'ConstraintHasOne');
    const handOver = request(call('hand-over'), vault(), signer(), account(third));
    expect(said(handOver)).toEqual([user]);
    expect(run(handOver).accounts[0]!.data).toEqual(
      record('Vault', key(third), [1000, 8], bytesOf([1, 2], [7, 2], [3, 2], [4, 2]), [1, 1]),
    );
    refused(withAccount(handOver, 1, { pubkey: other }), 'ConstraintAddress');
  });

  it('keep the constraints of the program', () => {
    const closed = record('Vault', key(user), [1000, 8], new Uint8Array(8), [0, 1]);
    refused(withAccount(withdraw, 0, { data: closed }), 6000);
    refused({ ...withdraw, data: call('withdraw', [1001, 8]) }, 6001);
    refused(request(call('free'), vault(), account(user, { lamports: 5n })), 'ConstraintRaw');
    expect(said(request(call('free'), vault({ owner: third }), account(user)))).toHaveLength(1);
  });

  it('lie at the addresses of their seeds', () => {
    const at = request(call('at-seeds'), vault({ pubkey: seeded.address }), account(user));
    expect(said(at)).toEqual([`0x${seeded.bump.toString(16)}, 0x0, 0x0, 0x0, 0x0`]);
    refused(withAccount(at, 0, { pubkey: other }), 'ConstraintSeeds');
    refused(withAccount(at, 1, { pubkey: other }), 'ConstraintSeeds');
    const atBump = { ...at, data: call('at-bump', [seeded.bump, 1]) };
    expect(said(atBump)).toHaveLength(1);
    refused({ ...at, data: call('at-bump', [seeded.bump - 1, 1]) }, 'ConstraintSeeds');
    const global = derived(programId, 'global');
    expect(said(request(call('at-literal'), account(global.address)))).toHaveLength(1);
    refused(request(call('at-literal'), account(other)), 'ConstraintSeeds');
    const atWallet = request(call('at-wallet'), account(wallet.address, { writable: true }), account(user));
    expect(run(atWallet).status).toBe('ok');
    refused(withAccount(atWallet, 0, { pubkey: other }), 'ConstraintSeeds');
  });

  it('find the greatest bump for any user', () => {
    for (let number = 30; number < 42; number++) {
      const owner = addressOf(number);
      const found = derived(programId, 'vault', key(owner));
      const wanted = request(call('at-seeds'), vault({ pubkey: found.address }), account(owner));
      expect(said(wanted)).toEqual([`0x${found.bump.toString(16)}, 0x0, 0x0, 0x0, 0x0`]);
    }
  });

  it('are what flags say', () => {
    refused(request(call('owned'), account(user)), 'ConstraintOwner');
    expect(said(request(call('owned'), account(user, { owner: programId })))).toHaveLength(1);
    refused(request(call('program'), account(user)), 'ConstraintExecutable');
    expect(said(request(call('program'), systemAccount))).toHaveLength(1);
    refused(request(call('wallet'), account(user, { owner: third })), 'AccountNotSystemOwned');
    refused(request(call('wallet'), account(user, { data: new Uint8Array(1) })), 'ConstraintSpace');
    expect(said(request(call('wallet'), account(user)))).toHaveLength(1);
  });

  it('are not named twice to be changed', () => {
    const [a, b, c] = [user, other, third].map((pubkey) => account(pubkey, { writable: true }));
    expect(said(request(call('two'), a!, b!, c!))).toHaveLength(1);
    expect(said(request(call('two'), a!, b!, b!))).toHaveLength(1);
    refused(request(call('two'), a!, b!, a!), 'ConstraintDuplicateMutableAccount');
    refused(request(call('two'), a!, a!, a!), 'ConstraintDuplicateMutableAccount');
    expect(said(request(call('same'), a!, a!))).toHaveLength(1);
    refused(
      request(call('withdraw', [1, 8]), vault({ signer: true }), vault({ signer: true })),
      'ConstraintDuplicateMutableAccount',
    );
  });

  it('may be followed by others', () => {
    const all = [user, other, third].map((pubkey) => account(pubkey));
    expect(said(request(call('several'), ...all))).toHaveLength(2);
    expect(said(request(call('several'), all[0]!))).toEqual([]);
  });

  it('are those of their names where they are read', () => {
    expect(said(request(call('named'), account(other), systemAccount))).toHaveLength(1);
    refused(request(call('named'), account(other), account(third)), 'InvalidProgramId');
  });

  it('belong to the token program', () => {
    expect(said(tokens)).toEqual([]);
    refused(withAccount(tokens, 0, { owner: programId }), 'AccountOwnedByWrongProgram');
    refused(withAccount(tokens, 0, { data: new Uint8Array(165) }), 'AccountDiscriminatorMismatch');
    refused(withAccount(tokens, 1, { pubkey: third }), 'ConstraintTokenMint');
    refused(withAccount(tokens, 2, { pubkey: third }), 'ConstraintTokenOwner');
    const mint = tokens.accounts[1]!.data;
    refused(withAccount(tokens, 1, { data: mint.with(44, 5) }), 'ConstraintMintDecimals');
    refused(withAccount(tokens, 1, { data: mint.with(0, 0) }), 'ConstraintMintMintAuthority');
    refused(withAccount(tokens, 1, { data: mint.with(4, 9) }), 'ConstraintMintMintAuthority');
    refused({ ...tokens, data: call('tokens', [8, 8]) }, 6001);
  });
});

describe('accounts are made', () => {
  const bank = new LiteSVM();
  const rentOf = (bytes: number) => bank.minimumBalanceForRentExemption(BigInt(bytes));
  const make = request(
    call('make', [5, 8]),
    account(addressOf(9), { lamports: 0n, signer: true, writable: true }),
    signer(),
    systemAccount,
  );
  const made = record('Vault', key(user), [5, 8], new Uint8Array(9));

  it('with the signature of their key', () => {
    const outcome = run(make);
    expect(outcome.accounts[0]).toMatchObject({
      owner: programId,
      data: made,
      lamports: rentOf(57),
    });
    refused(withAccount(make, 0, { signer: false }), 'ConstraintSigner');
    refused(withAccount(make, 1, { signer: false }), 'AccountNotSigner');
  });

  it('where somebody has sent lamports before', () => {
    for (const lamports of [1n, 890_880n, 2_000_000n]) {
      const outcome = run(withAccount(make, 0, { lamports }));
      const rent = rentOf(57);
      const wanted = lamports > rent ? lamports : rent;
      expect(outcome.accounts[0]).toMatchObject({ owner: programId, data: made, lamports: wanted });
    }
  });

  it('not where one is already', () => {
    expect(run(withAccount(make, 0, { owner: programId, data: made, lamports: 5_000_000n })).status).toBe(
      'error',
    );
  });

  it('at the addresses of their seeds', () => {
    const place = derived(programId, 'vault', key(user), [77, 8]);
    const wanted = request(
      call('make-at', [77, 8]),
      account(place.address, { lamports: 0n, writable: true }),
      signer(),
      systemAccount,
    );
    expect(run(wanted).accounts[0]).toMatchObject({ owner: programId });
    expect(run(withAccount(wanted, 0, { lamports: 3n })).accounts[0]).toMatchObject({ owner: programId });
    refused(withAccount(wanted, 0, { pubkey: other }), 'ConstraintSeeds');
  });

  it('and closed', () => {
    const wanted = request(call('shut'), vault(), signer());
    const { accounts } = run(wanted);
    expect(accounts[0]).toMatchObject({ lamports: 0n, owner: systemProgram });
    expect(accounts[1]!.lamports).toBe(10_005_000_000n);
  });

  it('and resized', () => {
    const note = account(addressOf(9), {
      owner: programId,
      data: record('Note', new Uint8Array(56)),
      writable: true,
    });
    const size = (bytes: number) => request(call('resize', [bytes, 8]), note, signer(), systemAccount);
    for (const bytes of [100, 64, 10, 64 + 10_240]) {
      const { accounts, error } = run(size(bytes));
      expect(error?.message).toBeUndefined();
      expect(accounts[0]!.data).toHaveLength(bytes);
      const [rent, held] = [rentOf(bytes), note.lamports];
      // What shrinks keeps its rent alone, what grows gets what it lacks.
      expect(accounts[0]!.lamports).toBe(bytes <= note.data.length || rent > held ? rent : held);
    }
    refused(size(64 + 10_241), 'AccountReallocExceedsLimit');
    const text = (length: number) => request(call('note', [length, 4], 'x'.repeat(length)), note);
    expect(said(text(20))).toEqual(['x'.repeat(20)]);
    refused(text(21), 'AccountDidNotSerialize');
    const broken = record('Note', new Uint8Array(32), [21, 4], new Uint8Array(20));
    expect(run(withAccount(text(0), 0, { data: broken })).status).toBe('ok');
  });
});
