// Failing: ends the program with an error code, from any depth of calls.
import { firstUserError, programErrorCode } from '../grammar/program-errors.js';
import type { Value } from '../grammar/flow.js';
import { maximumOf, never, nothing, string, u32, u64, unit, type Type } from '../grammar/signature.js';
import type { Span } from '../grammar/source.js';
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import { only, type Checker, type Draft, type FunctionForm, type Lowering, type Operand } from './form.js';
import { prune } from './inferred.js';
import { checkArity, fixed } from './shapes.js';

/** Custom errors are 32-bit numbers (Agave: InstructionError::Custom); beyond, r0 would mean something else. */
const greatestUserError = maximumOf(u32) - firstUserError;

/** Fails with the error that an operand names; where the program wants so, behind its message in the log. */
function namedFailure(operand: Syntax, checker: Checker, span: Span): Draft | undefined {
  const error = checker.errorNamed(operand);
  if (!error) return undefined;
  const code: Draft = { kind: 'integer', value: error.code, type: u64, span };
  const fails: Draft = {
    kind: 'apply',
    form: 'fail-with-code',
    arguments: [code],
    type: never,
    text: error.message ?? error.name,
    span,
  };
  if (checker.program?.logsErrors !== true || error.message === undefined) return fails;
  const message: Draft = { kind: 'string', value: error.message, type: string, span };
  const log: Draft = { kind: 'apply', form: 'log', arguments: [message], type: unit, span };
  return { kind: 'sequence', items: [log, fails], type: never, span };
}

/** Fails at `span` with an error as `fail` takes it: its name, its code or a message. */
export function failureOf(operand: Syntax, checker: Checker, name: string, span: Span): Draft {
  const named = namedFailure(operand, checker, span);
  if (named) return named;
  const error = checkError(operand, checker, name);
  return { kind: 'apply', form: fail.name, arguments: [error], type: never, span };
}

/** An error operand that is no name: a code or a message. */
function checkError(operand: Syntax, checker: Checker, name: string): Draft {
  const draft = checker.expression(operand);
  if (prune(draft.type).kind === 'string') return draft;
  if (draft.kind === 'integer' && draft.value > greatestUserError) {
    const limits = { minimum: 0, maximum: greatestUserError };
    checker.diagnostics.report('integerRange', draft.span, {
      value: draft.value,
      type: 'an error code',
      ...limits,
    });
    return checker.wrong(draft.span);
  }
  return checker.expect(draft, { kind: 'integer', signed: false, bits: 64 }, `the code of \`${name}\``);
}

/** A message is logged and fails with InvalidArgument; a code n fails with the custom error 6000 + n. */
function failWith(call: Lowering, error: Operand): void {
  const b = call.builder;
  if (error.type.kind === 'string') {
    b.syscall('sol_log_', error.values, true);
    b.fail(
      b.constant(programErrorCode('InvalidArgument')),
      messageOf(error) ?? 'the program reported an error',
    );
    return;
  }
  const known = error.source.kind === 'integer';
  if (!known) {
    const limit = b.constant(greatestUserError);
    b.failIf('ugt', error.values[0]!, limit, 'ArithmeticOverflow', 'the error code is too large');
  }
  const reason = known ? `error ${error.source.value}` : 'an error of the program';
  b.fail(b.binaryWith('add', error.values[0]!, firstUserError), reason);
}

function messageOf(error: Operand): string | undefined {
  return error.source.kind === 'string' ? error.source.value : undefined;
}

const fail: FunctionForm = {
  kind: 'function',
  name: 'fail',
  aliases: ['error'],
  signature: '(fail error)',
  doc: 'Ends the program. The name of an error of the program or of one of Solana, such as InvalidAccountData, gives that error; a code n gives the custom error 6000 + n, which must fit 32 bits; a message is logged and gives InvalidArgument.',
  example:
    '(fail 7) ; => error: custom program error: 0x1777\n(fail InvalidAccountData) ; => error: invalid account data for instruction',
  check(form, checker) {
    if (!checkArity(form, fail, checker, 1)) return checker.wrong(form.span);
    return failureOf(form.items[1]!, checker, 'fail', form.span);
  },
  lower(call) {
    failWith(call, call.operands[0]!);
    return [];
  },
};

/** The line that Anchor's clients look for. */
function anchorLine(code: bigint, name: string, message: string): string {
  return `AnchorError occurred. Error Code: ${name}. Error Number: ${firstUserError + code}. Error Message: ${message}.`;
}

