// Alt BN128: syscalls that compute with points of BN254, the curve of Ethereum's precompiles.
import type { Choice, ChoiceCost } from '../../grammar/costs.js';
import { choice, chosen, elements, elementsUnits, flat } from '../../grammar/costs.js';
import { inputParameter, integerParameter, lengthParameter, outputParameter } from '../../grammar/syscall.js';
import * as bn254 from '../curves/bn254.js';
import type { ByteOrder, Bytes } from '../curves/group.js';
import type { SyscallRow, SyscallRun } from './syscall.js';
import { consume, refusal } from './syscall.js';
import { bytesAt } from './translate.js';

interface Operation {
  readonly number: bigint;
  readonly name: string;
  readonly cost: Choice['cost'];
  /** Bytes of the result. */
  readonly size: number;
  /** Gives undefined for input it does not take. */
  readonly run: (input: Bytes, order: ByteOrder) => Bytes | undefined;
}

const scalarSize = 32;
const size1 = 64;
const size2 = 128;
const pairSize = size1 + size2;

/** SIMD-0284: this bit in the number of an operation says that its bytes are little-endian. */
const littleEndian = 0x80n;

/**
 * The input, `length` bytes of it: as in EIP-196, big-endian input for G1 may be shorter and goes on with zeros.
 * SIMD-0284 and SIMD-0302 take that back for all that came later.
 */
function padded(input: Bytes, length: number, order: ByteOrder): Bytes | undefined {
  if (input.length === length) return input;
  if (input.length > length || order === 'little') return undefined;
  const whole = new Uint8Array(length);
  whole.set(input);
  return whole;
}

const exact = (input: Bytes, length: number): Bytes | undefined =>
  input.length === length ? input : undefined;

const add = (group: bn254.BnGroup, input: Bytes | undefined, size: number): Bytes | undefined =>
  input && group.add(input.subarray(0, size), input.subarray(size));

const multiply = (group: bn254.BnGroup, input: Bytes | undefined, size: number): Bytes | undefined =>
  input && group.multiply(input.subarray(0, size), input.subarray(size));

/** One as 32 bytes if the pairings come to one, else zero. */
function pair(input: Bytes, order: ByteOrder): Bytes | undefined {
  if (input.length % pairSize !== 0) return undefined;
  const one = bn254.pairsToOne(input, order);
  if (one === undefined) return undefined;
  const result = new Uint8Array(32);
  result[order === 'little' ? 0 : 31] = one ? 1 : 0;
  return result;
}

const groupOperations: readonly Operation[] = [
  {
    number: 0n,
    name: 'add in G1',
    cost: flat(334),
    size: size1,
    run: (input, order) => add(bn254.firstGroup(order), padded(input, 2 * size1, order), size1),
  },
  {
    number: 2n,
    name: 'multiply in G1',
    cost: flat(3840),
    size: size1,
    run: (input, order) => multiply(bn254.firstGroup(order), padded(input, size1 + scalarSize, order), size1),
  },
  {
    number: 3n,
    name: 'pair',
    // One pair 36,364; the base of a SHA-256, 85; and 32 for the result.
    cost: elements('length', { size: pairSize, first: 36_364 + 85 + 32, further: 12_121, each: 1 }),
    size: 32,
    run: pair,
  },
  {
    number: 4n,
    name: 'add in G2',
    cost: flat(535),
    size: size2,
    run: (input, order) => add(bn254.secondGroup(order), exact(input, 2 * size2), size2),
  },
  {
    number: 6n,
    name: 'multiply in G2',
    cost: flat(15_670),
    size: size2,
    run: (input, order) => multiply(bn254.secondGroup(order), exact(input, size2 + scalarSize), size2),
  },
];

