// Interfaces of Anchor: calls from OVSM hand over the bytes and accounts that Anchor's client makes.
import { Program, type Idl } from '@anchor-lang/core';
import { describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.js';
import { discriminatorOf } from '../grammar/discriminator.js';
import { arrivalsOf } from './arrivals.js';
import { payer } from './cluster.js';
import { at } from './market.js';
import { system, type Named } from './stories/instructions.js';

const [calledId, callerId, first, second, third] = [at(50), at(51), at(52), at(53), at(54)];
const defined = (name: string) => ({ defined: { name } });
const method = (name: string, args: readonly object[], accounts: readonly object[] = []) => ({
  name,
  discriminator: [...discriminatorOf('global', name)],
  accounts,
  args,
});

const idl = {
  address: calledId,
  metadata: { name: 'called', version: '0.1.0', spec: '0.1.0' },
  instructions: [
    method('shape', [{ name: 'shape', type: defined('Shape') }]),
    method('nested', [
      { name: 'all', type: { vec: defined('Point') } },
      { name: 'maybe', type: { option: { vec: { option: defined('Kind') } } } },
      { name: 'grid', type: { array: [{ array: ['u8', 2] }, 2] } },
      { name: 'also', type: defined('Points') },
    ]),
    method(
      'accounts',
      [],
      [
        { name: 'source', writable: true, signer: true },
        { name: 'helper', writable: true, optional: true },
        { name: 'group', accounts: [{ name: 'inner', writable: true }, { name: 'other_inner' }] },
        { name: 'system_program', address: system },
      ],
    ),
    method('float', [{ name: 'weight', type: 'f64' }]),
    method('generic', [
      { name: 'boxed', type: { defined: { name: 'Boxed', generics: [{ kind: 'type', type: 'u8' }] } } },
    ]),
    method('raw', [{ name: 'raw', type: defined('Raw') }]),
    method('lost', [{ name: 'lost', type: { vec: defined('Lost') } }]),
    method('endless', [{ name: 'tree', type: defined('Tree') }]),
  ],
  types: [
    { name: 'Kind', type: { kind: 'enum', variants: [{ name: 'Small' }, { name: 'VeryLarge' }] } },
    {
      name: 'Shape',
      type: {
        kind: 'enum',
        variants: [
          { name: 'Dot' },
          { name: 'Circle', fields: [{ name: 'radius_of', type: 'u16' }] },
          { name: 'Line', fields: [defined('Point'), 'u8'] },
        ],
      },
    },
    {
      name: 'Point',
      type: {
        kind: 'struct',
        fields: [
          { name: 'x', type: 'i32' },
          { name: 'long_name', type: 'string' },
        ],
      },
    },
    { name: 'Points', type: { kind: 'type', alias: { vec: defined('Point') } } },
    {
      name: 'Boxed',
      generics: [{ kind: 'type', name: 'T' }],
      type: { kind: 'struct', fields: [{ name: 'value', type: { generic: 'T' } }] },
    },
    {
      name: 'Raw',
      serialization: 'bytemuck',
      type: { kind: 'struct', fields: [{ name: 'value', type: 'u8' }] },
    },
    { name: 'Tree', type: { kind: 'struct', fields: [{ name: 'left', type: { vec: defined('Tree') } }] } },
  ],
};
const readFile = () => ({ text: JSON.stringify(idl) });

const caller = `
  (import-idl "called.json" :as called)
  (define-program caller
    (defun far ((x i64)) -> called::Point (called::Point :x (i32 x) :long-name "far"))
    (instruction dot () (cpi called shape :shape called::Shape::Dot))
    (instruction circle () (cpi called shape :shape (called::Shape::Circle :radius-of 300)))
    (instruction line () (cpi called shape :shape (called::Shape::Line (far -2) 9)))
    (instruction chosen ()
      (define kind called::Kind::VeryLarge)
      (define also (match kind (called::Kind::Small 1) (called::Kind::VeryLarge 2)))
      (cpi called shape :shape (called::Shape::Circle also)))
    (instruction nested ()
      (cpi called nested :all [(far 1) (called::Point 2 "")] :maybe [null called::Kind::VeryLarge]
                         :grid [[1 2] [3 4]] :also [(far 3)]))
    (instruction all-accounts ()
      (accounts (source :signer :writable) (helper :writable) (inner :writable) (other))
      (cpi called accounts :source source :helper helper :group-inner inner :group-other-inner other))
    (instruction handed-on ()
      (accounts (source :signer :writable) (helper :optional :writable) (inner :writable) (other))
      (if-let (there helper)
        (cpi called accounts :source source :helper there :group-inner inner :group-other-inner other)
        (cpi called accounts :source source :group-inner inner :group-other-inner other)))
    (instruction few-accounts ()
      (accounts (source :signer :writable) (inner :writable) (other))
      (cpi called accounts :source source :group-inner inner :group-other-inner other)))`;

describe('calls from OVSM', () => {
  const callable = { ...idl, instructions: idl.instructions.slice(0, 3) };
  const client = new Program(callable as unknown as Idl, { connection: {} as never });
  const arrived = arrivalsOf(calledId, callerId, caller, readFile);
  const data = (name: string, args: object) => client.coder.instruction.encode(name, args);
  const far = (x: number) => ({ x, longName: 'far' });

  it.each([
    ['dot', 'shape', { shape: { dot: {} } }],
    ['circle', 'shape', { shape: { circle: { radiusOf: 300 } } }],
    ['line', 'shape', { shape: { line: [far(-2), 9] } }],
    ['chosen', 'shape', { shape: { circle: { radiusOf: 2 } } }],
    [
      'nested',
      'nested',
      {
        all: [far(1), { x: 2, longName: '' }],
        maybe: [null, { veryLarge: {} }],
        grid: [
          [1, 2],
          [3, 4],
        ],
        also: [far(3)],
      },
    ],
  ])('%s', (name, target, args) => {
    expect(Buffer.from(arrived(name).data)).toEqual(data(target, args));
  });

  it.each([
    ['all-accounts', first],
    ['few-accounts', undefined],
    ['handed-on', first],
    ['handed-on', undefined],
  ])('%s: %s', async (name, helper) => {
    const accounts = { source: payer, helper: helper ?? null, group: { inner: second, otherInner: third } };
    const wanted = await client.methods['accounts']!()
      .accountsPartial(accounts as never)
      .instruction();
    // What stands in the place of an account that is missing is the program that looks for it.
    const missing: readonly Named[] = name === 'handed-on' ? [[callerId, 'r']] : [];
    const helpers: readonly Named[] = helper === undefined ? missing : [[helper, 'w']];
    const named: Named[] = [[payer, 'ws'], ...helpers, [second, 'w'], [third, 'r'], [system, 'r']];
    expect(arrived(name, ...named).accounts).toEqual(
      wanted.keys.flatMap(({ pubkey, isSigner, isWritable }) => [
        pubkey.toBase58(),
        `${isWritable ? 'w' : ''}${isSigner ? 's' : ''}` || 'r',
      ]),
    );
  });
});

describe('what cannot be called', () => {
  it.each([
    ['float', 'args.0.type', 'the type `f64` has no counterpart'],
    ['generic', 'args.0.type.defined', 'types with parameters have no counterpart'],
    ['raw', 'types.5.serialization', 'values of this type are not written in Borsh'],
    ['lost', 'args.0.type.vec.defined', 'no type `Lost` is defined'],
    ['endless', 'types.6.type.fields.0.type.vec.defined', 'the type `Tree` contains itself'],
  ])('%s', (name, place, problem) => {
    const index = idl.instructions.findIndex((one) => one.name === name);
    const where = place.startsWith('types') ? place : `instructions.${index}.${place}`;
    const source = {
      name: 'caller.ovsm',
      text: `(import-idl "called.json" :as called) (cpi called ${name})`,
    };
    const [found] = compile(source, { readFile }).diagnostics;
    expect(found).toMatchObject({
      code: 'E0430',
      message: `\`called ${name}\` cannot be called: ${problem}, at \`${where}\` of its interface`,
    });
  });
});
