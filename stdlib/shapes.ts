// Shapes that many rows share: forms with fixed parameter types, arity checks, operands of one integer type.
import { never, pubkey, u64, type Type } from '../grammar/signature.js';
import type { BlockId, Value } from '../grammar/flow.js';
import type { ListSyntax, Syntax } from '../grammar/syntax.js';
import type { Checker, Draft, FunctionForm, Lowering } from './form.js';
import { apply } from './program/drafts.js';
import { mismatchHint } from './special/mismatch.js';
import { isInteger, isWhole, prune, showType, unify, type Inferred } from './inferred.js';

/**
 * What a parameter takes: a type; `integer`, any integer of at most 64 bits; `word`, anything that is one 64-bit value
 * or an address of bytes; or `account`, one of the instruction or the number of one, which gives its entry.
 */
export type Parameter = readonly [name: string, type: Type | 'integer' | 'word' | 'account'];

export function operandsOf(form: ListSyntax): readonly Syntax[] {
  return form.items.slice(1);
}

function countText(minimum: number, maximum: number): string {
  const plural = (n: number) => `${n} operand${n === 1 ? '' : 's'}`;
  if (maximum === Infinity) return `at least ${plural(minimum)}`;
  return minimum === maximum ? plural(minimum) : `${minimum} to ${plural(maximum)}`;
}

/** Reports unless the number of operands is within bounds. */
export function checkArity(
  form: ListSyntax,
  row: { readonly name: string; readonly signature: string },
  checker: Checker,
  minimum: number,
  maximum = minimum,
): boolean {
  const given = form.items.length - 1;
  if (given >= minimum && given <= maximum) return true;
  checker.diagnostics.report('wrongArity', form.span, {
    form: row.name,
    wanted: countText(minimum, maximum),
    given: given === 1 ? '1 is' : `${given} are`,
    signature: row.signature,
  });
  return false;
}

/** Checks an operand that may be any value of one 64-bit component, or a string, which gives its address. */
export function checkWord(checker: Checker, operand: Syntax, purpose: string): Draft {
  const draft = checker.expression(operand);
  const type = prune(draft.type);
  if (type.kind === 'hole') unify(type, u64);
  else if (!isWord(type)) return checker.expect(draft, u64, purpose);
  return draft;
}

/** Whether the first value of a type is a number of 64 bits or an address. */
function isWord(type: Inferred): boolean {
  if (type.kind === 'integer') return type.bits <= 64;
  return ['bool', 'string', 'pubkey', 'array', 'decimal', 'never'].includes(type.kind);
}

/** Checks an operand that may be any integer of at most 64 bits: an index, a length, an exit code. */
export function checkInteger(checker: Checker, operand: Syntax, purpose: string): Draft {
  return expectInteger(checker, checker.expression(operand), purpose);
}

function expectInteger(checker: Checker, draft: Draft, purpose: string): Draft {
  const type = prune(draft.type);
  if (type.kind === 'hole') unify(type, u64);
  else if (type.kind !== 'integer' || type.bits > 64) return checker.expect(draft, u64, purpose);
  return draft;
}

/** Checks an operand that names a program: the index of its account, or its key. */
export function checkProgram(checker: Checker, operand: Syntax, purpose: string): Draft {
  const draft = checker.expression(operand);
  const { kind } = prune(draft.type);
  if (kind === 'integer' || kind === 'hole') return expectInteger(checker, draft, purpose);
  return checker.expect(draft, pubkey, purpose);
}

/** Checks an operand that names a key: a pubkey, or the address of its 32 bytes. */
export function checkKey(checker: Checker, operand: Syntax, purpose: string): Draft {
  const draft = checkProgram(checker, operand, purpose);
  if (prune(draft.type).kind === 'pubkey') return draft;
  return { kind: 'apply', form: 'pubkey-at', arguments: [draft], type: pubkey, span: draft.span };
}