const compressions: readonly Operation[] = [
  {
    number: 0n,
    name: 'compress in G1',
    cost: flat(130),
    size: size1 / 2,
    run: (input, order) => exact(input, size1) && bn254.firstGroup(order).compress(input),
  },
  {
    number: 1n,
    name: 'decompress in G1',
    cost: flat(498),
    size: size1,
    run: (input, order) => exact(input, size1 / 2) && bn254.firstGroup(order).decompress(input),
  },
  {
    number: 2n,
    name: 'compress in G2',
    cost: flat(186),
    size: size2 / 2,
    run: (input, order) => exact(input, size2) && bn254.secondGroup(order).compress(input),
  },
  {
    number: 3n,
    name: 'decompress in G2',
    cost: flat(13_710),
    size: size2,
    run: (input, order) => exact(input, size2 / 2) && bn254.secondGroup(order).decompress(input),
  },
];

const costOf = (operations: readonly Operation[]): ChoiceCost =>
  choice(
    ['operation'],
    operations.map(({ number, name, cost }) => ({
      when: [[number, number | littleEndian]],
      meaning: name,
      cost,
    })),
  );

function runOf(operations: readonly Operation[], cost: ChoiceCost): SyscallRun {
  return ({ memory, meter }, number, input, length, result) => {
    const price = chosen(cost, [number]);
    const operation = operations.find((row) => row.number === (number & ~littleEndian));
    if (price === undefined || operation === undefined) throw refusal('InvalidAttribute');
    consume(meter, price.shape === 'flat' ? price.units : elementsUnits(price, length));
    const room = bytesAt(memory, result, BigInt(operation.size), 'write');
    const bytes = bytesAt(memory, input, length, 'read');
    const value = operation.run(bytes, (number & littleEndian) === 0n ? 'big' : 'little');
    if (value === undefined) return 1n;
    room.set(value);
    return 0n;
  };
}

const parameters = [
  integerParameter('operation'),
  inputParameter('input'),
  lengthParameter('length'),
  outputParameter('result'),
];

const groupCost = costOf(groupOperations);
const compressionCost = costOf(compressions);

export const altBn128Syscalls = [
  {
    name: 'sol_alt_bn128_group_op',
    parameters,
    doc:
      'Computes in the groups of BN254, encoded as in EIP-197, or little-endian with 0x80 added to the operation: 0 ' +
      'adds two points of G1, 4 of G2; 2 multiplies a point of G1 with the scalar of 32 bytes after it, 6 one of G2; 3 ' +
      'writes 32 bytes, one if the product of the pairings of `length / 192` pairs is one, else zero. Big-endian input ' +
      'for G1 may be shorter: the rest counts as zeros. r0 is 0, or 1, with nothing written, if the bytes are no such ' +
      'input. Refuses other operations.',
    cost: groupCost,
    specification: 'Agave: SyscallAltBn128; SIMD-0284, SIMD-0302, SIMD-0334',
    gate: 'enable_alt_bn128_syscall',
    changedBy: [
      'alt_bn128_little_endian',
      'enable_alt_bn128_g2_syscalls',
      'fix_alt_bn128_pairing_length_check',
    ],
    run: runOf(groupOperations, groupCost),
  },
  {
    name: 'sol_alt_bn128_compression',
    parameters,
    doc:
      'Turns points of BN254 into half their bytes, and back: 0 compresses a point of G1 (64 bytes), 1 decompresses ' +
      'one; 2 compresses a point of G2 (128 bytes), 3 decompresses one. 0x80 added to the operation means ' +
      'little-endian. Compressing does not look whether the point lies on the curve. r0 is 0, or 1, with nothing ' +
      'written, if the bytes are no such input. Refuses other operations.',
    cost: compressionCost,
    specification: 'Agave: SyscallAltBn128Compression; SIMD-0284',
    gate: 'enable_alt_bn128_compression_syscall',
    changedBy: ['alt_bn128_little_endian'],
    run: runOf(compressions, compressionCost),
  },
] as const satisfies readonly SyscallRow[];
