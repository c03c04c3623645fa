// What instructions do to declared accounts besides checking them: make, resize and close them.
import { input } from '../../grammar/memory.js';
import { u64, u8, unit, type AccountLayout } from '../../grammar/signature.js';
import type { Syntax } from '../../grammar/syntax.js';
import type { Draft } from '../form.js';
import { tokenPrograms } from '../token.js';
import type { AccountChecks } from './account-checks.js';
import { flagOf, has, type Bound } from './bound-account.js';
import type { DeclaredAccount, Flag, FlagName } from './flags.js';
import { apply, keyLiteral, number } from './drafts.js';
import { isTokenFlag } from './token-flags.js';
import { isTokenLayout } from './token-layouts.js';

const entry = input.account;

/** Lamports that keep a byte alive; the accounts' own 128 bytes count too. Solana: Rent::default, two years. */
const lamportsPerByte = 6960n;
const accountOverhead = 128n;

export function makeAccount(bound: Bound, checks: AccountChecks): void {
  const { declared } = bound;
  const init = flagOf(declared, 'init');
  const space = flagOf(declared, 'space');
  if (init) makeNew(bound, init, checks);
  else if (space) checks.wrong(space.at, '`:space` belongs to `:init`');
  const realloc = flagOf(declared, 'realloc');
  const payer = flagOf(declared, 'payer');
  if (payer && !init && !realloc) checks.wrong(payer.at, '`:payer` belongs to `:init` or `:realloc`');
  if (realloc) resize(bound, realloc, checks);
  const close = flagOf(declared, 'close');
  if (close) closeInto(bound, close, checks);
}

/** The flags that say what a new account of the token program is. */
const describing: Readonly<Record<string, readonly FlagName[]>> = {
  TokenAccount: ['token-mint', 'token-authority', 'associated'],
  Mint: ['mint-decimals', 'mint-authority', 'freeze-authority'],
};

function makeNew(bound: Bound, init: Flag, checks: AccountChecks): void {
  const layout = bound.type.layout!;
  const useful = isTokenLayout(layout) ? describing[layout.name]! : [];
  const stray = bound.declared.flags.find(({ name }) => isTokenFlag(name) && !useful.includes(name));
  if (stray) return checks.wrong(stray.at, `\`:${stray.name}\` says nothing of a new ${layout.name}`);
  if (isTokenLayout(layout)) makeOfTokens(bound, layout, init, checks);
  else if (layout.owner !== undefined)
    checks.wrong(init.at, `\`${layout.name}\` accounts belong to another program`);
  else makeOwn(bound, layout, init, checks);
}

/** The account that pays; undefined after reporting. */
function payerOf(declared: DeclaredAccount, at: Syntax, checks: AccountChecks): Bound | undefined {
  const flag = flagOf(declared, 'payer');
  if (!flag) return checks.wrong(at, 'who pays is missing: `:payer account`');
  const payer = checks.named(flag.operand!);
  if (!payer) return undefined;
  if (has(payer.declared, 'signer') && payer.type.writable) return payer;
  return checks.wrong(flag.operand!, 'who pays must be declared `:signer :writable`');
}

/** What an account of that many bytes must hold. */
function rentOf(space: Draft): Draft {
  const { span } = space;
  const literal = space.kind === 'integer' ? space.value : undefined;
  if (literal !== undefined) return number((literal + accountOverhead) * lamportsPerByte, span);
  const bytes = apply('+', [space, number(accountOverhead, span)], u64, span);
  return apply('*', [bytes, number(lamportsPerByte, span)], u64, span);
}

/** Has the system program make the account, for an owner. */
function create(
  bound: Bound,
  payer: Bound,
  space: Draft,
  owner: Draft,
  init: Flag,
  checks: AccountChecks,
): void {
  const { span } = init.at;
  const seeds = checks.program.seeds.get(bound.variable);
  const signing = seeds ? [...seeds.seeds, seeds.bump].map((held) => held.read()) : [];
  const operands = [checks.read(payer), checks.read(bound), rentOf(space), space, owner];
  const signed = number(seeds ? 1 : 0, span);
  checks.before.push(apply('create-declared-account', [...operands, signed, ...signing], unit, span));
}

function makeOwn(bound: Bound, layout: AccountLayout, init: Flag, checks: AccountChecks): void {
  const { declared } = bound;
  const { span } = init.at;
  const payer = payerOf(declared, init.at, checks);
  const spaceForm = flagOf(declared, 'space')?.operand;
  if (!spaceForm && !layout.exact)
    return checks.wrong(init.at, `data of \`${layout.name}\` has no fixed length: say \`:space n\``);
  if (!payer) return;
  const { checker } = checks;
  const space = spaceForm
    ? checker.expect(checker.expression(spaceForm), u64, 'the space')
    : number(layout.size, span);
  create(bound, payer, checks.held('space', space).read(), checks.programKey(init.at), init, checks);
  const value = layout.discriminator.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
  const size = layout.discriminator.length;
  if (size === 0) return;
  const numbers = [entry.data, size, value].map((n) => number(n, span));
  checks.before.push(apply('set-account-word', [checks.read(bound), ...numbers], unit, span));
}

