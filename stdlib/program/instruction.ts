// instruction: what the program does for one kind of instruction, with its arguments and accounts.
import { childrenOf } from '../../grammar/core.js';
import { discriminatorOf, snakeCase } from '../../grammar/discriminator.js';
import { frameworkErrorCode } from '../../grammar/framework-errors.js';
import { bytesOf } from '../../grammar/layout.js';
import type { InterfaceAccount, InterfaceSeed } from '../../grammar/program-interface.js';
import { bool, bytes, typeName, u64, unit, type Field, type Type } from '../../grammar/signature.js';
import type { ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import type { UnitsLimit } from '../../grammar/units-limit.js';
import { headOf } from '../../grammar/syntax.js';
import { isBorsh } from '../borsh.js';
import type { Checker, Draft, DraftVariable, SpecialForm } from '../form.js';
import { malformed } from '../special/shape.js';
import { symbolAt } from '../special/types.js';
import { associatedTokenProgram } from '../pda.js';
import { tokenPrograms } from '../token.js';
import { AccountChecks, knownAddressOf } from './account-checks.js';
import { hasText, isReadable } from './arguments.js';
import { flagOf, has, isDerived } from './bound-account.js';
import type { ProgramDeclarations } from './declarations.js';
import { programAround, readDiscriminator } from './definitions.js';
import { apply, isTrue, number, sequence } from './drafts.js';
import { expandAccounts, readAccounts, type DeclaredAccount, type DeclaredAccounts } from './flags.js';
import { isFixed } from './read-borsh.js';

/** An instruction as it is written. */
interface Parts {
  readonly name: SymbolSyntax;
  readonly doc: string | undefined;
  readonly parameters: readonly Syntax[];
  readonly result: Syntax | undefined;
  readonly discriminator: ListSyntax | undefined;
  readonly accounts: ListSyntax | undefined;
  readonly body: readonly Syntax[];
  /** How many items stand before the body. */
  readonly bodyStart: number;
}

function partsOf(form: ListSyntax): Parts | undefined {
  const { items } = form;
  const name = symbolAt(items[1]);
  const list = items[2];
  const isEmpty = list?.kind === 'literal' && list.value === null;
  if (!name || !list || (list.kind !== 'list' && list.kind !== 'array' && !isEmpty)) return undefined;
  let next = 3;
  const take = (found: boolean): Syntax | undefined => (found ? items[next++] : undefined);
  const arrow = take(symbolAt(items[next])?.name === '->');
  const result = take(arrow !== undefined && items[next] !== undefined);
  const doc = take(items[next]?.kind === 'string' && items.length > next + 1);
  const clauses = new Map<string, ListSyntax>();
  for (let form = items[next]; form?.kind === 'list'; form = items[++next]) {
    const head = headOf(form);
    if ((head !== 'accounts' && head !== 'discriminator') || clauses.has(head)) break;
    clauses.set(head, form);
  }
  return {
    name,
    doc: doc?.kind === 'string' ? doc.value : undefined,
    parameters: 'items' in list ? list.items : [],
    result,
    discriminator: clauses.get('discriminator'),
    accounts: clauses.get('accounts'),
    body: items.slice(next),
    bodyStart: next,
  };
}

interface Argument extends Field<Type> {
  readonly symbol: SymbolSyntax;
}

function readArguments(parts: Parts, checker: Checker): readonly Argument[] | undefined {
  const found: Argument[] = [];
  for (const form of parts.parameters) {
    const all = form.kind === 'list' || form.kind === 'array' ? form.items : [];
    const [name, type] = all.filter((part) => symbolAt(part)?.name !== ':');
    if (name?.kind !== 'symbol' || !type)
      return malformed(instruction, form, 'an argument is a name and a type in parentheses', checker);
    if (found.some((other) => other.name === name.name))
      return malformed(instruction, name, `argument \`${name.name}\` occurs twice`, checker);
    const read = checker.typeOf(type);
    if (!read) return undefined;
    if (!isReadable(read)) {
      const hint =
        'integers, bools, decimals, pubkeys, strings, options, enums, arrays and what is made of them can be';
      checker.diagnostics.report('fieldType', type.span, {
        name: name.name,
        type: typeName(read),
        where: instruction.name,
        hint,
      });
      return undefined;
    }
    found.push({ name: name.name, type: read, symbol: name });
  }
  return found;
}

/** The function of the library that tells whether bytes are UTF-8. */
function textCheck({ span }: SymbolSyntax, checker: Checker): number | undefined {
  const none: Draft = { kind: 'nothing', type: bytes, span };
  const call = checker.callLibrary('utf8?', [none], { kind: 'list', items: [], span });
  return call.kind === 'call' ? call.callee : undefined;
}

/** Makes the arguments variables: those of fixed sizes where they lie, others one behind the other. */
function bindArguments(
  found: readonly Argument[],
  start: number,
  parts: Parts,
  checker: Checker,
): readonly Draft[] {
  const { span } = parts.name;
  const firstVarying = found.findIndex(({ type }) => !isFixed(type));
  const fixed = firstVarying < 0 ? found : found.slice(0, firstVarying);
  const size = fixed.reduce((sum, { type }) => sum + bytesOf(type), start);
  const code = number(frameworkErrorCode('InstructionDidNotDeserialize'), span);
  const drafts: Draft[] = [];
  if (size > 0) {
    const text = 'the instruction data is too short';
    drafts.push(apply('demand-instruction-length', [number(size, span), code], unit, span, { text }));
  }
  let offset = start;
  for (const { symbol: name, type } of fixed) {
    const value = apply('argument', [number(offset, name.span)], type, name.span);
    const variable = checker.define(name, type);
    drafts.push({ kind: 'define', variable, value, type: unit, span: name.span });
    offset += bytesOf(type);
  }
  const text = found.some(({ type }) => hasText(type)) ? textCheck(parts.name, checker) : undefined;
  let cursor = apply('instruction-address', [number(offset, span)], u64, span) as Draft;
  for (const { symbol: name, type } of found.slice(fixed.length)) {
    const both = checker.hold(
      name.name,
      apply('read-argument', [cursor], { kind: 'tuple', items: [type, u64] }, name.span, {
        ...(text !== undefined && { callee: text }),
      }),
    );
    const variable = checker.define(name, type);
    const value: Draft = { kind: 'part', operand: both.read(), index: 0, type, span: name.span };
    drafts.push(...both.define, { kind: 'define', variable, value, type: unit, span: name.span });
    cursor = { kind: 'part', operand: both.read(), index: 1, type: u64, span };
  }
  return drafts;
}

/** The value of the body, which is set as return data behind what is done at the end. */
function bodyOf(
  parts: Parts,
  after: readonly Draft[],
  form: ListSyntax,
  checker: Checker,
): { readonly items: readonly Draft[]; readonly limit: UnitsLimit | undefined } {
  const { span } = form;
  const { name } = parts.name;
  let limit: UnitsLimit | undefined;
  const bodyAs = (type: Type | undefined): Draft =>
    checker.body(name, type, span, () => {
      const body = checker.sequence(parts.body, span, type ? 'value' : 'effect');
      ({ limit } = checker);
      return body;
    });
  if (!parts.result) return { items: [bodyAs(undefined), ...after], limit };
  const type = checker.typeOf(parts.result);
  const body = bodyAs(type);
  if (!type) return { items: [body], limit };
  if (!isBorsh(type)) {
    const hint = 'values with a form in Borsh can be: no functions, no accounts';
    const blanks = { name, type: typeName(type), where: instruction.name, hint };
    checker.diagnostics.report('fieldType', parts.result.span, blanks);
    return { items: [body], limit };
  }
  const held = checker.hold('result', body);
  const items = [...held.define, ...after, apply('return-borsh', [held.read()], unit, span)];
  return { items, limit };
}

function interfaceOf(checks: AccountChecks, found: readonly Argument[]): readonly InterfaceAccount[] {
  return checks.bound.map(({ declared, type, isMade }) => ({
    name: declared.name.name,
    signer: has(declared, 'signer') || (isMade && !isDerived(declared)),
    writable: type.writable,
    layout: type.layout,
    address: knownAddressOf(declared) ?? checks.addresses.get(declared),
    ...interfaceSeeds(declared, checks.bound, found),
    optional: has(declared, 'optional'),
    relations: checks.relationsOf(declared),
  }));
}

/** The seeds of an account as a client can build them; none if there are none, or one it cannot build. */
function interfaceSeeds(
  declared: DeclaredAccount,
  bound: AccountChecks['bound'],
  found: readonly Argument[],
): Pick<InterfaceAccount, 'seeds' | 'seedProgram'> {
  const [wallet, mint] = [flagOf(declared, 'associated'), flagOf(declared, 'token-mint')];
  const written = flagOf(declared, 'seeds')?.operand;
  const isAccount = (name: string) => bound.some((other) => other.declared.name.name === name);
  const seedOf = (form: Syntax): InterfaceSeed | undefined => {
    if (form.kind === 'string') return { kind: 'constant', bytes: new TextEncoder().encode(form.value) };
    if (form.kind === 'integer') {
      const bytes = Uint8Array.from({ length: 8 }, (_, at) => Number((form.value >> BigInt(8 * at)) & 0xffn));
      return { kind: 'constant', bytes };
    }
    if (form.kind === 'symbol' && isAccount(form.name))
      return { kind: 'account', account: form.name, field: undefined };
    if (form.kind === 'symbol' && found.some(({ name }) => name === form.name))
      return { kind: 'argument', path: form.name };
    if (form.kind !== 'list') return undefined;
    const [, first, second] = form.items.map(symbolAt);
    if (headOf(form) === 'key' && first && isAccount(first.name))
      return { kind: 'account', account: first.name, field: undefined };
    if (headOf(form) === '.' && first && second && isAccount(first.name))
      return { kind: 'account', account: first.name, field: second.name };
    return undefined;
  };
  const known = (seeds: readonly (InterfaceSeed | undefined)[] | undefined) =>
    seeds?.every((seed) => seed !== undefined) ? seeds : undefined;
  if (wallet && mint) {
    const token: InterfaceSeed = { kind: 'constant', bytes: tokenPrograms[0]! };
    const seeds = known([seedOf(wallet.operand!), token, seedOf(mint.operand!)]);
    return { seeds, seedProgram: seeds && associatedTokenProgram };
  }
  const seeds = written?.kind === 'array' ? known(written.items.map(seedOf)) : undefined;
  return { seeds, seedProgram: undefined };
}

export const instruction: SpecialForm = {
  kind: 'special',
  contextual: true,
  name: 'instruction',
  signature:
    '(instruction name ((argument type) ...) [-> type] ["doc"] [(discriminator n)] [(accounts ...)] body ...)',
  doc: 'What the program does for instruction data that begins with the discriminator of the name: the hash of `global:name`, or the number given. Behind it lie the arguments in Borsh. The accounts are checked as they are declared before the body runs. With `->` the value of the body is set as return data.',
  example:
    '(define-program p (instruction greet ((times u8)) (log "hello"))) ; => error: custom program error: 0x65',
  check(form, checker) {
    const { span } = form;
    const program = programAround(this.name, form, checker);
    if (!program) return checker.wrong(span);
    const parts = partsOf(form);
    const nothing: Draft = { kind: 'nothing', type: unit, span };
    if (!parts) {
      malformed(this, form, 'a name and a list of arguments are wanted', checker);
      return nothing;
    }
    const discriminator = parts.discriminator
      ? readDiscriminator(parts.discriminator, this, checker)
      : discriminatorOf('global', snakeCase(parts.name.name));
    const rival = program.instructions.find((other) => other.name === parts.name.name);
    if (rival) {
      malformed(this, parts.name, `instruction \`${parts.name.name}\` is defined twice`, checker);
      return nothing;
    }
    const found = readArguments(parts, checker);
    const accounts = readAccounts(parts.accounts, checker);
    if (!discriminator || !found || !accounts) return nothing;
    checker.scoped(() => addInstruction(program, parts, discriminator, found, accounts, form, checker));
    return nothing;
  },
  expandInside(form, expand, body) {
    const start = partsOf(form)?.bodyStart ?? 3;
    const head = form.items
      .slice(0, start)
      .map((item) => (headOf(item) === 'accounts' ? expandAccounts(item, expand) : item));
    return { ...form, items: [...head, ...body(form.items.slice(start))] };
  },
};

/** The drafts without the accounts that nothing reads: to find them would cost. */
function withoutUnused(items: readonly Draft[], ifRead: AccountChecks['ifRead']): readonly Draft[] {
  const used = new Set<DraftVariable>();
  const open = items.filter((item) => !ifRead.has(item));
  for (let draft = open.pop(); draft; draft = open.pop()) {
    if (draft.kind === 'variable') used.add(draft.variable);
    if (draft.kind === 'closure') for (const capture of draft.captures) used.add(capture);
    open.push(...childrenOf(draft));
  }
  // What functions read does not stand in the body.
  const isRead = (variable: DraftVariable): boolean =>
    used.has(variable) || variable.captured || variable.shared;
  return items.filter((item) => {
    const read = ifRead.get(item);
    if (read) return isRead(read);
    if (item.kind !== 'define' || isRead(item.variable)) return true;
    return item.value.kind !== 'apply' || item.value.form !== 'account-at';
  });
}

/** Checks an instruction in a scope of its own and adds it to the program. */
function addInstruction(
  program: ProgramDeclarations,
  parts: Parts,
  discriminator: Uint8Array,
  found: readonly Argument[],
  accounts: DeclaredAccounts,
  form: ListSyntax,
  checker: Checker,
): void {
  const { span } = parts.name;
  const drafts = bindArguments(found, discriminator.length, parts, checker);
  const checks = new AccountChecks(checker, program, accounts);
  if (!checks.run(parts.accounts ?? parts.name)) return;
  const { rest } = accounts;
  const define: Draft[] = [];
  if (rest) {
    const type: Type = { kind: 'accounts', first: accounts.accounts.length };
    const variable = checker.define(rest, type);
    define.push({
      kind: 'define',
      variable,
      value: apply('accounts-from', [], type, span),
      type: unit,
      span,
    });
  }
  const body = bodyOf(parts, checks.after, form, checker);
  if (body.limit) {
    const { name } = parts.name;
    program.limits.push({ ...body.limit, name, data: discriminator });
  }
  const items = withoutUnused([...drafts, ...checks.before, ...define, ...body.items], checks.ifRead);
  const value = discriminator.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
  const test =
    discriminator.length === 0
      ? isTrue(span)
      : apply('instruction-is', [number(value, span), number(discriminator.length, span)], bool, span);
  program.clauses.push({ test, body: sequence(items, form.span) });
  program.instructions.push({
    name: parts.name.name,
    doc: parts.doc,
    discriminator,
    arguments: found.map(({ name, type }) => ({ name, type })),
    accounts: interfaceOf(checks, found),
    rest: rest?.name,
    result: parts.result && checker.typeOf(parts.result),
  });
}
