// Calls of the token programs that make accounts what they are declared to be.
import { u8, pubkey } from '../../grammar/signature.js';
import type { Value } from '../../grammar/flow.js';
import type { FlowBuilder } from '../builder.js';
import { invoke, type Bytes, type CpiAccount } from '../cpi.js';
import { only, type FunctionForm, type Lowering } from '../form.js';
import { storeBytes, storeTyped } from '../memory.js';
import { associatedTokenProgram } from '../pda.js';
import { tokenPrograms } from '../token.js';

/** SPL Token: TokenInstruction. */
const tags = { initializeAccount3: 18, initializeMint2: 20 } as const;
/** SPL Associated Token Account: AssociatedTokenAccountInstruction::Create. */
const createTag = Uint8Array.of(0);

function call(
  b: FlowBuilder,
  program: Uint8Array,
  accounts: readonly (readonly [entry: Value, rights: 'r' | 'w' | 'ws'])[],
  data: Bytes,
): void {
  const named = accounts.map(([entry, rights]): CpiAccount => ({
    entry,
    writable: rights !== 'r',
    signer: rights === 'ws',
  }));
  invoke(b, { program: b.address(program), accounts: named, data });
}

function form(name: string, signature: string, doc: string, lower: (call: Lowering) => void): FunctionForm {
  return {
    kind: 'function',
    name,
    signature,
    doc,
    check: (list, checker) => checker.wrong(list.span),
    lower(lowering) {
      lower(lowering);
      return [];
    },
  };
}

const initializeAccount = form(
  'initialize-token-account',
  '(initialize-token-account account mint owner)',
  'Makes a token account of a new account of the token program.',
  (lowering) => {
    const b = lowering.builder;
    const [account, mint, owner] = [0, 1, 2].map((index) => only(lowering, index));
    const size = 33;
    const place = b.slot(size);
    storeBytes(b, place, 0, Uint8Array.of(tags.initializeAccount3));
    storeTyped(b, pubkey, place, 1, [owner!]);
    const accounts = [[account!, 'w'] as const, [mint!, 'r'] as const];
    call(b, tokenPrograms[0]!, accounts, [place, b.constant(size)]);
  },
);

const initializeMint = form(
  'initialize-mint',
  '(initialize-mint account decimals mint-authority [freeze-authority])',
  'Makes a mint of a new account of the token program.',
  (lowering) => {
    const b = lowering.builder;
    const [account, decimals, authority] = [0, 1, 2].map((index) => only(lowering, index));
    const freeze = lowering.operands[3]?.values[0];
    const size = freeze === undefined ? 35 : 67;
    const place = b.slot(size);
    storeBytes(b, place, 0, Uint8Array.of(tags.initializeMint2));
    storeTyped(b, u8, place, 1, [decimals!]);
    storeTyped(b, pubkey, place, 2, [authority!]);
    storeBytes(b, place, 34, Uint8Array.of(freeze === undefined ? 0 : 1));
    if (freeze !== undefined) storeTyped(b, pubkey, place, 35, [freeze]);
    call(b, tokenPrograms[0]!, [[account!, 'w']], [place, b.constant(size)]);
  },
);

const createAssociated = form(
  'create-associated-account',
  '(create-associated-account payer account wallet mint system-program token-program)',
  'Has the associated token program make an account.',
  (lowering) => {
    const b = lowering.builder;
    const rights = ['ws', 'w', 'r', 'r', 'r', 'r'] as const;
    const accounts = rights.map((right, index) => [only(lowering, index), right] as const);
    call(b, associatedTokenProgram, accounts, [b.address(createTag), b.constant(createTag.length)]);
  },
);

export const tokenMakers: readonly FunctionForm[] = [initializeAccount, initializeMint, createAssociated];
