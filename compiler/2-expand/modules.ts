// The files of a program: each is read and expanded once.
import type { FileText, Source } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import { headOf } from '../../grammar/syntax.js';
import type { Budget } from './budget.js';
import type { FreshNames } from './fresh.js';
import { Module, type SyntaxScope } from './scope.js';

/** Why a file cannot be imported. */
export type Obstacle =
  | { readonly kind: 'unreadable'; readonly problem: string; readonly hint: string }
  /** The paths from the file that is being imported back to it. */
  | { readonly kind: 'cycle'; readonly chain: readonly string[] };

/** Where the files that a program imports come from. */
export interface ImportedFiles {
  /** Finds and reads the file at a path; absent if there are no files. */
  find?(path: string): FoundFile;
}

/** A file as it was read, or why there is none. */
type FoundFile =
  { readonly source: Source; readonly forms: readonly Syntax[] } | Exclude<FileText, { text: string }>;

const noFiles: FoundFile = {
  problem: 'this compilation has no files',
  hint: 'the library takes a function `readFile` for imports',
};

/** The name that a form of a top level defines, if it is a definition. */
function definedName(form: Syntax): string | undefined {
  const head = headOf(form);
  if (form.kind !== 'list' || (head !== 'const' && !head?.startsWith('def'))) return undefined;
  const [, target] = form.items;
  const name = target?.kind === 'list' ? target.items[0] : target;
  return name?.kind === 'symbol' ? name.name : undefined;
}

export class Modules {
  readonly sources: Source[] = [];
  readonly #byPath = new Map<string, Module>();
  /** The paths of files that are being expanded, outermost first. */
  readonly #open: string[] = [];

  constructor(
    private readonly files: ImportedFiles,
    private readonly root: SyntaxScope,
    private readonly fresh: FreshNames,
    private readonly budget: Budget,
    /** Expands the forms of a file. */
    private readonly expandFile: (module: Module, forms: readonly Syntax[]) => readonly Syntax[],
  ) {}

  /** The file at a path, read and expanded now if it is met for the first time. */
  load(path: string): Module | Obstacle {
    const known = this.#byPath.get(path);
    if (known) return known;
    const from = this.#open.indexOf(path);
    if (from >= 0) return { kind: 'cycle', chain: [...this.#open.slice(from), path] };
    const found = this.files.find?.(path) ?? noFiles;
    if ('problem' in found) return { kind: 'unreadable', ...found };
    return this.add(found.source, path, found.forms);
  }

  /** Reads and expands a source. */
  add(source: Source, path: string, forms: readonly Syntax[]): Module {
    this.sources.push(source);
    this.fresh.avoid(source);
    this.budget.grow(source.text.length);
    const isMain = this.sources.length === 1;
    const module = new Module(isMain ? 0 : this.fresh.number(), path, isMain, this.root);
    this.#open.push(path);
    module.forms = this.expandFile(module, forms);
    this.#open.pop();
    this.#byPath.set(path, module);
    this.#publish(module);
    return module;
  }

  /** Lists what a file defines, and gives its names to code that its macros write in other files. */
  #publish({ number, scope, imported, exports, names, forms }: Module): void {
    for (const form of forms) {
      const name = definedName(form);
      if (name !== undefined) exports.add(name);
    }
    for (const [name, { kind }] of scope.entries()) if (kind !== 'ordinary') exports.add(name);
    for (const name of exports) names.add(name);
    for (const [name, entity] of [...imported.entries(), ...scope.entries()]) {
      if (entity.kind !== 'ordinary') this.root.declare(`${name}#${number}`, entity);
    }
  }
}
