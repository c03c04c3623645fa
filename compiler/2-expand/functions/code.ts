// Functions of macro code on symbols, keywords and whole forms.
import type { Syntax } from '../../../grammar/syntax.js';
import { symbol } from '../../../grammar/syntax.js';
import { MacroRefusal } from '../failure.js';
import type { FunctionRow, Operands } from './operands.js';
import { plainText, printed } from './printed.js';

/** A name of the texts of all operands. */
function nameOf(operands: Operands): string {
  const name = operands.values.map((_, index) => plainText(operands, index)).join('');
  if (!/^(?!\d|[-+.]*\d|:(?!:)|#|(?:true|false|nil|null)$)[^\s()[\]{}"'`,;\\|]+$/.test(name))
    operands.fail(`"${name}" cannot be a name`);
  return operands.string(name).value;
}

export const codeFunctions: readonly FunctionRow[] = [
  {
    name: 'symbol',
    aliases: ['string->symbol'],
    signature: '(symbol part ...)',
    doc: 'The symbol whose name the parts make: strings, symbols, keywords and integers.',
    example: '(symbol \'get- "x" 1) ; => get-x1',
    minimum: 1,
    maximum: Infinity,
    run: (operands) => symbol(nameOf(operands), operands.site),
  },
  {
    name: 'keyword',
    signature: '(keyword part ...)',
    doc: 'The keyword whose name the parts make.',
    example: "(keyword 'size) ; => :size",
    minimum: 1,
    maximum: Infinity,
    run: (operands) => ({ kind: 'keyword', name: nameOf(operands), span: operands.site }),
  },
  {
    name: 'gensym',
    signature: '(gensym [base])',
    doc: 'A symbol that no source of the program contains. In a quasiquote `name#` is one, the same wherever it stands in one use of the macro.',
    example: '(gensym "tmp") ; => tmp#1',
    minimum: 0,
    maximum: 1,
    run(operands) {
      const base = operands.count > 0 ? plainText(operands, 0) : 'g';
      return symbol(operands.evaluator.surroundings.fresh(base), operands.site);
    },
  },
  {
    name: 'array',
    signature: '(array list)',
    doc: 'The array of the items of a list.',
    example: "(array '(a b)) ; => [a b]",
    minimum: 1,
    maximum: 1,
    run: (operands) => ({ kind: 'array', items: operands.items(0), span: operands.site }),
  },
  {
    name: 'entries',
    signature: '(entries record)',
    doc: 'Lists of two: the keys of a record with their values.',
    example: "(entries '{:a 1 :b 2}) ; => ((:a 1) (:b 2))",
    minimum: 1,
    maximum: 1,
    run(operands) {
      const record = operands.value(0);
      if (record.kind !== 'record') return operands.fail('`entries` needs a record');
      operands.spend(record.entries.length);
      return operands.list(record.entries.map(({ key, value }) => operands.list([key, value])));
    },
  },
  {
    name: 'code->string',
    signature: '(code->string a)',
    doc: 'The operand as source text.',
    example: '(code->string \'(log "a")) ; => "(log \\"a\\")"',
    minimum: 1,
    maximum: 1,
    run: (operands) => operands.string(printed(operands.code(0), operands)),
  },
  {
    name: 'error',
    signature: '(error message [code])',
    doc: 'Refuses the use of the macro: the message becomes an error of the program, at the code if some is given.',
    example: '(if false (error "never") 1) ; => 1',
    minimum: 1,
    maximum: 2,
    run(operands) {
      const at: Syntax | undefined = operands.count > 1 ? operands.code(1) : undefined;
      throw new MacroRefusal(plainText(operands, 0), at?.span);
    },
  },
];
