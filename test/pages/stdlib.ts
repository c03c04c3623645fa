// The page of stdlib/: every form with what it does, an example, and the units the example takes.
import { functionRows } from '../../compiler/2-expand/functions.js';
import { compile } from '../../compiler/compile.js';
import { execute } from '../../runtime/execute.js';
import type { Form } from '../../stdlib/form.js';
import { families } from '../../stdlib/index.js';
import { testForms } from '../../stdlib/test-forms.js';
import { exampleFixture } from '../fixture-file.js';
import { code, fenced, page, table } from './markdown.js';

const bare = { accounts: [], data: new Uint8Array(0) };

/** An example line with the units of running it as a program, its value returned. */
function measured(line: string, fixture: string | undefined): string {
  const text = line.replace(/ ; => .*$/, '');
  const { program } = compile({ name: 'example', text });
  if (program === undefined) throw new Error(`the example \`${text}\` does not compile`);
  const surroundings = fixture === undefined ? bare : exampleFixture(fixture);
  const { units } = execute({ ...surroundings, program: program.elf });
  return `${line} (${units} units)`;
}

function formPart({ name, aliases = [], signature, doc, example, fixture }: Form): string {
  const parts = [`### ${code(name)}`, `${code(signature)}: ${doc}`];
  if (aliases.length > 0) parts.push(`Also called ${aliases.map(code).join(', ')}.`);
  if (fixture !== undefined) parts.push(`With [these accounts](../test/cases/run/fixtures/${fixture}):`);
  const lines = example?.split('\n').map((line) => measured(line, fixture));
  if (lines !== undefined) parts.push(fenced('lisp', lines.join('\n')));
  return parts.join('\n\n');
}

/** The functions of macro code; their examples cost nothing when the program runs. */
function macroFunctions(): string {
  const rows = functionRows.map(({ signature, aliases = [], doc, example }) => [
    code(signature),
    aliases.length > 0 ? `${doc} Also called ${aliases.map(code).join(', ')}.` : doc,
    code(example.replace(' ; => ', ' gives ')),
  ]);
  return table(['function', 'gives', 'example'], rows);
}

export function stdlibPage(): string {
  return page('The vocabulary', 'the rows in this folder', [
    'Every form a program can use. Each line of an example is a program with what it gives and the units it takes in ' +
      'all; returning a value takes about a hundred of them.',
    ...families.flatMap(({ title, forms }) => [`## ${title}`, ...forms.map(formPart)]),
    '## Functions of macro code',
    'The bodies of `defmacro` and `define-for-syntax` call these while the program is compiled.',
    macroFunctions(),
    '## Steps of tests',
    'What stands in a `deftest` besides code.',
    ...testForms.map(({ name, signature, doc }) => `### ${code(name)}\n\n${code(signature)}: ${doc}`),
  ]);
}
