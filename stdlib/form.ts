// Forms: what a row of the standard library is, and what the checker and the lowering offer to it.
import type { CalledProgram } from '../grammar/called-program.js';
import type { Diagnostics } from '../grammar/diagnostics.js';
import type { Encoding } from '../grammar/encoding.js';
import type { BlockId, Value } from '../grammar/flow.js';
import type { Expression, ResultMode, Target, Variable } from '../grammar/core.js';
import type { NamedError } from '../grammar/program-interface.js';
import type { EnumType, Type } from '../grammar/signature.js';
import type { FileText, Span } from '../grammar/source.js';
import type { ListSyntax, Syntax, SymbolSyntax } from '../grammar/syntax.js';
import type { SyscallSignature } from '../grammar/syscall.js';
import type { UnitsLimit } from '../grammar/units-limit.js';
import type { FlowBuilder } from './builder.js';
import type { Inferred } from './inferred.js';
import type { ProgramDeclarations } from './program/declarations.js';
import type { ImportedFile } from './special/import.js';

/** An expression whose types may still hold open literals. */
export type Draft = Expression<Inferred>;
export type DraftVariable = Variable<Inferred>;

/** Whether anybody looks at an expression's value; branches of an `if` need not agree where nobody does. */
export type Use = 'value' | 'effect';

interface Documented {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** How it is written: `(min a b ...)`. */
  readonly signature: string;
  readonly doc: string;
  /** A program and what it gives, `(min 3 7) ; => 3`; each line is one, and each is a test. */
  readonly example?: string;
  /** The accounts and data its example runs with, a file of test/cases/run/fixtures; without it there are none. */
  readonly fixture?: string;
}

/** A form with evaluation rules of its own. */
export interface SpecialForm extends Documented {
  readonly kind: 'special';
  /** It belongs inside a certain form, so that its name is free for variables. */
  readonly contextual?: true;
  check(form: ListSyntax, checker: Checker, use: Use): Draft;
  /** Checks `(set! (form ...) value)`. */
  assign?(form: ListSyntax, value: Syntax, checker: Checker): Draft;
  /**
   * Expands what is inside the form: `expand` an expression, `body` forms that are a body, with macros of its own.
   * Without it, all operands are expressions.
   */
  expandInside?(
    form: ListSyntax,
    expand: (form: Syntax) => Syntax,
    body: (forms: readonly Syntax[]) => readonly Syntax[],
  ): ListSyntax;
}

/** A form that is written in terms of others. */
export interface SugarForm extends Documented {
  readonly kind: 'sugar';
  /** Undefined after reporting what is wrong. */
  expand(form: ListSyntax, expander: Expander): Syntax | undefined;
}

/** A form that evaluates its operands from left to right and then does something with the values. */
export interface FunctionForm extends Documented {
  readonly kind: 'function';
  check(form: ListSyntax, checker: Checker): Draft;
  lower(call: Lowering): readonly Value[];
  /** Checks `(set! (form ...) value)`. */
  assign?(form: ListSyntax, value: Syntax, checker: Checker): Draft;
  /** Ends the block by a branch on the truth of the result, where that is cheaper than a value. */
  branch?(call: Lowering, then: BlockId, otherwise: BlockId): void;
  /** Its name alone, where no variable has it, is a call without operands. */
  readonly named?: true;
}

/** A function that is written in OVSM. */
export interface LibraryForm extends Documented {
  readonly kind: 'library';
  /** Its definition, one `defun`. */
  readonly source: string;
}

export type Form = SpecialForm | SugarForm | FunctionForm | LibraryForm;

/** What the expansion stage offers to sugar. */
export interface Expander {
  readonly diagnostics: Diagnostics;
  /** A name that no source of the program contains. */
  fresh(base: string): string;
}

/** A variant of an enum. */
export interface NamedVariant {
  readonly type: EnumType;
  readonly tag: number;
}

/** A value that is computed once and may be read many times. */
export interface Held {
  /** Computes it. */
  readonly define: readonly Draft[];
  read(): Draft;
}

/** What `common` finds. */
export type Common =
  | { readonly type: Inferred; readonly drafts: readonly Draft[] }
  | { readonly type?: undefined; readonly first: Draft; readonly second: Draft };

