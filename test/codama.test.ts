// Interfaces of Codama: calls from OVSM hand over the bytes and accounts that the client of Codama's renderer makes.
import {
  accountValueNode,
  amountTypeNode,
  argumentValueNode,
  arrayTypeNode,
  booleanTypeNode,
  bytesTypeNode,
  bytesValueNode,
  constantDiscriminatorNode,
  constantValueNode,
  constantValueNodeFromBytes,
  dateTimeTypeNode,
  definedTypeLinkNode,
  definedTypeNode,
  enumEmptyVariantTypeNode,
  enumStructVariantTypeNode,
  enumTupleVariantTypeNode,
  enumTypeNode,
  enumValueNode,
  fieldDiscriminatorNode,
  fixedCountNode,
  fixedSizeTypeNode,
  hiddenPrefixTypeNode,
  hiddenSuffixTypeNode,
  instructionAccountNode,
  instructionArgumentNode,
  instructionNode,
  instructionRemainingAccountsNode,
  mapTypeNode,
  noneValueNode,
  numberTypeNode,
  numberValueNode,
  optionTypeNode,
  postOffsetTypeNode,
  prefixedCountNode,
  programNode,
  publicKeyTypeNode,
  publicKeyValueNode,
  remainderCountNode,
  remainderOptionTypeNode,
  resolverValueNode,
  rootNode,
  sentinelTypeNode,
  setTypeNode,
  sizeDiscriminatorNode,
  sizePrefixTypeNode,
  solAmountTypeNode,
  stringTypeNode,
  stringValueNode,
  structFieldTypeNode,
  structFieldValueNode,
  structTypeNode,
  structValueNode,
  tupleTypeNode,
  zeroableOptionTypeNode,
  type InstructionNode,
  type TypeNode,
} from '@codama/nodes';
import { AccountRole, address, createNoopSigner, type Instruction } from '@solana/kit';
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { codamaRoot } from '../compiler/cli/codama.js';
import { compile } from '../compiler/compile.js';
import { anchorIdl } from '../compiler/idl/anchor.js';
import { discriminatorOf, snakeCase } from '../grammar/discriminator.js';
import { readIdl } from '../stdlib/idl/read.js';
import { arrivalsOf } from './arrivals.js';
import { Cluster, payer } from './cluster.js';
import { generatedClient } from './generated-client.js';
import { at } from './market.js';
import { randomOf } from './random.js';
import { derived, instruction, system, type Named, type Part } from './stories/instructions.js';
import { compiled } from './ways.js';

const [calledId, callerId, key] = [at(90), at(91), at(92)];
const u8 = numberTypeNode('u8');
const u16 = numberTypeNode('u16');
const u32 = numberTypeNode('u32');
const u64 = numberTypeNode('u64');
const text = stringTypeNode('utf8');
const prefixed = sizePrefixTypeNode(text, u8);
const none = { __option: 'None' } as const;
const point = structTypeNode([
  structFieldTypeNode({ name: 'across', type: numberTypeNode('i32') }),
  structFieldTypeNode({
    name: 'version',
    type: u8,
    defaultValue: numberValueNode(9),
    defaultValueStrategy: 'omitted',
  }),
  structFieldTypeNode({ name: 'label', type: prefixed }),
]);
const shape = enumTypeNode(
  [
    enumEmptyVariantTypeNode('dot'),
    enumStructVariantTypeNode(
      'smallCircle',
      structTypeNode([structFieldTypeNode({ name: 'radius', type: u16 })]),
    ),
    enumTupleVariantTypeNode('line', tupleTypeNode([definedTypeLinkNode('point'), u8])),
  ],
  { size: u32 },
);
const colour = enumTypeNode([enumEmptyVariantTypeNode('red', 5), enumEmptyVariantTypeNode('deepBlue', 200)]);
const link = definedTypeLinkNode;

/**
 * A type, a value as the client takes it, and the same in OVSM. The renderer has no names for enums inside arguments,
 * and writes the numbers of variants where they have discriminators: there the bytes are given.
 */
