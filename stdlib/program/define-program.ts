// define-program and entrypoint: a program of several instructions, told apart by the first bytes of their data.
import { decodeAddress } from '../../grammar/base58.js';
import { discriminatorOf, snakeCase } from '../../grammar/discriminator.js';
import { frameworkErrorCode } from '../../grammar/framework-errors.js';
import { bool, bytes, never, pubkey, unit, type Type } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import { headOf, symbol } from '../../grammar/syntax.js';
import type { Checker, Draft, SpecialForm } from '../form.js';
import type { Inferred } from '../inferred.js';
import { expandBody, malformed, malformedDraft } from '../special/shape.js';
import { symbolAt } from '../special/types.js';
import { ProgramDeclarations } from './declarations.js';
import { programAround } from './definitions.js';
import { apply, keyLiteral, number } from './drafts.js';

/** A name that programs find defined. */
function predefine(name: string, value: Draft, type: Inferred, span: Span, checker: Checker): Draft {
  const variable = checker.define(symbol(name, span), type);
  return { kind: 'define', variable, value, type: unit, span };
}

/** The address that `(declare (id "..."))` says. */
function readId(forms: readonly Syntax[], checker: Checker): Uint8Array | undefined {
  for (const form of forms) {
    if (form.kind !== 'list' || headOf(form) !== 'declare') continue;
    const declaration = form.items.slice(1).find((item) => headOf(item) === 'id');
    if (declaration?.kind !== 'list') continue;
    const text = declaration.items[1];
    const id = text?.kind === 'string' ? decodeAddress(text.value) : undefined;
    if (id && declaration.items.length === 2) return id;
    malformed(defineProgram, declaration, 'the id is a string: the base58 of 32 bytes', checker);
  }
  return undefined;
}

/** What comes to be run: the first instruction that the data begins with, else the entrypoint, else an error. */
function dispatch(program: ProgramDeclarations, span: Span): Draft {
  const code = number(frameworkErrorCode('InstructionFallbackNotFound'), span);
  const text = 'the program has no such instruction';
  const otherwise = program.fallback ?? apply('fail-check', [code], never, span, { text });
  if (program.clauses.length === 0) return otherwise;
  return { kind: 'cond', clauses: program.clauses, otherwise, exclusive: true, type: unit, span };
}

export const defineProgram: SpecialForm = {
  kind: 'special',
  name: 'define-program',
  signature: '(define-program name body ...)',
  doc: 'Defines an on-chain program: its accounts, errors, events and instructions, with functions and variables between them. `(declare (id "..."))` says its address. `program-id` is the address of the program that runs, `accounts` are all accounts of the instruction.',
  example:
    '(define-program p (define greeting "hello") (instruction greet () (discriminator none) (log greeting))) ; => null',
  check(form, checker) {
    const { span } = form;
    const name = symbolAt(form.items[1]);
    if (!name) return malformedDraft(this, form, form.items[1] ?? form, 'the name is missing', checker);
    const program = new ProgramDeclarations(name.name);
    if (!checker.beginProgram(program)) {
      checker.diagnostics.report('secondProgram', name.span, {});
      return checker.wrong(span);
    }
    const items = form.items.slice(2);
    program.id = readId(items, checker);
    return checker.scoped(() => {
      const id = program.id ? keyLiteral(program.id, span) : apply('program-id', [], pubkey, span);
      const all: Type = { kind: 'accounts', first: 0 };
      const names = [
        predefine('program-id', id, pubkey, name.span, checker),
        predefine('accounts', apply('accounts-from', [], all, span), all, name.span, checker),
      ];
      const body = checker.sequence(items, span, 'effect');
      return { kind: 'sequence', items: [...names, body, dispatch(program, span)], type: unit, span };
    });
  },
  expandInside: expandBody(2),
};

