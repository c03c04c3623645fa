// Fixtures: what is read, and how what is wrong is told and shown.
import fc from 'fast-check';
import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { fixtureSchema } from '../grammar/config.js';
import { parseJson, plainValue } from '../grammar/json.js';
import { readFixture } from '../grammar/read-fixture.js';
import { place } from '../grammar/source.js';

const system = '11111111111111111111111111111111';
const account = { pubkey: system, lamports: 1, owner: system };
const read = (text: string) => readFixture({ name: 'fixture.json', text });
const withAccount = (parts: object): string => JSON.stringify({ accounts: [{ ...account, ...parts }] });

/** The messages, each with its place and code. */
function complaints(text: string): string[] {
  const { fixture, diagnostics } = read(text);
  expect(fixture === undefined).toBe(diagnostics.length > 0);
  return diagnostics.map(({ code, message, span }) => `${span && place(span)} ${code} ${message}`);
}

describe('a fixture', () => {
  it('needs no more than its accounts', () => {
    expect(read('{"accounts": []}').fixture).toEqual({ accounts: [], data: new Uint8Array(0) });
  });

  it('gives the machine all it wants to know', () => {
    const text = `{
      "programId": "${system}",
      "accounts": [
        { "pubkey": "${system}", "lamports": 18446744073709551615, "owner": "${system}", "data": "00fF" },
        { "pubkey": "SysvarC1ock11111111111111111111111111111111", "lamports": "9007199254740993", "owner": "${system}",
          "data": { "base64": "AQI=" }, "executable": true, "signer": true, "writable": true }
      ],
      "data": { "utf8": "é" },
      "budget": 1000,
      "slot": "18446744073709551615",
      "unixTimestamp": -9223372036854775808
    }`;
    const rights = { executable: false, signer: false, writable: false };
    expect(read(text)).toEqual({
      fixture: {
        programId: system,
        accounts: [
          { ...account, lamports: 18446744073709551615n, data: Uint8Array.of(0, 255), ...rights },
          {
            pubkey: 'SysvarC1ock11111111111111111111111111111111',
            lamports: 9007199254740993n,
            owner: system,
            data: Uint8Array.of(1, 2),
            executable: true,
            signer: true,
            writable: true,
          },
        ],
        data: Uint8Array.of(0xc3, 0xa9),
        budget: 1000,
        slot: 18446744073709551615n,
        unixTimestamp: -9223372036854775808n,
      },
      diagnostics: [],
    });
  });

  it.each([
    ['', Uint8Array.of()],
    ['0x0a', Uint8Array.of(10)],
    [{ base58: '' }, Uint8Array.of()],
    [{ base58: '1z' }, Uint8Array.of(0, 57)],
    [{ base64: '' }, Uint8Array.of()],
    [{ utf8: '' }, Uint8Array.of()],
    [{ utf8: '\ud83d\ude00' }, Uint8Array.of(0xf0, 0x9f, 0x98, 0x80)],
  ])('holds bytes written %j', (data, bytes) => {
    expect(read(withAccount({ data })).fixture?.accounts[0]?.data).toEqual(bytes);
  });

  it('may name an account twice', () => {
    expect(complaints(JSON.stringify({ accounts: [account, { ...account, signer: true }] }))).toEqual([]);
  });

  it('has a JSON schema', () => {
    const schema = z.toJSONSchema(fixtureSchema, { io: 'input' });
    expect(schema).toMatchObject({ type: 'object', required: ['accounts'], additionalProperties: false });
  });
});

