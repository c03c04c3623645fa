// Definitions: the functions, types and errors of a body, which are known in all of it.
import { mostParts, partCount } from '../../grammar/layout.js';
import type { Type } from '../../grammar/signature.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { headOf } from '../../grammar/syntax.js';
import { typeDefinitions } from '../../stdlib/index.js';
import { declareError, defineError } from '../../stdlib/program/definitions.js';
import { importIdl, readImport, type ImportedInterface } from '../../stdlib/program/import-idl.js';
import { defun } from '../../stdlib/special/functions.js';
import { importForm } from '../../stdlib/special/import.js';
import type { TypeDefinition } from '../../stdlib/special/types.js';
import type { ProgramChecker } from './check.js';
import { readFunction } from './declare.js';
import type { FunctionEntity } from './scope.js';

const typeRows: ReadonlyMap<string, TypeDefinition> = new Map(typeDefinitions.map((row) => [row.name, row]));
const functionNames: ReadonlySet<string> = new Set([defun.name, ...(defun.aliases ?? [])]);
/** The forms that make something known before their place. */
const definitionNames: ReadonlySet<string> = new Set([
  importForm.name,
  importIdl.name,
  defineError.name,
  ...typeRows.keys(),
  ...functionNames,
]);

const isDefinition = (form: Syntax): form is ListSyntax => definitionNames.has(headOf(form) ?? '');

export class Definitions {
  /** The functions met so far, by their definitions. */
  private readonly functions = new Map<ListSyntax, FunctionEntity>();
  /** The functions that imported files offer: they need not be called. */
  private readonly offered = new Set<FunctionEntity>();

  /** What the forms read so far import; undefined where something was wrong. */
  private readonly interfaces = new Map<ListSyntax, ImportedInterface | undefined>();

  constructor(private readonly checker: ProgramChecker) {}

  /** Makes what a body defines known in the present scope. */
  declare(forms: readonly Syntax[]): void {
    const definitions = forms.filter(isDefinition);
    for (const form of definitions) this.checker.files.declareTypes(form);
    for (const form of definitions) {
      const head = headOf(form);
      if (head === importIdl.name) this.declareInterface(form);
      else if (head === defineError.name) this.declareError(form);
      else this.declareType(form);
    }
    for (const form of definitions) if (functionNames.has(headOf(form)!)) this.declareFunction(form);
  }

  /** The types of a program whose interface is imported are called `program::Type`. */
  declareInterface(form: ListSyntax): void {
    const { checker } = this;
    const isNew = !this.interfaces.has(form);
    const imported = isNew ? readImport(form, checker) : this.interfaces.get(form);
    this.interfaces.set(form, imported);
    if (!imported) return;
    const { name, program } = imported;
    if (isNew) checker.nameProgram(name, program);
    for (const [type, found] of program.types)
      checker.place.scope.declare(`${name.name}::${type}`, { kind: 'type', form, find: () => found });
  }

  /** Makes a function known in the present scope; `around` is the scope that it sees itself. */
  declareFunction(form: ListSyntax, around = this.checker.place.scope): void {
    const { diagnostics, functionValues, place } = this.checker;
    const { scope } = place;
    const entity = readFunction(form, functionValues.context(around));
    if (!entity) {
      const name = form.items[1];
      if (name?.kind === 'symbol') scope.declare(name.name, { kind: 'broken' });
      return;
    }
    const before = scope.own(entity.name);
    if (before?.kind === 'function') {
      diagnostics.report('duplicateFunction', form.items[1]!.span, { name: entity.name }, [
        { message: 'the other one', span: before.form.items[1]!.span },
      ]);
      return;
    }
    scope.declare(entity.name, entity);
    this.functions.set(form, entity);
    if (scope === place.file.own && place.file !== place.main) this.offered.add(entity);
  }

  private declareError(form: ListSyntax): void {
    const { diagnostics, place, program } = this.checker;
    const declared = program && declareError(form, program);
    if (!declared) return;
    const { name, error } = declared;
    const before = place.scope.own(name.name);
    if (before?.kind === 'error') diagnostics.report('duplicateFunction', name.span, { name: name.name });
    place.scope.declare(name.name, { kind: 'error', error });
  }

  /** Types are found when they are first asked for, so that they may name one another in any order. */
  private declareType(form: ListSyntax): void {
    const { checker } = this;
    const { place } = checker;
    const { scope } = place;
    const name = form.items[1];
    const row = typeRows.get(headOf(form)!);
    const at = row?.nameOf(form);
    if (!row || !at) return;
    const before = scope.own(at.name);
    if (before?.kind === 'type' && before.form !== form) {
      checker.diagnostics.report('duplicateFunction', name!.span, { name: at.name }, [
        { message: 'the other one', span: before.form.items[1]!.span },
      ]);
      return;
    }
    let state: 'new' | 'open' | 'done' = 'new';
    let found: Type | undefined;
    const find = (): Type | undefined => {
      if (state === 'open') checker.diagnostics.report('endlessType', at.span, { name: at.name });
      if (state !== 'new') return found;
      state = 'open';
      found = place.inScope(scope, () => row.read(form, checker));
      state = 'done';
      if (found && partCount(found) > mostParts) {
        checker.diagnostics.report('typeTooLarge', at.span, { name: at.name, limit: mostParts });
        found = undefined;
      }
      return found;
    };
    scope.declare(at.name, { kind: 'type', form, find });
  }

  /** Nothing in a program is passed over silently: functions that no call reached are named, and checked if they can be. */
  reportUnused(): void {
    const { diagnostics, specializer } = this.checker;
    for (const [form, entity] of this.functions) {
      if (specializer.called.has(form) || this.offered.has(entity)) continue;
      const checkable = entity.parameters.every(({ type }) => type !== undefined);
      if (checkable) specializer.inspect(entity);
      const hint = checkable
        ? 'call it or remove it'
        : 'call it, or give its parameters types to have it checked';
      diagnostics.report('unusedFunction', form.items[1]!.span, { name: entity.name, hint });
    }
  }
}
