// Checks a program: resolves names, infers types, and specializes functions for the types they are called with.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Core, CoreFunction, ResultMode, Target } from '../../grammar/core.js';
import {
  bool,
  decimal,
  integerTypes,
  string,
  typeName,
  nothing,
  never,
  type Type,
} from '../../grammar/signature.js';
import { customErrorCode, isProgramError, programErrorCode } from '../../grammar/program-errors.js';
import type { NamedError } from '../../grammar/program-interface.js';
import type { CalledProgram } from '../../grammar/called-program.js';
import type { FileText, Span } from '../../grammar/source.js';
import type { DecimalSyntax, ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import { nearest } from '../../grammar/suggest.js';
import { printSyntax } from '../../grammar/syntax/print.js';
import type { SyscallSignature } from '../../grammar/syscall.js';
import type { RunLimit, UnitsLimit } from '../../grammar/units-limit.js';
import type {
  Checker,
  Common,
  Draft,
  DraftVariable,
  Form,
  Held,
  NamedVariant,
  Use,
} from '../../stdlib/form.js';
import { formNamed } from '../../stdlib/index.js';
import { hole, prune, settle, showType, type Inferred } from '../../stdlib/inferred.js';
import { arrayOf, dataOf, decimalOf, keywordText, recordOf } from '../../stdlib/special/aggregates.js';
import { coerce, common } from '../../stdlib/special/coerce.js';
import type { ImportedFile } from '../../stdlib/special/import.js';
import type { ProgramDeclarations } from '../../stdlib/program/declarations.js';
import { mismatchHint } from '../../stdlib/special/mismatch.js';
import { readType } from '../../stdlib/special/types.js';
import { Calls } from './calls.js';
import { Definitions } from './definitions.js';
import { Files } from './files.js';
import { Finisher } from './finish.js';
import { FunctionValues } from './function-values.js';
import { LibraryFunctions } from './library-functions.js';
import { Names } from './names.js';
import { Place } from './place.js';
import { checkLeavable, returnValue } from './returns.js';
import { Specializer } from './specialize.js';
import { takeAlong } from './take-along.js';
import { Variables } from './variables.js';

export interface CheckOptions {
  readonly syscalls: ReadonlyMap<string, SyscallSignature>;
  readonly resultMode: ResultMode;
  readonly target: Target;
  /** The definition of a function of the standard library that is written in OVSM. */
  readonly library: (name: string) => ListSyntax | undefined;
  /** Reads a file that a file names, if files can be read. */
  readonly readFile?: (from: string, path: string) => FileText;
}

const otherTypes = ['decimal', 'bool', 'string', 'bytes', 'pubkey'];
/** The most usual first: of equally near ones the first is proposed. */
const simpleTypes = ['u64', 'i64', ...integerTypes.map(typeName), ...otherTypes];
/** Types as messages list them. */
const typeShapes = [
  'u8..u128',
  'i8..i128',
  ...otherTypes,
  '(array T)',
  '(array T n)',
  '(option T)',
  '(tuple T ...)',
].join(', ');

class ProgramChecker implements Checker {
  program: ProgramDeclarations | undefined;
  /** The programs whose interfaces are imported, by the names they are given. */
  private readonly programs = new Map<string, CalledProgram>();
  readonly syscalls: ReadonlyMap<string, SyscallSignature>;
  readonly target: Target;
  readonly place = new Place();
  readonly variables = new Variables(this);
  readonly names = new Names(this);
  readonly functionValues = new FunctionValues(this);
  readonly libraryFunctions: LibraryFunctions;
  readonly files = new Files(this);
  readonly specializer = new Specializer(this);
  private readonly definitions = new Definitions(this);
  private readonly calls = new Calls(this);
  private readonly fileReader: CheckOptions['readFile'];

  constructor(
    public diagnostics: Diagnostics,
    options: CheckOptions,
    public resultMode: ResultMode = options.resultMode,
  ) {
    this.syscalls = options.syscalls;
    this.target = options.target;
    this.libraryFunctions = new LibraryFunctions(this, options.library);
    this.fileReader = options.readFile;
  }

  check(forms: readonly Syntax[], span: Span): Core {
    const body = this.sequence(forms, span, 'value');
    if (this.resultMode === 'exit-code') this.checkExitCode(body);
    this.definitions.reportUnused();
    const finisher = new Finisher(this.diagnostics);
    const main: CoreFunction = {
      name: 'entrypoint',
      span,
      captures: [],
      parameters: [],
      result: settle(body.type),
      body: finisher.expression(body),
    };
    const functions = [main, ...this.specializer.finished()];
    if (this.variables.captured) takeAlong(functions, (index) => this.specializer.entityOf(index));
    const program = this.program?.interface;
    const errorCodes = this.program?.errorCodes;
    return {
      functions,
      resultMode: this.resultMode,
      limits: this.limits(),
      ...(program && { program }),
      ...(errorCodes && { errorCodes }),
    };
  }

  /** The bounds of the program and of its instructions. */
  private limits(): readonly RunLimit[] {
    const { limit } = this.place.frame;
    const name = this.program?.name ?? 'the program';
    const whole: readonly RunLimit[] = limit ? [{ ...limit, name, data: new Uint8Array(0) }] : [];
    return [...whole, ...(this.program?.limits ?? [])];
  }

  /** r0 takes one 64-bit value; a program without a value ends with 0. */
  private checkExitCode(body: Draft): void {
    const type = settle(body.type);
    const fits = type.kind === 'integer' ? type.bits <= 64 : type.kind !== 'string' && type.kind !== 'pubkey';
    const last = body.kind === 'sequence' ? (body.items.at(-1) ?? body) : body;
    if (!fits) this.diagnostics.report('resultType', last.span, { found: showType(type) });
  }

  setResultMode(mode: ResultMode): void {
    this.resultMode = mode;
  }

  wrong(span: Span): Draft {
    return { kind: 'nothing', type: never, span };
  }

  // The place

  get unchecked(): boolean {
    return this.place.unchecked;
  }

  get library(): boolean {
    return this.place.library;
  }

  get loop(): number | undefined {
    return this.place.frame.loop;
  }

  get inFunction(): boolean {
    return this.place.frame.entity !== undefined;
  }

  get limit(): UnitsLimit | undefined {
    return this.place.frame.limit;
  }

  set limit(limit: UnitsLimit | undefined) {
    this.place.frame.limit = limit;
  }

  withUnchecked<T>(work: () => T): T {
    return this.place.whileUnchecked(true, work);
  }

  withChecks<T>(work: () => T): T {
    return this.place.whileUnchecked(false, work);
  }

  scoped<T>(work: () => T): T {
    return this.place.scoped(work);
  }

  inLoop<T>(work: (loop: number) => T): T {
    return this.place.inLoop(work);
  }

  // Expressions

  expression(form: Syntax, use: Use = 'value'): Draft {
    switch (form.kind) {
      case 'integer':
        return { kind: 'integer', value: form.value, type: hole(form.value), span: form.span };
      case 'string':
        return { kind: 'string', value: form.value, type: string, span: form.span };
      case 'literal':
        if (form.value === null) return { kind: 'nothing', type: nothing, span: form.span };
        return { kind: 'boolean', value: form.value, type: bool, span: form.span };
      case 'symbol':
        return this.names.value(form);
      case 'list':
        return this.calls.check(form, use);
      case 'decimal':
        return this.decimal(form);
      case 'array':
        return arrayOf(
          form.items.map((item) => this.expression(item)),
          form.span,
          this,
        );
      case 'record':
        return recordOf(form, this);
      case 'keyword':
        return { kind: 'string', value: keywordText(form), type: string, span: form.span };
      case 'quoted':
        if (form.mode === 'quote') return this.expression(dataOf(form.form));
        return this.unsupported(form.span, 'a template outside of a macro', 'write the form itself');
    }
  }

  private decimal(form: DecimalSyntax): Draft {
    const draft = decimalOf(form);
    if (draft) return draft;
    this.diagnostics.report('decimalRange', form.span, { digits: decimal.digits });
    return this.wrong(form.span);
  }

  private unsupported(span: Span, what: string, hint: string): Draft {
    this.diagnostics.report('unsupported', span, { what, hint });
    return this.wrong(span);
  }

  condition(form: Syntax): Draft {
    const draft = this.expression(form);
    const type = prune(draft.type);
    if (type.kind === 'bool' || type.kind === 'never') return draft;
    if (type.kind === 'unit') return this.expect(draft, bool, 'a condition');
    if (type.kind === 'pubkey' || type.kind === 'null') {
      const truth = String(type.kind === 'pubkey');
      this.diagnostics.report('constantCondition', draft.span, { truth, type: showType(type) });
    }
    return { kind: 'truth', operand: draft, type: bool, span: draft.span };
  }

  sequence(forms: readonly Syntax[], span: Span, use: Use): Draft {
    this.definitions.declare(forms);
    if (forms.length === 1) return this.expression(forms[0]!, use);
    const items = forms.map((form, index) =>
      this.expression(form, index === forms.length - 1 ? use : 'effect'),
    );
    const last = items.at(-1);
    if (!last) return { kind: 'nothing', type: nothing, span };
    const diverges = items.some((item) => prune(item.type).kind === 'never');
    return { kind: 'sequence', items, type: diverges ? never : last.type, span };
  }

  // Functions

  formNamed(name: string): Form | undefined {
    return formNamed(name);
  }

  localFunctions(definitions: readonly ListSyntax[], body: readonly Syntax[], span: Span, use: Use): Draft {
    const around = this.place.scope;
    return this.scoped(() => {
      for (const definition of definitions) this.definitions.declareFunction(definition, around);
      for (const [name] of this.place.scope.entries()) this.names.local.add(name);
      return this.scoped(() => this.sequence(body, span, use));
    });
  }

  lambda(form: ListSyntax): Draft {
    return this.functionValues.lambda(form);
  }

  callValue(value: Draft, operands: readonly Syntax[], form: ListSyntax): Draft {
    return this.functionValues.call(value, operands, form);
  }

  callLibrary(name: string, operands: readonly Draft[], form: ListSyntax): Draft {
    const found = this.libraryFunctions.find(name);
    return found ? this.specializer.callDrafts(found, operands, form) : this.wrong(form.span);
  }

  returns(value: Draft, span: Span): Draft {
    return returnValue(value, span, this);
  }

  body(name: string, result: Type | undefined, span: Span, work: () => Draft): Draft {
    return checkLeavable(name, result, span, work, this);
  }

  // Names

  variantNamed(name: string): NamedVariant | undefined {
    return this.names.variant(name);
  }

  unseen(): string[] {
    return (this.place.frame.unseen ??= []);
  }

  define(name: SymbolSyntax, type: Inferred, value?: Draft): DraftVariable {
    return this.variables.define(name, type, value);
  }

  literalOf(draft: Draft): Draft | undefined {
    return this.variables.literalOf(draft);
  }

  thrown(tag: string, span: Span): { readonly variable: DraftVariable; readonly number: number } {
    return this.variables.thrown(tag, span);
  }

  mayWait(type: Inferred): boolean {
    const found = prune(type);
    return found.kind === 'hole' && !found.literal && this.specializer.postpone();
  }

  temporary(name: string, type: Inferred, span: Span): DraftVariable {
    return this.variables.temporary(name, type, span);
  }

  hold(name: string, value: Draft): Held {
    return this.variables.hold(name, value);
  }

  read(variable: DraftVariable, span: Span): Draft {
    return this.variables.read(variable, span);
  }

  freeze(variable: DraftVariable): void {
    this.variables.freeze(variable);
  }

  assignable(name: SymbolSyntax): DraftVariable | undefined {
    return this.variables.assignable(name);
  }

  // Files and programs

  importFile(imported: ImportedFile, span: Span): Draft {
    return this.files.import(imported, span);
  }

  readFile(path: string, { source }: Span): FileText {
    const problem = { problem: 'no files can be read here', hint: 'compile the program from a file' };
    return this.fileReader?.(source.name, path) ?? problem;
  }

  errorNamed(form: Syntax): NamedError | undefined {
    if (form.kind !== 'symbol') return undefined;
    const { name } = form;
    const entity = this.place.scope.lookup(name);
    if (entity?.kind === 'error') return { ...entity.error, code: customErrorCode(entity.error.code) };
    if (entity || !isProgramError(name)) return undefined;
    return { name, code: programErrorCode(name), message: undefined };
  }

  programNamed(name: SymbolSyntax): CalledProgram | undefined {
    return this.programs.get(name.name);
  }

  importInterface(form: ListSyntax): void {
    this.definitions.declareInterface(form);
  }

  nameProgram(name: SymbolSyntax, program: CalledProgram): void {
    if (this.programs.has(name.name))
      this.diagnostics.report('duplicateFunction', name.span, { name: name.name });
    this.programs.set(name.name, program);
  }

  programNames(): Iterable<string> {
    return this.programs.keys();
  }

  beginProgram(program: ProgramDeclarations): boolean {
    if (this.program) return false;
    this.program = program;
    return true;
  }

  // Types

  expect(draft: Draft, wanted: Inferred, purpose: string): Draft {
    const found = prune(draft.type);
    const converted = this.coerce(draft, wanted);
    if (converted) return converted;
    if (found.kind === 'unit') {
      this.diagnostics.report('noValue', draft.span, { purpose });
    } else {
      this.diagnostics.report('typeMismatch', draft.span, {
        purpose,
        wanted: showType(wanted),
        found: showType(found),
        hint: mismatchHint(draft, wanted) ?? `a value of type ${showType(wanted)} is needed here`,
      });
    }
    return this.wrong(draft.span);
  }

  coerce(draft: Draft, wanted: Inferred): Draft | undefined {
    return coerce(draft, wanted);
  }

  common(drafts: readonly Draft[]): Common {
    return common(drafts);
  }

  typeOf(form: Syntax): Type | undefined {
    const entity = form.kind === 'symbol' ? this.place.scope.lookup(form.name) : undefined;
    if (entity?.kind === 'type') return entity.find();
    const type = readType(form, this);
    if (type !== 'unknown') return type;
    const name = printSyntax(form).slice(0, 40);
    const known = [...simpleTypes, ...this.names.types()];
    const hint = nearest(name, known, `the types are ${typeShapes}`);
    this.diagnostics.report('unknownType', form.span, { name, hint });
    return undefined;
  }
}

export type { ProgramChecker };

/** Gives checked Core. It means nothing where `diagnostics` holds errors. */
export function check(
  forms: readonly Syntax[],
  span: Span,
  diagnostics: Diagnostics,
  options: CheckOptions,
): Core {
  return new ProgramChecker(diagnostics, options).check(forms, span);
}