describe('a wrong fixture', () => {
  it.each([
    ['', '1:1 E0820 this is not JSON: the text ends where a value should stand'],
    ['{"accounts": [', '1:15 E0820 this is not JSON: the text ends where a value should stand'],
    ['{"accounts": []', '1:1 E0820 this is not JSON: the { is never closed'],
    ['{"accounts": [],}', '1:17 E0820 this is not JSON: the comma before this is one too many'],
    ['{"accounts": [] "data"}', '1:17 E0820 this is not JSON: a comma or } should stand here'],
    ['{accounts: []}', '1:2 E0820 this is not JSON: a key in double quotes should stand here'],
    ['{"accounts" []}', '1:13 E0820 this is not JSON: a colon should follow the key'],
    ['{"accounts": \'x\'}', '1:14 E0820 this is not JSON: texts stand in double quotes'],
    ['{"accounts": nil}', '1:14 E0820 this is not JSON: `nil` is no value; texts stand in double quotes'],
    ['{"accounts": 0x10}', '1:14 E0820 this is not JSON: `0x10` is no value; texts stand in double quotes'],
    ['{"accounts": "a\n"}', '1:16 E0820 this is not JSON: a control character in quotes must be escaped'],
    ['{"accounts": "\\x"}', '1:15 E0820 this is not JSON: there is no such escape'],
    ['{"accounts": "', '1:14 E0820 this is not JSON: the text in quotes does not end'],
    ['{} {}', '1:4 E0820 this is not JSON: there is more after the end of the value'],
    ['// accounts', '1:1 E0820 this is not JSON: JSON has no comments'],
    ['{"data": "", "data": ""}', '1:14 E0820 this is not JSON: the key "data" stands here a second time'],
    ['['.repeat(100_000), '1:102 E0820 this is not JSON: values lie too deep inside each other'],
    ['[]', '1:1 E0823 the fixture must be an object, as the README shows it'],
    ['{}', '1:1 E0822 accounts is missing'],
    ['{"accounts": {}}', '1:14 E0823 accounts must be an array of accounts'],
    ['{"accounts": [3]}', '1:15 E0823 accounts[0] must be an object: an account'],
    ['{"acounts": [], "accounts": []}', '1:2 E0821 there is no key `acounts` in the fixture'],
    [
      '{"accounts": [{"pubkey": "x"}]}',
      '1:26 E0823 accounts[0].pubkey must be an address, the base58 of 32 bytes',
    ],
    [
      '{"accounts": [], "budget": 1.5}',
      '1:28 E0823 budget must be a whole number from 0 to 9007199254740991',
    ],
    ['{"accounts": [], "budget": -1}', '1:28 E0823 budget must be a whole number from 0 to 9007199254740991'],
    [
      '{"accounts": [], "data": 1}',
      '1:26 E0823 data must be hexadecimal digits, or an object with one of "base64", "base58" and "utf8"',
    ],
    ['{"accounts": [], "data": "abc"}', '1:26 E0823 data must be hexadecimal digits, two for each byte'],
    ['{"accounts": [], "data": {"base64": "*"}}', '1:37 E0823 data.base64 must be base64, padded with ='],
    ['{"accounts": [], "data": {"base58": "0"}}', '1:37 E0823 data.base58 must be base58'],
    [
      '{"accounts": [], "data": {"utf8": "\\ud800"}}',
      '1:35 E0823 data.utf8 must be text that UTF-8 can write: half a surrogate pair stands in it',
    ],
  ])('%s', (text, complaint) => {
    expect(complaints(text)[0]).toBe(`fixture.json:${complaint}`);
  });

  it.each([
    [
      { lamports: -1 },
      'lamports must be a whole number from 0 to 18446744073709551615, or its decimal digits in quotes',
    ],
    [
      { lamports: 1.5 },
      'lamports must be a whole number from 0 to 18446744073709551615, or its decimal digits in quotes',
    ],
    [
      { lamports: '18446744073709551616' },
      'lamports must be a whole number from 0 to 18446744073709551615, or its decimal digits in quotes',
    ],
    [
      { lamports: '1e3' },
      'lamports must be a whole number from 0 to 18446744073709551615, or its decimal digits in quotes',
    ],
    [{ signer: 'yes' }, 'signer must be true or false'],
    [{ owner: 1 }, 'owner must be an address, the base58 of 32 bytes'],
  ])('%j', (parts, complaint) => {
    expect(complaints(withAccount(parts))).toEqual([expect.stringContaining(`accounts[0].${complaint}`)]);
  });

  it('is told everything at once', () => {
    expect(
      complaints('{\n  "budgt": 1,\n  "accounts": [{\n    "lamports": -1\n  }]\n}').map((line) =>
        line.slice(0, 45),
      ),
    ).toEqual([
      'fixture.json:3:16 E0822 accounts[0].pubkey is',
      'fixture.json:4:17 E0823 accounts[0].lamports ',
      'fixture.json:3:16 E0822 accounts[0].owner is ',
      'fixture.json:2:3 E0821 there is no key `budgt',
    ]);
  });

  it('guesses what was meant', () => {
    const [first] = read(withAccount({ ownr: system })).diagnostics;
    expect(first?.hint).toBe('did you mean `owner`?');
  });

  it('contradicts itself about an account', () => {
    expect(complaints(JSON.stringify({ accounts: [account, { ...account, lamports: 2 }] }))).toEqual([
      expect.stringContaining('accounts[1].lamports is not what accounts[0] says of the same account'),
    ]);
    expect(complaints(JSON.stringify({ accounts: [account, { ...account, data: '00' }] }))).toHaveLength(1);
  });
});

describe('JSON', () => {
  const parse = (text: string) => parseJson({ name: 'x', text });

  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        // Integers that JSON.parse rounds are kept as digits here.
        if (/\d{16}/.test(text)) return;
        const json = parse(text);
        if ('problem' in json) throw new Error(json.problem);
        expect(plainValue(json)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', '1', '\\', 'e', '.', '-'),
        (text, at, insert) => {
          const position = at % (text.length + 1);
          const changed = text.slice(0, position) + insert + text.slice(position + (insert === '' ? 1 : 0));
          const json = parse(changed);
          // Ours also refuses repeated keys.
          if ('problem' in json && json.problem.includes('second time')) return;
          expect('problem' in json).toBe(refuses(changed));
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
  });
});

function refuses(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
