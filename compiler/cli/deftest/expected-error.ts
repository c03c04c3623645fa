// Errors that a test expects: by number as `fail` takes it, or by name.
import { closest } from '../../../grammar/suggest.js';
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import { firstUserError } from '../../../grammar/program-errors.js';
import type { Syntax } from '../../../grammar/syntax.js';
import { instructionErrors, type ExecutionError } from '../../../runtime/bank/errors.js';
import type { TestFile } from './test-file.js';

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

/** The error that an operand names, or the message that says why it names none. */
export function expectedError(form: Syntax | undefined, { errors }: TestFile): ExpectedError | Diagnostic {
  if (form?.kind === 'integer') {
    const { value } = form;
    return custom(`error ${value}`, value < firstUserError ? firstUserError + value : value);
  }
  const name = form?.kind === 'symbol' ? form.name : '';
  const index = errors.indexOf(name);
  if (index >= 0) return custom(name, firstUserError + BigInt(index));
  const known = [...Object.keys(instructionErrors), ...faults];
  if (known.includes(name)) return { name, matches: ({ code, fault }) => code === name || fault === name };
  const near = closest(name, [...errors, ...known]);
  const suggestion =
    near === undefined ? 'write the number that `fail` was given' : `did you mean \`${near}\`?`;
  return diagnose('unknownError', form?.span, { name, suggestion });
}

/** What a test calls an error. */
export function errorName({ code, custom: number, fault }: ExecutionError, { errors }: TestFile): string {
  if (number === undefined) return fault ?? code;
  const index = BigInt(number) - firstUserError;
  return index < 0n ? `custom error ${number}` : (errors[Number(index)] ?? `error ${index}`);
}