const kinds: readonly (readonly [type: TypeNode, value: unknown, ovsm: string, bytes?: readonly number[]])[] =
  [
    [u8, 250, '250'],
    [numberTypeNode('u16', 'be'), 0x1234, '0x1234'],
    [numberTypeNode('u32', 'be'), 0x12345678, '0x12345678'],
    [u64, 2n ** 63n, '9223372036854775808'],
    [numberTypeNode('u64', 'be'), 0x0102030405060708n, '0x0102030405060708'],
    [numberTypeNode('u128'), 2n ** 100n + 7n, '(+ (shift-left (u128 1) 100) 7)'],
    [numberTypeNode('u128', 'be'), 2n ** 100n + 7n, '(+ (shift-left (u128 1) 100) 7)'],
    [numberTypeNode('i8'), -3, '-3'],
    [numberTypeNode('i16', 'be'), -300, '-300'],
    [numberTypeNode('i32'), -70000, '-70000'],
    [numberTypeNode('i64', 'be'), -5n, '-5'],
    [numberTypeNode('i128', 'be'), -5n, '(i128 -5)'],
    ...[0, 127, 128, 16383, 16384, 65535].map(
      (value) => [numberTypeNode('shortU16'), value, `${value}`] as const,
    ),
    [booleanTypeNode(), true, 'true'],
    [booleanTypeNode(u32), true, 'true'],
    [publicKeyTypeNode(), key, `(pubkey "${key}")`],
    [sizePrefixTypeNode(text, u32), 'höher', '"höher"'],
    [prefixed, 'abc', '"abc"'],
    [sizePrefixTypeNode(text, numberTypeNode('u16', 'be')), 'abc', '"abc"'],
    [sizePrefixTypeNode(text, numberTypeNode('shortU16')), 'a'.repeat(200), `"${'a'.repeat(200)}"`],
    [sizePrefixTypeNode(text, numberTypeNode('u64')), 'abc', '"abc"'],
    [fixedSizeTypeNode(text, 6), 'abc', '"abc"'],
    [text, 'all of it', '"all of it"'],
    [bytesTypeNode(), Uint8Array.of(1, 2, 3), '[1 2 3]'],
    [sizePrefixTypeNode(bytesTypeNode(), u32), Uint8Array.of(1, 2), '[1 2]'],
    [sizePrefixTypeNode(stringTypeNode('base16'), u8), 'ff00', '[255 0]'],
    [fixedSizeTypeNode(bytesTypeNode(), 3), Uint8Array.of(7, 8, 9), '[7 8 9]'],
    [fixedSizeTypeNode(u16, 5), 7, '7'],
    [optionTypeNode(u64), 5n, '5'],
    [optionTypeNode(u64), null, 'null'],
    [optionTypeNode(prefixed, { prefix: u32 }), 'x', '"x"'],
    [optionTypeNode(u16, { fixed: true }), null, 'null'],
    [optionTypeNode(u16, { fixed: true, prefix: u16 }), 3, '3'],
    [zeroableOptionTypeNode(publicKeyTypeNode()), null, 'null'],
    [zeroableOptionTypeNode(publicKeyTypeNode()), key, `(pubkey "${key}")`],
    [zeroableOptionTypeNode(u16, constantValueNodeFromBytes('base16', 'ffff')), null, 'null'],
    [remainderOptionTypeNode(u16), null, 'null'],
    [remainderOptionTypeNode(u16), 4, '4'],
    [arrayTypeNode(u16, fixedCountNode(3)), [1, 2, 3], '[1 2 3]'],
    [arrayTypeNode(u16, prefixedCountNode(u32)), [1, 2, 3], '[1 2 3]'],
    [arrayTypeNode(numberTypeNode('u16', 'be'), prefixedCountNode(u8)), [1, 2, 3], '[1 2 3]'],
    [arrayTypeNode(prefixed, remainderCountNode()), ['a', 'bc'], '["a" "bc"]'],
    [arrayTypeNode(prefixed, prefixedCountNode(numberTypeNode('shortU16'))), ['a', 'bc'], '["a" "bc"]'],
    [setTypeNode(u8, prefixedCountNode(u16)), new Set([4, 5]), '[4 5]'],
    [
      mapTypeNode(prefixed, u16, prefixedCountNode(u32)),
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      '[["a" (u16 1)] ["b" (u16 2)]]',
    ],
    [tupleTypeNode([u8, prefixed, numberTypeNode('i64')]), [1, 'two', -3n], '[(u8 1) "two" -3]'],
    [point, { across: -1, label: 'p' }, '{:across -1 :label "p"}'],
    [link('point'), { across: -1, label: 'p' }, '(called::Point -1 "p")'],
    [link('shape'), { __kind: 'Dot' }, 'called::Shape::Dot'],
    [link('shape'), { __kind: 'SmallCircle', radius: 7 }, '(called::Shape::SmallCircle :radius 7)'],
    [
      link('shape'),
      { __kind: 'Line', fields: [{ across: 1, label: 'q' }, 2] },
      '(called::Shape::Line (called::Point 1 "q") 2)',
    ],
    [link('colour'), undefined, 'called::Colour::DeepBlue', [200]],
    [optionTypeNode(link('colour')), undefined, 'called::Colour::Red', [1, 5]],
    [
      enumTypeNode([enumEmptyVariantTypeNode('on'), enumEmptyVariantTypeNode('off')]),
      undefined,
      'called::Case$Value::Off',
      [1],
    ],
    [hiddenPrefixTypeNode(u16, [constantValueNodeFromBytes('base16', 'cafe')]), 7, '7'],
    [hiddenSuffixTypeNode(u16, [constantValueNode(u8, numberValueNode(3))]), 7, '7'],
    [sentinelTypeNode(text, constantValueNodeFromBytes('base16', '00')), 'abc', '"abc"'],
    [sizePrefixTypeNode(tupleTypeNode([u8, u16]), u32), [1, 2], '[(u8 1) (u16 2)]'],
    [amountTypeNode(u64, 6, 'USD'), 12n, '12'],
    [solAmountTypeNode(u64), 12n, '12'],
    [dateTimeTypeNode(numberTypeNode('i64')), -12n, '-12'],
  ];

