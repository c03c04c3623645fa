// Declared accounts that may be missing, and those of tokens that instructions make and find: in all ways and in litesvm.
import { rmSync } from 'node:fs';
import { createNoopSigner, type Address } from '@solana/kit';
import { LiteSVM } from 'litesvm';
import { describe, expect, it } from 'vitest';
import { anchorIdl } from '../compiler/idl/anchor.js';
import { frameworkErrors, type FrameworkErrorName } from '../grammar/framework-errors.js';
import type { InstructionAccount } from '../runtime/bank/account.js';
import type { Outcome } from '../runtime/execute.js';
import type { Case } from './oracle.js';
import { account, addressOf, bytesOf, call, derived, key, record, systemAccount } from './program-case.js';
import { generatedClient, requestOf } from './generated-client.js';
import { withRealPrograms } from './real-program.js';
import { compiledAllWays, runWays } from './ways.js';

const programId = 'Count3r1111111111111111111111111111111111111';
const tokenProgram = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const associatedProgram = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';
const [user, other, third] = [1, 2, 3].map(addressOf) as [string, string, string];

const text = `
(define-program flags
  (declare (id "${programId}"))
  (define-account Vault (authority pubkey) (balance u64))
  (define-error TooLittle)
  (define-event Seen (who pubkey))

  (instruction spend ((amount u64)) -> (option u64)
    (accounts (vault Vault :writable)
              (bonus Vault :writable :optional :has-one authority :constraint (> (. bonus balance) 5) :error TooLittle)
              (authority :signer)
              (referrer :optional :writable))
    (set! (. vault balance) (- (. vault balance) amount))
    (when-let (r referrer) (emit Seen :who (key r)))
    (if-let (b bonus)
      (do (set! (. b balance) (+ (. b balance) amount))
          (. b balance))
      null))
  (instruction finish ()
    (accounts (vault Vault :optional :close user :seeds ["vault" user]) (user :signer :writable)))
  (instruction begin () -> bool
    (accounts (vault :init Vault :optional :payer user :seeds ["vault" user])
              (user :signer :writable) (system-program))
    (when-let (v vault) (set! (. v authority) (key user)))
    (not (null? vault)))
  (instruction stretch ((size u64))
    (accounts (vault Vault :optional :realloc size :payer user) (user :signer :writable) (system-program)))

  (instruction mint-new ((decimals u8))
    (accounts (mint :init Mint :payer payer :mint-decimals decimals :mint-authority payer :seeds ["mint"])
              (payer :signer :writable) (system-program) (token-program))
    (sol_log_64_ (. mint decimals) (. mint supply) 0 0 0))
  (instruction mint-frozen ()
    (accounts (mint :init Mint :payer payer :mint-decimals 0 :mint-authority mint :freeze-authority payer)
              (payer :signer :writable) (system-program) (token-program)))
  (instruction hold ()
    (accounts (vault :init TokenAccount :payer payer :token-mint mint :token-authority vault :seeds ["vault" mint])
              (mint Mint) (payer :signer :writable) (system-program) (token-program))
    (sol_log_64_ (. vault amount) (bump vault) 0 0 0))
  (instruction open ()
    (accounts (tokens :init TokenAccount :payer payer :associated owner :token-mint mint)
              (owner) (mint Mint) (payer :signer :writable)
              (system-program) (token-program) (associated-token-program))
    (sol_log_pubkey (. tokens owner)))
  (instruction look ()
    (accounts (tokens TokenAccount :associated owner :token-mint mint) (owner) (mint Mint :freeze-authority owner))
    (sol_log_64_ (. tokens amount) 0 0 0 0)))
`;

const ways = compiledAllWays({ name: 'flags', text });
const request = (data: Uint8Array, ...accounts: readonly InstructionAccount[]): Case =>
  withRealPrograms({ programId, accounts, data, budget: 200_000 });

function refused(wanted: Case, error: FrameworkErrorName | number): void {
  const code = typeof error === 'number' ? error : frameworkErrors[error];
  expect(runWays(ways.slice(0, 1), wanted).outcome.error?.message).toBe(
    `custom program error: 0x${code.toString(16)}`,
  );
}

/** `some`: what takes long to run is tried in two ways. */
function done(wanted: Case, which: 'all' | 'some' = 'all'): Outcome {
  const some = [ways[0]!, ways.at(-1)!];
  const { outcome } = runWays(which === 'all' ? ways : some, wanted);
  expect(outcome.error?.message, outcome.logs.join('\n')).toBeUndefined();
  return outcome;
}

