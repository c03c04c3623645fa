// Authority: hands a buffer or a program to another authority, or, a program, to none.
import { encodeBase58 } from '../../../../grammar/base58.js';
import { sameBytes } from '../../account.js';
import type { BuiltinContext } from '../../builtin.js';
import { refuse } from './refuse.js';
import type { LoaderState } from './state.js';
import { readState, writeState } from './state.js';

type Owned = Extract<LoaderState, { kind: 'buffer' | 'program-data' }>;

/** How the two kinds of accounts speak of their authorities. */
const words = {
  buffer: {
    none: 'Buffer is immutable',
    other: 'Incorrect buffer authority provided',
    unsigned: 'Buffer authority did not sign',
  },
  'program-data': {
    none: 'Program not upgradeable',
    other: 'Incorrect upgrade authority provided',
    unsigned: 'Upgrade authority did not sign',
  },
} as const satisfies { readonly [Kind in Owned['kind']]: unknown };

function checkPresent(context: BuiltinContext, { kind, authority }: Owned): void {
  const { instruction } = context;
  const { none, other, unsigned } = words[kind];
  if (authority === undefined) throw refuse(context, 'Immutable', none);
  if (!sameBytes(authority, instruction.key(1))) throw refuse(context, 'IncorrectAuthority', other);
  if (!instruction.use(1).signer) throw refuse(context, 'MissingRequiredSignature', unsigned);
}

const hasAuthority = (state: LoaderState): state is Owned =>
  state.kind === 'buffer' || state.kind === 'program-data';

export function setAuthority(context: BuiltinContext): void {
  const { instruction } = context;
  instruction.requireAccounts(2);
  const authority = instruction.uses.length > 2 ? instruction.key(2) : undefined;
  instruction.borrow(0, (account) => {
    const state = readState(account);
    if (!hasAuthority(state))
      throw refuse(context, 'InvalidArgument', 'Account does not support authorities');
    if (state.kind === 'buffer' && authority === undefined)
      throw refuse(context, 'IncorrectAuthority', 'Buffer authority is not optional');
    checkPresent(context, state);
    writeState(account, { ...state, authority });
  });
  const shown = authority === undefined ? 'None' : `Some(${encodeBase58(authority)})`;
  context.log(`New authority ${shown}`);
}

/** The new authority must sign too. */
export function setAuthorityChecked(context: BuiltinContext): void {
  const { instruction } = context;
  instruction.requireAccounts(3);
  const authority = instruction.key(2);
  instruction.borrow(0, (account) => {
    const state = readState(account);
    if (!hasAuthority(state))
      throw refuse(context, 'InvalidArgument', 'Account does not support authorities');
    checkPresent(context, state);
    if (!instruction.use(2).signer)
      throw refuse(context, 'MissingRequiredSignature', 'New authority did not sign');
    writeState(account, { ...state, authority });
  });
  context.log(`New authority ${encodeBase58(authority)}`);
}