/** `(match (get data "action") ("name" body ...) ...)` as conditions on the discriminators of the names. */
function readActions(form: Syntax, data: string): ListSyntax | undefined {
  if (form.kind !== 'list' || headOf(form) !== 'match') return undefined;
  const [, subject] = form.items;
  if (subject?.kind !== 'list' || headOf(subject) !== 'get') return undefined;
  const [, value, key] = subject.items;
  const isAction =
    (key?.kind === 'string' && key.value === 'action') || (key?.kind === 'keyword' && key.name === 'action');
  return symbolAt(value)?.name === data && isAction ? form : undefined;
}

function checkActions(form: ListSyntax, program: ProgramDeclarations, checker: Checker): Draft {
  const { span } = form;
  const clauses = [];
  let otherwise: Draft | undefined;
  for (const clause of form.items.slice(2)) {
    const [pattern, ...body] = clause.kind === 'list' ? clause.items : [];
    const work = (): Draft => checker.scoped(() => checker.sequence(body, clause.span, 'effect'));
    if (symbolAt(pattern)?.name === '_' || symbolAt(pattern)?.name === 'else') {
      otherwise = work();
      continue;
    }
    if (pattern?.kind !== 'string')
      return malformedDraft(entrypoint, form, clause, 'an action is a string, its body behind it', checker);
    const discriminator = discriminatorOf('global', snakeCase(pattern.value));
    const value = discriminator.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
    const test = apply(
      'instruction-is',
      [number(value, pattern.span), number(8, pattern.span)],
      bool,
      pattern.span,
    );
    clauses.push({ test, body: work() });
    const name = pattern.value;
    program.instructions.push({
      name,
      doc: undefined,
      discriminator,
      arguments: [],
      accounts: [],
      rest: 'accounts',
      result: undefined,
    });
  }
  const code = number(frameworkErrorCode('InstructionFallbackNotFound'), span);
  const text = 'the program has no such action';
  const missing = apply('fail-check', [code], never, span, { text });
  return { kind: 'cond', clauses, otherwise: otherwise ?? missing, type: unit, span };
}

export const entrypoint: SpecialForm = {
  kind: 'special',
  contextual: true,
  name: 'entrypoint',
  signature: '(entrypoint (accounts instruction-data) body ...)',
  doc: 'What the program does for instruction data that no `instruction` takes. `accounts` are those of the instruction: `(get accounts 0)`. `instruction-data` are its bytes; `(match (get instruction-data "action") ("name" body ...) ...)` tells by the hash of `global:name`, as clients of Anchor write it, what to do.',
  check(form, checker) {
    const { span } = form;
    const program = programAround(this.name, form, checker);
    const nothing: Draft = { kind: 'nothing', type: unit, span };
    if (!program) return checker.wrong(span);
    const names = form.items[1]?.kind === 'list' ? form.items[1].items.map(symbolAt) : [];
    const [accounts, data] = names;
    if (names.length !== 2 || !accounts || !data)
      return malformedDraft(
        this,
        form,
        form.items[1] ?? form,
        'it names the accounts and the instruction data',
        checker,
      );
    if (program.fallback) return malformedDraft(this, form, form, 'there is one entrypoint already', checker);
    program.fallback = checker.body(this.name, undefined, span, () =>
      checkBody(form, accounts, data, program, checker),
    );
    return nothing;
  },
  expandInside: expandBody(2),
};

function checkBody(
  form: ListSyntax,
  accounts: SymbolSyntax,
  data: SymbolSyntax,
  program: ProgramDeclarations,
  checker: Checker,
): Draft {
  const { span } = form;
  const all: Type = { kind: 'accounts', first: 0 };
  const names = [
    predefine(accounts.name, apply('accounts-from', [], all, span), all, accounts.span, checker),
    predefine(data.name, apply('instruction-bytes', [], bytes, span), bytes, data.span, checker),
  ];
  const items = form.items.slice(2);
  const drafts = items.map((item) => {
    const actions = readActions(item, data.name);
    return actions ? checkActions(actions, program, checker) : checker.expression(item, 'effect');
  });
  return { kind: 'sequence', items: [...names, ...drafts], type: unit, span };
}
