// Every example: the expected result in all ways and in litesvm, its goals, and what else it promises.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { outcomeJson } from '../compiler/cli/run/outcome-json.js';
import { decodeValue } from '../compiler/cli/run/value.js';
import { encodeBase58 } from '../grammar/base58.js';
import type { Outcome } from '../runtime/execute.js';
import { fixtureFrom } from './fixture-file.js';
import { decide } from './neural-net.js';
import type { Case } from './oracle.js';
import { testAddress } from './oracle.js';
import { randomOf } from './random.js';
import { withRealPrograms } from './real-program.js';
import { compiled, runAllWays, runBoth } from './ways.js';

const directory = fileURLToPath(new URL('../examples/', import.meta.url));
const sourceOf = (name: string) => ({
  name: `examples/${name}/main.ovsm`,
  text: readFileSync(`${directory}${name}/main.ovsm`, 'utf8'),
});
const requestOf = (name: string): Case => withRealPrograms(fixtureFrom(`${directory}${name}/fixture.json`));

/** What the examples must not exceed: units, and bytes of the v3 file. */
const limits: Readonly<Record<string, { readonly units: number; readonly bytes?: number }>> = {
  hello: { units: 104, bytes: 240 },
  'transfer-lamports': { units: 20, bytes: 376 },
  'pubkey-compare': { units: 15 },
  'neural-net': { units: 1130 },
};

describe('every example gives what its expected.json says', () => {
  for (const name of readdirSync(directory)
    .filter((entry) => !entry.includes('.'))
    .sort()) {
    it(name, () => {
      const { program, outcome } = runAllWays(sourceOf(name), requestOf(name));
      const json: unknown = JSON.parse(
        outcomeJson(outcome, decodeValue(program.result, outcome.returnData), undefined),
      );
      const path = `${directory}${name}/expected.json`;
      if (process.env['UPDATE']) writeFileSync(path, `${JSON.stringify(json, null, 2)}\n`);
      else expect(json).toEqual(JSON.parse(readFileSync(path, 'utf8')));
      const { units = Infinity, bytes = Infinity } = limits[name] ?? {};
      expect(outcome.units).toBeLessThanOrEqual(units);
      expect(program.elf.length).toBeLessThanOrEqual(bytes);
    });
  }
});

/** Runs an example, v3, on its fixture with changes. */
function runChanged(name: string, change: (request: Case) => Partial<Case>): Outcome {
  const request = requestOf(name);
  return runBoth(compiled(sourceOf(name)).elf, { ...request, ...change(request) });
}

describe('transfer-lamports refuses', () => {
  const amount = (value: bigint): Uint8Array => new Uint8Array(new BigUint64Array([value]).buffer);
  const refusals: Readonly<Record<string, readonly [string, (request: Case) => Partial<Case>]>> = {
    'one account': ['custom program error: 0x1770', ({ accounts }) => ({ accounts: accounts.slice(0, 1) })],
    'three accounts': [
      'custom program error: 0x1770',
      ({ accounts }) => ({ accounts: [...accounts, { ...accounts[1]!, pubkey: testAddress(9) }] }),
    ],
    'an amount of 7 bytes': ['custom program error: 0x1771', () => ({ data: new Uint8Array(7) })],
    'one account named twice': [
      'instruction tries to borrow reference for an account which is already borrowed',
      ({ accounts }) => ({ accounts: [accounts[0]!, accounts[0]!] }),
    ],
    'more than there is': ['Program arithmetic overflowed', () => ({ data: amount(555_556n) })],
    'more than 64 bits hold': [
      'Program arithmetic overflowed',
      ({ accounts: [from, to] }) => ({
        accounts: [
          { ...from!, lamports: 1_000_000n },
          { ...to!, lamports: (1n << 64n) - 1_000n },
        ],
        data: amount(1_000_000n),
      }),
    ],
  };
  for (const [title, [message, change]] of Object.entries(refusals)) {
    it(title, () => {
      expect(runChanged('transfer-lamports', change).error?.message).toBe(message);
    });
  }
});

