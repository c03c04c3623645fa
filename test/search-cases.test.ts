// Many cases of one value, as `case` and instructions tell them apart: each is found, and nothing else.
import { describe, expect, it } from 'vitest';
import { decodeValue } from '../compiler/cli/run/value.js';
import { execute } from '../runtime/execute.js';
import { addressOf, bytesOf } from './program-case.js';
import { randomOf } from './random.js';
import { compiled, runBoth } from './ways.js';

const random = randomOf(41);
const programId = addressOf(3);

interface Kind {
  readonly type: string;
  readonly bytes: number;
  /** A value that is likely to be near another one. */
  readonly pick: () => bigint;
}

const small = (): bigint => BigInt(random(24));
const kinds: readonly Kind[] = [
  { type: 'u8', bytes: 1, pick: small },
  { type: 'i16', bytes: 2, pick: () => small() - 12n },
  { type: 'u64', bytes: 8, pick: () => (1n << 64n) - 1n - small() * small() },
  { type: 'i64', bytes: 8, pick: () => (small() - 12n) << BigInt(4 * random(15)) },
];

const word = (value: bigint, bytes: number) => bytesOf([BigInt.asUintN(8 * bytes, value), bytes]);

describe.each(kinds)('$type', ({ type, bytes, pick }) => {
  it.each([5, 6, 7, 11, 20])('%i cases', (count) => {
    const values = new Set<bigint>();
    while (values.size < count) values.add(pick());
    const cases = [...values];
    const clauses = cases.map((value, index) => `(${value} ${index})`).join(' ');
    const text = `(case (instruction-read ${type} 0) ${clauses} (else -1))`;
    const program = compiled({ name: 'cases', text });
    const find = (value: bigint) => {
      const data = word(value, bytes);
      const { returnData } = execute({ program: program.elf, programId, accounts: [], data });
      return decodeValue(program.result, returnData!)?.json;
    };
    const asStored = (value: bigint) =>
      type.startsWith('i') ? BigInt.asIntN(8 * bytes, value) : BigInt.asUintN(8 * bytes, value);
    for (const value of cases.flatMap((one) => [one, one + 1n, one - 1n]).map(asStored))
      expect(find(value), `${value} in ${text}`).toBe(BigInt(cases.indexOf(value)));
  });
});

it('instructions are found by their discriminators', () => {
  const tags = [9, 200, 3, 0, 7, 8, 77, 78];
  const instructions = tags.map((tag) => `(instruction i${tag} () (discriminator ${tag}) (log "${tag}"))`);
  const { elf } = compiled({ name: 'tags', text: `(define-program tags ${instructions.join('\n')})` });
  for (let tag = 0; tag < 256; tag++) {
    const outcome = runBoth(elf, { programId, accounts: [], data: Uint8Array.of(tag) });
    if (tags.includes(tag)) expect(outcome.logs).toContain(`Program log: ${tag}`);
    else expect(outcome.error?.custom, `${tag}`).toBe(101);
  }
});
