// Errors that a test expects: by number as `fail` takes it, or by name.
import { closest } from '../../../grammar/suggest.js';
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import { frameworkErrors } from '../../../grammar/framework-errors.js';
import { firstUserError } from '../../../grammar/program-errors.js';
import type { InterfaceError } from '../../../grammar/program-interface.js';
import type { Syntax } from '../../../grammar/syntax.js';
import { instructionErrors, type ExecutionError } from '../../../runtime/bank/errors.js';

export interface ExpectedError {
  readonly name: string;
  matches(error: ExecutionError): boolean;
}

/* What the machine itself stops at; the runtime calls all of it ProgramFailedToComplete. */
const faults = [
  'AccessViolation',
  'StackAccessViolation',
  'CallDepthExceeded',
  'DivideByZero',
  'ExceededMaxInstructions',
];

function custom(name: string, code: bigint): ExpectedError {
  return { name, matches: (error) => error.custom !== undefined && BigInt(error.custom) === code };
}

/** The errors that have a number for each program: its own, and those of what its declarations demand. */
const numbered = (errors: readonly InterfaceError[]): ReadonlyMap<string, number> =>
  new Map([...Object.entries(frameworkErrors), ...errors.map(({ name, code }) => [name, code] as const)]);

/** The error that an operand names, or the message that says why it names none. */
export function expectedError(
  form: Syntax | undefined,
  errors: readonly InterfaceError[],
): ExpectedError | Diagnostic {
  if (form?.kind === 'integer') {
    const { value } = form;
    return custom(`error ${value}`, value < firstUserError ? firstUserError + value : value);
  }
  const name = form?.kind === 'symbol' ? form.name : '';
  const codes = numbered(errors);
  const code = codes.get(name);
  if (code !== undefined) return custom(name, BigInt(code));
  const known = [...Object.keys(instructionErrors), ...faults];
  if (known.includes(name)) return { name, matches: ({ code, fault }) => code === name || fault === name };
  const near = closest(name, [...codes.keys(), ...known]);
  const suggestion =
    near === undefined ? 'write the number that `fail` was given' : `did you mean \`${near}\`?`;
  return diagnose('unknownError', form?.span, { name, suggestion });
}

/** What a test calls an error. */
export function errorName(
  { code, custom: number, fault }: ExecutionError,
  errors: readonly InterfaceError[],
): string {
  if (number === undefined) return fault ?? code;
  const named = [...numbered(errors)].find(([, known]) => known === number);
  if (named) return named[0];
  const own = BigInt(number) - firstUserError;
  return own < 0n ? `custom error ${number}` : `error ${own}`;
}
