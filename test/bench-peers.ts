// Prints what our programs take in litesvm beside their peers: units, bytes, and the ratio of both to the best peer.
import { allowedUnits, missing } from './peers/numbers.js';
import { measureSource, type Measured } from './peers/measure.js';
import { subjects } from './peers/subjects.js';

const rows = subjects.flatMap((subject) =>
  subject.sources.flatMap((source) => measureSource(subject, source)),
);

function jsonOf({ program, instruction, checks, style, units, bytes, peers, peerBytes }: Measured): object {
  const [best] = peers;
  return {
    program,
    instruction,
    class: `${checks} ${style}`,
    units,
    bytes,
    bestPeer: best?.peer ?? null,
    peerUnits: best?.units ?? null,
    peerBytes: peerBytes ?? null,
  };
}

const ratio = (own: number, other: number | undefined): string =>
  other === undefined ? '' : (own / other).toFixed(2);

const heads = [
  'program',
  'instruction',
  'class',
  'units',
  'allowed',
  'peer',
  'ratio',
  'bytes',
  'peer',
  'ratio',
  'best peer',
];

function cellsOf(row: Measured): readonly string[] {
  const [best] = row.peers;
  return [
    row.program,
    row.instruction,
    `${row.checks} ${row.style}`,
    `${row.units}`,
    `${row.allowedUnits}${row.units > row.allowedUnits ? ' MISSED' : ''}`,
    `${best?.units ?? ''}`,
    ratio(row.units, best?.units),
    `${row.bytes}`,
    `${row.peerBytes ?? ''}`,
    ratio(row.bytes, row.peerBytes),
    best ? `${best.peer}, ${best.origin}` : '',
  ];
}

function printTable(): void {
  const lines = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  for (const [program, instruction, reason] of missing) {
    const over = rows.find(
      (row) =>
        row.program === program &&
        row.instruction === instruction &&
        row.style === 'idiomatic' &&
        row.units > row.allowedUnits,
    );
    if (over) console.log(`${program} ${instruction}, idiomatic: ${reason}`);
  }
  const written = new Set(
    rows.map(({ program, instruction, checks }) => `${program} ${instruction} (${checks})`),
  );
  for (const [program, instruction, checks] of allowedUnits) {
    const name = `${program} ${instruction} (${checks})`;
    if (!written.has(name)) console.log(`${name}: no program yet`);
  }
}

if (process.argv.includes('--json')) console.log(JSON.stringify(rows.map(jsonOf), null, 2));
else printTable();
