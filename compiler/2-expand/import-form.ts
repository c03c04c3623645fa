// Reads the import form: which file, which of its names, and what they are called here.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { ListSyntax, StringSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import { importForm } from '../../stdlib/special/import.js';
import { malformed } from '../../stdlib/special/shape.js';

export interface Import {
  readonly file: StringSyntax;
  /** The names that are wanted; all if undefined. */
  readonly only: readonly SymbolSyntax[] | undefined;
  /** What stands before each name here. */
  readonly prefix: string;
}

const nameIn = (form: Syntax | undefined): string | undefined => {
  if (form?.kind === 'symbol') return form.name;
  return form?.kind === 'string' && form.value !== '' ? form.value : undefined;
};

/** What an `import` form says, or undefined after reporting what is wrong with it. */
export function readImport(form: ListSyntax, diagnostics: Diagnostics): Import | undefined {
  const wrong = (at: Syntax, problem: string): undefined =>
    malformed(importForm, at, problem, { diagnostics });
  const [, file, ...options] = form.items;
  if (file?.kind !== 'string' || file.value === '')
    return wrong(file ?? form, 'the path of the file is missing');
  let only: readonly SymbolSyntax[] | undefined;
  let prefix: string | undefined;
  for (let index = 0; index < options.length; index += 2) {
    const [key, value] = [options[index]!, options[index + 1]];
    switch (key.kind === 'keyword' ? key.name : undefined) {
      case 'only': {
        const items = value?.kind === 'list' || value?.kind === 'array' ? value.items : undefined;
        if (!items?.every((item) => item.kind === 'symbol'))
          return wrong(value ?? key, 'a list of names follows `:only`');
        if (only) return wrong(key, '`:only` stands twice');
        only = items;
        break;
      }
      case 'as':
      case 'prefix': {
        const name = nameIn(value);
        if (name === undefined) return wrong(value ?? key, 'a name follows `:as` and `:prefix`');
        if (prefix !== undefined) return wrong(key, 'one of `:as` and `:prefix` is enough');
        prefix = key.kind === 'keyword' && key.name === 'as' ? `${name}/` : name;
        break;
      }
      default:
        return wrong(key, 'its options are `:only`, `:as` and `:prefix`');
    }
  }
  return { file, only, prefix: prefix ?? '' };
}
