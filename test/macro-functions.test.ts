// The functions of macro code: what the example of each says holds.
import { describe, expect, it } from 'vitest';
import { functionRows } from '../compiler/2-expand/functions.js';
import { emit } from '../compiler/compile.js';
import { renderDiagnostics } from '../compiler/report/render.js';

/** What an expression of macro code gives, as text. */
function given(expression: string): string | undefined {
  const text = `(defmacro example () ${expression}) (example)`;
  const { text: expanded, diagnostics } = emit({ name: 'example', text }, 'expanded');
  return expanded?.trim() ?? renderDiagnostics(diagnostics, { colour: false });
}

describe('every function', () => {
  it.each(functionRows)('$example', ({ example }) => {
    const [expression, wanted] = example.split(' ; => ');
    expect(given(expression!)).toBe(wanted);
  });

  it('has a name of its own', () => {
    const names = functionRows.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
