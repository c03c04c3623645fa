// Values of macro code as text.
import type { Syntax } from '../../../grammar/syntax.js';
import { partsOf, printSyntax } from '../../../grammar/syntax/print.js';
import type { Operands } from './operands.js';

/** Counts all forms inside a form: one that holds another twice may be much larger than what made it. */
function weigh(form: Syntax, operands: Operands): void {
  operands.spend(2);
  for (const part of partsOf(form)) weigh(part, operands);
}

/** The code as source text. */
export function printed(form: Syntax, operands: Operands): string {
  weigh(form, operands);
  return printSyntax(form);
}

/** An operand as text: a string or a name by itself, other code as source text. */
export function plainText(operands: Operands, index: number): string {
  const form = operands.code(index);
  if (form.kind === 'string') return operands.text(index);
  if (form.kind === 'symbol' || form.kind === 'keyword') return form.name;
  return printed(form, operands);
}
