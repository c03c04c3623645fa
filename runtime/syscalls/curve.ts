// Curve: syscalls that compute with points of Ed25519, ristretto255 and BLS12-381.
import type { ChoiceCost } from '../../grammar/costs.js';
import { choice, chosen, elements, elementsUnits, flat } from '../../grammar/costs.js';
import { inputParameter, integerParameter, lengthParameter, outputParameter } from '../../grammar/syscall.js';
import { pairing } from '../curves/bls12-381.js';
import type { Bytes } from '../curves/group.js';
import type { Meter } from '../interpret.js';
import type { Memory } from '../memory.js';
import type { CurveRow } from './curve-table.js';
import { choicesByCurve, curves, operationChoices, operations, pairingOrders } from './curve-table.js';
import type { SyscallRow } from './syscall.js';
import { consume, refusal } from './syscall.js';
import { bytesAt, elementsAt } from './translate.js';

const scalarSize = 32;
/** Points one sum may have. */
const maximumSummands = 512n;
/** Pairs one pairing may have. Source: agave-bls12-381. */
const maximumPairs = 8n;

const validateCost = choice(
  ['curve'],
  choicesByCurve(({ units }) => flat(units.validate)),
);
const operationCost = choice(['curve', 'operation'], operationChoices);
const sumCost = choice(
  ['curve'],
  choicesByCurve(({ sum }) => sum?.cost),
);
const decompressCost = choice(
  ['curve'],
  choicesByCurve(({ decompress }) => decompress && flat(decompress.units)),
);
const pairingCost = choice(
  ['curve'],
  [
    {
      when: [[...pairingOrders.keys()]],
      meaning: 'BLS12-381',
      cost: elements('count', { first: 25_445, further: 13_023 }),
    },
  ],
);

const curveById = new Map(curves.map((curve) => [curve.id, curve]));

/** Takes the units of a choice, or refuses values that select nothing. */
function consumeChoice(meter: Meter, cost: ChoiceCost, values: readonly bigint[], amount = 0n): void {
  const price = chosen(cost, values);
  if (price === undefined) throw refusal('InvalidAttribute');
  consume(meter, price.shape === 'flat' ? price.units : elementsUnits(price, amount));
}

/** Writes what there is to write; the room is looked at only then. */
function give(memory: Memory, address: bigint, result: Bytes | undefined): bigint {
  if (result === undefined) return 1n;
  bytesAt(memory, address, BigInt(result.length), 'write').set(result);
  return 0n;
}

function operate(
  memory: Memory,
  { size, group }: CurveRow,
  operation: bigint,
  leftAddress: bigint,
  rightAddress: bigint,
): Bytes | undefined {
  const name = operations[Number(operation)]!.name;
  const leftSize = name === 'multiply' ? scalarSize : size;
  const left = bytesAt(memory, leftAddress, BigInt(leftSize), 'read');
  const right = bytesAt(memory, rightAddress, BigInt(size), 'read');
  return group()[name](left, right);
}

const curveParameter = integerParameter('curve');
const blsNumbers = 'G1 (5) or G2 (6) of BLS12-381, plus 0x80 for big-endian';

/** `count` elements of so many bytes, as one stretch. */
const listAt = (memory: Memory, address: bigint, count: bigint, size: number): Bytes =>
  elementsAt(memory, address, count, { size: BigInt(size), alignment: 1n, access: 'read' });

