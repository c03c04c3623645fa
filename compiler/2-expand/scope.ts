// Scopes of names that mean something while the program is expanded: macros and what they are written with.
import type { Span } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import type { Pattern } from './pattern.js';
import type { Value } from './value.js';

/** What macros and compile-time functions have in common. */
export interface Callable {
  readonly name: string;
  /** Of the name in the definition. */
  readonly span: Span;
  readonly pattern: Pattern;
  readonly body: readonly Syntax[];
  /** How a use is written. */
  readonly signature: string;
  /** Where it is defined. */
  readonly scope: SyntaxScope;
  used: boolean;
}

export interface Macro extends Callable {
  readonly kind: 'macro';
}

export interface SyntaxFunction extends Callable {
  readonly kind: 'syntax-function';
}

/** A value for macros, computed when a file first uses it. */
export interface SyntaxVariable {
  readonly kind: 'syntax-variable';
  readonly name: string;
  readonly span: Span;
  readonly form: Syntax;
  readonly scope: SyntaxScope;
  state: 'new' | 'open' | { readonly value: Value; readonly usedIn: Module };
  used: boolean;
}

export type SyntaxEntity =
  | Macro
  | SyntaxFunction
  | SyntaxVariable
  /** A function or variable of the program: it hides macros of that name that bodies around it define. */
  | { readonly kind: 'ordinary'; readonly span: Span };

export class SyntaxScope {
  #names: Map<string, SyntaxEntity> | undefined;

  constructor(
    readonly parent: SyntaxScope | undefined,
    /** The file whose code it holds; what files share has none. */
    readonly module: Module | undefined,
  ) {}

  declare(name: string, entity: SyntaxEntity): void {
    this.#names ??= new Map();
    this.#names.set(name, entity);
  }

  /** The entity of this very scope. */
  own(name: string): SyntaxEntity | undefined {
    return this.#names?.get(name);
  }

  /** The entities of this very scope. */
  entries(): Iterable<readonly [string, SyntaxEntity]> {
    return this.#names ?? [];
  }

  lookup(name: string): SyntaxEntity | undefined {
    for (let scope: SyntaxScope | undefined = this; scope; scope = scope.parent) {
      const entity = scope.own(name);
      if (entity) return entity;
    }
    return undefined;
  }

  /** Every visible name, for suggestions. */
  *visible(): Iterable<string> {
    for (let scope: SyntaxScope | undefined = this; scope; scope = scope.parent)
      for (const [name, { kind }] of scope.entries()) if (kind !== 'ordinary') yield name;
  }
}

/** A file of the program. */
export class Module {
  /** The macros it imports. */
  readonly imported: SyntaxScope;
  /** Where each name that it imports comes from. */
  readonly importedFrom = new Map<string, Module>();
  /** What its own top level defines. */
  readonly scope: SyntaxScope;
  /** The names that its own top level defines: what others can import. */
  readonly exports = new Set<string>();
  /** Every name its top level sees, imported ones too. */
  readonly names = new Set<string>();
  /** What it expands to. */
  forms: readonly Syntax[] = [];

  constructor(
    /** What its names end with, behind a `#`, in code that its macros write in other files. */
    readonly number: number,
    /** The path that its imports are relative to. */
    readonly path: string,
    readonly isMain: boolean,
    /** What all files share. */
    root: SyntaxScope,
  ) {
    this.imported = new SyntaxScope(root, this);
    this.scope = new SyntaxScope(this.imported, this);
  }
}
