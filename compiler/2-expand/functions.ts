// The functions of macro code, by name.
import { listFunctions } from './functions/lists.js';
import { numberFunctions } from './functions/numbers.js';
import type { FunctionRow } from './functions/operands.js';
import { predicateFunctions } from './functions/predicates.js';
import { codeFunctions } from './functions/code.js';
import { textFunctions } from './functions/texts.js';

/** All of them, in the order of the reference page. */
export const functionRows: readonly FunctionRow[] = [
  ...listFunctions,
  ...predicateFunctions,
  ...codeFunctions,
  ...textFunctions,
  ...numberFunctions,
];

const byName = new Map<string, FunctionRow>(
  functionRows.flatMap((row) => [row.name, ...(row.aliases ?? [])].map((name) => [name, row] as const)),
);

export function functionNamed(name: string): FunctionRow | undefined {
  return byName.get(name);
}

/** Every name of a function, for suggestions. */
export function functionNames(): Iterable<string> {
  return byName.keys();
}
