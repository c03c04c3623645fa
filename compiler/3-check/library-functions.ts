// Functions of the standard library that are written in OVSM: each is read when the program first names it.
import type { ListSyntax } from '../../grammar/syntax.js';
import type { ProgramChecker } from './check.js';
import { readFunction } from './declare.js';
import { Scope, type FunctionEntity } from './scope.js';

export class LibraryFunctions {
  private readonly known = new Map<string, FunctionEntity>();

  constructor(
    private readonly checker: ProgramChecker,
    private readonly definitionOf: (name: string) => ListSyntax | undefined,
  ) {}

  find(name: string): FunctionEntity | undefined {
    const known = this.known.get(name);
    if (known) return known;
    const form = this.definitionOf(name);
    if (!form) return undefined;
    const context = this.checker.functionValues.context(new Scope());
    const entity = readFunction(form, { ...context, library: true });
    if (entity) this.known.set(name, entity);
    return entity;
  }
}
