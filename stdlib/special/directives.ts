// Directives: unchecked and declare.
import { unit } from '../../grammar/signature.js';
import { frameworkErrorCode, frameworkErrors, isFrameworkError } from '../../grammar/framework-errors.js';
import { closest, nearest } from '../../grammar/suggest.js';
import { headOf, type ListSyntax, type Syntax } from '../../grammar/syntax.js';
import { printSyntax } from '../../grammar/syntax/print.js';
import type { Checker, SpecialForm } from '../form.js';
import type { ProgramDeclarations } from '../program/declarations.js';
import { expandBody, malformed } from './shape.js';

/** Agave: MAX_COMPUTE_UNIT_LIMIT. */
const mostUnits = 1_400_000n;

export const unchecked: SpecialForm = {
  kind: 'special',
  name: 'unchecked',
  signature: '(unchecked body ...)',
  doc: 'Inside it `+`, `-` and `*` wrap around instead of failing. Functions called from it are not affected.',
  example: '(unchecked (+ (u8 250) 10)) ; => 4',
  check: (form, checker, use) =>
    checker.withUnchecked(() => checker.sequence(form.items.slice(1), form.span, use)),
  expandInside: expandBody(1),
};

/** `(errors (Check Error) ...)`: the errors that failed checks give in place of the framework's. */
function declareErrors(form: ListSyntax, program: ProgramDeclarations, checker: Checker): void {
  for (const pair of form.items.slice(1)) {
    const [check, error, more] = pair.kind === 'list' ? pair.items : [];
    const name = check?.kind === 'symbol' ? check.name : '';
    const named = error && checker.errorNamed(error);
    if (!named || more)
      malformed(declare, pair, 'errors are written `(Check Error)`, both by their names', checker);
    else if (isFrameworkError(name)) program.errorCodes.set(frameworkErrorCode(name), named.code);
    else {
      const near = closest(name, Object.keys(frameworkErrors));
      const hint = near ? `: did you mean \`${near}\`?` : '';
      malformed(declare, check!, `no check fails with \`${name}\`${hint}`, checker);
    }
  }
}

const declarations = '`(result exit-code)`, `(result value)`, `(max-units n)`';
const programDeclarations = ', `(id "address")`, `(log-errors)`, `(errors (Check Error) ...)`';

/** What a program declares of itself; its id has been read before. */
function declaresProgram(declaration: Syntax, program: ProgramDeclarations, checker: Checker): boolean {
  const name = headOf(declaration);
  if (name === 'log-errors') program.logsErrors = true;
  if (name === 'errors') declareErrors(declaration as ListSyntax, program, checker);
  return name === 'log-errors' || name === 'id' || name === 'errors';
}

/** `(max-units n)`, or `(max-units n measured)`. */
function declareLimit(declaration: Syntax, checker: Checker): void {
  const { span } = declaration;
  const wrong = (problem: string): void => void malformed(declare, declaration, problem, checker);
  const [, units, mode, ...more] = declaration.kind === 'list' ? declaration.items : [];
  if (units?.kind !== 'integer' || units.value < 1n || units.value > mostUnits)
    return wrong(`the bound is an integer from 1 to ${mostUnits}, the most a transaction has`);
  const measured = mode?.kind === 'symbol' && mode.name === 'measured';
  if (more.length > 0 || (mode && !measured)) return wrong('behind the bound stands `measured`, or nothing');
  if (measured && checker.inFunction)
    return wrong('what a function takes is not measured: runs of programs and instructions are');
  if (checker.limit) return wrong('there is a bound already');
  checker.limit = { units: Number(units.value), measured, span };
}

export const checked: SpecialForm = {
  kind: 'special',
  name: 'checked',
  signature: '(checked body ...)',
  doc: 'Inside it `+`, `-` and `*` fail where the result does not fit, also within `unchecked`.',
  example: '(unchecked (checked (+ (u8 250) 10))) ; => error: Program arithmetic overflowed',
  check: (form, checker, use) =>
    checker.withChecks(() => checker.sequence(form.items.slice(1), form.span, use)),
  expandInside: expandBody(1),
};

export const declare: SpecialForm = {
  kind: 'special',
  name: 'declare',
  signature: '(declare declaration ...)',
  doc: 'Tells the compiler about the program. `(result exit-code)`: its last value becomes r0 instead of return data. In `define-program`: `(id "base58")` is its address, with which seeds that are literals give addresses when the program is compiled; with `(log-errors)` errors log their messages; `(errors (AccountNotSigner MissingRequiredSignature) ...)` says what failed checks give in place of errors of the framework. `(max-units n)` bounds the units of the script, the program, the instruction or the function it stands in: the compiler proves that no run, or no call, takes more, or says what it cannot prove. With `(max-units n measured)` it says nothing; tests fail where a run takes more.',
  example:
    '(declare (result value)) 5 ; => 5\n(defun sum (n) (declare (max-units 120)) (require (<= 0 n 10)) (let ((s 0)) (for (i (range n)) (set! s (+ s i))) s)) (declare (max-units 240)) (sum (i64 (num-accounts))) ; => 0',
  check(form, checker) {
    for (const declaration of form.items.slice(1)) {
      const value = declaration.kind === 'list' ? declaration.items[1] : undefined;
      const mode = value?.kind === 'symbol' ? value.name : undefined;
      if (headOf(declaration) === 'result' && (mode === 'exit-code' || mode === 'value')) {
        checker.setResultMode(mode);
        continue;
      }
      if (headOf(declaration) === 'max-units') {
        declareLimit(declaration, checker);
        continue;
      }
      if (checker.program && declaresProgram(declaration, checker.program, checker)) continue;
      checker.diagnostics.report('unknownDeclaration', declaration.span, {
        name: printSyntax(declaration).slice(0, 40),
        hint: nearest(
          headOf(declaration) ?? printSyntax(declaration),
          ['result', 'max-units', ...(checker.program ? ['id', 'log-errors', 'errors'] : [])],
          `known are ${declarations}${checker.program ? programDeclarations : ''}`,
        ),
      });
    }
    return { kind: 'nothing', type: unit, span: form.span };
  },
  expandInside: (form) => form,
};
