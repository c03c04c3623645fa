// Programs that take the layouts, tags and errors of others: options that keep their room, errors with given codes.
import { describe, expect, it } from 'vitest';
import { anchorIdl } from '../compiler/idl/anchor.js';
import type { InstructionAccount } from '../runtime/bank/account.js';
import type { Outcome } from '../runtime/execute.js';
import { account, addressOf, bytesOf, key, type Part } from './program-case.js';
import { compiledAllWays, runWays } from './ways.js';

const programId = 'Count3r1111111111111111111111111111111111111';
const [here, user] = [9, 1].map(addressOf) as [string, string];

const text = `
(define-program foreign
  (declare (id "${programId}")
           (errors (AccountNotSigner MissingRequiredSignature)
                   (InstructionFallbackNotFound Unknown)
                   (InstructionDidNotDeserialize InvalidInstructionData)
                   (ConstraintDuplicateMutableAccount Twice)))
  (define-account Entry
    (discriminator none)
    (keeper (coption pubkey))
    (limit (coption u16))
    (count u8))
  (define-error Unknown 0)
  (define-error Missing "nobody keeps it")
  (define-error Twice 900)
  (define-error Next)

  (instruction show ()
    (discriminator 1)
    (accounts (entry Entry))
    (sol_log_64_ (unwrap-or (. entry limit) 1000) (. entry count))
    (sol_log_pubkey (unwrap-or (. entry keeper) (fail Missing))))
  (instruction keep ((keeper (option pubkey)))
    (discriminator 2)
    (accounts (entry Entry :writable) (user :signer))
    (define before (. entry keeper))
    (set! (. entry keeper) keeper)
    (if-let (old before) (sol_log_pubkey old)))
  (instruction bound ((limit u16))
    (discriminator 3)
    (accounts (entry Entry :writable) (other Entry :writable))
    (set! (. entry limit) (if (= limit 0) null (some limit)))
    (require (!= limit 1) Next)
    (require (!= limit 2) IllegalOwner)))
`;

const ways = compiledAllWays({ name: 'foreign', text });

const entry = (more: Partial<InstructionAccount>, ...fields: readonly Part[]): InstructionAccount =>
  account(here, { owner: programId, writable: true, data: bytesOf(...fields), ...more });
const kept = [[1, 4], key(user), [1, 4], [77, 2], [5, 1]] as const;
const signer = account(user, { signer: true });

const run = (data: readonly Part[], ...accounts: readonly InstructionAccount[]): Outcome =>
  runWays(ways, { programId, accounts, data: bytesOf(...data) }).outcome;
const said = ({ logs }: Outcome): readonly string[] =>
  logs.flatMap((line) => /^Program log: (.*)/.exec(line)?.[1] ?? []);

describe('options that keep their room', () => {
  it('are read', () => {
    expect(said(run([[1, 1]], entry({}, ...kept)))).toEqual(['0x4d, 0x5, 0x0, 0x0, 0x0', user]);
    const missing = run([[1, 1]], entry({}, [0, 4], key(user), [0, 4], [77, 2], [5, 1]));
    expect(said(missing)).toEqual(['0x3e8, 0x5, 0x0, 0x0, 0x0']);
    expect(missing.error?.custom).toBe(1);
  });

  it('are changed; what is missing leaves its room as it was', () => {
    const changed = run([[2, 1], [1, 1], key(here)], entry({}, ...kept), signer);
    expect(said(changed)).toEqual([user]);
    expect(changed.accounts[0]!.data).toEqual(bytesOf([1, 4], key(here), ...kept.slice(2)));
    const dropped = run(
      [
        [2, 1],
        [0, 1],
      ],
      entry({}, ...kept),
      signer,
    );
    expect(dropped.accounts[0]!.data).toEqual(bytesOf([0, 4], ...kept.slice(1)));
  });

  it('are what clients know as coption', () => {
    const { types } = anchorIdl(ways[0]!.program.interface!, programId, '0.1.0');
    expect(types[0]!.type).toMatchObject({
      fields: [
        { name: 'keeper', type: { coption: 'pubkey' } },
        { name: 'limit', type: { coption: 'u16' } },
        { name: 'count', type: 'u8' },
      ],
    });
  });
});

describe('errors', () => {
  const two = [entry({}, ...kept), entry({ pubkey: user }, ...kept)] as const;
  it('have the codes given, or count on', () => {
    expect(
      run(
        [
          [3, 1],
          [1, 2],
        ],
        ...two,
      ).error?.custom,
    ).toBe(901);
    expect(ways[0]!.program.interface!.errors.map(({ code }) => code)).toEqual([0, 1, 900, 901]);
  });

  it('may be those of Solana', () => {
    expect(
      run(
        [
          [3, 1],
          [2, 2],
        ],
        ...two,
      ).error?.code,
    ).toBe('IllegalOwner');
  });

  it('of checks are those that the program declares', () => {
    expect(run([[4, 1]], ...two).error?.custom).toBe(0);
    expect(
      run(
        [
          [3, 1],
          [1, 1],
        ],
        ...two,
      ).error?.code,
    ).toBe('InvalidInstructionData');
    expect(
      run(
        [
          [3, 1],
          [7, 2],
        ],
        two[0],
        two[0],
      ).error?.custom,
    ).toBe(900);
    const unsigned = run(
      [
        [2, 1],
        [0, 1],
      ],
      two[0],
      { ...signer, signer: false },
    );
    expect(unsigned.error?.code).toBe('MissingRequiredSignature');
  });
});
