// One test: its steps in order, up to the first that finds something wrong.
import { encodeBase58 } from '../../../grammar/base58.js';
import { defaultProgramId } from '../../../grammar/fixture.js';
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import { firstUserError } from '../../../grammar/program-errors.js';
import type { InterfaceError, ProgramInterface } from '../../../grammar/program-interface.js';
import { roomyTagBytes } from '../../../grammar/layout.js';
import { typeName, u32, type Type } from '../../../grammar/signature.js';
import type { Source, Span } from '../../../grammar/source.js';
import { headOf, type ListSyntax, type Syntax } from '../../../grammar/syntax.js';
import type { RunLimit } from '../../../grammar/units-limit.js';
import { fieldOffset, firstVarying } from '../../../stdlib/program/fields.js';
import { testFormNamed } from '../../../stdlib/test-forms.js';
import type { InstructionAccount } from '../../../runtime/bank/account.js';
import type { ExecutionError } from '../../../runtime/bank/errors.js';
import type { Piece } from '../joined-source.js';
import { hasErrors } from '../report.js';
import { subjectOfSource, type Found, type SubjectOptions } from '../run/subject.js';
import { decodeValue } from '../run/value.js';
import { offsetBehind } from './borsh-offset.js';
import { asCode, describeAssertion, numberOf, shapeFaults } from './assertions.js';
import { inPlaceOf, made, pieceOf } from './definitions.js';
import { Evaluator, literalOf, type Evaluated, type Surroundings } from './evaluate.js';
import { errorName, expectedError, type ExpectedError } from './expected-error.js';
import { OperandReader } from './operands.js';
import type { TestCase, TestFile } from './test-file.js';
import { stepNamed } from './steps.js';
import { World, type Called } from './world.js';

export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly span: Span;
  readonly status: 'passed' | 'failed';
  /** Of all calls, or of the code if there are none. */
  readonly units: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file it was made from. */
  readonly sources: readonly string[];
}

/** The program of a file, compiled when the first test calls it. */
export class Program {
  #found: Found | undefined;

  constructor(
    private readonly file: TestFile,
    private readonly options: SubjectOptions,
  ) {}

  get found(): Found {
    this.#found ??= subjectOfSource(this.file.source, this.options);
    return this.#found;
  }

  /** What it declares; undefined if it is a script, or does not compile. */
  get interface(): ProgramInterface | undefined {
    return this.found.subject?.interface;
  }

  /** The errors that tests may name. */
  get errors(): readonly InterfaceError[] {
    return this.interface?.errors ?? [];
  }

  /** The bounds on units that it declares. */
  get limits(): readonly RunLimit[] {
    return this.found.subject?.limits ?? [];
  }

  /** Where tests call it. */
  get address(): string {
    const id = this.interface?.id;
    return id ? encodeBase58(id) : defaultProgramId;
  }

  /** What it was compiled from; nothing if it was not. */
  get sources(): readonly Source[] {
    return this.#found?.sources ?? [];
  }
}

/** Code that reads a field of an account whose data begins as one of the layouts of the program does. */
function fieldReader(
  account: InstructionAccount | undefined,
  field: string,
  index: number,
  program: Program,
): string | undefined {
  const layout = program.interface?.layouts.find(
    ({ discriminator }) =>
      discriminator.length > 0 && discriminator.every((byte, at) => account?.data[at] === byte),
  );
  const at = layout?.fields.findIndex(({ name }) => name === field) ?? -1;
  if (layout === undefined || at < 0) return undefined;
  const { type, roomy } = layout.fields[at]!;
  const first = Math.min(firstVarying(layout), at);
  const offset = offsetBehind(
    layout.fields.slice(first, at).map((field) => field.type),
    account!.data,
    fieldOffset(layout, first),
  );
  if (offset === undefined) return undefined;
  const read = (read: Type, from: number) => `(account-read ${typeName(read)} ${index} ${from})`;
  if (!roomy || type.kind !== 'option') return read(type, offset);
  return `(if (= ${read(u32, offset)} 1) (some ${read(type.value, offset + roomyTagBytes)}) null)`;
}