const tag = (value: number) =>
  instructionArgumentNode({
    name: 'discriminator',
    type: u8,
    defaultValue: numberValueNode(value),
    defaultValueStrategy: 'omitted',
  });

const argument = (name: string, type: TypeNode, more = {}) =>
  instructionArgumentNode({ name, type, ...more });

const mark = fieldDiscriminatorNode('discriminator');

const accounts = [
  instructionAccountNode({ name: 'source', isSigner: true, isWritable: true }),
  instructionAccountNode({
    name: 'mirror',
    isSigner: false,
    isWritable: false,
    defaultValue: accountValueNode('source'),
  }),
  instructionAccountNode({ name: 'helper', isSigner: false, isWritable: true, isOptional: true }),
  instructionAccountNode({
    name: 'systemProgram',
    isSigner: false,
    isWritable: false,
    defaultValue: publicKeyValueNode(system, 'systemProgram'),
  }),
  instructionAccountNode({ name: 'authority', isSigner: 'either', isWritable: false }),
];

const presets = [
  argument('count', u16, { defaultValue: numberValueNode(300), defaultValueStrategy: 'optional' }),
  argument('words', sizePrefixTypeNode(text, u32), { defaultValue: stringValueNode('höher') }),
  argument('place', link('point'), {
    defaultValue: structValueNode([
      structFieldValueNode('across', numberValueNode(-2)),
      structFieldValueNode('label', stringValueNode('z')),
    ]),
  }),
  argument('form', link('shape'), { defaultValue: enumValueNode('shape', 'dot') }),
  argument('maybe', optionTypeNode(u8), { defaultValue: noneValueNode() }),
  argument('raw', fixedSizeTypeNode(bytesTypeNode(), 2), { defaultValue: bytesValueNode('base58', '5T') }),
  argument('who', publicKeyTypeNode(), { defaultValue: accountValueNode('source') }),
];

const callable: readonly InstructionNode[] = [
  ...kinds.map(([type], index) =>
    instructionNode({
      name: `case${index}`,
      arguments: [tag(index), argument('value', type)],
      discriminators: [mark],
    }),
  ),
  instructionNode({
    name: 'useAccounts',
    accounts,
    arguments: [tag(200)],
    discriminators: [mark, sizeDiscriminatorNode(1)],
    remainingAccounts: [
      instructionRemainingAccountsNode(argumentValueNode('cosigners'), { isOptional: true, isSigner: true }),
    ],
  }),
  instructionNode({
    name: 'leaveOut',
    accounts,
    arguments: [tag(201)],
    optionalAccountStrategy: 'omitted',
    discriminators: [constantDiscriminatorNode(constantValueNode(u8, numberValueNode(201)))],
  }),
  instructionNode({
    name: 'usePresets',
    accounts: accounts.slice(0, 1),
    arguments: [tag(202), ...presets],
    discriminators: [mark],
  }),
  instructionNode({
    name: 'haveOneName',
    accounts: accounts.slice(0, 1),
    arguments: [tag(206), argument('source', u8)],
    discriminators: [mark],
  }),
];

