// A file with tests: the tests, what they may use of the file, and the program they are about.
import { Diagnostics, type Diagnostic } from '../../../grammar/diagnostics.js';
import type { Source } from '../../../grammar/source.js';
import { headOf, type ListSyntax, type Syntax, type SymbolSyntax } from '../../../grammar/syntax.js';
import { deftest, isTest } from '../../../stdlib/special/deftest.js';
import { malformed } from '../../../stdlib/special/shape.js';
import { parse } from '../../compile.js';
import { definitionsOf } from './definitions.js';

export interface TestCase {
  readonly name: string;
  readonly form: ListSyntax;
  readonly steps: readonly Syntax[];
}

export interface TestFile {
  readonly source: Source;
  readonly tests: readonly TestCase[];
  readonly definitions: ReturnType<typeof definitionsOf>;
  /** Whether it holds a `define-program` rather than a script. */
  readonly definesProgram: boolean;
}

function readTest(
  form: Syntax,
  diagnostics: Diagnostics,
): { name: SymbolSyntax; test: TestCase } | undefined {
  if (form.kind !== 'list') return undefined;
  const [, name, ...steps] = form.items;
  if (name?.kind !== 'symbol')
    return malformed(deftest, name ?? form, 'the name of the test is missing', { diagnostics });
  return { name, test: { name: name.name, form, steps } };
}

/** Reads a file; without a result, the diagnostics say why. */
export function readTestFile(source: Source): {
  readonly diagnostics: readonly Diagnostic[];
  readonly file?: TestFile;
} {
  const { forms, diagnostics: faults } = parse(source);
  if (faults.some(({ level }) => level === 'error')) return { diagnostics: faults };
  const diagnostics = new Diagnostics();
  const tests: TestCase[] = [];
  const first = new Map<string, SymbolSyntax>();
  for (const form of forms.filter(isTest)) {
    const read = readTest(form, diagnostics);
    if (read === undefined) continue;
    const { name, test } = read;
    const earlier = first.get(name.name);
    if (earlier) {
      const note = { message: 'it is defined here first', span: earlier.span };
      diagnostics.report('duplicateTest', name.span, { name: name.name }, [note]);
    }
    first.set(name.name, name);
    tests.push(test);
  }
  if (diagnostics.failed) return { diagnostics: diagnostics.list };
  return {
    diagnostics: faults,
    file: {
      source,
      tests,
      definitions: definitionsOf(forms),
      definesProgram: forms.some((form) => headOf(form) === 'define-program'),
    },
  };
}