const rentOf = (bytes: number) => new LiteSVM().minimumBalanceForRentExemption(BigInt(bytes));
const signer = account(user, { signer: true, writable: true, lamports: 10_000_000_000n });
const vault = (number: number, balance: number): InstructionAccount =>
  account(addressOf(number), {
    owner: programId,
    data: record('Vault', key(user), [balance, 8]),
    writable: true,
  });
const program = (pubkey: string): InstructionAccount =>
  account(pubkey, { executable: true, owner: 'BPFLoader2111111111111111111111111111111111', lamports: 1n });

describe('optional accounts', () => {
  /** What clients put where an account is missing. */
  const nothing = account(programId, {
    executable: true,
    owner: 'BPFLoaderUpgradeab1e11111111111111111111111',
  });
  const spend = (...accounts: readonly InstructionAccount[]) => request(call('spend', [3, 8]), ...accounts);

  it('are there or not', () => {
    const whole = done(spend(vault(9, 50), vault(10, 7), signer, account(third, { writable: true })));
    expect(whole.returnData).toEqual(bytesOf([1, 1], [10, 8]));
    expect(whole.logs.some((line) => line.startsWith('Program data: '))).toBe(true);
    const missing = done(spend(vault(9, 50), nothing, signer, nothing));
    expect(missing.returnData).toEqual(bytesOf([0, 1]));
    expect(missing.accounts[0]!.data).toEqual(record('Vault', key(user), [47, 8]));
  });

  it('are checked where they are there', () => {
    const around = (bonus: InstructionAccount) => spend(vault(9, 50), bonus, signer, nothing);
    refused(around({ ...vault(10, 7), owner: third }), 'AccountOwnedByWrongProgram');
    refused(around({ ...vault(10, 7), writable: false }), 'ConstraintMut');
    refused(around(vault(10, 5)), 6000);
    refused(around({ ...vault(10, 7), data: record('Vault', key(other), [7, 8]) }), 'ConstraintHasOne');
    refused(around(vault(9, 50)), 'ConstraintDuplicateMutableAccount');
    refused(spend(vault(9, 50), nothing, { ...signer, signer: false }, nothing), 'AccountNotSigner');
  });

  it('are closed where they are there', () => {
    const { address } = derived(programId, 'vault', key(user));
    const place = { ...vault(9, 5), pubkey: address };
    expect(done(request(call('finish'), place, signer)).accounts[0]!.lamports).toBe(0n);
    expect(done(request(call('finish'), nothing, signer)).accounts[1]!.lamports).toBe(signer.lamports);
    refused(request(call('finish'), vault(9, 5), signer), 'ConstraintSeeds');
  });

  it('are made where they are there', () => {
    const { address } = derived(programId, 'vault', key(user));
    const place = account(address, { lamports: 0n, writable: true });
    const begin = (first: InstructionAccount) => request(call('begin'), first, signer, systemAccount);
    const made = done(begin(place));
    expect(made.returnData).toEqual(bytesOf([1, 1]));
    expect(made.accounts[0]).toMatchObject({ owner: programId, data: record('Vault', key(user), [0, 8]) });
    expect(done(begin(nothing)).returnData).toEqual(bytesOf([0, 1]));
    refused(begin(account(other, { lamports: 0n, writable: true })), 'ConstraintSeeds');
  });

  it('are resized where they are there', () => {
    const stretch = (first: InstructionAccount) =>
      request(call('stretch', [60, 8]), first, signer, systemAccount);
    expect(done(stretch(vault(9, 5))).accounts[0]!.data).toHaveLength(60);
    expect(done(stretch(nothing)).accounts[1]!.lamports).toBe(signer.lamports);
  });
});