const refused: readonly InstructionNode[] = [
  instructionNode({ name: 'weigh', arguments: [tag(203), argument('weight', numberTypeNode('f32'))] }),
  instructionNode({ name: 'skip', arguments: [argument('far', postOffsetTypeNode(u8, 4))] }),
  instructionNode({ name: 'nameless', arguments: [argument('discriminator', u8)], discriminators: [mark] }),
  instructionNode({ name: 'tooLong', arguments: [tag(204)], discriminators: [sizeDiscriminatorNode(9)] }),
  instructionNode({
    name: 'elsewhere',
    arguments: [tag(205)],
    discriminators: [constantDiscriminatorNode(constantValueNode(u8, numberValueNode(1)))],
  }),
  instructionNode({
    name: 'resolved',
    arguments: [
      argument('size', u8, { defaultValue: resolverValueNode('sizeOf'), defaultValueStrategy: 'omitted' }),
    ],
  }),
  instructionNode({ name: 'unknown', arguments: [argument('lost', link('lost'))] }),
];

const described = (instructions: readonly InstructionNode[]) =>
  rootNode(
    programNode({
      name: 'called',
      publicKey: calledId,
      instructions: [...instructions],
      definedTypes: [
        definedTypeNode({ name: 'point', type: point }),
        definedTypeNode({ name: 'shape', type: shape }),
        definedTypeNode({ name: 'colour', type: colour }),
      ],
    }),
  );
const json = JSON.stringify(described([...callable, ...refused]));
const readFile = () => ({ text: json });

const caller = `
  (import-idl "called.json" :as called)
  (define-program caller
    (define called-id (pubkey "${calledId}"))
    ${kinds
      .map(
        ([, , ovsm], at) =>
          `(instruction case${at} () (cpi called case${at} :value ${ovsm.replace('$', `${at}`)}))`,
      )
      .join('\n')}
    (instruction use-all ()
      (accounts (source :signer :writable) (helper :writable) (authority) (one :signer) (two :signer))
      (cpi called use-accounts :source source :helper helper :authority authority :cosigners [one two]))
    (instruction use-few ()
      (accounts (source :signer :writable) (authority :signer))
      (cpi called use-accounts :source source :helper null :authority authority))
    (instruction leave-out ()
      (accounts (source :signer :writable) (authority :signer) (other))
      (cpi called leave-out :source source :authority authority :mirror other))
    (instruction use-presets ()
      (accounts (source :signer :writable))
      (cpi called use-presets :source source))
    (instruction have-one-name ()
      (accounts (source :signer :writable))
      (cpi called have-one-name :source source :source-arg 7))
    (instruction override-presets ()
      (accounts (source :signer :writable))
      (cpi called use-presets :source source :who called-id :count 5 :maybe 6)))`;

