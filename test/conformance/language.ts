// Cases of the language: a script and the value it must give, compiled and run on the machine.
import { compile } from '../../compiler/compile.js';
import { decodeValue, type JsonValue } from '../../compiler/cli/run/value.js';
import { executeOnEngines } from '../engines.js';
import { compared, type Verdict } from './verdict.js';

export interface LanguageCase {
  readonly id: string;
  readonly source: string;
  /** A JSON value, `{"decimal": TEXT}`, or `{"error": true}`. */
  readonly expected: unknown;
}

const budget = 1_400_000;

/** How far a decimal may be off, in parts of itself. */
const tolerance = 1e-6;

interface Result {
  readonly error?: string;
  /** As JSON has it; integers are exact. */
  readonly value?: JsonValue;
}

function run({ id, source }: LanguageCase): Result {
  const { program, diagnostics } = compile({ name: id, text: source });
  if (!program) {
    const first = diagnostics.find(({ level }) => level === 'error');
    return { error: `error ${first?.code}: ${first?.message}` };
  }
  const outcome = executeOnEngines({ program: program.elf, accounts: [], data: new Uint8Array(0), budget });
  if (outcome.error) return { error: `error: ${outcome.error.message}` };
  return { value: decodeValue(program.result, outcome.returnData)?.json ?? null };
}

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner));

/** Runs a case of language-pairs.json. */
export function runLanguageCase(one: LanguageCase): Verdict {
  const { error, value } = run(one);
  const { expected } = one;
  const wantsError = typeof expected === 'object' && expected !== null && 'error' in expected;
  if (wantsError) return compared(error === undefined ? shown(value) : 'an error', 'an error');
  if (error !== undefined) return compared(error, shown(expected));
  if (typeof expected === 'object' && expected !== null && 'decimal' in expected) {
    const wanted = Number(expected.decimal);
    const isNumber = typeof value === 'bigint' || typeof value === 'string';
    const near = isNumber && Math.abs(Number(value) - wanted) <= Math.abs(wanted) * tolerance;
    return compared(near ? 'near' : shown(value), near ? 'near' : String(expected.decimal));
  }
  return compared(shown(value), shown(expected));
}
