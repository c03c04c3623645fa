// The real programs called by interfaces of Codama, as they are published for them: what a client's call does, byte for byte.
import {
  argumentValueNode,
  definedTypeLinkNode,
  definedTypeNode,
  enumEmptyVariantTypeNode,
  enumTypeNode,
  fieldDiscriminatorNode,
  identityValueNode,
  instructionAccountNode,
  instructionArgumentNode,
  instructionNode,
  instructionRemainingAccountsNode,
  numberTypeNode,
  numberValueNode,
  optionTypeNode,
  programNode,
  publicKeyTypeNode,
  publicKeyValueNode,
  rootNode,
  sizePrefixTypeNode,
  stringTypeNode,
  type InstructionAccountNode,
  type TypeNode,
} from '@codama/nodes';
import type { Address } from '@solana/kit';
import { address, createAddressWithSeed } from '@solana/kit';
import { describe, it } from 'vitest';
import { carriedPrograms, payer } from './cluster.js';
import { at } from './market.js';
import {
  createAccount,
  instruction,
  rentSysvar,
  system,
  transfer,
  u32,
  u64,
} from './stories/instructions.js';
import { Token } from './stories/token.js';
import { TwinClusters, type Step } from './twin-clusters.js';

const u8 = numberTypeNode('u8');
const amount = numberTypeNode('u64');
const key = publicKeyTypeNode();

/** `name`, with `:w` if it is written, `:s` if it signs, `:e` if it may sign. */
function account(text: string): InstructionAccountNode {
  const [name, rights = ''] = text.split(':') as [string, string?];
  return instructionAccountNode({
    name,
    isWritable: rights.includes('w'),
    isSigner: rights.includes('e') ? 'either' : rights.includes('s'),
    ...(name === 'rent' && { defaultValue: publicKeyValueNode(rentSysvar, 'rent') }),
    ...(rights.includes('e') && { defaultValue: identityValueNode() }),
  });
}

const agreeing = (accounts: readonly string[]) =>
  accounts.some((text) => text.includes(':e'))
    ? [
        instructionRemainingAccountsNode(argumentValueNode('multiSigners'), {
          isOptional: true,
          isSigner: true,
        }),
      ]
    : [];

function described(
  name: string,
  tag: number,
  accounts: readonly string[],
  fields: Readonly<Record<string, TypeNode>> = {},
  size: 'u8' | 'u32' = 'u8',
) {
  const discriminator = instructionArgumentNode({
    name: 'discriminator',
    type: numberTypeNode(size),
    defaultValue: numberValueNode(tag),
    defaultValueStrategy: 'omitted',
  });
  return instructionNode({
    name,
    accounts: accounts.map(account),
    arguments: [
      discriminator,
      ...Object.entries(fields).map(([field, type]) => instructionArgumentNode({ name: field, type })),
    ],
    discriminators: [fieldDiscriminatorNode('discriminator')],
    remainingAccounts:
      name === 'initializeMultisig'
        ? [instructionRemainingAccountsNode(argumentValueNode('signers'))]
        : agreeing(accounts),
  });
}

const mintAndFreezer = { decimals: u8, mintAuthority: key, freezeAuthority: optionTypeNode(key) };

const tokenInterface = rootNode(
  programNode({
    name: 'token',
    publicKey: carriedPrograms.token,
    instructions: [
      described('initializeMultisig', 2, ['multisig:w', 'rent'], { m: u8 }),
      described('initializeMint2', 20, ['mint:w'], mintAndFreezer),
      described('initializeAccount3', 18, ['account:w', 'mint'], { owner: key }),
      described('mintTo', 7, ['mint:w', 'token:w', 'mintAuthority:e'], { amount }),
      described('transfer', 3, ['source:w', 'destination:w', 'authority:e'], { amount }),
      described('setAuthority', 6, ['owned:w', 'owner:e'], {
        authorityType: definedTypeLinkNode('authorityType'),
        newAuthority: optionTypeNode(key),
      }),
      described('closeAccount', 9, ['account:w', 'destination:w', 'owner:e']),
    ],
    definedTypes: [
      definedTypeNode({
        name: 'authorityType',
        type: enumTypeNode(
          ['mintTokens', 'freezeAccount', 'accountOwner', 'closeAccount'].map((name) =>
            enumEmptyVariantTypeNode(name),
          ),
        ),
      }),
    ],
  }),
);