/** A program that is called, which the transaction must name: `(token-program)` among the accounts. */
function calledProgram(name: string, at: Syntax, checks: AccountChecks): Bound | undefined {
  const found = checks.bound.find(
    ({ declared }) => declared.known !== undefined && declared.name.name === name,
  );
  return found ?? checks.wrong(at, `it is made by another program: declare \`(${name})\` among the accounts`);
}

/** Token accounts and mints belong to the token program, which is told what they are once they are made. */
function makeOfTokens(bound: Bound, layout: AccountLayout, init: Flag, checks: AccountChecks): void {
  const { declared } = bound;
  const { span } = init.at;
  const missing = (flag: FlagName): undefined =>
    checks.wrong(init.at, `a ${layout.name} is made with \`:${flag}\``);
  const payer = payerOf(declared, init.at, checks);
  const space = flagOf(declared, 'space');
  if (space) return checks.wrong(space.at, `the length of a ${layout.name} is known`);
  if (!payer || !calledProgram('token-program', init.at, checks)) return;
  if (has(declared, 'associated')) return makeAssociated(bound, payer, init, checks);
  const account = checks.read(bound);
  const tell = (form: string, ...operands: readonly Draft[]): void => {
    const owner = keyLiteral(tokenPrograms[0]!, span);
    create(bound, payer, number(layout.size, span), owner, init, checks);
    checks.before.push(apply(form, [account, ...operands], unit, span));
  };
  const keyOfFlag = (flag: Flag): Draft =>
    checks.key(flag.operand!, `the ${flag.name} of \`${declared.name.name}\``);
  if (layout.name === 'TokenAccount') {
    const [mintFlag, authority] = [flagOf(declared, 'token-mint'), flagOf(declared, 'token-authority')];
    if (!mintFlag) return missing('token-mint');
    if (!authority) return missing('token-authority');
    const mint = checks.named(mintFlag.operand!);
    if (mint) tell('initialize-token-account', checks.read(mint), keyOfFlag(authority));
    return;
  }
  const [decimals, authority] = [flagOf(declared, 'mint-decimals'), flagOf(declared, 'mint-authority')];
  if (!decimals) return missing('mint-decimals');
  if (!authority) return missing('mint-authority');
  const freeze = flagOf(declared, 'freeze-authority');
  const { checker } = checks;
  const number8 = checker.expect(checker.expression(decimals.operand!), u8, 'the decimals of a mint');
  tell('initialize-mint', number8, keyOfFlag(authority), ...(freeze ? [keyOfFlag(freeze)] : []));
}

/** The associated token program makes the account, and sees to its address. */
function makeAssociated(bound: Bound, payer: Bound, init: Flag, checks: AccountChecks): void {
  const { declared } = bound;
  const [walletFlag, mintFlag] = [flagOf(declared, 'associated')!, flagOf(declared, 'token-mint')];
  if (!mintFlag)
    return checks.wrong(walletFlag.at, '`:associated` needs the mint too: `:token-mint account`');
  const stray = flagOf(declared, 'seeds') ?? flagOf(declared, 'token-authority');
  if (stray)
    return checks.wrong(
      stray.at,
      `\`:associated\` says the address and the owner: leave \`:${stray.name}\` out`,
    );
  const [wallet, mint] = [walletFlag, mintFlag].map(({ operand }) => checks.named(operand!));
  const programs = ['system-program', 'token-program', 'associated-token-program'].map((name) =>
    calledProgram(name, init.at, checks),
  );
  const [system, token, called] = programs;
  if (!wallet || !mint || !system || !token || !called) return;
  const accounts = [payer, bound, wallet, mint, system, token].map((one) => checks.read(one));
  checks.before.push(apply('create-associated-account', accounts, unit, init.at.span));
}

function resize(bound: Bound, flag: Flag, checks: AccountChecks): void {
  const payer = payerOf(bound.declared, flag.at, checks);
  if (!payer) return;
  const { span } = flag.at;
  const { checker } = checks;
  const wanted = checker.expect(checker.expression(flag.operand!), u64, 'the new space');
  const space = checks.held('space', wanted);
  const operands = [checks.read(payer), checks.read(bound), space.read(), rentOf(space.read())];
  const text = `account \`${bound.declared.name.name}\` grows by too much`;
  checks.before.push(apply('resize-account', operands, unit, span, { text }));
}

function closeInto(bound: Bound, flag: Flag, checks: AccountChecks): void {
  const destination = checks.named(flag.operand!);
  if (!destination) return;
  if (!destination.type.writable)
    return checks.wrong(flag.operand!, 'the account that takes the lamports must be declared `:writable`');
  if (destination === bound) return checks.wrong(flag.operand!, 'an account cannot be closed into itself');
  const { span } = flag.at;
  checks.after.push(apply('close-account', [checks.read(bound), checks.read(destination)], unit, span));
}