describe('calls from OVSM', async () => {
  const { client, folder } = await generatedClient(described(callable));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const arrived = arrivalsOf(calledId, callerId, caller, readFile);

  /** The same of an instruction that the client makes. */
  const made = (instruction: Instruction) => ({
    data: new Uint8Array(instruction.data ?? []),
    accounts: (instruction.accounts ?? []).flatMap(({ address, role }) => [address, rights[role]]),
  });

  it.each(kinds.map(([type, value, ovsm, bytes], index) => ({ kind: type.kind, value, ovsm, bytes, index })))(
    '$kind: $ovsm',
    ({ value, bytes, index }) => {
      const wanted = bytes
        ? Uint8Array.of(index, ...bytes)
        : made(client[`getCase${index}Instruction`]!({ value: value ?? none })).data;
      expect(Buffer.from(arrived(`case${index}`).data)).toEqual(Buffer.from(wanted));
    },
  );

  /** An account that occurs twice has the same rights in both places. */
  const merged = ({ data, accounts }: ReturnType<typeof made>) => {
    const strongest = accounts[accounts.indexOf(payer) + 1]!;
    return { data, accounts: accounts.map((one, at) => (accounts[at - 1] === payer ? strongest : one)) };
  };

  const [first, second, third, fourth] = [at(93), at(94), at(95), at(96)] as const;
  const source = createNoopSigner(payer);
  const systemAccount: Named = [system, 'r'];

  it('hand accounts over with their rights, those that are optional and those behind the declared ones', () => {
    const [authority, other] = [third, fourth].map(createNoopSigner);
    const named: Named[] = [
      [payer, 'ws'],
      [first, 'w'],
      [second, 'r'],
      [third, 's'],
      [fourth, 's'],
      systemAccount,
    ];
    const input = { source, mirror: payer, helper: first, authority: second, cosigners: [authority, other] };
    expect(arrived('use-all', ...named)).toEqual(merged(made(client['getUseAccountsInstruction']!(input))));
    const few = arrived('use-few', [payer, 'ws'], [third, 's'], systemAccount);
    expect(few).toEqual(merged(made(client['getUseAccountsInstruction']!({ source, authority }))));
    const omitted = arrived('leave-out', [payer, 'ws'], [third, 's'], [fourth, 'r'], systemAccount);
    expect(omitted).toEqual(made(client['getLeaveOutInstruction']!({ source, authority, mirror: fourth })));
  });

  it('tell an argument from an account of its name', () => {
    const wanted = made(client['getHaveOneNameInstruction']!({ source, sourceArg: 7 }));
    expect(arrived('have-one-name', [payer, 'ws'])).toEqual(wanted);
  });

  it('write arguments that are left out as they are by default', () => {
    expect(arrived('use-presets', [payer, 'ws'])).toEqual(
      made(client['getUsePresetsInstruction']!({ source })),
    );
    const input = { source, who: calledId, count: 5, maybe: 6 };
    expect(arrived('override-presets', [payer, 'ws'])).toEqual(
      made(client['getUsePresetsInstruction']!(input)),
    );
  });
});

const rights = {
  [AccountRole.READONLY]: 'r',
  [AccountRole.WRITABLE]: 'w',
  [AccountRole.READONLY_SIGNER]: 's',
  [AccountRole.WRITABLE_SIGNER]: 'ws',
} as const;

describe('what cannot be called', () => {
  const problem = (name: string) => {
    const source = {
      name: 'caller.ovsm',
      text: `(import-idl "called.json" :as called) (cpi called ${name})`,
    };
    return compile(source, { readFile }).diagnostics.map(({ code, message, hint }) => [code, message, hint]);
  };
  const first = callable.length;

  it.each([
    ['weigh', 'arguments.1.type.format', 'numbers of the format `f32` have no counterpart'],
    ['skip', 'arguments.0.type', 'data cannot be written at offsets'],
    ['nameless', 'arguments.0', 'the discriminator has no value'],
    ['too-long', 'discriminators.0', 'the data has 1 bytes, and not 9'],
    ['elsewhere', 'discriminators.0', 'the arguments do not have this constant at that place'],
    ['unknown', 'arguments.0.type', 'no type `lost` is defined'],
    ['resolved', 'arguments.0', 'only a client knows its value'],
  ])('%s', (name, place, told) => {
    const index = refused.findIndex((one) => snakeCase(one.name) === snakeCase(name));
    const where = `program.instructions.${first + index}.${place}`;
    const message = `\`called ${name}\` cannot be called: ${told}, at \`${where}\` of its interface`;
    expect(problem(name)).toEqual([['E0430', message, expect.any(String)]]);
  });

  it.each([
    ['more parts than can be written', '16 names', 'values of the type have more than 4000 parts'],
    ['types that lie too deep', 'deep', 'it lies too deep inside other types'],
    ['lengths that no account has', 'long', 'it is not as the specification says'],
  ])('%s', (_, kind, told) => {
    let deep: TypeNode = u8;
    for (let level = 0; level < 1000; level++) deep = optionTypeNode(deep);
    const doubled = Array.from({ length: 16 }, (_, level) => {
      const type = level === 15 ? u8 : link(`level${level + 1}`);
      return definedTypeNode({ name: `level${level}`, type: tupleTypeNode([type, type]) });
    });
    const types = { '16 names': link('level0'), deep, long: arrayTypeNode(u8, fixedCountNode(1e12)) };
    const { program } = described([
      instructionNode({ name: 'go', arguments: [argument('value', types[kind as 'deep'])] }),
    ]);
    const root = { ...described([]), program: { ...program, definedTypes: doubled } };
    const read = readIdl(JSON.stringify(root), 'called');
    expect('refused' in read && read.refused.get('go')?.problem).toBe(told);
  });

  it('says where a file is no interface', () => {
    const read = (value: object) => readIdl(JSON.stringify(value), 'called');
    expect(read({ kind: 'rootNode', standard: 'other' })).toMatchObject({ place: 'standard' });
    const program = { ...described([]).program, publicKey: 'here' };
    expect(read({ ...described([]), program })).toMatchObject({ place: 'program.publicKey' });
    expect(read({ ...described([]), program: { ...program, publicKey: calledId, name: 5 } })).toMatchObject({
      place: 'program.name',
    });
  });
});

