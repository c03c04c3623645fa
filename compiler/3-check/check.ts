// Checks a program: resolves names, infers types, and specializes functions for the types they are called with.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Core, CoreFunction, ResultMode } from '../../grammar/core.js';
import {
  bool,
  typeName,
  typeNamed,
  string,
  nothing,
  unit,
  never,
  type Type,
} from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import { closest } from '../../grammar/suggest.js';
import type { ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import { headOf } from '../../grammar/syntax.js';
import { printSyntax } from '../../grammar/syntax/print.js';
import type { SyscallSignature } from '../../grammar/syscall.js';
import type { Checker, Draft, DraftVariable, Use } from '../../stdlib/form.js';
import { formNamed, formNames } from '../../stdlib/index.js';
import { hole, prune, settle, showType, unify, type Inferred } from '../../stdlib/inferred.js';
import { defun } from '../../stdlib/special/functions.js';
import type { ImportedFile } from '../../stdlib/special/import.js';
import { checkSyscall, reportInactive } from '../../stdlib/syscalls.js';
import { isReserved, readFunction } from './declare.js';
import { Finisher } from './finish.js';
import { FileScope, Scope, type Entity, type FunctionEntity } from './scope.js';
import { Specializer } from './specialize.js';

/** What is being checked right now. */
interface Frame {
  /** Index of the function in Core. */
  readonly owner: number;
  readonly name: string;
  /** What `return` must agree with; undefined in the program's body. */
  result: { type: Inferred; readonly declared: boolean } | undefined;
  loop: number | undefined;
}

export interface CheckOptions {
  readonly syscalls: ReadonlyMap<string, SyscallSignature>;
  readonly resultMode: ResultMode;
}

const typeNames = ['u8..u128', 'i8..i128', 'bool', 'string', 'pubkey'].join(', ');

class ProgramChecker implements Checker {
  unchecked = false;
  readonly syscalls: ReadonlyMap<string, SyscallSignature>;
  /** Around all files: what code that macros of other files wrote calls their names. */
  private readonly root = new Scope();
  private readonly main = new FileScope(this.root);
  private file = this.main;
  private scope = this.main.own;
  private readonly files = new Map<string, FileScope>();
  private frame: Frame = { owner: 0, name: 'the program', result: undefined, loop: undefined };
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
    this.specializer = new Specializer(this);
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
      parameters: [],
      result: settle(body.type),
      body: finisher.expression(body),
    };
    return { functions: [main, ...this.specializer.finished()], resultMode: this.resultMode };
  }

  /** r0 takes one 64-bit value; a program without a value ends with 0. */
  private checkExitCode(body: Draft): void {
    const type = settle(body.type);
    const fits = type.kind === 'integer' ? type.bits <= 64 : type.kind !== 'string' && type.kind !== 'pubkey';
    const last = body.kind === 'sequence' ? (body.items.at(-1) ?? body) : body;
    if (!fits) this.diagnostics.report('resultType', last.span, { found: showType(type) });
  }

  importFile({ path, number, prefix, only, forms }: ImportedFile, span: Span): Draft {
    const known = this.files.get(path);
    const file = known ?? new FileScope(this.root);
    const body = known
      ? this.sequence([], span, 'effect')
      : this.inFile(file, () => this.sequence(forms, span, 'effect'));
    if (!known) {
      this.files.set(path, file);
      for (const [name, entity] of file.visible()) this.root.declare(`${name}#${number}`, entity);
    }
    for (const [name, entity] of file.own.entries()) {
      if (only?.has(name) === false) continue;
      const before = this.file.imported.own(prefix + name);
      if (before && before !== entity)
        this.diagnostics.report('importCollides', span, { name: prefix + name });
      this.file.imported.declare(prefix + name, entity);
    }
    return { kind: 'sequence', items: [body], type: unit, span };
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
    const before = this.unchecked;
    this.unchecked = true;
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
        return this.unsupported(form.span, 'a decimal number', 'scale it to an integer');
      case 'keyword':
        return this.unsupported(form.span, 'a keyword as a value', 'use a string or an integer');
      case 'array':
        return this.unsupported(
          form.span,
          'an array',
          'keep the values in memory with `stack-bytes` and `store`',
        );
      case 'record':
        return this.unsupported(form.span, 'a record', 'use one variable for each field');
      case 'quoted':
        return this.unsupported(form.span, 'a quoted form', 'use a string');
    }
  }

  private unsupported(span: Span, what: string, hint: string): Draft {
    this.diagnostics.report('unsupported', span, { what, hint });
    return this.wrong(span);
  }

  private name(form: SymbolSyntax): Draft {
    const entity = this.scope.lookup(form.name);
    if (entity?.kind === 'variable') return this.read(entity.variable, form.span);
    if (form.name.startsWith(' ') || entity?.kind === 'broken') return this.wrong(form.span);
    if (entity || formNamed(form.name)) {
      this.diagnostics.report('functionAsValue', form.span, { name: form.name });
      return this.wrong(form.span);
    }
    this.diagnostics.report('unknownName', form.span, {
      name: form.name,
      hint: this.suggestion(form.name, false),
    });
    return this.wrong(form.span);
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
    if (head.kind !== 'symbol') {
      const what = { integer: 'a number', string: 'a string', keyword: 'a keyword' }[head.kind as string];
      this.diagnostics.report('notCallable', head.span, { what: what ?? 'the value of an expression' });
      return this.wrong(form.span);
    }
    const entity = this.scope.lookup(head.name);
    if (entity?.kind === 'function') return this.specializer.call(entity, form);
    if (entity?.kind === 'broken') return this.checkOperandsOnly(form);
    const row = formNamed(head.name);
    if (row?.kind === 'special') return row.check(form, this, use);
    if (row?.kind === 'function') return row.check(form, this);
    if (entity) {
      this.diagnostics.report('notCallable', head.span, { what: `variable \`${head.name}\`` });
      return this.wrong(form.span);
    }
    const syscall = this.syscalls.get(head.name);
    if (syscall) return checkSyscall(form, 1, syscall, this);
    if (reportInactive(head.name, head.span, this)) return this.checkOperandsOnly(form);
    this.diagnostics.report('unknownForm', head.span, {
      name: head.name,
      hint: this.suggestion(head.name, true),
    });
    return this.checkOperandsOnly(form);
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
    for (const form of forms) {
      if (form.kind !== 'list') continue;
      const head = headOf(form);
      if (head !== defun.name && !defun.aliases?.includes(head ?? '')) continue;
      const entity = readFunction(form, this.scope, this);
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

  /** Checks the body of a function in the scope of its definition. */
  inFunction(
    owner: number,
    entity: FunctionEntity,
    parameterTypes: readonly Inferred[],
  ): {
    readonly parameters: readonly DraftVariable[];
    readonly body: Draft;
    readonly result: Inferred;
  } {
    const before = this.frame;
    const { unchecked } = this;
    const returned = { type: (entity.result ?? never) as Inferred, declared: entity.result !== undefined };
    this.frame = { owner, name: entity.name, result: returned, loop: undefined };
    this.unchecked = false;
    try {
      return this.inScope(new Scope(entity.scope), () => {
        const parameters = entity.parameters.map(({ name, span }, index) =>
          this.define({ kind: 'symbol', name, span }, parameterTypes[index]!),
        );
        const body = this.sequence(entity.body, entity.form.span, 'value');
        const value = this.returns(body, entity.form.span);
        return { parameters, body: value, result: returned.type };
      });
    } finally {
      this.frame = before;
      this.unchecked = unchecked;
    }
  }

  returns(value: Draft, span: Span): Draft {
    const wanted = this.frame.result;
    if (!wanted) {
      this.diagnostics.report('misplacedResult', span, {});
      return this.wrong(span);
    }
    const joined = unify(wanted.type, value.type);
    if (joined) {
      wanted.type = joined;
      return value;
    }
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

  define(name: SymbolSyntax, type: Inferred): DraftVariable {
    if (isReserved(name.name)) this.diagnostics.report('reservedName', name.span, { name: name.name });
    const variable = this.temporary(name.name, type, name.span);
    this.scope.declare(name.name, { kind: 'variable', variable });
    return variable;
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

  /** Marks a variable of the program's body that a function uses; refuses locals of other functions. */
  private reachable(variable: DraftVariable, span: Span): boolean {
    if (variable.owner === this.frame.owner) return true;
    if (variable.owner === 0) {
      variable.shared = true;
      return true;
    }
    this.diagnostics.report('capturedVariable', span, { function: this.frame.name, name: variable.name }, [
      { message: 'defined here', span: variable.span },
    ]);
    return false;
  }

  // Types

  expect(draft: Draft, wanted: Inferred, purpose: string): Draft {
    const found = prune(draft.type);
    if (found.kind !== 'unit' && unify(wanted, found)) return draft;
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

  typeOf(form: Syntax): Type | undefined {
    const type = form.kind === 'symbol' ? typeNamed(form.name) : undefined;
    if (type && type !== unit && type !== never && type !== nothing) return type;
    this.diagnostics.report('unknownType', form.span, {
      name: printSyntax(form).slice(0, 40),
      known: typeNames,
    });
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
