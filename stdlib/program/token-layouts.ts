// The accounts of the token programs, with the names that their IDL gives the fields. SPL Token: state.rs.
import { decodeAddress } from '../../grammar/base58.js';
import {
  bool,
  pubkey,
  u32,
  u64,
  u8,
  type AccountLayout,
  type AccountType,
  type Field,
  type Type,
} from '../../grammar/signature.js';

const owner = decodeAddress('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA')!;

/** A key that may be missing: a number that says whether it is there, the key. */
const optionalKey = (name: string): readonly Field<Type>[] => [
  { name: `${name}-tag`, type: u32 },
  { name, type: pubkey },
];

const tokenAccount: AccountType = {
  kind: 'account',
  writable: false,
  layout: {
    name: 'TokenAccount',
    discriminator: new Uint8Array(0),
    fields: [
      { name: 'mint', type: pubkey },
      { name: 'owner', type: pubkey },
      { name: 'amount', type: u64 },
      ...optionalKey('delegate'),
      { name: 'state', type: u8 },
      { name: 'is-native-tag', type: u32 },
      { name: 'is-native', type: u64 },
      { name: 'delegated-amount', type: u64 },
      ...optionalKey('close-authority'),
    ],
    size: 165,
    exact: true,
    owner,
    alive: 108,
  },
};

const mint: AccountType = {
  kind: 'account',
  writable: false,
  layout: {
    name: 'Mint',
    discriminator: new Uint8Array(0),
    fields: [
      ...optionalKey('mint-authority'),
      { name: 'supply', type: u64 },
      { name: 'decimals', type: u8 },
      { name: 'is-initialized', type: bool },
      ...optionalKey('freeze-authority'),
    ],
    size: 82,
    exact: true,
    owner,
    alive: 45,
  },
};

/** Whether accounts of the layout are made by the token program. */
export const isTokenLayout = (layout: AccountLayout): boolean =>
  layout === tokenAccount.layout || layout === mint.layout;

/** The layouts that a program need not define. */
export const tokenLayouts: ReadonlyMap<string, AccountType> = new Map([
  ['TokenAccount', tokenAccount],
  ['Mint', mint],
]);