const isHostForm = (form: Syntax): boolean => stepNamed(headOf(form) ?? '') !== undefined;

export class TestRun {
  /** The units a test may take, and where it says so. */
  limit: { readonly units: bigint; readonly span: Span } | undefined;
  /** The last call. */
  last: Called | undefined;
  readonly #evaluator: Evaluator;
  /** What code before gave names to, as far as it has values that can be written down. */
  #names: readonly Piece[] = [];
  #world: World | undefined;
  #callUnits = 0;
  #codeUnits = 0;

  constructor(
    readonly file: TestFile,
    readonly program: Program,
    options: SubjectOptions,
  ) {
    this.#evaluator = new Evaluator(file, options);
  }

  run({ name, form, steps }: TestCase): TestResult {
    const diagnostics = [...this.#steps(steps), ...this.#checkLimit()];
    const { units } = this;
    const status = hasErrors(diagnostics) ? 'failed' : 'passed';
    const file = this.file.source.name;
    const called = this.program.sources.map((source) => source.name);
    const sources = [...new Set([file, ...called, ...this.#evaluator.imported])];
    return { file, name, span: form.span, status, units, diagnostics, sources };
  }

  get units(): number {
    return this.last ? this.#callUnits : this.#codeUnits;
  }

  /** The bank of this test, with the program of the file, which compiles. */
  get world(): World {
    this.#world ??= new World(this.program.found.subject!, this.program.address);
    return this.#world;
  }

  reader(form: string): OperandReader {
    return new OperandReader(testFormNamed(form)!, (operand) => this.evaluate(operand));
  }

  evaluate(form: Syntax): Evaluated {
    return this.#evaluator.operand(form, this.#surroundings());
  }

  /** The value of a form as one of a type. */
  evaluateAs(form: Syntax, type: string): Evaluated {
    const convert = made(this.file.source, `(defun test:argument ((x ${type})) x)`);
    const pieces = [convert, inPlaceOf(form, '(test:argument'), pieceOf(form), inPlaceOf(form, ')')];
    return this.#evaluator.run(pieces, this.#surroundings());
  }

  /** Notes a call: its units, and its value under the name `result`. */
  called(form: ListSyntax, called: Called, result: Type | undefined): Called {
    this.last = called;
    const { outcome } = called;
    this.#callUnits += outcome.units;
    const value =
      outcome.status === 'ok' && result ? decodeValue(result, outcome.returnData?.data) : undefined;
    const literal = value && literalOf(value);
    if (literal !== undefined) this.#names = [...this.#names, inPlaceOf(form, `(define result ${literal})`)];
    return called;
  }

  /** Whether something failed as it should. */
  checkFailure(
    wanted: ExpectedError,
    error: ExecutionError | undefined,
    failure: Diagnostic | undefined,
    form: Syntax,
  ): readonly Diagnostic[] {
    if (error === undefined) return [diagnose('failureMissing', form.span, { wanted: wanted.name })];
    if (wanted.matches(error)) return [];
    const found = errorName(error, this.program.errors);
    const blanks = { found, wanted: wanted.name, reason: error.message };
    const span = failure?.span;
    const isInside = span && form.span.start <= span.start && span.end <= form.span.end;
    const notes = span && !isInside ? [{ message: 'it failed here', span }] : [];
    return [diagnose('otherFailure', form.span, blanks, notes)];
  }

  #surroundings(): Surroundings {
    const errors = this.#programErrors();
    if (this.#world === undefined)
      return { accounts: [], before: [...errors, ...this.#names], field: () => undefined };
    const { accounts } = this.#world;
    const indices = accounts.map(({ name }, index) => made(this.file.source, `(define ${name} ${index})`));
    const field = (name: string, wanted: string) => {
      const index = accounts.findIndex((account) => account.name === name);
      return fieldReader(accounts[index]?.account, wanted, index, this.program);
    };
    const before = [...indices, ...errors, ...this.#names];
    return { accounts: accounts.map(({ account }) => account), before, field };
  }

  /** The errors of the program as the numbers that `require` takes, for functions of the program that fail with them. */
  #programErrors(): readonly Piece[] {
    if (!this.file.definesProgram) return [];
    return this.program.errors.map(({ name, code }) =>
      made(this.file.source, `(define ${name} ${BigInt(code) - firstUserError})`),
    );
  }

  /** Runs of code between the forms that are about the bank are one program each, so that `set!` works within them. */
  #steps(steps: readonly Syntax[]): readonly Diagnostic[] {
    for (let at = 0; at < steps.length;) {
      const step = steps[at]!;
      const length = isHostForm(step) ? 1 : steps.slice(at).findIndex(isHostForm);
      const end = length < 0 ? steps.length : at + length;
      const found = isHostForm(step)
        ? this.#host(step as ListSyntax)
        : this.#code(steps.slice(at, end), end < steps.length);
      if (hasErrors(found)) return found;
      at = end;
    }
    return [];
  }

  #host(step: ListSyntax): readonly Diagnostic[] {
    const name = headOf(step)!;
    const { diagnostics, subject } = this.program.found;
    if (name !== 'max-units' && subject === undefined)
      return diagnostics.filter(({ level }) => level === 'error');
    return stepNamed(name)!(step, this, this.reader(name));
  }

  /** `goesOn`: more of the test follows, which may use the names that this code defines. */
  #code(steps: readonly Syntax[], goesOn: boolean): readonly Diagnostic[] {
    const malformed = steps.flatMap(shapeFaults);
    if (malformed.length > 0) return malformed;
    const surroundings = this.#surroundings();
    const pieces = steps.map((step, index) => asCode(step, index));
    const mustFail = (index: number): boolean => headOf(steps[index]!) === 'assert-fails';
    const before = (end: number): readonly Piece[] =>
      pieces.slice(0, end).flatMap((code, index) => (mustFail(index) ? [] : code));
    const whole = [...before(steps.length), made(this.file.source, 'null')];
    const { diagnostics, outcome } = this.#evaluator.run(whole, surroundings);
    const failed = outcome?.error && numberOf(outcome.error);
    this.#codeUnits += outcome?.units ?? 0;
    if (failed !== undefined) {
      const form = steps[failed] as ListSyntax;
      return [describeAssertion(form, before(failed), this.#evaluator, surroundings)];
    }
    if (hasErrors(diagnostics)) return diagnostics;
    for (const [index, step] of steps.entries()) {
      const found = mustFail(index) ? this.#mustFail(step as ListSyntax, before(index), surroundings) : [];
      if (hasErrors(found)) return found;
    }
    if (goesOn) this.#keepNames(steps, before(steps.length), surroundings);
    return [];
  }

  #mustFail(form: ListSyntax, before: readonly Piece[], surroundings: Surroundings): readonly Diagnostic[] {
    const [, wanted, code] = form.items;
    const error = expectedError(wanted, this.program.errors);
    if ('message' in error) return [{ ...error, span: error.span ?? form.span }];
    const { diagnostics, outcome } = this.#evaluator.run([...before, pieceOf(code!)], surroundings);
    if (outcome === undefined) return diagnostics;
    return this.checkFailure(error, outcome.error, diagnostics.at(-1), code!);
  }

  /** Keeps the variables that code defined for the code behind the next call, by their values. */
  #keepNames(steps: readonly Syntax[], pieces: readonly Piece[], surroundings: Surroundings): void {
    for (const step of steps) {
      const name = step.kind === 'list' && headOf(step) === 'define' ? step.items[1] : undefined;
      if (name?.kind !== 'symbol') {
        // Functions and macros of a test are as good as new behind a call.
        if (headOf(step)?.startsWith('def')) this.#names = [...this.#names, pieceOf(step)];
        continue;
      }
      const { value } = this.#evaluator.run([...pieces, pieceOf(name)], surroundings);
      const literal = value && literalOf(value);
      if (literal !== undefined)
        this.#names = [...this.#names, inPlaceOf(step, `(define ${name.name} ${literal})`)];
    }
  }

  #checkLimit(): readonly Diagnostic[] {
    const { limit, units } = this;
    if (limit === undefined || BigInt(units) <= limit.units) return [];
    return [diagnose('testUnits', limit.span, { units, limit: limit.units })];
  }
}