/** An account that an operand names: an account, or the number of one. */
export function checkAccount(operand: Syntax, purpose: string, checker: Checker): Draft {
  const draft = checker.expression(operand);
  const type = prune(draft.type);
  if (type.kind === 'account' || type.kind === 'never') return draft;
  if (type.kind !== 'hole' && type.kind !== 'integer') {
    checker.diagnostics.report('typeMismatch', operand.span, {
      purpose,
      wanted: 'an account',
      found: showType(type),
      hint: 'name an account of the instruction, or give its number',
    });
    return checker.wrong(operand.span);
  }
  const index = checkInteger(checker, operand, purpose);
  return apply('account-at', [index], { kind: 'account', layout: undefined, writable: true }, operand.span);
}

export interface FixedRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly parameters: readonly Parameter[];
  /** How many of the parameters may be left out, from the end. */
  readonly optional?: number;
  readonly result: Type;
  readonly doc: string;
  readonly example?: string;
  readonly fixture?: string;
  readonly named?: true;
  lower(call: Lowering): readonly Value[];
  branch?(call: Lowering, then: BlockId, otherwise: BlockId): void;
}

/** A form whose parameters have fixed types. */
export function fixed(row: FixedRow): FunctionForm {
  const optional = row.optional ?? 0;
  const required = row.parameters.length - optional;
  const names = row.parameters.map(([name], index) => (index >= required ? ` [${name}]` : ` ${name}`));
  const { parameters, result, optional: _, ...rest } = row;
  return {
    kind: 'function',
    ...rest,
    signature: `(${row.name}${names.join('')})`,
    check(form, checker) {
      const operands = operandsOf(form);
      if (!checkArity(form, this, checker, required, parameters.length)) return checker.wrong(form.span);
      const drafts = operands.map((operand, index) => {
        const [name, type] = parameters[index]!;
        const purpose = `the ${name} of \`${row.name}\``;
        if (type === 'word') return checkWord(checker, operand, purpose);
        if (type === 'account') return checkAccount(operand, purpose, checker);
        if (type === 'integer') return checkInteger(checker, operand, purpose);
        return checker.expect(checker.expression(operand), type, purpose);
      });
      return { kind: 'apply', form: row.name, arguments: drafts, type: result, span: form.span };
    },
  };
}

/** Checks operands that must all be integers of one type; undefined after reporting that they are not. */
export function checkIntegers(
  form: ListSyntax,
  checker: Checker,
  name: string,
): { readonly drafts: readonly Draft[]; readonly type: Inferred } | undefined {
  const drafts = operandsOf(form).map((operand) => checker.expression(operand));
  const operands = agreeOnIntegers(drafts, checker, name);
  if (operands) isWhole(operands.type);
  return operands;
}

/** The same for operands that are checked already. */
export function agreeOnIntegers(
  drafts: readonly Draft[],
  checker: Checker,
  name: string,
): { readonly drafts: readonly Draft[]; readonly type: Inferred } | undefined {
  let type: Inferred = never;
  let fine = true;
  for (const draft of drafts) {
    if (prune(draft.type).kind === 'unit') {
      checker.diagnostics.report('noValue', draft.span, { purpose: `an operand of \`${name}\`` });
      fine = false;
      continue;
    }
    if (!isInteger(draft.type)) {
      checker.diagnostics.report('typeMismatch', draft.span, {
        purpose: `an operand of \`${name}\``,
        wanted: 'an integer',
        found: showType(draft.type),
        hint: mismatchHint(draft, 'integer') ?? `\`${name}\` works on integers of one type`,
      });
      fine = false;
      continue;
    }
    const joined = unify(type, draft.type);
    if (!joined) {
      const earlier = drafts.find((other) => other !== draft && prune(other.type) === prune(type));
      checker.diagnostics.report(
        'typesDiffer',
        draft.span,
        { form: name, found: showType(draft.type), earlier: showType(type) },
        earlier ? [{ message: `this is ${showType(type)}`, span: earlier.span }] : [],
      );
      fine = false;
      continue;
    }
    type = joined;
  }
  return fine ? { drafts, type } : undefined;
}