it('files with any mistakes are read or refused', () => {
  const junk = [null, 0, -1, 1.5, 1e12, 'u8', '', [], {}, true, [1, 2], { kind: 'numberTypeNode' }, calledId];
  for (let seed = 0; seed < 150; seed++) {
    const random = randomOf(seed);
    const root = JSON.parse(json) as object;
    const places: { readonly node: Record<string, unknown>; readonly key: string }[] = [];
    const open: object[] = [root];
    for (let node = open.pop(); node; node = open.pop())
      for (const [key, inner] of Object.entries(node)) {
        places.push({ node: node as Record<string, unknown>, key });
        if (typeof inner === 'object' && inner !== null) open.push(inner as object);
      }
    const somewhere = () => places[random(places.length)]!;
    for (let change = random(4); change >= 0; change--) {
      const { node, key } = somewhere();
      const other = somewhere();
      const way = random(3);
      if (way === 0) delete node[key];
      else node[key] = way === 1 ? junk[random(junk.length)] : structuredClone(other.node[other.key]);
    }
    const read = readIdl(JSON.stringify(root), 'called');
    expect('problem' in read ? read.hint : read.id).toBeDefined();
  }
});

describe('the interface that Codama makes of one of Anchor', async () => {
  const counterId = address('Count3r1111111111111111111111111111111111111');
  const name = 'examples/counter/main.ovsm';
  const counter = compiled({ name, text: readFileSync(new URL(`../${name}`, import.meta.url), 'utf8') });
  const interfaceOf = async () => codamaRoot(anchorIdl(counter.interface!, counterId, '0.1.0'));
  const counterJson = JSON.stringify(await interfaceOf());
  const text = `
    (import-idl "counter.json" :as counter)
    (define-program caller
      (instruction make ()
        (accounts (state :writable) (authority :signer :writable) (system-program))
        (cpi counter initialize :counter state :authority authority :start 40))
      (instruction move ((down bool))
        (accounts (state :writable) (authority :signer))
        (define direction (if down (counter::Direction::Down 7) counter::Direction::Up))
        (cpi counter move :counter state :authority authority :direction direction :note "moved")))`;

  it('drives the program', () => {
    const cluster = new Cluster();
    cluster.addProgram(counterId, counter.elf);
    const { elf } = compiled({ name: 'caller.ovsm', text }, { readFile: () => ({ text: counterJson }) });
    cluster.addProgram(callerId, elf);
    const [state] = derived(counterId, new TextEncoder().encode('counter'), payer);
    const send = (call: string, ...data: readonly Part[]) => {
      const named: Named[] = [
        [state, 'w'],
        [payer, 'ws'],
        [system, 'r'],
        [counterId, 'r'],
      ];
      const outcome = cluster.send([instruction(callerId, named, discriminatorOf('global', call), ...data)]);
      expect(outcome.logs.join('\n')).not.toContain('failed');
      return new DataView(cluster.judged(state).data.slice(40, 48).buffer).getBigUint64(0, true);
    };
    expect(send('make')).toBe(40n);
    expect(send('move', 0)).toBe(41n);
    expect(send('move', 1)).toBe(34n);
  });
});