export const curveSyscalls = [
  {
    name: 'sol_curve_validate_point',
    parameters: [curveParameter, inputParameter('point')],
    doc:
      'r0 is 0 if the bytes name a point of Ed25519 (0), ristretto255 (1), or of the group of prime order of ' +
      `${blsNumbers}; else 1. Refuses other curves.`,
    cost: validateCost,
    specification: 'Agave: SyscallCurvePointValidation; SIMD-0388',
    gate: 'curve25519_syscall_enabled',
    changedBy: ['enable_bls12_381_syscall', 'abort_on_invalid_curve'],
    run: ({ memory, meter }, curve, point) => {
      consumeChoice(meter, validateCost, [curve]);
      const { size, isMember } = curveById.get(curve)!;
      return isMember(bytesAt(memory, point, BigInt(size), 'read')) ? 0n : 1n;
    },
  },
  {
    name: 'sol_curve_group_op',
    parameters: [
      curveParameter,
      integerParameter('operation'),
      inputParameter('left'),
      inputParameter('right'),
      outputParameter('result'),
    ],
    doc:
      'Writes to `result` the sum (operation 0) or difference (1) of two points of Ed25519 (0), ristretto255 (1), ' +
      `${blsNumbers}; or (2) the product of the scalar of 32 bytes at \`left\` and the point at \`right\`. r0 is 0, or ` +
      '1, with nothing written, if the bytes name no point or the scalar is not below the order of the group. Only ' +
      'the product wants points of BLS12-381 to be in the group of prime order. Refuses other curves and operations.',
    cost: operationCost,
    specification: 'Agave: SyscallCurveGroupOps; SIMD-0388',
    gate: 'curve25519_syscall_enabled',
    changedBy: ['enable_bls12_381_syscall', 'abort_on_invalid_curve'],
    run: ({ memory, meter }, curve, operation, left, right, result) => {
      consumeChoice(meter, operationCost, [curve, operation]);
      return give(memory, result, operate(memory, curveById.get(curve)!, operation, left, right));
    },
  },
  {
    name: 'sol_curve_multiscalar_mul',
    parameters: [
      curveParameter,
      inputParameter('scalars'),
      inputParameter('points'),
      lengthParameter('count'),
      outputParameter('result'),
    ],
    doc:
      'Writes to `result` the sum of `count` points, at most 512, of Ed25519 (0) or ristretto255 (1), each times its ' +
      'scalar. r0 is 0, or 1, with nothing written, if the bytes name no point or a scalar is not below the order of ' +
      'the group. Refuses other curves and more points.',
    cost: sumCost,
    specification: 'Agave: SyscallCurveMultiscalarMultiplication',
    gate: 'curve25519_syscall_enabled',
    changedBy: ['abort_on_invalid_curve'],
    run: ({ memory, meter }, curve, scalars, points, count, result) => {
      if (count > maximumSummands) throw refusal('InvalidLength');
      consumeChoice(meter, sumCost, [curve], count);
      const { size, sum } = curveById.get(curve)!;
      const factors = listAt(memory, scalars, count, scalarSize);
      const members = listAt(memory, points, count, size);
      return give(memory, result, sum!.group().sumOfProducts(factors, members));
    },
  },
  {
    name: 'sol_curve_decompress',
    parameters: [curveParameter, inputParameter('compressed'), outputParameter('point')],
    doc:
      `Writes to \`point\` the uncompressed form of a point of ${blsNumbers}. r0 is 0, or 1, with nothing written, if ` +
      'the bytes name no point of the group of prime order. Refuses other curves.',
    cost: decompressCost,
    specification: 'Agave: SyscallCurveDecompress; SIMD-0388',
    gate: 'enable_bls12_381_syscall',
    run: ({ memory, meter }, curve, compressed, point) => {
      consumeChoice(meter, decompressCost, [curve]);
      const { size, run } = curveById.get(curve)!.decompress!;
      return give(memory, point, run(bytesAt(memory, compressed, BigInt(size), 'read')));
    },
  },
  {
    name: 'sol_curve_pairing_map',
    parameters: [
      curveParameter,
      lengthParameter('count'),
      inputParameter('g1_points'),
      inputParameter('g2_points'),
      outputParameter('result'),
    ],
    doc:
      'Writes to `result` the 576 bytes of the product of `count` pairings of BLS12-381 (4, or 0x84 for big-endian), ' +
      'at most 8. r0 is 0, or 1, with nothing written, if there are more or the bytes name no points of the groups of ' +
      'prime order. Refuses other curves.',
    cost: pairingCost,
    specification: 'Agave: SyscallCurvePairingMap; SIMD-0388',
    gate: 'enable_bls12_381_syscall',
    run: ({ memory, meter }, curve, count, firsts, seconds, result) => {
      consumeChoice(meter, pairingCost, [curve], count);
      const g1 = listAt(memory, firsts, count, 96);
      const g2 = listAt(memory, seconds, count, 192);
      const value = count > maximumPairs ? undefined : pairing(g1, g2, pairingOrders.get(curve)!);
      return give(memory, result, value);
    },
  },
] as const satisfies readonly SyscallRow[];
