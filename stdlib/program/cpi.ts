// cpi: calls of programs whose interface is known, with accounts and arguments by their names.
import { bytesHex, hexBytes, snakeCase } from '../../grammar/discriminator.js';
import type { InterfaceInstruction, ProgramInterface } from '../../grammar/program-interface.js';
import { string, unit, type Type } from '../../grammar/signature.js';
import { closest } from '../../grammar/suggest.js';
import type { KeywordSyntax, ListSyntax, Syntax } from '../../grammar/syntax.js';
import type { Value } from '../../grammar/flow.js';
import { borshBytes } from '../borsh.js';
import { invoke, type Bytes, type CpiAccount } from '../cpi.js';
import type { Checker, Draft, FunctionForm, Held, Lowering } from '../form.js';
import { checkSeedList, signerSeeds, signersOf } from '../seeds.js';
import { malformed, malformedDraft } from '../special/shape.js';
import { symbolAt } from '../special/types.js';
import { requireTokenProgram } from '../token.js';
import { checkAccount } from './account-forms.js';
import { apply, keyLiteral, keyOf, number } from './drafts.js';
import { demandWritable } from './fields.js';
import { constantOf } from './internal.js';
import { knownPrograms } from './known-programs.js';

/** The program that a name stands for: one whose interface is imported, or one that every cluster has. */
function findProgram(form: Syntax, checker: Checker): ProgramInterface | undefined {
  const name = symbolAt(form);
  if (!name) return malformed(cpi, form, 'the name of the program is missing', checker);
  const found = checker.programNamed(name) ?? knownPrograms.get(name.name);
  if (found) return found;
  const near = closest(name.name, [...checker.programNames(), ...knownPrograms.keys()]);
  const known = [...knownPrograms.keys()].join(', ');
  const hint = near ? `did you mean \`${near}\`?` : `known are ${known}, and those of \`import-idl\``;
  checker.diagnostics.report('unknownProgram', name.span, { name: name.name, hint });
  return undefined;
}

function findInstruction(
  program: ProgramInterface,
  form: Syntax,
  checker: Checker,
): InterfaceInstruction | undefined {
  const name = symbolAt(form);
  if (!name) return malformed(cpi, form, 'the name of the instruction is missing', checker);
  const found = program.instructions.find((one) => snakeCase(one.name) === snakeCase(name.name));
  if (found) return found;
  const names = program.instructions.map((one) => one.name);
  const near = closest(name.name, names);
  const hint = near ? `did you mean \`${near}\`?` : `it has ${names.join(', ')}`;
  checker.diagnostics.report('unknownCallee', name.span, {
    program: program.name,
    name: name.name,
    hint,
  });
  return undefined;
}

/** What is given by keyword; undefined after reporting. */
function readOperands(
  operands: readonly Syntax[],
  names: readonly string[],
  what: string,
  checker: Checker,
): ReadonlyMap<string, { readonly key: KeywordSyntax; readonly value: Syntax }> | undefined {
  const found = new Map<string, { readonly key: KeywordSyntax; readonly value: Syntax }>();
  for (let i = 0; i < operands.length; i += 2) {
    const [key, value] = [operands[i]!, operands[i + 1]];
    if (key.kind !== 'keyword')
      return malformed(cpi, key, 'accounts and arguments are given as `:name value`', checker);
    const name = names.find((one) => snakeCase(one) === snakeCase(key.name));
    const problem = !name
      ? 'unknown'
      : !value
        ? 'given without a value'
        : found.has(name)
          ? 'given twice'
          : undefined;
    if (problem || !name || !value) {
      const known = names.map((one) => `:${one}`).join(', ');
      checker.diagnostics.report('wrongKeyword', key.span, {
        function: what,
        name: key.name,
        problem: problem!,
        known,
      });
      return undefined;
    }
    found.set(name, { key, value });
  }
  return found;
}

/** The seeds of those who sign: an account that is declared with seeds, or `[seed ...]`. */
function checkSigner(operand: Syntax, checker: Checker): Draft | undefined {
  const { span } = operand;
  if (operand.kind !== 'symbol') {
    const seeds = checkSeedList(checker, operand, cpi);
    return seeds && apply(signerSeeds.name, seeds, string, span);
  }
  const draft = checker.expression(operand);
  const declared = draft.kind === 'variable' ? checker.program?.seeds.get(draft.variable) : undefined;
  if (!declared) {
    if (draft.kind === 'variable') checker.diagnostics.report('noSeeds', span, {});
    return undefined;
  }
  const seeds = [...declared.seeds, declared.bump].map((held) => held.read());
  return apply(signerSeeds.name, seeds, string, span);
}

function checkSigners(form: Syntax | undefined, checker: Checker): readonly Draft[] | undefined {
  if (!form) return [];
  if (form.kind !== 'array')
    return malformed(cpi, form, 'the signers are written `[account-or-seeds ...]`', checker);
  const signers = form.items.map((item) => checkSigner(item, checker));
  return signers.every((signer) => signer !== undefined) ? signers : undefined;
}

const isToken = (program: ProgramInterface): boolean =>
  program.name === 'token' || program.name === 'token-2022';

