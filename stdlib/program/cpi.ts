// cpi: calls of programs whose interface is known, with accounts and arguments by their names.
import { snakeCase } from '../../grammar/discriminator.js';
import type { CalledData, CalledInstruction, CalledProgram } from '../../grammar/called-program.js';
import type { Encoding } from '../../grammar/encoding.js';
import { string, unit } from '../../grammar/signature.js';
import { closest, nearest } from '../../grammar/suggest.js';
import type { KeywordSyntax, ListSyntax, Syntax } from '../../grammar/syntax.js';
import type { Value } from '../../grammar/flow.js';
import { invoke, type Bytes, type CpiAccount, type CpiProgram } from '../cpi.js';
import { encodedBytes } from '../encode.js';
import type { Checker, Draft, FunctionForm, Lowering } from '../form.js';
import { checkSeedList, signerSeeds, signersOf } from '../seeds.js';
import { malformed, malformedDraft } from '../special/shape.js';
import { symbolAt } from '../special/types.js';
import { requireTokenProgram } from '../token.js';
import { apply, keyLiteral, keyOf, number } from './drafts.js';
import { Given } from './given.js';
import { constantOf } from './internal.js';
import { knownPrograms } from './known-programs.js';

/** The program that a name stands for: one whose interface is imported, or one that every cluster has. */
function findProgram(form: Syntax, checker: Checker): CalledProgram | undefined {
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
  program: CalledProgram,
  form: Syntax,
  checker: Checker,
): CalledInstruction | undefined {
  const name = symbolAt(form);
  if (!name) return malformed(cpi, form, 'the name of the instruction is missing', checker);
  const found = program.instructions.find((one) => snakeCase(one.name) === snakeCase(name.name));
  if (found) return found;
  const [refused, why] = [...program.refused].find(([one]) => snakeCase(one) === snakeCase(name.name)) ?? [];
  if (refused !== undefined && why) {
    const blanks = { program: program.name, name: refused, ...why };
    checker.diagnostics.report('calleeInexpressible', name.span, blanks);
    return undefined;
  }
  const names = [...program.instructions.map((one) => one.name), ...program.refused.keys()];
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
        hint: nearest(key.name, names, `its keywords are ${known}`, ':'),
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

const isToken = (program: CalledProgram): boolean =>
  ['token', 'token-2022'].some((name) => knownPrograms.get(name) === program);

function check(form: ListSyntax, checker: Checker): Draft {
  const { span } = form;
  const [, programName, name, ...operands] = form.items;
  if (!programName || !name)
    return malformedDraft(cpi, form, form, 'the program and its instruction are missing', checker);
  const program = findProgram(programName, checker);
  const target = program && findInstruction(program, name, checker);
  if (!target) return checker.wrong(span);
  const what = `${program.name} ${target.name}`;
  const required = [
    ...target.accounts.filter(({ absent, preset }) => !absent && !preset),
    ...target.data.filter((part) => part.kind === 'argument').filter(({ preset }) => !preset),
    ...target.rest.filter(({ optional }) => !optional),
  ].map((one) => one.name);
  const own = namesOf(target);
  // What the instruction itself calls `signers` comes first.
  const signing = own.includes('signers') ? 'signer-seeds' : 'signers';
  const more = [...(isToken(program) ? ['program'] : []), signing].filter((one) => !own.includes(one));
  const operandsGiven = readOperands(operands, [...own, ...more], what, checker);
  if (!operandsGiven) return checker.wrong(span);
  const missing = required.filter((one) => !operandsGiven.has(one));
  if (missing.length > 0) {
    checker.diagnostics.report('missingInCall', span, {
      what,
      missing: missing.map((one) => `:${one}`).join(', '),
    });
    return checker.wrong(span);
  }
  const given = new Given(cpi, what, keyLiteral(program.id, span), target, span, checker);
  let isFine = true;
  for (const [key, { value }] of operandsGiven) if (!given.take(key, value)) isFine = false;
  const signers = checkSigners(operandsGiven.get(signing)?.value, checker);
  if (!signers || !isFine) return checker.wrong(span);
  const called = more.includes('program') ? given.get('program') : undefined;
  const programKey = called ? keyOf(called.read()) : keyLiteral(program.id, span);
  const accounts = given.accounts();
  const { values, encoding } = given.data();
  const items = [programKey, number(accounts.length / 2, span), ...accounts, values, ...signers];
  const call = apply(called ? 'call-token-program' : cpi.name, items, unit, span, { encoding });
  return { kind: 'sequence', items: [...given.define, call], type: unit, span };
}

/** The names of all that an instruction takes. */
function namesOf({ accounts, data, rest }: CalledInstruction): readonly string[] {
  const named = data.filter((part: CalledData) => part.kind === 'argument');
  return [...accounts, ...named, ...rest].map((one) => one.name);
}

function dataOf({ builder: b, operands, encoding }: Lowering, index: number): Bytes {
  const { values } = operands[index]!;
  const items = encoding?.kind === 'product' ? joined(encoding.items) : [];
  const [first, ...others] = items;
  if (!first) return [b.constant(0), b.constant(0)];
  if (others.length === 0 && first.kind === 'constant')
    return [b.address(first.bytes), b.constant(first.bytes.length)];
  // Text that is all of the data stays where it lies.
  if (others.length === 0 && first.kind === 'text' && !first.count) return [values[0]!, values[1]!];
  return encodedBytes(b, { kind: 'product', type: operands[index]!.type, items }, values);
}

/** The parts of the data with neighbours joined that are constant, and without empty ones. */
function joined(items: readonly Encoding[]): readonly Encoding[] {
  const all: Encoding[] = [];
  for (const item of items) {
    const before = all.at(-1);
    if (item.kind !== 'constant') all.push(item);
    else if (before?.kind === 'constant')
      all[all.length - 1] = { kind: 'constant', bytes: Uint8Array.of(...before.bytes, ...item.bytes) };
    else if (item.bytes.length > 0) all.push(item);
  }
  return all;
}

function lower(call: Lowering): readonly Value[] {
  const b = call.builder;
  const count = Number(constantOf(call, 1));
  const accounts = Array.from({ length: count }, (_, index): CpiAccount | CpiProgram => {
    const { type, values } = call.operands[2 + 2 * index]!;
    const rights = Number(constantOf(call, 3 + 2 * index));
    const [writable, signer] = [(rights & 1) !== 0, (rights & 2) !== 0];
    return type.kind === 'pubkey'
      ? { key: values[0]!, writable, signer }
      : { entry: values[0]!, writable, signer };
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
  doc: 'Calls an instruction of a program: `system`, `token`, `token-2022`, `associated-token`, `memo`, or one that `import-idl` names. Accounts and arguments are given by their names in its interface. Program derived addresses sign with their seeds: an account declared with `:seeds`, or `[seed ...]`. Accounts of any number behind the others are given as `[account ...]`. For tokens, `:program` names the account of the token program to call, and `:multi-signers` who signs for a multisig account.',
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
