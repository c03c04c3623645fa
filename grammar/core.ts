// Core: the program as the checker understands it, every expression with its type, names resolved to variables.
import type { Encoding } from './encoding.js';
import type { ProgramInterface } from './program-interface.js';
import type { Span } from './source.js';
import type { Type } from './signature.js';
import type { RunLimit, UnitsLimit } from './units-limit.js';

/**
 * `T` is `Type` in a checked tree. While the checker works it is a type that may still hold an open integer literal
 * (`Inferred`), so that unchecked and checked trees cannot be confused.
 */
export interface Variable<T = Type> {
  readonly id: number;
  readonly name: string;
  type: T;
  readonly span: Span;
  /** The function it belongs to. */
  readonly owner: number;
  /** Some `set!` changes it after its definition. */
  mutated: boolean;
  /** A variable of the program's body that a function uses: it lives in memory, at one place. */
  shared: boolean;
  /** A function inside its owner uses it: each call, or function value, takes it along. */
  captured: boolean;
  /** Defined inside a loop, so that there is a new one in each round. */
  readonly looped: boolean;
}

interface Node<T> {
  readonly type: T;
  readonly span: Span;
}

export interface Clause<T = Type> {
  readonly test: Expression<T>;
  readonly body: Expression<T>;
}

export type Expression<T = Type> =
  | (Node<T> & { readonly kind: 'integer'; readonly value: bigint })
  /** One that types decide rules branches out: they are not looked at. */
  | (Node<T> & { readonly kind: 'boolean'; readonly value: boolean; readonly decided?: true })
  | (Node<T> & { readonly kind: 'string'; readonly value: string })
  | (Node<T> & { readonly kind: 'pubkey'; readonly bytes: Uint8Array })
  /** `null`, or the value of a form that has none. */
  | (Node<T> & { readonly kind: 'nothing' })
  | (Node<T> & { readonly kind: 'variable'; readonly variable: Variable<T> })
  | (Node<T> & { readonly kind: 'define'; readonly variable: Variable<T>; readonly value: Expression<T> })
  /** Gives the assigned value. With a `path` only that part changes: the part of the part ... of the variable. */
  | (Node<T> & {
      readonly kind: 'assign';
      readonly variable: Variable<T>;
      readonly path: readonly number[];
      readonly value: Expression<T>;
    })
  | (Node<T> & { readonly kind: 'sequence'; readonly items: readonly Expression<T>[] })
  /**
   * The body behind the first test that is true, else `otherwise`. Tests are bools. `exclusive`: it is evaluated once
   * in a run of the program, so that its bodies may share their room in the frame.
   */
  | (Node<T> & {
      readonly kind: 'cond';
      readonly exclusive?: boolean;
      readonly clauses: readonly Clause<T>[];
      readonly otherwise: Expression<T>;
    })
  /** Bools, evaluated until the result is decided. */
  | (Node<T> & {
      readonly kind: 'logic';
      readonly mode: 'and' | 'or';
      readonly operands: readonly Expression<T>[];
    })
  /** `update` runs after the body and on `continue`. */
  | (Node<T> & {
      readonly kind: 'loop';
      readonly loop: number;
      readonly test: Expression<T>;
      readonly body: Expression<T>;
      readonly update: Expression<T> | undefined;
    })
  | (Node<T> & { readonly kind: 'break'; readonly loop: number })
  | (Node<T> & { readonly kind: 'continue'; readonly loop: number })
  /** Leaves the `body` around it, else the function, with the value. */
  | (Node<T> & { readonly kind: 'return'; readonly value: Expression<T> })
  /** What `return` inside it ends with the value of. */
  | (Node<T> & { readonly kind: 'body'; readonly body: Expression<T> })
  /** Whether the operand counts as true: anything but false, null, 0 and "". */
  | (Node<T> & { readonly kind: 'truth'; readonly operand: Expression<T> })
  /** A tuple, record or struct of its parts. */
  | (Node<T> & { readonly kind: 'product'; readonly items: readonly Expression<T>[] })
  /** Part `index` of a tuple, record or struct. */
  | (Node<T> & { readonly kind: 'part'; readonly operand: Expression<T>; readonly index: number })
  /** An option, enum or function value that is its variant `tag` with these parts. */
  | (Node<T> & { readonly kind: 'variant'; readonly tag: number; readonly items: readonly Expression<T>[] })
  /** Whether an option, enum or function value is its variant `tag`. */
  | (Node<T> & { readonly kind: 'is'; readonly operand: Expression<T>; readonly tag: number })
  /** Part `index` of a value that is known to be its variant `tag`. */
  | (Node<T> & {
      readonly kind: 'payload';
      readonly operand: Expression<T>;
      readonly tag: number;
      readonly index: number;
    })
  /** A function value that is one lambda: its captures, read here. */
  | (Node<T> & { readonly kind: 'closure'; readonly captures: readonly Variable<T>[] })
  /** A function value of one lambda as one that may be others. */
  | (Node<T> & { readonly kind: 'widen'; readonly operand: Expression<T>; readonly from: readonly number[] })
  /** A function value that is known to be the lambda with this tag, as one that can be that lambda only. */
  | (Node<T> & { readonly kind: 'narrow'; readonly operand: Expression<T>; readonly tag: number })
  /** An array of a fixed length as one of any length. */
  | (Node<T> & { readonly kind: 'view'; readonly operand: Expression<T> })
  /** The body, or where it fails the handler, which sees the error code in `variable`. */
  | (Node<T> & {
      readonly kind: 'attempt';
      readonly body: Expression<T>;
      readonly variable: Variable<T>;
      readonly handler: Expression<T>;
    })
  /** Fails with the code of a failure that was caught. */
  | (Node<T> & { readonly kind: 'refail'; readonly code: Expression<T> })
  /** `callee` is an index into `Core.functions`. A `closure` gives its captures; without one they are read here. */
  | (Node<T> & {
      readonly kind: 'call';
      readonly callee: number;
      readonly closure: Expression<T> | undefined;
      readonly arguments: readonly Expression<T>[];
    })
  /**
   * A form of the standard library, by the name of its row; `of` is its type argument, `text` its name argument,
   * `encoding` how it writes its last value, `callee` a function without captures that it may call.
   */
  | (Node<T> & {
      readonly kind: 'apply';
      readonly form: string;
      readonly arguments: readonly Expression<T>[];
      readonly of?: Type;
      readonly text?: string;
      readonly encoding?: Encoding;
      readonly callee?: number;
    });

