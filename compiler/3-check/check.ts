// Checks a program: resolves names, infers types, and specializes functions for the types they are called with.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Core, CoreFunction, Expression, ResultMode, Target, Variable } from '../../grammar/core.js';
import { childrenOf, isLiteral } from '../../grammar/core.js';
import {
  bool,
  decimal,
  typeName,
  string,
  nothing,
  u64,
  unit,
  never,
  type FunctionType,
  type Lambda,
  type Type,
} from '../../grammar/signature.js';
import type { InterfaceError, ProgramInterface } from '../../grammar/program-interface.js';
import type { FileText, Span } from '../../grammar/source.js';
import { closest } from '../../grammar/suggest.js';
import type { DecimalSyntax, ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import { headOf, list, symbol } from '../../grammar/syntax.js';
import { printSyntax } from '../../grammar/syntax/print.js';
import type { SyscallSignature } from '../../grammar/syscall.js';
import type {
  Checker,
  Common,
  Draft,
  DraftVariable,
  Form,
  FunctionForm,
  Held,
  NamedVariant,
  Use,
} from '../../stdlib/form.js';
import { formNamed, formNames, internalFormNamed, typeDefinitions } from '../../stdlib/index.js';
import { anyHole, hole, prune, settle, showType, type Inferred } from '../../stdlib/inferred.js';
import { arrayOf, dataOf, decimalOf, recordOf } from '../../stdlib/special/aggregates.js';
import { coerce, common } from '../../stdlib/special/coerce.js';
import { defun } from '../../stdlib/special/functions.js';
import { importForm, readExpandedImport, type ImportedFile } from '../../stdlib/special/import.js';
import type { ProgramDeclarations } from '../../stdlib/program/declarations.js';
import { declareError, defineError } from '../../stdlib/program/definitions.js';
import { constructStruct, constructVariant, readType } from '../../stdlib/special/types.js';
import { reportExtension } from '../../stdlib/extensions.js';
import { checkSyscall, reportInactive } from '../../stdlib/syscalls.js';
import { isReserved, readFunction, readLambda, type EntityContext } from './declare.js';
import { Finisher } from './finish.js';
import { FileScope, Scope, type Entity, type FunctionEntity, type Parameter } from './scope.js';
import { Specializer } from './specialize.js';

/** What is being checked right now. */
interface Frame {
  /** Index of the function in Core. */
  readonly owner: number;
  readonly name: string;
  /** The function as written; undefined in the program's body. */
  readonly entity: FunctionEntity | undefined;
  /** What `return` must agree with; undefined in the program's body. */
  result: { type: Inferred; readonly declared: boolean } | undefined;
  loop: number | undefined;
}

export interface CheckOptions {
  readonly syscalls: ReadonlyMap<string, SyscallSignature>;
  readonly resultMode: ResultMode;
  readonly target: Target;
  /** The definition of a function of the standard library that is written in OVSM. */
  readonly library: (name: string) => ListSyntax | undefined;
  /** Reads a file that a file names, if files can be read. */
  readonly readFile?: (from: string, path: string) => FileText;
}

const typeNames = [
  'u8..u128',
  'i8..i128',
  'decimal',
  'bool',
  'string',
  'bytes',
  'pubkey',
  '(array T)',
  '(array T n)',
  '(option T)',
  '(tuple T ...)',
].join(', ');

class ProgramChecker implements Checker {
  unchecked = false;
  program: ProgramDeclarations | undefined;
  /** The programs whose interfaces are imported, by the names they are given. */
  private readonly programs = new Map<string, ProgramInterface>();
  readonly syscalls: ReadonlyMap<string, SyscallSignature>;
  readonly target: Target;
  /** Around all files: what code that macros of other files wrote calls their names. */
  private readonly root = new Scope();
  private readonly main = new FileScope(this.root);
  private file = this.main;
  private scope = this.main.own;
  private readonly files = new Map<string, FileScope>();
  private frame: Frame = {
    owner: 0,
    name: 'the program',
    entity: undefined,
    result: undefined,
    loop: undefined,
  };
  /** What function values stand for, by the number of their lambda. */
  private readonly values = new Map<number, FunctionEntity | FunctionForm>();
  private readonly formLambdas = new Map<FunctionForm, Lambda>();
  private readonly fileReader: CheckOptions['readFile'];
  private readonly definitionOf: (name: string) => ListSyntax | undefined;
  private readonly libraryEntities = new Map<string, FunctionEntity>();
  private readonly literals = new Map<DraftVariable, Draft>();
  private readonly thrownTags = new Map<
    string,
    { readonly variable: DraftVariable; readonly number: number }
  >();
  private lambdaCount = 0;
  private variableCount = 0;
  private loopCount = 0;
  private readonly specializer: Specializer;
  /** The functions that imported files offer: they need not be called. */
  private readonly offered = new Set<FunctionEntity>();
  /** The functions met so far, by their definitions. */
  private readonly functions = new Map<ListSyntax, FunctionEntity>();

  constructor(
    public diagnostics: Diagnostics,
    options: CheckOptions,
    public resultMode: ResultMode = options.resultMode,
  ) {
    this.syscalls = options.syscalls;
    this.target = options.target;
    this.definitionOf = options.library;
    this.fileReader = options.readFile;
    this.specializer = new Specializer(this);
  }

  get library(): boolean {
    return this.frame.entity?.library ?? false;
  }

  get loop(): number | undefined {
    return this.frame.loop;
  }

  check(forms: readonly Syntax[], span: Span): Core {
    const body = this.sequence(forms, span, 'value');
    if (this.resultMode === 'exit-code') this.checkExitCode(body);
    this.reportUnused();
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
    this.takeAlong(functions);
    const program = this.program?.interface;
    return { functions, resultMode: this.resultMode, ...(program && { program }) };
  }

  /** Whoever calls a function, or makes a value of it, must have what that function takes along. */
  private takeAlong(functions: readonly CoreFunction[]): void {
    const uses = functions.map(({ body }, index) => usesOf(body).map((use) => ({ use, index })));
    for (let changed = true; changed;) {
      changed = false;
      for (const { use, index } of uses.flat()) {
        const entity = this.specializer.entityOf(index);
        const needed = typeof use === 'number' ? functions[use]!.captures : use;
        for (const variable of needed) {
          if (!entity || variable.owner === index || functions[index]!.captures.includes(variable)) continue;
          entity.captures.push(variable);
          changed = true;
        }
      }
    }
    for (const { captures } of functions) for (const capture of captures) capture.type = settle(capture.type);
  }

  /** r0 takes one 64-bit value; a program without a value ends with 0. */
  private checkExitCode(body: Draft): void {
    const type = settle(body.type);
    const fits = type.kind === 'integer' ? type.bits <= 64 : type.kind !== 'string' && type.kind !== 'pubkey';
    const last = body.kind === 'sequence' ? (body.items.at(-1) ?? body) : body;
    if (!fits) this.diagnostics.report('resultType', last.span, { found: showType(type) });
  }

  importFile(imported: ImportedFile, span: Span): Draft {
    const file = this.openFile(imported, span);
    this.declareImported(file, imported, () => true);
    const { body } = file;
    file.body = undefined;
    return { kind: 'sequence', items: body ? [body] : [], type: unit, span };
  }

  /** The file, checked now if it is met for the first time. */
  private openFile({ path, number, forms }: ImportedFile, span: Span): FileScope {
    const known = this.files.get(path);
    if (known) return known;
    const file = new FileScope(this.root);
    this.files.set(path, file);
    file.body = this.inFile(file, () => this.sequence(forms, span, 'effect'));
    for (const [name, entity] of file.visible()) this.root.declare(`${name}#${number}`, entity);
    return file;
  }

  private declareImported(
    file: FileScope,
    { prefix, only }: ImportedFile,
    isWanted: (entity: Entity) => boolean,
  ): void {
    for (const [name, entity] of file.own.entries())
      if (only?.has(name) !== false && isWanted(entity)) this.file.imported.declare(prefix + name, entity);
  }

  /** Types are known in the whole file that imports them, as its own are; all else from the import on. */
  private declareImportedTypes(form: Syntax): void {
    const imported =
      form.kind === 'list' && headOf(form) === importForm.name ? readExpandedImport(form) : undefined;
    if (!imported) return;
    this.declareImported(this.openFile(imported, form.span), imported, ({ kind }) => kind === 'type');
  }

  private inFile<T>(file: FileScope, work: () => T): T {
    const before = this.file;
    this.file = file;
    try {
      return this.inScope(file.own, work);
    } finally {
      this.file = before;
    }
  }

  setResultMode(mode: ResultMode): void {
    this.resultMode = mode;
  }

  withUnchecked<T>(work: () => T): T {
    return this.whileUnchecked(true, work);
  }

  withChecks<T>(work: () => T): T {
    return this.whileUnchecked(false, work);
  }

  private whileUnchecked<T>(unchecked: boolean, work: () => T): T {
    const before = this.unchecked;
    this.unchecked = unchecked;
    try {
      return work();
    } finally {
      this.unchecked = before;
    }
  }

  wrong(span: Span): Draft {
    return { kind: 'nothing', type: never, span };
  }

  // Expressions

  expression(form: Syntax, use: Use = 'value'): Draft {
    switch (form.kind) {
      case 'integer':
        return { kind: 'integer', value: form.value, type: hole(), span: form.span };
      case 'string':
        return { kind: 'string', value: form.value, type: string, span: form.span };
      case 'literal':
        if (form.value === null) return { kind: 'nothing', type: nothing, span: form.span };
        return { kind: 'boolean', value: form.value, type: bool, span: form.span };
      case 'symbol':
        return this.name(form);
      case 'list':
        return this.call(form, use);
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
        return this.unsupported(form.span, 'a keyword as a value', 'use a string or an integer');
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

  private name(form: SymbolSyntax): Draft {
    const entity = this.scope.lookup(form.name);
    if (entity?.kind === 'variable') return this.read(entity.variable, form.span);
    if (form.name.startsWith(' ') || entity?.kind === 'broken') return this.wrong(form.span);
    if (entity?.kind === 'function') return this.closure(entity, form.span);
    if (entity?.kind === 'type') return this.typeAsValue(form);
    if (entity?.kind === 'error')
      return { kind: 'integer', value: BigInt(entity.error.code), type: u64, span: form.span };
    const row = this.row(form.name);
    if (row?.kind === 'library') {
      const found = this.libraryFunction(row.name);
      if (found) return this.closure(found, form.span);
    }
    if (row?.kind === 'function' && row.named)
      return row.check({ ...form, kind: 'list', items: [form] }, this);
    if (row?.kind === 'function') return this.formValue(row, form.span);
    if (row) {
      this.diagnostics.report('functionAsValue', form.span, { name: form.name });
      return this.wrong(form.span);
    }
    const variant = this.variantNamed(form.name);
    if (variant) return constructVariant(variant, [], form, this);
    this.diagnostics.report('unknownName', form.span, {
      name: form.name,
      hint: this.suggestion(form.name, false),
    });
    return this.wrong(form.span);
  }

  private typeAsValue(form: SymbolSyntax): Draft {
    this.diagnostics.report('typeAsValue', form.span, { name: form.name });
    return this.wrong(form.span);
  }

  /** `Enum::Variant`. */
  variantNamed(name: string): NamedVariant | undefined {
    const at = name.indexOf('::');
    if (at < 0) return undefined;
    const entity = this.scope.lookup(name.slice(0, at));
    const type = entity?.kind === 'type' ? entity.find() : undefined;
    if (type?.kind !== 'enum') return undefined;
    const tag = type.variants.findIndex((variant) => variant.name === name.slice(at + 2));
    return tag < 0 ? undefined : { type, tag };
  }

  private suggestion(name: string, callable: boolean): string {
    const candidates = callable
      ? [...this.scope.visible(), ...formNames(), ...this.syscalls.keys()]
      : [...this.scope.visible()];
    const near = closest(
      name,
      candidates.filter((candidate) => !candidate.startsWith(' ')),
    );
    if (near) return `did you mean \`${near}\`?`;
    return callable ? `define it: \`(defun ${name} (...) ...)\`` : `define it: \`(define ${name} ...)\``;
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

  // Calls

  private call(form: ListSyntax, use: Use): Draft {
    const head = form.items[0];
    if (!head) {
      this.diagnostics.report('emptyList', form.span, {});
      return this.wrong(form.span);
    }
    const operands = form.items.slice(1);
    if (head.kind === 'array' && head.items.length === 0) return this.call(renamed(form, 'get'), use);
    if (head.kind === 'keyword' && operands.length === 1)
      return this.call(
        list([symbol('.', head.span), operands[0]!, symbol(head.name, head.span)], form.span),
        use,
      );
    if (head.kind !== 'symbol') return this.callExpression(head, operands, form);
    const entity = this.scope.lookup(head.name);
    if (entity?.kind === 'function') return this.specializer.call(entity, operands, form);
    if (entity?.kind === 'broken') return this.checkOperandsOnly(form);
    if (entity?.kind === 'type') return this.construct(entity, operands, form);
    if (entity?.kind === 'variable' && prune(entity.variable.type).kind === 'function')
      return this.callValue(this.read(entity.variable, head.span), operands, form);
    const row = this.row(head.name);
    if (row?.kind === 'special') return row.check(form, this, use);
    if (row?.kind === 'function') return row.check(form, this);
    if (row?.kind === 'library') {
      const found = this.libraryFunction(row.name);
      return found ? this.specializer.call(found, operands, form) : this.wrong(form.span);
    }
    if (entity) {
      const what = `${entity.kind} \`${head.name}\``;
      this.diagnostics.report('notCallable', head.span, { what });
      return this.wrong(form.span);
    }
    const variant = this.variantNamed(head.name);
    if (variant) return constructVariant(variant, operands, form, this);
    const syscall = this.syscalls.get(head.name);
    if (syscall) return checkSyscall(form, 1, syscall, this);
    if (reportInactive(head.name, head.span, this)) return this.checkOperandsOnly(form);
    if (reportExtension(head.name, head.span, this)) return this.checkOperandsOnly(form);
    this.diagnostics.report('unknownForm', head.span, {
      name: head.name,
      hint: this.suggestion(head.name, true),
    });
    return this.checkOperandsOnly(form);
  }

  private callExpression(head: Syntax, operands: readonly Syntax[], form: ListSyntax): Draft {
    const what = { integer: 'a number', string: 'a string', keyword: 'a keyword' }[head.kind as string];
    if (head.kind === 'list') {
      const value = this.expression(head);
      const { kind } = prune(value.type);
      if (kind === 'function') return this.callValue(value, operands, form);
      if (kind === 'never') return this.checkOperandsOnly(form);
    }
    this.diagnostics.report('notCallable', head.span, { what: what ?? 'the value of an expression' });
    return this.wrong(form.span);
  }

  /** `(Struct ...)`. */
  private construct(
    entity: Extract<Entity, { kind: 'type' }>,
    operands: readonly Syntax[],
    form: ListSyntax,
  ): Draft {
    const type = entity.find();
    if (type?.kind === 'struct') return constructStruct(type, operands, form, this);
    if (!type) return this.checkOperandsOnly(form);
    const what = `the ${type.kind} \`${typeName(type)}\` itself`;
    this.diagnostics.report('notCallable', form.items[0]!.span, { what });
    return this.wrong(form.span);
  }

  // Function values

  private closure(entity: FunctionEntity, span: Span): Draft {
    this.specializer.called.add(entity.form);
    this.values.set(entity.lambda.id, entity);
    const captures = entity.captures as readonly DraftVariable[];
    return { kind: 'closure', captures, type: { kind: 'function', lambdas: [entity.lambda] }, span };
  }

  lambda(form: ListSyntax): Draft {
    const entity = readLambda(form, this.entityContext(this.variableCount));
    return entity ? this.closure(entity, form.span) : this.wrong(form.span);
  }

  /** A form used as a value: `(reduce xs 0 +)`. */
  private formValue(row: FunctionForm, span: Span): Draft {
    const known = this.formLambdas.get(row) ?? { id: this.lambdaCount++, name: row.name, captures: [] };
    this.formLambdas.set(row, known);
    this.values.set(known.id, row);
    return { kind: 'closure', captures: [], type: { kind: 'function', lambdas: [known] }, span };
  }

  private entityContext(horizon = Infinity): EntityContext {
    return { scope: this.scope, checker: this, id: this.lambdaCount++, horizon, library: this.library };
  }

  callLibrary(name: string, operands: readonly Draft[], form: ListSyntax): Draft {
    const found = this.libraryFunction(name);
    return found ? this.specializer.callDrafts(found, operands, form) : this.wrong(form.span);
  }

  /** The form a name calls here; functions of the standard library know forms that no program can name. */
  private row(name: string): Form | undefined {
    return formNamed(name) ?? (this.library ? internalFormNamed(name) : undefined);
  }

  private libraryFunction(name: string): FunctionEntity | undefined {
    const known = this.libraryEntities.get(name);
    if (known) return known;
    const form = this.definitionOf(name);
    if (!form) return undefined;
    const id = this.lambdaCount++;
    const scope = new Scope();
    const entity = readFunction(form, { scope, checker: this, id, horizon: Infinity, library: true });
    if (entity) this.libraryEntities.set(name, entity);
    return entity;
  }

  callValue(value: Draft, operands: readonly Syntax[], form: ListSyntax): Draft {
    const type = prune(value.type);
    if (type.kind !== 'function')
      return this.expect(value, { kind: 'function', lambdas: [] }, 'what is called');
    const [only] = type.lambdas;
    const target = this.values.get(only!.id)!;
    if (type.lambdas.length === 1 && 'captures' in target)
      return this.specializer.call(target, operands, form, value);
    const held = this.hold('function', value);
    const drafts = operands.map((operand) => this.hold('operand', this.expression(operand)));
    const { span } = form;
    const bodies = type.lambdas.map((lambda, tag) =>
      this.callLambda(
        lambda,
        type,
        tag,
        held,
        drafts.map((draft) => draft.read()),
        form,
      ),
    );
    const joined = this.common(bodies);
    if (!joined.type) {
      const [first, second] = [showType(joined.first.type), showType(joined.second.type)];
      this.diagnostics.report('branchesDiffer', span, {
        form: 'the call of a function value',
        first,
        second,
      });
      return this.wrong(span);
    }
    const clauses = joined.drafts.slice(0, -1).map((body, tag) => ({
      test: { kind: 'is', operand: held.read(), tag, type: bool, span } as const,
      body,
    }));
    const otherwise = joined.drafts.at(-1)!;
    const { type: result } = joined;
    const choice: Draft =
      clauses.length === 0 ? otherwise : { kind: 'cond', clauses, otherwise, type: result, span };
    const items = [...held.define, ...drafts.flatMap(({ define }) => define), choice];
    return { kind: 'sequence', items, type: result, span };
  }

  /** Calls one of the lambdas that a function value may be. */
  private callLambda(
    lambda: Lambda,
    type: FunctionType,
    tag: number,
    value: Held,
    operands: readonly Draft[],
    form: ListSyntax,
  ): Draft {
    const { span } = form;
    const target = this.values.get(lambda.id)!;
    if ('captures' in target) {
      // The captures of a lambda among others are its payload.
      const single: FunctionType = { kind: 'function', lambdas: [lambda] };
      const closure: Draft =
        type.lambdas.length === 1
          ? value.read()
          : { kind: 'narrow', operand: value.read(), tag, type: single, span };
      return this.specializer.callDrafts(target, operands, form, closure);
    }
    return this.scoped(() => {
      const names = operands.map((operand, index) => {
        const name = ` operand ${index}`;
        const variable = (operand as Extract<Draft, { kind: 'variable' }>).variable;
        this.scope.declare(name, { kind: 'variable', variable });
        return symbol(name, operand.span);
      });
      // A form is checked as it stands in the program, wherever it is called.
      return this.withChecks(() => target.check(list([symbol(target.name, span), ...names], span), this));
    });
  }

  formNamed(name: string): Form | undefined {
    return formNamed(name);
  }

  hold(name: string, value: Draft): Held {
    const variable = this.temporary(name, value.type, value.span);
    const define: Draft = { kind: 'define', variable, value, type: unit, span: value.span };
    return { define: [define], read: () => this.read(variable, value.span) };
  }

  /** What is called is unknown, but the operands may hold mistakes of their own. */
  private checkOperandsOnly(form: ListSyntax): Draft {
    form.items.slice(1).forEach((item) => item.kind === 'list' && this.expression(item, 'effect'));
    return this.wrong(form.span);
  }

  sequence(forms: readonly Syntax[], span: Span, use: Use): Draft {
    this.declareFunctions(forms);
    const items = forms.map((form, index) =>
      this.expression(form, index === forms.length - 1 ? use : 'effect'),
    );
    const last = items.at(-1);
    if (!last) return { kind: 'nothing', type: nothing, span };
    if (items.length === 1) return last;
    const diverges = items.some((item) => prune(item.type).kind === 'never');
    return { kind: 'sequence', items, type: diverges ? never : last.type, span };
  }

  private declareFunctions(forms: readonly Syntax[]): void {
    forms.forEach((form) => this.declareImportedTypes(form));
    for (const form of forms) {
      if (form.kind !== 'list') continue;
      this.declareType(form);
      if (headOf(form) === defineError.name) this.declareError(form);
    }
    for (const form of forms) {
      if (form.kind !== 'list') continue;
      const head = headOf(form);
      if (head !== defun.name && !defun.aliases?.includes(head ?? '')) continue;
      const entity = readFunction(form, this.entityContext());
      if (!entity) {
        const name = form.items[1];
        if (name?.kind === 'symbol') this.scope.declare(name.name, { kind: 'broken' });
        continue;
      }
      const before = this.scope.own(entity.name);
      if (before?.kind === 'function') {
        this.diagnostics.report('duplicateFunction', form.items[1]!.span, { name: entity.name }, [
          { message: 'the other one', span: before.form.items[1]!.span },
        ]);
        continue;
      }
      this.scope.declare(entity.name, entity);
      this.functions.set(form, entity);
      if (this.scope === this.file.own && this.file !== this.main) this.offered.add(entity);
    }
  }

  private declareError(form: ListSyntax): void {
    const declared = this.program && declareError(form, this.program);
    if (!declared) return;
    const { name, error } = declared;
    const before = this.scope.own(name.name);
    if (before?.kind === 'error')
      this.diagnostics.report('duplicateFunction', name.span, { name: name.name });
    this.scope.declare(name.name, { kind: 'error', error });
  }

  errorNamed(form: Syntax): InterfaceError | undefined {
    const entity = form.kind === 'symbol' ? this.scope.lookup(form.name) : undefined;
    return entity?.kind === 'error' ? entity.error : undefined;
  }

  programNamed(name: SymbolSyntax): ProgramInterface | undefined {
    return this.programs.get(name.name);
  }

  nameProgram(name: SymbolSyntax, program: ProgramInterface): void {
    if (this.programs.has(name.name))
      this.diagnostics.report('duplicateFunction', name.span, { name: name.name });
    this.programs.set(name.name, program);
  }

  readFile(path: string, { source }: Span): FileText {
    const problem = { problem: 'no files can be read here', hint: 'compile the program from a file' };
    return this.fileReader?.(source.name, path) ?? problem;
  }

  programNames(): Iterable<string> {
    return this.programs.keys();
  }

  beginProgram(program: ProgramDeclarations): boolean {
    if (this.program) return false;
    this.program = program;
    return true;
  }

  /** Types are found when they are first asked for, so that they may name one another in any order. */
  private declareType(form: ListSyntax): void {
    const name = form.items[1];
    const row = typeDefinitions.find((definition) => definition.name === headOf(form));
    const at = row?.nameOf(form);
    if (!row || !at) return;
    const before = this.scope.own(at.name);
    if (before?.kind === 'type' && before.form !== form) {
      this.diagnostics.report('duplicateFunction', name!.span, { name: at.name }, [
        { message: 'the other one', span: before.form.items[1]!.span },
      ]);
      return;
    }
    const { scope } = this;
    let state: 'new' | 'open' | 'done' = 'new';
    let found: Type | undefined;
    const find = (): Type | undefined => {
      if (state === 'open') this.diagnostics.report('endlessType', at.span, { name: at.name });
      if (state !== 'new') return found;
      state = 'open';
      found = this.inScope(scope, () => row.read(form, this));
      state = 'done';
      return found;
    };
    this.scope.declare(at.name, { kind: 'type', form, find });
  }

  /** Nothing in a program is passed over silently: functions that no call reached are named, and checked if they can be. */
  private reportUnused(): void {
    for (const [form, entity] of this.functions) {
      if (this.specializer.called.has(form) || this.offered.has(entity)) continue;
      const checkable = entity.parameters.every(({ type }) => type !== undefined);
      if (checkable) this.specializer.inspect(entity);
      const hint = checkable
        ? 'call it or remove it'
        : 'call it, or give its parameters types to have it checked';
      this.diagnostics.report('unusedFunction', form.items[1]!.span, { name: entity.name, hint });
    }
  }

  scoped<T>(work: () => T): T {
    return this.inScope(new Scope(this.scope), work);
  }

  private inScope<T>(scope: Scope, work: () => T): T {
    const before = this.scope;
    this.scope = scope;
    try {
      return work();
    } finally {
      this.scope = before;
    }
  }

  /** Checks the body of a function in the scope of its definition; a parameter without a type is left out. */
  inFunction(
    owner: number,
    entity: FunctionEntity,
    parameterTypes: readonly (Inferred | undefined)[],
  ): {
    readonly parameters: readonly DraftVariable[];
    readonly body: Draft;
    readonly result: Inferred;
  } {
    const before = this.frame;
    const { unchecked } = this;
    const returned = { type: (entity.result ?? never) as Inferred, declared: entity.result !== undefined };
    this.frame = { owner, name: entity.name, entity, result: returned, loop: undefined };
    this.unchecked = entity.library;
    try {
      return this.inScope(new Scope(entity.scope), () => {
        const parameters: DraftVariable[] = [];
        const defaults: Draft[] = [];
        entity.parameters.forEach((parameter, index) => {
          const name = symbol(parameter.name, parameter.span);
          const type = parameterTypes[index];
          if (type) parameters.push(this.define(name, type));
          else defaults.push(this.defaultOf(parameter, name));
        });
        const last = this.sequence(entity.body, entity.form.span, 'value');
        const all = [...defaults, last];
        const { span } = entity.form;
        const body: Draft = all.length === 1 ? last : { kind: 'sequence', items: all, type: last.type, span };
        const value = this.returns(body, entity.form.span);
        return { parameters, body: value, result: returned.type };
      });
    } finally {
      this.frame = before;
      this.unchecked = unchecked;
    }
  }

  private defaultOf(parameter: Parameter, name: SymbolSyntax): Draft {
    const { fallback, type, span } = parameter;
    const given: Draft = fallback ? this.expression(fallback) : { kind: 'nothing', type: nothing, span };
    const value = type ? this.expect(given, type, `parameter \`${parameter.name}\``) : given;
    const variable = this.define(name, value.type);
    return { kind: 'define', variable, value, type: unit, span };
  }

  returns(value: Draft, span: Span): Draft {
    const wanted = this.frame.result;
    if (!wanted) {
      this.diagnostics.report('misplacedResult', span, {});
      return this.wrong(span);
    }
    const agreed =
      prune(wanted.type).kind === 'never' && !wanted.declared ? value : coerce(value, wanted.type);
    if (agreed) {
      if (prune(wanted.type).kind === 'never') wanted.type = agreed.type;
      return agreed;
    }
    if (prune(value.type).kind === 'unit' && prune(wanted.type).kind === 'unit') return value;
    if (wanted.declared) return this.expect(value, wanted.type, `the result of \`${this.frame.name}\``);
    this.diagnostics.report('branchesDiffer', value.span, {
      form: this.frame.name,
      first: showType(wanted.type),
      second: showType(value.type),
    });
    return this.wrong(value.span);
  }

  inLoop<T>(work: (loop: number) => T): T {
    const before = this.frame.loop;
    this.frame.loop = this.loopCount++;
    try {
      return work(this.frame.loop);
    } finally {
      this.frame.loop = before;
    }
  }

  // Variables

  define(name: SymbolSyntax, type: Inferred, value?: Draft): DraftVariable {
    if (isReserved(name.name)) this.diagnostics.report('reservedName', name.span, { name: name.name });
    const variable = this.temporary(name.name, type, name.span);
    this.scope.declare(name.name, { kind: 'variable', variable });
    if (value && isLiteral(value)) this.literals.set(variable, value);
    return variable;
  }

  literalOf(draft: Draft): Draft | undefined {
    if (draft.kind !== 'variable') return isLiteral(draft) ? draft : undefined;
    return draft.variable.mutated ? undefined : this.literals.get(draft.variable);
  }

  thrown(tag: string, span: Span): { readonly variable: DraftVariable; readonly number: number } {
    const known = this.thrownTags.get(tag);
    if (known) return known;
    // It belongs to the program, so that all functions find it at one place.
    const owned = this.temporary(`thrown ${tag}`, anyHole(), span);
    const variable = { ...owned, owner: 0, looped: false, mutated: true };
    const made = { variable, number: this.thrownTags.size };
    this.thrownTags.set(tag, made);
    return made;
  }

  temporary(name: string, type: Inferred, span: Span): DraftVariable {
    return {
      id: this.variableCount++,
      name,
      type,
      span,
      owner: this.frame.owner,
      mutated: false,
      shared: false,
      captured: false,
      looped: this.frame.loop !== undefined,
    };
  }

  read(variable: DraftVariable, span: Span): Draft {
    if (!this.reachable(variable, span)) return this.wrong(span);
    return { kind: 'variable', variable, type: variable.type, span };
  }

  assignable(name: SymbolSyntax): DraftVariable | undefined {
    const entity: Entity | undefined = this.scope.lookup(name.name);
    if (entity?.kind !== 'variable') {
      if (entity?.kind === 'function')
        this.diagnostics.report('functionAsValue', name.span, { name: name.name });
      else if (!entity) {
        const hint = this.suggestion(name.name, false);
        this.diagnostics.report('unknownName', name.span, { name: name.name, hint });
      }
      return undefined;
    }
    if (!this.reachable(entity.variable, name.span)) return undefined;
    entity.variable.mutated = true;
    return entity.variable;
  }

  /** Marks a variable of another function: of the program's body it lives at one place, others are taken along. */
  private reachable(variable: DraftVariable, span: Span): boolean {
    if (variable.owner === this.frame.owner) return true;
    if (variable.owner === 0 && !variable.looped) {
      variable.shared = true;
      return true;
    }
    const { entity } = this.frame;
    if (!entity) return true;
    if (variable.id >= entity.horizon) {
      this.diagnostics.report('capturedVariable', span, { function: this.frame.name, name: variable.name }, [
        { message: 'defined here', span: variable.span },
      ]);
      return false;
    }
    variable.captured = true;
    if (!entity.captures.includes(variable)) entity.captures.push(variable);
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
      const target = prune(wanted);
      const convertible = found.kind === 'integer' && target.kind === 'integer';
      this.diagnostics.report('typeMismatch', draft.span, {
        purpose,
        wanted: showType(wanted),
        found: showType(found),
        hint: convertible
          ? `convert it: \`(${typeName(target)} ...)\``
          : `a value of type ${showType(wanted)} is needed here`,
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
    const entity = form.kind === 'symbol' ? this.scope.lookup(form.name) : undefined;
    if (entity?.kind === 'type') return entity.find();
    const type = readType(form, this);
    if (type !== 'unknown') return type;
    this.diagnostics.report('unknownType', form.span, {
      name: printSyntax(form).slice(0, 40),
      known: typeNames,
    });
    return undefined;
  }
}

/** The functions called without a closure, and the captures of the function values made, in an expression. */
function usesOf(body: Expression): (number | readonly Variable[])[] {
  const uses: (number | readonly Variable[])[] = [];
  const open = [body];
  for (let expression = open.pop(); expression; expression = open.pop()) {
    if (expression.kind === 'call' && !expression.closure) uses.push(expression.callee);
    if (expression.kind === 'closure') uses.push(expression.captures);
    open.push(...childrenOf(expression));
  }
  return uses;
}

/** The form with another head. */
function renamed(form: ListSyntax, name: string): ListSyntax {
  return { ...form, items: [symbol(name, form.items[0]!.span), ...form.items.slice(1)] };
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
