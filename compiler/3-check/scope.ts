// Scopes: which names a place in the program sees.
import type { InterfaceError } from '../../grammar/program-interface.js';
import type { Span } from '../../grammar/source.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import type { Lambda, Type } from '../../grammar/signature.js';
import type { Draft, DraftVariable } from '../../stdlib/form.js';

export interface Parameter {
  readonly name: string;
  readonly span: Span;
  /** The type it is declared with, if any. */
  readonly type: Type | undefined;
  /** `rest` takes all that is left over. */
  readonly mode: 'required' | 'optional' | 'key' | 'rest';
  /** The value where none is given; null if there is none here either. */
  readonly fallback: Syntax | undefined;
}

/** A function as written; it is checked when it is called. */
export interface FunctionEntity {
  readonly kind: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: Type | undefined;
  readonly body: readonly Syntax[];
  readonly form: ListSyntax;
  readonly scope: Scope;
  /** What it is as a value. */
  readonly lambda: Lambda;
  /** The variables of functions around it that it uses; complete when checking is over. */
  readonly captures: DraftVariable[];
  /** Of a function value: variables with this number or a greater one came after it and cannot be taken along. */
  readonly horizon: number;
  /** A definition of the standard library, whose inside is not the program's business. */
  readonly library: boolean;
  /** Its checked versions by the types of their parameters. */
  readonly instances: Map<string, unknown>;
  /** Result types that rest on no assumption, by the types of the parameters: they outlive dropped versions. */
  readonly results: Map<string, Type>;
  /** The types decided for calls with open literals, by the types of the other arguments; `open` while deciding. */
  readonly patterns: Map<string, readonly (Type | undefined)[] | 'open'>;
}

export type Entity =
  | { readonly kind: 'variable'; readonly variable: DraftVariable }
  | FunctionEntity
  /** A type the program defines, found when it is first asked for. */
  | { readonly kind: 'type'; readonly form: ListSyntax; readonly find: () => Type | undefined }
  | { readonly kind: 'error'; readonly error: InterfaceError }
  /** A definition that has been reported, so that its uses need not be. */
  | { readonly kind: 'broken' };

export class Scope {
  /** Most scopes declare nothing. */
  private names: Map<string, Entity> | undefined;

  constructor(private readonly parent?: Scope) {}

  declare(name: string, entity: Entity): void {
    (this.names ??= new Map()).set(name, entity);
  }

  /** The entity of this very scope. */
  own(name: string): Entity | undefined {
    return this.names?.get(name);
  }

  lookup(name: string): Entity | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const entity = scope.names?.get(name);
      if (entity) return entity;
    }
    return undefined;
  }

  /** The names of this very scope. */
  entries(): Iterable<readonly [string, Entity]> {
    return this.names ?? [];
  }

  /** Every visible name, for suggestions. */
  *visible(): Iterable<string> {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) yield* scope.names?.keys() ?? [];
  }
}

/** The scopes of a file's top level: its own definitions hide those it imports. */
export class FileScope {
  readonly imported: Scope;
  readonly own: Scope;
  /** What the file does, until the place in the program is reached where it is done. */
  body: Draft | undefined;

  constructor(root: Scope) {
    this.imported = new Scope(root);
    this.own = new Scope(this.imported);
  }

  /** Every name its top level sees; of two that are the same the one that counts comes last. */
  *visible(): Iterable<readonly [string, Entity]> {
    yield* this.imported.entries();
    yield* this.own.entries();
  }
}