export type Kind = Expression['kind'];
export type ExpressionOf<K extends Kind, T = Type> = Extract<Expression<T>, { kind: K }>;

export interface CoreFunction {
  readonly name: string;
  readonly span: Span;
  /** Variables of the functions around it that it uses; they come before its parameters. */
  readonly captures: readonly Variable[];
  readonly parameters: readonly Variable[];
  readonly result: Type;
  readonly body: Expression;
  /** The bound on the units of a call. */
  readonly limit?: UnitsLimit;
}

/** The machines a program is for: those of Solana, or also those with extensions. */
export type Target = 'solana' | 'ovsm';

/** What becomes of the program's last value. */
export type ResultMode = 'value' | 'exit-code';

export interface Core {
  /** Function 0 is the program's body; the others are functions specialized for the types they are called with. */
  readonly functions: readonly CoreFunction[];
  readonly resultMode: ResultMode;
  /** The bounds on the units of its runs that it declares. */
  readonly limits: readonly RunLimit[];
  /** What clients need to know of it; absent in a script. */
  readonly program?: ProgramInterface;
  /** The codes that failed checks give, by the code they would have given. */
  readonly errorCodes?: ReadonlyMap<bigint, bigint>;
}

/** Whether the expression is a constant that the source spells out. */
export function isLiteral<T>({ kind }: Expression<T>): boolean {
  return (
    kind === 'integer' || kind === 'boolean' || kind === 'string' || kind === 'pubkey' || kind === 'nothing'
  );
}

/** The expressions directly inside an expression, in order of evaluation. */
export function childrenOf<T>(expression: Expression<T>): readonly Expression<T>[] {
  const children: Expression<T>[] = [];
  eachChild(expression, (child) => children.push(child));
  return children;
}

/** Visits the expressions directly inside an expression, in order of evaluation. */
export function eachChild<T>(expression: Expression<T>, visit: (child: Expression<T>) => void): void {
  switch (expression.kind) {
    case 'define':
    case 'assign':
    case 'return':
      return visit(expression.value);
    case 'sequence':
    case 'product':
    case 'variant':
      for (const item of expression.items) visit(item);
      return;
    case 'cond':
      for (const { test, body } of expression.clauses) {
        visit(test);
        visit(body);
      }
      return visit(expression.otherwise);
    case 'logic':
      for (const operand of expression.operands) visit(operand);
      return;
    case 'loop':
      visit(expression.test);
      visit(expression.body);
      if (expression.update) visit(expression.update);
      return;
    case 'truth':
    case 'part':
    case 'is':
    case 'payload':
    case 'widen':
    case 'narrow':
    case 'view':
      return visit(expression.operand);
    case 'attempt':
      visit(expression.body);
      return visit(expression.handler);
    case 'refail':
      return visit(expression.code);
    case 'body':
      return visit(expression.body);
    case 'call':
      if (expression.closure) visit(expression.closure);
      for (const argument of expression.arguments) visit(argument);
      return;
    case 'apply':
      for (const argument of expression.arguments) visit(argument);
      return;
    default:
      return;
  }
}