/** What the checker offers to a form. */
export interface Checker {
  readonly diagnostics: Diagnostics;
  /** The machines the program is for. */
  readonly target: Target;
  /** The syscalls the program may call. */
  readonly syscalls: ReadonlyMap<string, SyscallSignature>;
  /** Whether the form stands inside `(unchecked ...)`. */
  readonly unchecked: boolean;
  /** Whether the form stands in a function of the standard library. */
  readonly library: boolean;
  /** Names that a `let` binds around the value that is checked, which does not see them. */
  unseen(): string[];
  withUnchecked<T>(work: () => T): T;
  withChecks<T>(work: () => T): T;
  expression(form: Syntax, use?: Use): Draft;
  /** A bool: the truth of the form's value. */
  condition(form: Syntax): Draft;
  /** Forms in order, in the present scope; functions among them know each other. The value is the last one's. */
  sequence(forms: readonly Syntax[], span: Span, use: Use): Draft;
  /** Works in a scope of its own. */
  scoped<T>(work: () => T): T;
  /** Makes a variable in the present scope; `value` is what it begins with. */
  define(name: SymbolSyntax, type: Inferred, value?: Draft): DraftVariable;
  /** The literal that a draft is known to be: itself, or what a variable begins with that nothing changes. */
  literalOf(draft: Draft): Draft | undefined;
  /** `Enum::Variant`. */
  variantNamed(name: string): NamedVariant | undefined;
  /** What `throw` and `catch` of one tag share: the variable with the value thrown, and the number of the tag. */
  thrown(tag: string, span: Span): { readonly variable: DraftVariable; readonly number: number };
  /**
   * Whether a type of which nothing is known may be found when the function that calls itself is looked at again, which
   * is then done; until then the value is as one that never comes to be.
   */
  mayWait(type: Inferred): boolean;
  /** Makes a variable no program text can name. */
  temporary(name: string, type: Inferred, span: Span): DraftVariable;
  /** From now on the variable cannot be assigned. */
  freeze(variable: DraftVariable): void;
  /** The variable to assign, or undefined after reporting why there is none. */
  assignable(name: SymbolSyntax): DraftVariable | undefined;
  /** Reads a variable. */
  read(variable: DraftVariable, span: Span): Draft;
  /** Makes a variable that holds a value, so that the value is computed once; a variable is taken as it is. */
  hold(name: string, value: Draft): Held;
  /** The form a name calls. */
  formNamed(name: string): Form | undefined;
  /** Forms with functions of their own, `defun` forms that do not see each other. */
  localFunctions(definitions: readonly ListSyntax[], body: readonly Syntax[], span: Span, use: Use): Draft;
  /** A `lambda` form as a function value. */
  lambda(form: ListSyntax): Draft;
  /** Calls a function value. */
  callValue(value: Draft, operands: readonly Syntax[], form: ListSyntax): Draft;
  /** Calls a function of the standard library that is written in OVSM. */
  callLibrary(name: string, operands: readonly Draft[], form: ListSyntax): Draft;
  /** Checks a loop's body; `break` and `continue` inside it refer to the number given. */
  inLoop<T>(work: (loop: number) => T): T;
  /** The innermost loop's number, if any. */
  readonly loop: number | undefined;
  /** The value that `return` carries, as one of the type that is returned here; reports where nothing is. */
  returns(value: Draft, span: Span): Draft;
  /** A part of the program's body that `return` may leave, with a value of the type given if there is one. */
  body(name: string, result: Type | undefined, span: Span, work: () => Draft): Draft;
  /** Reports unless the type agrees with `wanted`, or converts to it; what the value is for goes into the message. */
  expect(draft: Draft, wanted: Inferred, purpose: string): Draft;
  /** The draft as a value of `wanted`: a missing value or one that is there as an option, an integer as a decimal ... */
  coerce(draft: Draft, wanted: Inferred): Draft | undefined;
  /** One type for all drafts, and the drafts as values of it; or the two whose types do not agree. */
  common(drafts: readonly Draft[]): Common;
  /** Reports and gives a draft that agrees with everything. */
  wrong(span: Span): Draft;
  /** The type a form names, or undefined after reporting. */
  typeOf(form: Syntax): Type | undefined;
  setResultMode(mode: ResultMode): void;
  /** The bound on units of the function, instruction or script around. */
  limit: UnitsLimit | undefined;
  /** Whether what stands here is part of a function. */
  readonly inFunction: boolean;
  /** What the program declares; undefined outside of `define-program`. */
  readonly program: ProgramDeclarations | undefined;
  /** Works inside the program; false if there is another one already. */
  beginProgram(program: ProgramDeclarations): boolean;
  /** The error that a name stands for: one of the program's, or one of Solana's where nothing else has the name. */
  errorNamed(form: Syntax): NamedError | undefined;
  /** The program whose interface was imported by that name. */
  programNamed(name: SymbolSyntax): CalledProgram | undefined;
  /** Makes the program that an `import-idl` form names known, and its types; once for each form. */
  importInterface(form: ListSyntax): void;
  /** Reads a file that the program names beside the file of the span. */
  readFile(path: string, span: Span): FileText;
  /** The names of the programs whose interfaces were imported. */
  programNames(): Iterable<string>;
  /** Makes the names of a file visible; what the file does is done by its first import. */
  importFile(file: ImportedFile, span: Span): Draft;
}

/** A value while lowering: one 64-bit value per component of its type. */
export interface Operand {
  readonly type: Type;
  readonly values: readonly Value[];
  /** The expression it came from, for constants known at compile time. */
  readonly source: Expression;
}

/** One use of a function form while lowering. */
export interface Lowering {
  readonly builder: FlowBuilder;
  readonly operands: readonly Operand[];
  readonly type: Type;
  readonly of: Type | undefined;
  readonly text: string | undefined;
  readonly encoding: Encoding | undefined;
  readonly callee: number | undefined;
  readonly span: Span;
}

/** The first component of operand `index`. */
export function only(call: Lowering, index: number): Value {
  return call.operands[index]!.values[0]!;
}
