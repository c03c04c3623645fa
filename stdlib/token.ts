// Calls of the token programs (SPL Token: TokenInstruction; Token-2022 takes the same).
import { decodeAddress } from '../grammar/base58.js';
import { u64 } from '../grammar/signature.js';
import type { Value } from '../grammar/flow.js';
import type { FlowBuilder } from './builder.js';
import { callForms, programKey, type CallRow } from './calls.js';
import type { FunctionForm } from './form.js';
import { keyWord, keyWords, requireKey } from './keys.js';

/** The keys of SPL Token and of Token-2022. */
export const tokenPrograms = [
  'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
].map((text) => decodeAddress(text)!);

/** Fails with IncorrectProgramId unless the key at an address is that of a token program. */
export function requireTokenProgram(b: FlowBuilder, key: Value): void {
  const [after, other] = [b.block(), b.block()];
  for (const word of keyWords) {
    const next = b.block();
    const wanted = b.constant(keyWord(tokenPrograms[0]!, word));
    b.branch('ne', b.load(8, key, word), wanted, other, next);
    b.enterSealed(next);
  }
  b.jump(after);
  b.enterSealed(other);
  requireKey(b, key, 0, tokenPrograms[1]!, 'IncorrectProgramId', 'this is no token program');
  b.jump(after);
  b.enterSealed(after);
}

/** A program named by the index of its account is whatever the transaction says; a key in the source is not. */
const program: CallRow['program'] = (b, operand) => {
  const key = programKey(b, operand!);
  if (operand!.source.kind !== 'pubkey') requireTokenProgram(b, key);
  return key;
};

const ending =
  'The program is the index of its account or its key, and must be SPL Token or Token-2022; the accounts are indices.';

const fixture = 'token.json';

const rows: readonly Omit<CallRow, 'program' | 'fixture'>[] = [
  {
    name: 'spl-token-transfer',
    parameters: [
      ['program', 'program'],
      ['source', { account: 'w' }],
      ['destination', { account: 'w' }],
      ['authority', { account: 's' }],
      ['amount', u64],
    ],
    data: [[3, 1], 'amount'],
    doc: `Moves tokens between two accounts of one mint. ${ending}`,
    examples: [
      '(spl-token-transfer 0 2 4 5 30) (account-read u64 4 64) ; => 50',
      '(spl-token-transfer-signed 0 7 4 6 30 [["vault" (u8 251)]]) (account-read u64 4 64) ; => 50',
    ],
  },
  {
    name: 'spl-token-mint-to',
    parameters: [
      ['program', 'program'],
      ['mint', { account: 'w' }],
      ['destination', { account: 'w' }],
      ['authority', { account: 's' }],
      ['amount', u64],
    ],
    data: [[7, 1], 'amount'],
    doc: `Makes new tokens of a mint. ${ending}`,
    examples: [
      '(spl-token-mint-to 0 1 4 5 30) (account-read u64 4 64) ; => 50',
      '(spl-token-mint-to-signed 0 1 4 5 30 []) (account-read u64 4 64) ; => 50',
    ],
  },
  {
    name: 'spl-token-burn',
    parameters: [
      ['program', 'program'],
      ['source', { account: 'w' }],
      ['mint', { account: 'w' }],
      ['authority', { account: 's' }],
      ['amount', u64],
    ],
    data: [[8, 1], 'amount'],
    doc: `Destroys tokens. ${ending}`,
    examples: [
      '(spl-token-burn 0 2 1 5 30) (account-read u64 2 64) ; => 970',
      '(spl-token-burn-signed 0 7 1 6 30 [["vault" (u8 251)]]) (account-read u64 7 64) ; => 470',
    ],
  },
  {
    name: 'spl-close-account',
    parameters: [
      ['program', 'program'],
      ['account', { account: 'w' }],
      ['destination', { account: 'w' }],
      ['authority', { account: 's' }],
    ],
    data: [[9, 1]],
    doc: `Closes an empty token account and moves its lamports to the destination. ${ending}`,
    examples: [
      '(spl-close-account 0 3 5 5) (account-lamports 3) ; => 0',
      '(spl-close-account-signed 0 3 5 5 []) (account-lamports 3) ; => 0',
    ],
  },
];

export const tokenForms: readonly FunctionForm[] = rows.flatMap((row) =>
  callForms({ ...row, program, fixture }),
);