function check(form: ListSyntax, checker: Checker): Draft {
  const { span } = form;
  const [, programName, name, ...operands] = form.items;
  if (!programName || !name)
    return malformedDraft(cpi, form, form, 'the program and its instruction are missing', checker);
  const program = findProgram(programName, checker);
  const target = program && findInstruction(program, name, checker);
  if (!target) return checker.wrong(span);
  const what = `${program.name} ${target.name}`;
  const own = [...target.accounts, ...target.arguments].map((one) => one.name);
  const more = [...(isToken(program) ? ['program'] : []), 'signers'].filter((one) => !own.includes(one));
  const given = readOperands(operands, [...own, ...more], what, checker);
  if (!given) return checker.wrong(span);
  const missing = own.filter((one) => !given.has(one));
  if (missing.length > 0) {
    checker.diagnostics.report('missingInCall', span, {
      what,
      missing: missing.map((one) => `:${one}`).join(', '),
    });
    return checker.wrong(span);
  }
  // Evaluated in the order in which they are written.
  const held = new Map<string, Held>();
  let isFine = true;
  for (const [key, { value }] of given) {
    const account = target.accounts.find((one) => one.name === key);
    const argument = target.arguments.find((one) => one.name === key);
    if (account) {
      const draft = checkAccount(value, `account \`${key}\` of \`${what}\``, checker);
      if (account.writable && !demandWritable(draft, checker)) isFine = false;
      held.set(key, once(draft, key, checker));
    } else if (argument)
      held.set(
        key,
        once(checkArgument(value, argument.type, `\`${key}\` of \`${what}\``, checker), key, checker),
      );
    else if (key === 'program')
      held.set(key, once(checkAccount(value, 'the token program', checker), key, checker));
  }
  const signers = checkSigners(given.get('signers')?.value, checker);
  if (!signers || !isFine) return checker.wrong(span);
  const called = held.get('program');
  const programKey = called ? keyOf(called.read()) : keyLiteral(program.id!, span);
  const accounts = target.accounts.flatMap((one) => [
    held.get(one.name)!.read(),
    number((one.writable ? 1 : 0) + (one.signer ? 2 : 0), span),
  ]);
  const type: Type = { kind: 'tuple', items: target.arguments.map((one) => one.type) };
  const values = target.arguments.map((one) => held.get(one.name)!.read());
  const data: Draft = { kind: 'product', items: values, type, span };
  const text = bytesHex(target.discriminator);
  const items = [programKey, number(target.accounts.length, span), ...accounts, data, ...signers];
  const call = apply(called ? 'call-token-program' : cpi.name, items, unit, span, { text });
  return {
    kind: 'sequence',
    items: [...[...held.values()].flatMap(({ define }) => define), call],
    type: unit,
    span,
  };
}

/** An argument; an account stands for its address. */
function checkArgument(value: Syntax, type: Type, purpose: string, checker: Checker): Draft {
  const draft = checker.expression(value);
  const isAccount = draft.kind !== 'nothing' && draft.type.kind === 'account';
  return checker.expect(isAccount ? keyOf(draft) : draft, type, purpose);
}

/** A value that is computed once; what is known or has a name already is taken as it is. */
function once(draft: Draft, name: string, checker: Checker): Held {
  const isKnown = ['integer', 'string', 'pubkey', 'boolean', 'variable'].includes(draft.kind);
  return isKnown ? { define: [], read: () => draft } : checker.hold(name, draft);
}

function dataOf(call: Lowering, index: number): Bytes {
  const b = call.builder;
  const { type, values } = call.operands[index]!;
  const before = hexBytes(call.text!);
  const items = type.kind === 'tuple' ? type.items : [];
  if (items.length === 0) return [b.address(before), b.constant(before.length)];
  // Without a discriminator, text is all of the data.
  if (before.length === 0 && items.length === 1 && items[0]!.kind === 'string')
    return [values[0]!, values[1]!];
  return borshBytes(b, type, values, before);
}

function lower(call: Lowering): readonly Value[] {
  const b = call.builder;
  const count = Number(constantOf(call, 1));
  const accounts = Array.from({ length: count }, (_, index): CpiAccount => {
    const rights = Number(constantOf(call, 3 + 2 * index));
    const entry = call.operands[2 + 2 * index]!.values[0]!;
    return { entry, writable: (rights & 1) !== 0, signer: (rights & 2) !== 0 };
  });
  const program = call.operands[0]!.values[0]!;
  const data = dataOf(call, 2 + 2 * count);
  invoke(b, { program, accounts, data, signers: signersOf(call.operands) });
  return [];
}

export const cpi: FunctionForm = {
  kind: 'function',
  name: 'cpi',
  signature: '(cpi program instruction :name value ... [:signers [account-or-seeds ...]])',
  doc: 'Calls an instruction of a program: `system`, `token`, `token-2022`, `associated-token`, `memo`, or one that `import-idl` names. Accounts and arguments are given by their names in its interface. Program derived addresses sign with their seeds: an account declared with `:seeds`, or `[seed ...]`. For tokens, `:program` names the account of the token program to call.',
  example: '(cpi system transfer :from 0 :to 1 :lamports 5000000) (lamports 1) ; => 6000000',
  fixture: 'system.json',
  check,
  lower,
};

export const callTokenProgram: FunctionForm = {
  ...cpi,
  name: 'call-token-program',
  check: (form, checker) => checker.wrong(form.span),
  lower(call) {
    requireTokenProgram(call.builder, call.operands[0]!.values[0]!);
    return lower(call);
  },
};
