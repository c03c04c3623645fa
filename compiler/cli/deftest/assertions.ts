// Assertions among the code of a test: as code that fails with a number of its own, and what is said where it does.
import { diagnose, type Diagnostic, type Note } from '../../../grammar/diagnostics.js';
import { firstUserError } from '../../../grammar/program-errors.js';
import type { ListSyntax, Syntax } from '../../../grammar/syntax.js';
import { headOf } from '../../../grammar/syntax.js';
import { testFormNamed, type TestFormName } from '../../../stdlib/test-forms.js';
import type { ExecutionError } from '../../../runtime/bank/errors.js';
import type { Piece } from '../joined-source.js';
import { inPlaceOf, pieceOf } from './definitions.js';
import type { Evaluator, Surroundings } from './evaluate.js';

/** The numbers that `require` is given begin here, far from those of programs. */
const firstNumber = 1_000_000_000;

const comparisons = new Set(['=', '==', '!=', '<', '>', '<=', '>=']);

/** The assertions, with how many operands each takes. */
const assertions: ReadonlyMap<string, number> = new Map<TestFormName, number>([
  ['assert-equal', 2],
  ['expect', 1],
  ['assert-fails', 2],
]);

const isAssertion = (form: Syntax): form is ListSyntax => assertions.has(headOf(form) ?? '');

/** What is wrong with the shape of a step. */
export function shapeFaults(form: Syntax): readonly Diagnostic[] {
  const name = headOf(form) ?? '';
  const wanted = assertions.get(name);
  if (wanted === undefined || form.kind !== 'list' || form.items.length === wanted + 1) return [];
  const problem = `it takes ${wanted} operand${wanted === 1 ? '' : 's'}, but ${form.items.length - 1} given`;
  const { signature } = testFormNamed(name)!;
  return [diagnose('malformedForm', form.span, { form: name, problem, signature })];
}

/** A step as code, in pieces of one form; `number` tells which assertion failed. */
export function asCode(form: Syntax, number: number): readonly Piece[] {
  if (!isAssertion(form)) return [pieceOf(form)];
  const [, first, second] = form.items;
  const glue = (text: string) => inPlaceOf(form, text);
  const end = `${firstNumber + number})`;
  if (headOf(form) === 'expect') return [glue('(require'), pieceOf(first!), glue(end)];
  return [
    glue('(let ((test:value'),
    pieceOf(first!),
    glue(') (test:wanted'),
    pieceOf(second!),
    glue(')) (require (='),
    inPlaceOf(first!, 'test:value'),
    inPlaceOf(second!, 'test:wanted'),
    glue(`) ${end})`),
  ];
}

/** Which assertion an error is from, if it is from one. */
export function numberOf({ custom }: ExecutionError): number | undefined {
  const number = custom === undefined ? -1 : custom - Number(firstUserError) - firstNumber;
  return number >= 0 ? number : undefined;
}

/** What is compared in an assertion. */
function sidesOf(form: ListSyntax): readonly Syntax[] {
  const [, first, second] = form.items;
  if (headOf(form) === 'assert-equal') return [first!, second!];
  const compares = first?.kind === 'list' && first.items.length === 3 && comparisons.has(headOf(first) ?? '');
  return compares ? first.items.slice(1) : [];
}

/** The message for an assertion that failed after the code `before`. */
export function describeAssertion(
  form: ListSyntax,
  before: readonly Piece[],
  evaluator: Evaluator,
  surroundings: Surroundings,
): Diagnostic {
  const sides = sidesOf(form);
  const values = sides.map((_, index) => {
    const pieces = sides.slice(0, index + 1).map(pieceOf);
    return evaluator.run([...before, ...pieces], surroundings).value?.text ?? 'something without a value';
  });
  if (headOf(form) === 'assert-equal') {
    const note: Note = { message: `this is ${values[1]}`, span: sides[1]!.span };
    return diagnose('valuesDiffer', sides[0]!.span, { found: values[0]!, wanted: values[1]! }, [note]);
  }
  const notes = sides.map((side, index): Note => ({ message: `this is ${values[index]}`, span: side.span }));
  return diagnose('expectationFailed', form.items[1]!.span, {}, notes);
}