describe('token accounts', () => {
  const mintData = bytesOf([1, 4], key(user), [100, 8], [6, 1], [1, 1], [1, 4], key(user));
  const mint = account(other, { owner: tokenProgram, data: mintData, lamports: rentOf(82) });
  const empty = (pubkey: string, more: Partial<InstructionAccount> = {}) =>
    account(pubkey, { lamports: 0n, writable: true, ...more });
  const held = (owner: string, amount: number): Uint8Array =>
    bytesOf(key(other), key(owner), [amount, 8], new Uint8Array(36), [1, 1], new Uint8Array(56));
  const ata = derived(associatedProgram, key(user), key(tokenProgram), key(other)).address;

  it('mints are made at their seeds, or with their signature', () => {
    const place = derived(programId, 'mint').address;
    const made = done(
      request(call('mint-new', [6, 1]), empty(place), signer, systemAccount, program(tokenProgram)),
    );
    expect(made.accounts[0]).toMatchObject({
      owner: tokenProgram,
      lamports: rentOf(82),
      data: bytesOf([1, 4], key(user), [0, 8], [6, 1], [1, 1], new Uint8Array(36)),
    });
    const frozen = done(
      request(
        call('mint-frozen'),
        empty(third, { signer: true }),
        signer,
        systemAccount,
        program(tokenProgram),
      ),
    );
    expect(frozen.accounts[0]!.data).toEqual(
      bytesOf([1, 4], key(third), [0, 8], [0, 1], [1, 1], [1, 4], key(user)),
    );
  });

  it('are made for a mint and an owner', () => {
    const place = derived(programId, 'vault', key(other));
    const all = [empty(place.address), mint, signer, systemAccount, program(tokenProgram)];
    const outcome = done(request(call('hold'), ...all));
    expect(outcome.accounts[0]).toMatchObject({
      owner: tokenProgram,
      lamports: rentOf(165),
      data: held(place.address, 0),
    });
    expect(outcome.logs).toContain(`Program log: 0x0, 0x${place.bump.toString(16)}, 0x0, 0x0, 0x0`);
    refused(request(call('hold'), empty(third), ...all.slice(1)), 'ConstraintSeeds');
  });

  it('are made as those associated with a wallet', () => {
    const all = (address: string) => [
      empty(address),
      account(user),
      mint,
      account(third, { signer: true, writable: true, lamports: 10_000_000_000n }),
      systemAccount,
      program(tokenProgram),
      program(associatedProgram),
    ];
    const { accounts } = done(request(call('open'), ...all(ata)), 'some');
    expect(accounts[0]).toMatchObject({ owner: tokenProgram, lamports: rentOf(165) });
    const elsewhere = runWays(ways.slice(0, 1), request(call('open'), ...all(addressOf(9))));
    expect(elsewhere.outcome.error?.code).toBe('InvalidSeeds');
  });

  it('are found as those associated with a wallet', () => {
    const tokens = account(ata, { owner: tokenProgram, data: held(user, 7) });
    const look = (...accounts: readonly InstructionAccount[]) => request(call('look'), ...accounts);
    expect(done(look(tokens, account(user), mint)).logs).toContain('Program log: 0x7, 0x0, 0x0, 0x0, 0x0');
    refused(look({ ...tokens, pubkey: third }, account(user), mint), 'AccountNotAssociatedTokenAccount');
    refused(look({ ...tokens, data: held(third, 7) }, account(user), mint), 'ConstraintTokenOwner');
    const unfrozen = mintData.with(46, 0);
    refused(look(tokens, account(user), { ...mint, data: unfrozen }), 'ConstraintMintFreezeAuthority');
  });
});

it('are told of in the interface', () => {
  const { instructions } = anchorIdl(ways[0]!.program.interface!, programId, '0.1.0');
  const accountOf = (instruction: string, name: string) =>
    instructions.find((one) => one.name === instruction)?.accounts.find((one) => one.name === name);
  expect(accountOf('spend', 'bonus')).toEqual({ name: 'bonus', writable: true, optional: true });
  expect(accountOf('open', 'tokens')).toEqual({
    name: 'tokens',
    writable: true,
    pda: {
      seeds: [
        { kind: 'account', path: 'owner' },
        { kind: 'const', value: [...key(tokenProgram)] },
        { kind: 'account', path: 'mint' },
      ],
      program: { kind: 'const', value: [...key(associatedProgram)] },
    },
  });
  expect(accountOf('mint_frozen', 'mint')).toEqual({ name: 'mint', writable: true, signer: true });
});

it('are filled in by the client that Codama writes', async () => {
  const idl = anchorIdl(ways[0]!.program.interface!, programId, '0.1.0');
  const { client, folder } = await generatedClient(idl);
  rmSync(folder, { recursive: true, force: true });
  const owner = createNoopSigner(user as Address);
  const open = await client['getOpenInstructionAsync']!({ payer: owner, owner: user, mint: other });
  const { address } = derived(associatedProgram, key(user), key(tokenProgram), key(other));
  expect(requestOf(open, []).accounts[0]!.pubkey).toBe(address);
  const spend = client['getSpendInstruction']!({ vault: third, authority: owner, amount: 3n });
  expect(requestOf(spend, []).accounts.map(({ pubkey }) => pubkey)).toEqual([
    third,
    programId,
    user,
    programId,
  ]);
});
