// Arguments of instructions whose parts have sizes of their own: read from what Anchor's coder writes, and given back.
import { BorshCoder, type Idl } from '@anchor-lang/core';
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { anchorIdl } from '../compiler/idl/anchor.js';
import { discriminatorOf } from '../grammar/discriminator.js';
import { frameworkErrors } from '../grammar/framework-errors.js';
import type { Outcome } from '../runtime/execute.js';
import { generatedClient, requestOf } from './generated-client.js';
import { bytesOf, key, type Part } from './program-case.js';
import { compiled, compiledAllWays, runWays } from './ways.js';

const programId = 'Count3r1111111111111111111111111111111111111';

const definitions = `
  (define-enum Colour Red Green Blue)
  (define-enum Shape Dot (Label (text string)) (Polygon (corners (array u16)) (colour Colour)))
  (define-struct Mark (size u8) (colour Colour))
  (define-struct Person (name string) (nick (option string)) (born u16))`;

/** A value of each type as the coder takes it, and its bytes where they say more than a round trip. */
const kinds: readonly (readonly [type: string, value: unknown, bytes?: Uint8Array])[] = [
  ['(array string)', ['a', '', 'höher'], bytesOf([3, 4], [1, 4], 'a', [0, 4], [6, 4], 'höher')],
  ['(array string)', []],
  ['string', 'Grüße, 世界 🌍'],
  ['(array string 2)', ['left', 'right'], bytesOf([4, 4], 'left', [5, 4], 'right')],
  ['(array (option u16))', [7, null, 9], bytesOf([3, 4], [1, 1], [7, 2], [0, 1], [1, 1], [9, 2])],
  ['(array (option string) 3)', [null, 'x', null]],
  ['(array bytes)', [Buffer.from([1, 2]), Buffer.from([])]],
  ['(array (array string))', [['a', 'b'], [], ['c']]],
  ['(array Colour)', [{ Blue: {} }, { Red: {} }], bytesOf([2, 4], [2, 1], [0, 1])],
  [
    '(array Mark 2)',
    [
      { size: 5, colour: { Green: {} } },
      { size: 6, colour: { Blue: {} } },
    ],
  ],
  [
    '(array Shape)',
    [{ Dot: {} }, { Label: { text: 'here' } }, { Polygon: { corners: [1, 2, 3], colour: { Green: {} } } }],
  ],
  [
    '(array Person)',
    [
      { name: 'Ada', nick: null, born: 1815 },
      { name: 'Grace', nick: 'Amazing', born: 1906 },
    ],
  ],
  ['(option (array Person))', [{ name: 'Alan', nick: 'Prof', born: 1912 }]],
];

const text = `
(define-program echo
  (declare (id "${programId}"))
  ${definitions}
  ${kinds.map(([type], at) => `(instruction echo${at} ((before u8) (value ${type}) (after u32)) -> (tuple u8 ${type} u32) [before value after])`).join('\n')}
  (instruction names ((people (array Person))) (for (one people) (log (. one name)) (log (unwrap-or (. one nick) "none")))))`;

const ways = compiledAllWays({ name: 'echo', text }, {}, 'few');
const idl = anchorIdl(compiled({ name: 'echo', text }).interface!, programId, '0.1.0');
const coder = new BorshCoder(idl as unknown as Idl);
const send = (data: Uint8Array, most = ways): Outcome =>
  runWays(most, { programId, accounts: [], data }).outcome;
const notBorsh = `custom program error: 0x${frameworkErrors.InstructionDidNotDeserialize.toString(16)}`;

describe('arguments with parts of any size', () => {
  it.each(kinds.map(([type, value, bytes], at) => ({ type, value, bytes, at })))(
    '$type: $value',
    ({ value, bytes, at }) => {
      const data = coder.instruction.encode(`echo${at}`, { before: 1, value, after: 77 });
      const args = data.subarray(8);
      if (bytes) expect(args).toEqual(Buffer.from(bytesOf([1, 1], bytes, [77, 4])));
      const outcome = send(data);
      expect(outcome.error?.message).toBeUndefined();
      expect(outcome.returnData).toEqual(new Uint8Array(args));
      // Wherever the data ends early.
      for (let length = 8; length < data.length; length += 3)
        expect(send(data.subarray(0, length), ways.slice(0, 1)).error?.message, `${length}`).toBe(notBorsh);
    },
  );

  const people = (...parts: readonly Part[]) => send(bytesOf(discriminatorOf('global', 'names'), ...parts));

  it('reads the fields of elements', () => {
    const value = [
      { name: 'Ada', nick: null, born: 1815 },
      { name: 'Grace', nick: 'Amazing', born: 1906 },
    ];
    const { logs } = send(coder.instruction.encode('names', { people: value }));
    const said = logs.flatMap((line) => /^Program log: (.*)/.exec(line)?.[1] ?? []);
    expect(said).toEqual(['Ada', 'none', 'Grace', 'Amazing']);
  });

  it.each([
    [[0xff]],
    [[0xc3]],
    [[0xc0, 0x80]],
    [[0xed, 0xa0, 0x80]],
    [[0xf4, 0x90, 0x80, 0x80]],
    [[...Buffer.from('sixteen letters?'), 0xe2, 0x82]],
  ])('refuses text that is no UTF-8, wherever it is: %j', (wrong) => {
    const text = bytesOf([wrong.length, 4], Uint8Array.from(wrong));
    const echo = (type: string, ...parts: readonly Part[]) => {
      const at = kinds.findIndex((kind) => kind[0] === type);
      return send(bytesOf(discriminatorOf('global', `echo${at}`), [1, 1], ...parts, [77, 4]));
    };
    for (const outcome of [
      echo('string', text),
      echo('(array string)', [2, 4], [0, 4], text),
      echo('(array string 2)', text, [0, 4]),
      echo('(array (option string) 3)', [0, 1], [1, 1], text, [0, 1]),
      echo('(array Shape)', [1, 4], [1, 1], text),
      people([1, 4], [0, 4], [1, 1], text, [0, 2]),
    ])
      expect(outcome.error?.message).toBe(notBorsh);
  });

  it('refuses counts that the data cannot hold, tags of no variant, and more than the heap holds', () => {
    expect(people([2 ** 32 - 1, 4], key(programId)).error?.message).toBe(notBorsh);
    expect(people([1, 4], [0, 4], [2, 1], [0, 2]).error?.message).toBe(notBorsh);
    const many = 2000;
    const full = people([many, 4], new Uint8Array(7 * many)).error?.message;
    expect(full).toBe('Accounts data allocations exceeded the maximum allowed per transaction');
  });
});

describe('the client that Codama writes', async () => {
  const { folder, client } = await generatedClient(idl);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('sends what the program reads', async () => {
    const colour = { __kind: 'Polygon', corners: [1, 2], colour: 2 };
    const shapes = [{ __kind: 'Dot' }, { __kind: 'Label', text: 'höher' }, colour];
    const at = kinds.findIndex(([type]) => type === '(array Shape)');
    const made = await client[`getEcho${at}Instruction`]!({ before: 5, value: shapes, after: 6 });
    const outcome = runWays(ways, requestOf(made, [])).outcome;
    expect(outcome.error?.message).toBeUndefined();
    const polygon = bytesOf([2, 1], [2, 4], [1, 2], [2, 2], [2, 1]);
    expect(outcome.returnData).toEqual(
      bytesOf([5, 1], [3, 4], [0, 1], [1, 1], [6, 4], 'höher', polygon, [6, 4]),
    );
  });
});
