// Profile tables: the text of a profile for a person.
import type { Source } from '../../../grammar/source.js';
import { lineText } from '../../../grammar/source.js';
import type { Change, Difference, LineRow, Summary } from './summary.js';
import { lineName } from './summary.js';

/** Rows that are shown of each table. */
const mostRows = 25;
const longestLine = 60;

const share = (part: number, whole: number): string => `${((100 * part) / Math.max(whole, 1)).toFixed(1)}%`;

/** Columns side by side; all but the last are set to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((text, at) => (at === row.length - 1 ? text : text.padStart(widths[at]!))).join('  '),
  );
}

function limited<Row>(
  rows: readonly Row[],
  noun: string,
): { readonly shown: readonly Row[]; readonly rest: string[] } {
  const left = rows.length - mostRows;
  return { shown: rows.slice(0, mostRows), rest: left > 0 ? [`and ${left} more ${noun}`] : [] };
}

function textOf({ source, line }: LineRow, sourceNamed: (name: string) => Source | undefined): string {
  const found = sourceNamed(source);
  return found === undefined
    ? ''
    : lineText(found, line - 1)
        .trim()
        .slice(0, longestLine);
}

export function summaryText(
  { units, functions, lines }: Summary,
  sourceNamed: (name: string) => Source | undefined,
): string {
  const top = limited(functions, 'functions');
  const named = top.shown.map(({ name, self, total, calls }) => [
    String(self),
    share(self, units),
    String(total),
    String(calls),
    name,
  ]);
  const placed = limited(lines, 'lines');
  const lineRows = placed.shown.map((row) => [
    String(row.units),
    share(row.units, units),
    `${lineName(row)}  ${textOf(row, sourceNamed)}`.trimEnd(),
  ]);
  const parts = [
    `units  ${units}`,
    '',
    ...table([['self', '', 'total', 'calls', 'function'], ...named]),
    ...top.rest,
    ...(lineRows.length > 0 ? ['', ...table([['units', '', 'line'], ...lineRows]), ...placed.rest] : []),
  ];
  return `${parts.join('\n')}\n`;
}

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

function changeRows(title: string, changes: readonly Change[], noun: string): string[] {
  if (changes.length === 0) return [];
  const { shown, rest } = limited(changes, noun);
  const rows = shown.map(({ name, before, after }) => [
    signed(after - before),
    String(before),
    String(after),
    name,
  ]);
  return ['', ...table([['change', 'before', 'now', title], ...rows]), ...rest];
}

export function differenceText({ units, functions, lines }: Difference): string {
  const change = units.after - units.before;
  const parts = [
    `units  ${units.before} -> ${units.after} (${signed(change)}, ${signed(
      Number(((100 * change) / Math.max(units.before, 1)).toFixed(1)),
    )}%)`,
    ...changeRows('function', functions, 'functions'),
    ...changeRows('line', lines, 'lines'),
  ];
  return `${parts.join('\n')}\n`;
}
