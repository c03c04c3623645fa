// The programs that every cluster has, as far as programs call them: their instructions with accounts and arguments.
import { decodeAddress } from '../../grammar/base58.js';
import type {
  CalledAccount,
  CalledAccounts,
  CalledArgument,
  CalledInstruction,
  CalledProgram,
} from '../../grammar/called-program.js';
import type { Encoding } from '../../grammar/encoding.js';
import { pubkey, string, u64, u8, type Type } from '../../grammar/signature.js';

/** `name` may be read, `name:w` be written, `name:s` must sign, `name:e` must sign or be a multisig account. */
type AccountText = string;

const account = (text: AccountText): CalledAccount => {
  const [name, rights = ''] = text.split(':');
  const signer = rights.includes('e') ? 'either' : rights.includes('s');
  return { name: name!, signer, writable: rights.includes('w') };
};

/** Those who sign in the place of a multisig account. */
const multiSigners: CalledAccounts = { name: 'multi-signers', signer: true, writable: false, optional: true };

type Row = readonly [
  name: string,
  tag: number,
  accounts: readonly AccountText[],
  fields?: Readonly<Record<string, Type>>,
];

function instruction([name, tag, accounts, fields = {}]: Row, tagSize: number): CalledInstruction {
  const bytes = Uint8Array.from({ length: tagSize }, (_, at) => (tag >> (8 * at)) & 0xff);
  return {
    name,
    data: [
      { kind: 'constant', bytes },
      ...Object.entries(fields).map(([field, type]): CalledArgument => {
        // Without a discriminator, text is all of the data.
        const isAll = type === string && tagSize === 0;
        const encoding: Encoding = isAll ? { kind: 'text', type, count: undefined } : { kind: 'borsh', type };
        return { kind: 'argument', name: field, type, encoding };
      }),
    ],
    accounts: accounts.map(account),
    rest: accounts.some((text) => text.endsWith(':e')) ? [multiSigners] : [],
  };
}

function program(name: string, address: string, tagSize: number, rows: readonly Row[]): CalledProgram {
  return {
    name,
    id: decodeAddress(address)!,
    instructions: rows.map((row) => instruction(row, tagSize)),
    refused: new Map(),
    types: new Map(),
  };
}

const optionalKey: Type = { kind: 'option', value: pubkey };

/** Agave: SystemInstruction, in bincode, which for these fields is what Borsh is. */
const system: readonly Row[] = [
  ['create-account', 0, ['payer:ws', 'new-account:ws'], { lamports: u64, space: u64, owner: pubkey }],
  ['assign', 1, ['account:ws'], { owner: pubkey }],
  ['transfer', 2, ['from:ws', 'to:w'], { lamports: u64 }],
  ['allocate', 8, ['account:ws'], { space: u64 }],
];

const checked = { amount: u64, decimals: u8 } as const;

/** SPL Token: TokenInstruction. Token-2022 takes the same. */
const token: readonly Row[] = [
  ['transfer', 3, ['source:w', 'destination:w', 'authority:e'], { amount: u64 }],
  ['approve', 4, ['source:w', 'delegate', 'owner:e'], { amount: u64 }],
  ['revoke', 5, ['source:w', 'owner:e']],
  ['set-authority', 6, ['owned:w', 'owner:e'], { 'authority-type': u8, 'new-authority': optionalKey }],
  ['mint-to', 7, ['mint:w', 'account:w', 'mint-authority:e'], { amount: u64 }],
  ['burn', 8, ['account:w', 'mint:w', 'authority:e'], { amount: u64 }],
  ['close-account', 9, ['account:w', 'destination:w', 'owner:e']],
  ['freeze-account', 10, ['account:w', 'mint', 'owner:e']],
  ['thaw-account', 11, ['account:w', 'mint', 'owner:e']],
  ['transfer-checked', 12, ['source:w', 'mint', 'destination:w', 'authority:e'], checked],
  ['approve-checked', 13, ['source:w', 'mint', 'delegate', 'owner:e'], checked],
  ['mint-to-checked', 14, ['mint:w', 'account:w', 'mint-authority:e'], checked],
  ['burn-checked', 15, ['account:w', 'mint:w', 'authority:e'], checked],
  ['sync-native', 17, ['account:w']],
  ['initialize-account3', 18, ['account:w', 'mint'], { owner: pubkey }],
  [
    'initialize-mint2',
    20,
    ['mint:w'],
    { decimals: u8, 'mint-authority': pubkey, 'freeze-authority': optionalKey },
  ],
  ['initialize-immutable-owner', 22, ['account:w']],
];

const created: readonly AccountText[] = [
  'payer:ws',
  'associated-token:w',
  'owner',
  'mint',
  'system-program',
  'token-program',
];

const associatedToken: readonly Row[] = [
  ['create', 0, created],
  ['create-idempotent', 1, created],
];

/** Its data is the text alone. */
const memo: readonly Row[] = [['add-memo', 0, [], { memo: string }]];

const programs: readonly CalledProgram[] = [
  program('system', '11111111111111111111111111111111', 4, system),
  program('token', 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA', 1, token),
  program('token-2022', 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb', 1, token),
  program('associated-token', 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL', 1, associatedToken),
  program('memo', 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr', 0, memo),
];

export const knownPrograms: ReadonlyMap<string, CalledProgram> = new Map(
  programs.map((one) => [one.name, one]),
);