describe('pubkey-compare', () => {
  for (const word of [0, 1, 2, 3]) {
    it(`gives 1 where the owner differs in word ${word}`, () => {
      const outcome = runChanged('pubkey-compare', ({ accounts: [account] }) => {
        const owner = testAddressWith(word);
        return { accounts: [{ ...account!, pubkey: testAddress(3), owner }] };
      });
      expect(outcome.exitCode).toBe(1n);
    });
  }
});

/** The address of 32 bytes of 3, but for one in the given word. */
function testAddressWith(word: number): string {
  const bytes = new Uint8Array(32).fill(3);
  bytes[word * 8 + 5] = 4;
  return encodeBase58(bytes);
}

describe('token-inspector', () => {
  const withData = (index: number, offset: number, byte: number) => (request: Case) => ({
    accounts: request.accounts.map((account, position) => {
      if (position !== index) return account;
      const data = account.data.slice();
      data[offset] = byte;
      return { ...account, data };
    }),
  });
  const texts = ({ logs }: Outcome) => logs.flatMap((line) => /^Program log: (.*)/.exec(line)?.[1] ?? []);

  it('tells that an account is frozen', () => {
    expect(texts(runChanged('token-inspector', withData(1, 108, 2)))).toContain('the account is frozen');
  });

  it('shows amounts of a mint with the most decimals, or with none', () => {
    const many = texts(runChanged('token-inspector', withData(0, 44, 255)));
    expect(many).toContain(`amount: 0.${'250000500000'.padStart(255, '0')}`);
    expect(texts(runChanged('token-inspector', withData(0, 44, 0)))).toContain('amount: 250000500000');
  });

  it('refuses accounts of other programs, other sizes and other mints', () => {
    const foreign = runChanged('token-inspector', ({ accounts: [mint, account] }) => ({
      accounts: [{ ...mint!, owner: testAddress(9) }, account!],
    }));
    expect(foreign.error?.code).toBe('InvalidAccountOwner');
    const swapped = runChanged('token-inspector', ({ accounts }) => ({ accounts: [...accounts].reverse() }));
    expect(texts(swapped)).toEqual(['account 0 is not a mint']);
    const other = runChanged('token-inspector', withData(1, 3, 1));
    expect(texts(other)).toEqual(['the token account belongs to another mint']);
  });
});

describe('neural-net', () => {
  it('decides as the reference does, for 100 random networks and inputs', () => {
    const { elf, result } = compiled(sourceOf('neural-net'));
    const request = requestOf('neural-net');
    const random = randomOf(1);
    const numbers = (count: number, bound: number) =>
      Int32Array.from({ length: count }, () => random(2 * bound + 1) - bound);
    const decisions = new Set<number>();
    for (let round = 0; round < 100; round++) {
      // From numbers around 1.0 to the largest that features and weights may be.
      const weights = numbers(12 * 8 + 8 * 3, round % 4 === 3 ? 150_000 : 20_000);
      const features = numbers(12, round % 4 === 2 ? 268_435_455 : 30_000);
      const accounts = [{ ...request.accounts[0]!, data: new Uint8Array(weights.buffer) }];
      const outcome = runBoth(elf, { ...request, accounts, data: new Uint8Array(features.buffer) });
      const decision = decide([...weights], [...features]);
      if (decision === undefined) expect(outcome.error?.message).toBe('custom program error: 0x1773');
      else expect(decodeValue(result, outcome.returnData)?.text).toBe(`${decision}`);
      if (decision !== undefined) decisions.add(decision);
    }
    expect(decisions).toEqual(new Set([0, 1, 2]));
  });

  it('refuses features beyond its limit and a model of another size or owner', () => {
    const feature = (value: number) => () => ({
      data: new Uint8Array(Int32Array.from({ length: 12 }, () => value).buffer),
    });
    expect(runChanged('neural-net', feature(268_435_456)).error?.custom).toBe(6002);
    expect(runChanged('neural-net', feature(-268_435_456)).error?.custom).toBe(6002);
    const short = runChanged('neural-net', ({ accounts: [model] }) => ({
      accounts: [{ ...model!, data: model!.data.slice(4) }],
    }));
    expect(short.error?.custom).toBe(6000);
    const foreign = runChanged('neural-net', ({ accounts: [model] }) => ({
      accounts: [{ ...model!, owner: testAddress(9) }],
    }));
    expect(foreign.error?.code).toBe('InvalidAccountOwner');
  });
});
