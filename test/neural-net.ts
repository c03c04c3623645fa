// The network of examples/neural-net once more, in JavaScript, as matrices of exact integers.

type Matrix = readonly (readonly bigint[])[];

const scale = 10_000n;
const limit = 268_435_455n;

function matrix(values: readonly bigint[], columns: number): Matrix {
  const rows = values.length / columns;
  return Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
}

/** A row times a matrix. */
function times(row: readonly bigint[], weights: Matrix): readonly bigint[] {
  return weights[0]!.map((_, column) =>
    row.reduce((sum, value, index) => sum + value * weights[index]![column]!, 0n),
  );
}

const rectified = (value: bigint): bigint => (value < 0n ? 0n : value);

/** The decision; undefined where a hidden value leaves the limit. Numbers are fixed-point, 10000 for 1.0. */
export function decide(weights: readonly number[], features: readonly number[]): number | undefined {
  const exact = weights.map(BigInt);
  const first = matrix(exact.slice(0, 96), 8);
  const second = matrix(exact.slice(96), 3);
  const hidden = times(features.map(BigInt), first).map((sum) => rectified(sum) / scale);
  if (hidden.some((value) => value > limit)) return undefined;
  const outputs = times(hidden, second);
  const best = outputs.reduce((most, output) => (output > most ? output : most));
  return outputs.indexOf(best);
}