const systemInterface = rootNode(
  programNode({
    name: 'system',
    publicKey: system,
    instructions: [
      described(
        'createAccount',
        0,
        ['payer:ws', 'newAccount:ws'],
        { lamports: amount, space: amount, programAddress: key },
        'u32',
      ),
      described('transferSol', 2, ['source:ws', 'destination:w'], { amount }, 'u32'),
      described(
        'createAccountWithSeed',
        3,
        ['payer:ws', 'newAccount:w'],
        {
          base: key,
          seed: sizePrefixTypeNode(stringTypeNode('utf8'), numberTypeNode('u64')),
          amount,
          space: amount,
          programAddress: key,
        },
        'u32',
      ),
    ],
  }),
);

const importing = (name: string, root: object) =>
  new TwinClusters(`(import-idl "${name}.json" :as ${name})`, () => ({ text: JSON.stringify(root) }));

const literal = (one: Address) => `(pubkey "${one}")`;

function tryAll(twins: TwinClusters, steps: readonly Step[]): void {
  it.each(steps)('%s', (...step) => twins.try(step));
}

describe('the token program', () => {
  const twins = importing('spl', tokenInterface);
  const token = new Token(carriedPrograms.token);
  const [mint, first, second, multisig] = [at(31), at(32), at(33), at(34)];
  const [one, two, owner] = [at(35), at(36), at(37)];
  const sizes = [
    [mint, 82],
    [first, 165],
    [second, 165],
    [multisig, 355],
  ] as const;
  twins.prepare(
    ...sizes.map(([made, size]) => {
      const rent = twins.direct.bank.minimumBalanceForRentExemption(size);
      return createAccount(payer, made, rent, size, carriedPrograms.token);
    }),
  );
  const several = { multisig, signers: [one, two] };
  const steps: readonly Step[] = [
    [
      'spl initialize-multisig :multisig 0 :rent 1 :signers [2 3 4] :m 2',
      token.initializeMultisig(multisig, 2, [one, two, owner]),
    ],
    [
      `spl initialize-mint2 :mint 0 :decimals 6 :mint-authority ${literal(multisig)} :freeze-authority null`,
      token.initializeMint2(mint, 6, multisig),
    ],
    ...[first, second].map((made): Step => [
      `spl initialize-account3 :account 0 :mint 1 :owner ${literal(owner)}`,
      token.initializeAccount3(made, mint, owner),
    ]),
    [
      'spl mint-to :mint 0 :token 1 :mint-authority 2 :multi-signers [3 4] :amount 1000',
      token.mintTo(mint, first, 1000n, several),
    ],
    [
      'spl transfer :source 0 :destination 1 :authority 2 :amount 400',
      token.transfer(first, second, 400n, owner),
    ],
    [
      `spl set-authority :owned 0 :owner 1 :authority-type spl::AuthorityType::AccountOwner :new-authority ${literal(multisig)}`,
      token.setAuthority(second, 2, multisig, owner),
    ],
    [
      'spl transfer :source 0 :destination 1 :authority 2 :multi-signers [3 4] :amount 400',
      token.transfer(second, first, 400n, several),
    ],
    [
      'spl close-account :account 0 :destination 1 :owner 2 :multi-signers [3 4]',
      token.close(second, payer, several),
    ],
  ];
  tryAll(twins, steps);
});

describe('the system program', async () => {
  const twins = importing('native', systemInterface);
  const [fresh, owner] = [at(41), at(42)];
  const seed = 'saving for höhere Ziele';
  const derived = await createAddressWithSeed({ baseAddress: payer, seed, programAddress: address(owner) });
  const text = new TextEncoder().encode(seed);
  tryAll(twins, [
    [
      `native create-account :payer 0 :new-account 1 :lamports 3000000 :space 10 :program-address ${literal(owner)}`,
      createAccount(payer, fresh, 3_000_000n, 10, owner),
    ],
    ['native transfer-sol :source 0 :destination 1 :amount 5000000', transfer(payer, fresh, 5_000_000n)],
    [
      `native create-account-with-seed :payer 0 :new-account 1 :base ${literal(payer)} :seed "${seed}" :amount 3000000 :space 7 :program-address ${literal(owner)}`,
      instruction(
        system,
        [
          [payer, 'ws'],
          [derived, 'w'],
        ],
        u32(3),
        payer,
        u64(text.length),
        text,
        u64(3_000_000),
        u64(7),
        owner,
      ),
    ],
  ]);
});