const anchorError: FunctionForm = {
  kind: 'function',
  name: 'anchor-error',
  signature: '(anchor-error code ["Name" "message"])',
  doc: 'Ends the program with the custom error 6000 + code. With a name and a message, literals like the code then, it logs the line that Anchor writes.',
  example:
    '(anchor-error 1) ; => error: custom program error: 0x1771\n(anchor-error 1 "TooLate" "The sale is over") ; => error: custom program error: 0x1771',
  check(form, checker) {
    if (!checkArity(form, anchorError, checker, 1, 3)) return checker.wrong(form.span);
    const [, codeForm, name, message] = form.items;
    const code = checker.expect(
      checkError(codeForm!, checker, 'anchor-error'),
      u64,
      'the code of `anchor-error`',
    );
    const { span } = form;
    const fails: Draft = { kind: 'apply', form: fail.name, arguments: [code], type: never, span };
    if (!name) return fails;
    if (code.kind !== 'integer' || name.kind !== 'string' || message?.kind !== 'string') {
      checker.diagnostics.report('malformedForm', span, {
        form: 'anchor-error',
        problem: 'code, name and message must be literals',
        signature: anchorError.signature,
      });
      return checker.wrong(span);
    }
    const line = anchorLine(code.value, name.value, message.value);
    const text: Draft = { kind: 'string', value: line, type: string, span };
    const logs: Draft = { kind: 'apply', form: 'log', arguments: [text], type: unit, span };
    return { kind: 'sequence', items: [logs, fails], type: never, span };
  },
  lower: () => [],
};

/** The error operand is evaluated only where the condition does not hold. */
function checkRequirement(form: ListSyntax, row: FunctionForm, checker: Checker, type: Type): Draft {
  if (!checkArity(form, row, checker, 1, 2)) return checker.wrong(form.span);
  const { span } = form;
  const test = checker.condition(form.items[1]!);
  if (!form.items[2]) return { kind: 'apply', form: row.name, arguments: [test], type, span };
  return {
    kind: 'cond',
    clauses: [{ test, body: { kind: 'nothing', type, span } }],
    otherwise: failureOf(form.items[2], checker, row.name, span),
    type,
    span,
  };
}

function lowerRequirement(call: Lowering): readonly Value[] {
  const b = call.builder;
  b.failIf('eq', only(call, 0), b.constant(0), 'InvalidArgument', 'the condition does not hold');
  return [];
}

const requirement = (name: string, type: Type, doc: string, example: string): FunctionForm => {
  const form: FunctionForm = {
    kind: 'function',
    name,
    signature: `(${name} condition [error])`,
    doc,
    example,
    check: (list, checker) => checkRequirement(list, form, checker, type),
    lower: lowerRequirement,
  };
  return form;
};

const assertType: FunctionForm = {
  kind: 'function',
  name: 'assert-type',
  signature: '(assert-type value condition)',
  doc: 'Evaluates the value and fails with InvalidArgument unless the condition holds, which asks for its type. Gives null.',
  example: '(assert-type 42 (int? 42)) ; => null',
  check(form, checker) {
    if (!checkArity(form, assertType, checker, 2)) return checker.wrong(form.span);
    const value = checker.expression(form.items[1]!);
    const test = checker.condition(form.items[2]!);
    const { span } = form;
    const assert: Draft = { kind: 'apply', form: 'assert', arguments: [test], type: nothing, span };
    return { kind: 'sequence', items: [value, assert], type: nothing, span };
  },
  lower: () => [],
};

export const failureForms: readonly FunctionForm[] = [
  fail,
  anchorError,
  requirement(
    'require',
    unit,
    'Fails unless the condition holds: with the error as `fail` takes it, else with InvalidArgument.',
    '(require (> 1 2) 5) ; => error: custom program error: 0x1775',
  ),
  requirement(
    'assert',
    nothing,
    'Like `require`; gives null.',
    '(assert (> 1 2) "never") ; => error: invalid program argument',
  ),
  assertType,
  {
    ...fixed({
      name: 'exit',
      parameters: [['code', 'integer']],
      result: never,
      doc: 'Ends the program with the code in r0: 0 is success, anything else an error as Solana reads it.',
      example: '(exit 0) ; => null',
      lower(call) {
        call.builder.fail(only(call, 0), 'exit');
        return [];
      },
    }),
  },
];
