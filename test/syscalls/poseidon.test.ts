// sol_poseidon, here and in litesvm: every number of inputs, both byte orders, inputs that are none, addresses.
import { describe, expect, it } from 'vitest';
import { agree } from '../agree.js';
import type { Step } from '../small-program.js';
import { args, constant, copy, exit, move, rodata, syscall, write } from '../small-program.js';
import { bigEndian, heapEnd, hex, maximum, nowhere, room } from './calls.js';

const name = 'sol_poseidon';
const prime = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** Where the list of slices lies. */
const list = 0x3_0000_1000n;

/** An input: bytes among the constants, or an address and a length. */
type Input = Uint8Array | readonly [address: bigint, length: bigint];

interface Request {
  readonly inputs: readonly Input[];
  readonly order?: bigint;
  readonly parameters?: bigint;
  readonly count?: bigint;
  readonly listAddress?: bigint;
  readonly result?: bigint;
}

/** Writes the list of inputs to memory and calls. */
function stepsOf({
  inputs,
  order = 0n,
  parameters = 0n,
  count = BigInt(inputs.length),
  listAddress = list,
  result = room,
}: Request): { steps: readonly Step[]; constants: Uint8Array } {
  const parts: Uint8Array[] = [];
  let length = 0;
  const writes = inputs.flatMap((input, index): Step[] => {
    const owned = input instanceof Uint8Array;
    const address = owned ? rodata(7, length) : constant(7, input[0]);
    if (owned) {
      parts.push(input);
      length += input.length;
    }
    return [
      address,
      write(8, 6, index * 16, 7),
      constant(7, owned ? BigInt(input.length) : input[1]),
      write(8, 6, index * 16 + 8, 7),
    ];
  });
  const call = [...args(parameters, order, listAddress, count, result), syscall(name)];
  return {
    steps: [constant(6, listAddress === list + 4n ? listAddress : list), ...writes, ...call],
    constants: new Uint8Array(Buffer.concat(parts)),
  };
}

/** Runs the call here and in litesvm, logs r0, and gives the 32 bytes at the room. */
function agreeOnHash(request: Request): Uint8Array {
  const { steps, constants } = stepsOf(request);
  const pattern = [...args(room, 0xaa, 64), syscall('sol_memset_')];
  const show = [copy(1, 0), syscall('sol_log_64_'), ...args(room, 64), syscall('sol_set_return_data')];
  const whole = [...pattern, ...steps, ...show, move(0, 0), exit];
  return agree(whole, {}, constants).returnData?.slice(0, 32) ?? new Uint8Array(0);
}

const number = (value: bigint): Uint8Array => bigEndian(value, 32);
const one = number(1n);

/** The hashes of ones, as circomlib has them: poseidon([1]), poseidon([1, 1]) and so on. */
const knownHashes = [
  '29176100eaa962bdc1fe6c654d6a3c130e96a4d1168b33848b897dc502820133',
  '007af346e2d304279e79e0a9f3023f771294a78acb70e73f90afe27cad401e81',
];

describe(name, () => {
  it.each(Array.from({ length: 12 }, (_, index) => index + 1))('%s inputs', (count) => {
    const ones = Array.from({ length: count }, () => one);
    const others = Array.from({ length: count }, (_, index) => number((prime - 1n) / BigInt(index + 1)));
    const hash = agreeOnHash({ inputs: ones });
    const known = knownHashes[count - 1];
    if (known !== undefined) expect(hash).toEqual(hex(known));
    agreeOnHash({ inputs: others });
    const turned = agreeOnHash({ inputs: ones.map((bytes) => bytes.slice().reverse()), order: 1n });
    expect(turned).toEqual(hash.slice().reverse());
    agreeOnHash({ inputs: others.map((bytes) => bytes.slice().reverse()), order: 1n });
  });

  it.each<readonly [string, Request]>([
    ['nothing', { inputs: [] }],
    ['nothing, list outside', { inputs: [], listAddress: nowhere }],
    ['zero', { inputs: [number(0n)] }],
    ['the prime less 1', { inputs: [number(prime - 1n)] }],
    ['the prime', { inputs: [number(prime)] }],
    ['the prime, little-endian', { inputs: [number(prime).reverse()], order: 1n }],
    ['the prime less 1, little-endian', { inputs: [number(prime - 1n).reverse()], order: 1n }],
    ['all ones', { inputs: [new Uint8Array(32).fill(255)] }],
    ['the prime second', { inputs: [one, number(prime)] }],
    ['31 bytes', { inputs: [one.slice(1)] }],
    ['31 bytes, little-endian', { inputs: [one.slice(1)], order: 1n }],
    ['33 bytes', { inputs: [new Uint8Array(33)] }],
    ['1 byte', { inputs: [Uint8Array.of(1)] }],
    ['no bytes', { inputs: [[nowhere, 0n]] }],
    ['no bytes second', { inputs: [one, [nowhere, 0n]] }],
    ['an input outside', { inputs: [[nowhere, 32n]] }],
    ['an input past the heap', { inputs: [[heapEnd - 31n, 32n]] }],
    ['a huge input', { inputs: [[room, maximum]] }],
    ['a bad input and one outside', { inputs: [number(prime), [nowhere, 32n]] }],
    ['a long input', { inputs: [[0x3_0000_0000n, 4096n]] }],
    ['the room itself', { inputs: [[room, 32n]] }],
    ['the room itself, from zeros', { inputs: [[0x3_0000_4000n, 32n]], result: 0x3_0000_4000n }],
    ['over the list', { inputs: [one, one], result: list }],
    ['list outside', { inputs: [one], listAddress: nowhere }],
    ['list past the heap', { inputs: [one], listAddress: heapEnd - 8n }],
    ['list unaligned', { inputs: [one], listAddress: list + 4n }],
    ['result outside', { inputs: [one], result: nowhere }],
    ['result past the heap', { inputs: [one], result: heapEnd - 31n }],
    ['result at the end of the heap', { inputs: [one], result: heapEnd - 32n }],
    ['result unaligned', { inputs: [one], result: room + 3n }],
    ['result and list outside', { inputs: [one], result: nowhere, listAddress: nowhere + 64n }],
    ['13 inputs', { inputs: Array.from({ length: 13 }, () => one) }],
    ['100 inputs', { inputs: [one], count: 100n, listAddress: nowhere }],
    ['the most inputs', { inputs: [one], count: maximum }],
    ['parameters of 1', { inputs: [one], parameters: 1n }],
    ['parameters of 2^32', { inputs: [one], parameters: 2n ** 32n, order: 7n }],
    ['the largest parameters', { inputs: [one], parameters: maximum, count: 13n }],
    ['order 2', { inputs: [one], order: 2n }],
    ['the largest order', { inputs: [one], order: maximum, count: 13n }],
  ])('%s', (_, request) => {
    agreeOnHash(request);
  });

  it('costs more with the square of the inputs', () => {
    const units = Array.from({ length: 13 }, (_, count) => {
      const { steps, constants } = stepsOf({ inputs: Array.from({ length: count }, () => one) });
      const program = [...steps, exit];
      const outcome = agree(program, {}, constants);
      for (const budget of [outcome.units - 1, outcome.units - 2, 0]) agree(program, { budget }, constants);
      return outcome.units - program.length;
    });
    expect(units).toEqual(Array.from({ length: 13 }, (_, count) => 542 + 61 * count * count));
  });
});
