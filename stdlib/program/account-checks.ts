// What declared accounts must be: the checks that flags and types stand for, in the order in which they are made.
//
// First every account alone, in the order of the declarations: that it repeats no writable one, its owner, the length
// and kind of its data, its rights. Then how they belong together, in the same order: seeds, addresses, fields. Then
// accounts are made and resized, and last come the program's own constraints.
import { decodeAddress } from '../../grammar/base58.js';
import { frameworkErrorCode, type FrameworkErrorName } from '../../grammar/framework-errors.js';
import { input } from '../../grammar/memory.js';
import { pubkey, u64, u8, unit, type AccountLayout, type AccountType } from '../../grammar/signature.js';
import type { Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import type { Checker, Draft, DraftVariable, Held } from '../form.js';
import { failureOf } from '../failure.js';
import { checkSeed } from '../seeds.js';
import type { ProgramDeclarations } from './declarations.js';
import { accountTypeOf, apply, demandKey, demandWord, keyLiteral, keyOf, number } from './drafts.js';
import { fieldOffset } from './fields.js';
import type { DeclaredAccount, DeclaredAccounts, Flag, FlagName } from './flags.js';

const entry = input.account;
const systemProgram = new Uint8Array(32);

/** Lamports that keep a byte alive; the accounts' own 128 bytes count too. Solana: Rent::default, two years. */
const lamportsPerByte = 6960n;
const accountOverhead = 128n;

const isSysvar = ({ name }: DeclaredAccount): boolean => name.name === 'rent' || name.name === 'clock';

const seedsRow = { name: ':seeds', signature: ':seeds [seed ...]' };

/** An account of the clause while it is checked. */
interface Bound {
  readonly declared: DeclaredAccount;
  readonly type: AccountType;
  readonly variable: DraftVariable;
  /** It is made by the instruction. */
  readonly isMade: boolean;
}

const flagOf = ({ flags }: DeclaredAccount, name: FlagName): Flag | undefined =>
  flags.find((flag) => flag.name === name);
const has = (declared: DeclaredAccount, name: FlagName): boolean => flagOf(declared, name) !== undefined;

export class AccountChecks {
  readonly bound: Bound[] = [];
  /** What is done before the body. */
  readonly before: Draft[] = [];
  /** What is done behind the body. */
  readonly after: Draft[] = [];
  /** The addresses that flags say, as far as they are literals. */
  readonly addresses = new Map<DeclaredAccount, Uint8Array>();
  /** Checks that matter only where something reads the account. */
  readonly ifRead = new Map<Draft, DraftVariable>();
  private failed = false;

  constructor(
    private readonly checker: Checker,
    private readonly program: ProgramDeclarations,
    private readonly declared: DeclaredAccounts,
  ) {}

  /** The whole of it; false after reporting. */
  run(form: Syntax): boolean {
    const { accounts } = this.declared;
    const { span } = form;
    if (accounts.length > 0) {
      const operands = [
        number(accounts.length, span),
        number(frameworkErrorCode('AccountNotEnoughKeys'), span),
      ];
      this.before.push(apply('demand-accounts', operands, unit, span, { text: 'not enough accounts' }));
    }
    for (const account of accounts) this.bind(account);
    if (this.failed) return false;
    for (const account of this.bound) this.relate(account);
    for (const account of this.bound) this.make(account);
    for (const account of this.bound) this.constrain(account);
    return !this.failed;
  }

  /** The accounts that hold the address of one in a field of its name. */
  relationsOf({ name }: DeclaredAccount): readonly string[] {
    const holds = ({ flags }: DeclaredAccount): boolean =>
      flags.some((flag) => flag.name === 'has-one' && (flag.operand as SymbolSyntax).name === name.name);
    return this.bound.filter(({ declared }) => holds(declared)).map(({ declared }) => declared.name.name);
  }

  private wrong(at: Syntax, problem: string): undefined {
    this.checker.diagnostics.report('accountFlag', at.span, { problem });
    this.failed = true;
    return undefined;
  }

  private named(name: Syntax): Bound | undefined {
    const found = this.bound.find(({ declared }) => declared.name.name === (name as SymbolSyntax).name);
    return (
      found ?? this.wrong(name, `no account of the instruction is called \`${(name as SymbolSyntax).name}\``)
    );
  }

  private read({ variable, declared }: Bound): Draft {
    return this.checker.read(variable, declared.name.span);
  }

  // Every account alone

  /** The type that a declaration says; undefined after reporting. */
  private typeOf(declared: DeclaredAccount): AccountType | undefined {
    const init = flagOf(declared, 'init');
    const form = init?.operand ?? declared.type;
    const isMade = init !== undefined;
    const writable =
      has(declared, 'writable') || isMade || has(declared, 'close') || has(declared, 'realloc');
    if (!form) return { kind: 'account', layout: undefined, writable };
    const type = this.checker.typeOf(form);
    if (type?.kind === 'account') return { ...type, writable };
    if (type) this.wrong(form, 'the type of an account is one that `define-account` defines');
    this.failed = true;
    return undefined;
  }

  private bind(declared: DeclaredAccount): void {
    const type = this.typeOf(declared);
    if (!type) return;
    const { span } = declared.name;
    const isMade = has(declared, 'init');
    const value = this.locate(declared, type, isMade);
    const variable = this.checker.define(declared.name, type);
    this.before.push({ kind: 'define', variable, value, type: unit, span });
    const bound: Bound = { declared, type, variable, isMade };
    this.bound.push(bound);
    if (declared.known === undefined) this.checkAlone(bound);
    else this.checkKnown(bound);
  }

  /** That an account is the one its name says matters where something reads it. */
  private checkKnown(bound: Bound): void {
    const { declared, variable } = bound;
    const { span } = declared.name;
    const wanted = keyLiteral(knownAddressOf(declared)!, span);
    const error = isSysvar(declared) ? 'AccountSysvarMismatch' : 'InvalidProgramId';
    const reason = `account \`${declared.name.name}\` is another account`;
    const check = demandKey(keyOf(this.read(bound)), wanted, error, reason, span);
    this.ifRead.set(check, variable);
    this.before.push(check);
  }

  /** The account itself. One that holds data and may be changed repeats no other; others may be named twice to be read. */
  private locate(declared: DeclaredAccount, type: AccountType, isMade: boolean): Draft {
    const { index, name } = declared;
    const first = this.bound.length === 0;
    const exclusive = type.writable && !has(declared, 'allow-duplicate') && !first;
    const others = this.bound.filter((other) => other.declared.known === undefined);
    const mayRepeat = others.some((other) => !other.type.writable || has(other.declared, 'allow-duplicate'));
    const holdsData = type.layout !== undefined || isMade;
    // Behind accounts that nothing else may name, no account can repeat one.
    const isAlone = !first && others.length > 0 && others.every((other) => this.isExclusive(other));
    const isUnique =
      (exclusive && (holdsData || !mayRepeat)) || (isAlone && !has(declared, 'allow-duplicate'));
    const found = apply(
      isUnique ? 'unique-account' : 'account-at',
      [number(index, name.span)],
      type,
      name.span,
    );
    const rivals = others.filter((other) => other.type.writable);
    if (!exclusive || isUnique || rivals.length === 0) return found;
    const held = this.checker.hold(name.name, found);
    this.before.push(...held.define);
    const text = `account \`${name.name}\` is named twice and writable`;
    const operands = [held.read(), ...rivals.map((other) => this.read(other))];
    this.before.push(apply('demand-distinct', operands, unit, name.span, { text }));
    return held.read();
  }

  /** An account with data that may be changed: no other may be the same. */
  private isExclusive({ declared, type, isMade }: Bound): boolean {
    return type.writable && (type.layout !== undefined || isMade) && !has(declared, 'allow-duplicate');
  }

  private checkAlone(bound: Bound): void {
    const { declared, type, isMade } = bound;
    const { name } = declared;
    const account = this.read(bound);
    const told = `account \`${name.name}\``;
    const { layout } = type;
    if (layout && !isMade) this.checkData(account, layout, declared, told);
    if (has(declared, 'system')) this.checkOwner(account, systemProgram, 'AccountNotSystemOwned', told);
    if (has(declared, 'empty'))
      this.checkWord(account, entry.dataLength, 8, 0, 'ConstraintSpace', `${told} holds data`);
    if (has(declared, 'signer'))
      this.checkFlag(account, entry.signer, 'AccountNotSigner', `${told} has not signed`);
    else if (isMade && !has(declared, 'seeds'))
      this.checkFlag(account, entry.signer, 'ConstraintSigner', `${told} has not signed`);
    if (type.writable && !has(declared, 'unchecked'))
      this.checkFlag(account, entry.writable, 'ConstraintMut', `${told} is not writable`);
    if (has(declared, 'executable'))
      this.checkFlag(account, entry.executable, 'ConstraintExecutable', `${told} is no program`);
  }

  private checkData(account: Draft, layout: AccountLayout, declared: DeclaredAccount, told: string): void {
    const isTrusted = has(declared, 'unchecked');
    const { span } = account;
    if (!isTrusted && !has(declared, 'owner')) {
      const owner = layout.owner ?? this.program.id;
      const wanted = owner ? keyLiteral(owner, span) : apply('program-id', [], pubkey, span);
      const reason = `${told} has another owner`;
      const found = apply('owner', [account], pubkey, span);
      this.before.push(demandKey(found, wanted, 'AccountOwnedByWrongProgram', reason, span));
    }
    const error = 'AccountDidNotDeserialize';
    if (layout.exact)
      this.checkWord(
        account,
        entry.dataLength,
        8,
        layout.size,
        error,
        `the data of ${told} has another length`,
      );
    else {
      const operands = [account, number(layout.size, span), number(frameworkErrorCode(error), span)];
      const text = `the data of ${told} is too short`;
      this.before.push(apply('demand-data-length', operands, unit, span, { text }));
    }
    if (isTrusted) return;
    const { discriminator, alive } = layout;
    const mismatch = 'AccountDiscriminatorMismatch';
    const reason = `${told} is no ${layout.name}`;
    if (discriminator.length > 0) {
      const value = discriminator.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
      this.checkWord(account, entry.data, discriminator.length, value, mismatch, reason);
    }
    if (alive !== undefined)
      this.checkFlag(account, entry.data + alive, mismatch, `${told} is not initialized`, 'demand-alive');
  }

  private checkOwner(account: Draft, owner: Uint8Array, error: FrameworkErrorName, told: string): void {
    const { span } = account;
    const found = apply('owner', [account], pubkey, span);
    this.before.push(demandKey(found, keyLiteral(owner, span), error, `${told} has another owner`, span));
  }

  private checkWord(
    account: Draft,
    offset: number,
    size: number,
    value: number | bigint,
    error: FrameworkErrorName,
    reason: string,
  ): void {
    this.before.push(demandWord(account, { offset, size }, value, error, reason, account.span));
  }

  private checkFlag(
    account: Draft,
    offset: number,
    error: FrameworkErrorName,
    reason: string,
    form: 'demand-flag' | 'demand-alive' = 'demand-flag',
  ): void {
    const { span } = account;
    const operands = [account, number(offset, span), number(frameworkErrorCode(error), span)];
    this.before.push(apply(form, operands, unit, span, { text: reason }));
  }

  // How accounts belong together

  /** An expression that is an address: a pubkey or an account. */
  private key(form: Syntax, purpose: string): Draft {
    const draft = this.checker.expression(form);
    return accountTypeOf(draft) ? keyOf(draft) : this.checker.expect(draft, pubkey, purpose);
  }

  private relate(bound: Bound): void {
    const { declared } = bound;
    const told = `account \`${declared.name.name}\``;
    const account = this.read(bound);
    if (has(declared, 'seeds')) this.checkSeeds(bound);
    for (const flag of declared.flags) {
      const { name, operand, at } = flag;
      const { span } = at;
      if (name === 'owner') {
        const found = apply('owner', [account], pubkey, span);
        const wanted = this.key(operand!, `the owner of ${told}`);
        this.before.push(demandKey(found, wanted, 'ConstraintOwner', `${told} has another owner`, span));
      } else if (name === 'address') {
        const wanted = this.key(operand!, `the address of ${told}`);
        if (wanted.kind === 'pubkey') this.addresses.set(declared, wanted.bytes);
        this.before.push(
          demandKey(keyOf(account), wanted, 'ConstraintAddress', `${told} is another account`, span),
        );
      } else if (name === 'has-one') this.checkHasOne(bound, operand as SymbolSyntax);
      else if (name === 'token-mint' && !bound.isMade)
        this.checkTokenKey(bound, flag, 'TokenAccount', 'mint', 'ConstraintTokenMint');
      else if (name === 'token-authority' && !bound.isMade)
        this.checkTokenKey(bound, flag, 'TokenAccount', 'owner', 'ConstraintTokenOwner');
      else if (name === 'mint-authority' && !bound.isMade) this.checkMintAuthority(bound, flag);
      else if (name === 'mint-decimals' && !bound.isMade) this.checkDecimals(bound, flag);
    }
  }

  private checkHasOne(bound: Bound, field: SymbolSyntax): void {
    const { layout } = bound.type;
    const other = this.named(field);
    if (!other) return;
    const index = layout?.fields.findIndex(({ name }) => name === field.name) ?? -1;
    const found = layout?.fields[index];
    if (!layout || found?.type.kind !== 'pubkey')
      return this.wrong(field, `\`:has-one\` wants a field \`${field.name}\` that is a pubkey`);
    const { span } = field;
    const stored = apply(
      'account-field',
      [this.read(bound), number(fieldOffset(layout, index), span)],
      pubkey,
      span,
    );
    const reason = `account \`${bound.declared.name.name}\` names another \`${field.name}\``;
    this.before.push(demandKey(stored, keyOf(this.read(other)), 'ConstraintHasOne', reason, span));
  }

  /** A field of a token account or mint; undefined after reporting that the account is none. */
  private tokenField(bound: Bound, flag: Flag, layoutName: string, field: string): Draft | undefined {
    const { layout } = bound.type;
    const index = layout?.name === layoutName ? layout.fields.findIndex(({ name }) => name === field) : -1;
    if (!layout || index < 0)
      return this.wrong(flag.at, `\`:${flag.name}\` wants an account of type ${layoutName}`);
    const { span } = flag.at;
    const operands = [this.read(bound), number(fieldOffset(layout, index), span)];
    return apply('account-field', operands, layout.fields[index]!.type, span);
  }

  private checkTokenKey(
    bound: Bound,
    flag: Flag,
    layout: string,
    field: string,
    error: FrameworkErrorName,
  ): void {
    const found = this.tokenField(bound, flag, layout, field);
    if (!found) return;
    const told = bound.declared.name.name;
    const wanted = this.key(flag.operand!, `the ${field} of \`${told}\``);
    this.before.push(
      demandKey(found, wanted, error, `account \`${told}\` has another ${field}`, flag.at.span),
    );
  }

  private checkMintAuthority(bound: Bound, flag: Flag): void {
    const { layout } = bound.type;
    if (!this.tokenField(bound, flag, 'Mint', 'mint-authority')) return;
    const tag = entry.data + fieldOffset(layout!, 0);
    const reason = `account \`${bound.declared.name.name}\` has no authority`;
    this.checkWord(this.read(bound), tag, 4, 1, 'ConstraintMintMintAuthority', reason);
    this.checkTokenKey(bound, flag, 'Mint', 'mint-authority', 'ConstraintMintMintAuthority');
  }

  private checkDecimals(bound: Bound, flag: Flag): void {
    const found = this.tokenField(bound, flag, 'Mint', 'decimals');
    if (!found) return;
    const { span } = flag.at;
    const wanted = this.checker.expect(this.checker.expression(flag.operand!), u8, 'the decimals of a mint');
    const test = apply('=', [found, wanted], { kind: 'bool' }, span);
    const code = number(frameworkErrorCode('ConstraintMintDecimals'), span);
    const text = `account \`${bound.declared.name.name}\` has other decimals`;
    this.before.push(apply('demand', [test, code], unit, span, { text }));
  }

  private programKey(at: Syntax): Draft {
    const { id } = this.program;
    return id ? keyLiteral(id, at.span) : apply('program-id', [], pubkey, at.span);
  }

  private checkSeeds(bound: Bound): void {
    const { declared, type, isMade } = bound;
    const flag = flagOf(declared, 'seeds')!;
    const operands = flag.operand?.kind === 'array' ? flag.operand.items : [];
    const { span } = flag.at;
    if (operands.length > 15) return this.wrong(flag.operand!, 'there are at most 15 seeds, and a bump');
    const seeds = operands.map((operand) => this.held('seed', checkSeed(this.checker, operand, seedsRow)));
    const bumpForm = flagOf(declared, 'bump')?.operand;
    const given = bumpForm
      ? this.held('bump', this.checker.expect(this.checker.expression(bumpForm), u8, 'the bump'))
      : undefined;
    // What the program owns, or makes with these very seeds, is off the curve.
    const owner = flagOf(declared, 'owner')?.operand;
    const isOwn = owner?.kind === 'symbol' && owner.name === 'program-id';
    const isOff =
      isMade ||
      isOwn ||
      (type.layout !== undefined && type.layout.owner === undefined && !has(declared, 'unchecked'));
    const code = number(frameworkErrorCode('ConstraintSeeds'), span);
    const numbers = [number(isOff ? 1 : 0, span), code, number(given ? 1 : 0, span)];
    const drafts = [...(given ? [given.read()] : []), ...seeds.map((seed) => seed.read())];
    const text = `account \`${declared.name.name}\` is not the one of its seeds`;
    const all = [this.read(bound), this.programKey(flag.at), ...numbers, ...drafts];
    const bump = this.held('bump', apply('demand-seeds', all, u8, span, { text }));
    this.program.seeds.set(bound.variable, { seeds, bump });
  }

  /** A value that is computed once; a literal is one already. */
  private held(name: string, draft: Draft): Held {
    if (draft.kind === 'integer' || draft.kind === 'string' || draft.kind === 'pubkey')
      return { define: [], read: () => draft };
    const held = this.checker.hold(name, draft);
    this.before.push(...held.define);
    return held;
  }

  // Making and resizing

  private make(bound: Bound): void {
    const { declared } = bound;
    if (bound.isMade) this.init(bound);
    else if (flagOf(declared, 'space'))
      this.wrong(flagOf(declared, 'space')!.at, '`:space` belongs to `:init`');
    const realloc = flagOf(declared, 'realloc');
    if (realloc) this.resize(bound, realloc);
    const close = flagOf(declared, 'close');
    if (close) this.close(bound, close);
  }

  /** The account that pays; undefined after reporting. */
  private payerOf(declared: DeclaredAccount, at: Syntax): Bound | undefined {
    const flag = flagOf(declared, 'payer');
    if (!flag) return this.wrong(at, 'who pays is missing: `:payer account`');
    const payer = this.named(flag.operand!);
    if (!payer) return undefined;
    if (has(payer.declared, 'signer') && payer.type.writable) return payer;
    return this.wrong(flag.operand!, 'who pays must be declared `:signer :writable`');
  }

  private init(bound: Bound): void {
    const { declared, type } = bound;
    const flag = flagOf(declared, 'init')!;
    const { span } = flag.at;
    const layout = type.layout!;
    const payer = this.payerOf(declared, flag.at);
    const spaceForm = flagOf(declared, 'space')?.operand;
    if (!spaceForm && !layout.exact)
      return this.wrong(flag.at, `data of \`${layout.name}\` has no fixed length: say \`:space n\``);
    if (layout.owner !== undefined)
      return this.wrong(flag.at, `\`${layout.name}\` accounts belong to another program`);
    if (!payer) return;
    const space = spaceForm
      ? this.checker.expect(this.checker.expression(spaceForm), u64, 'the space')
      : number(layout.size, span);
    const heldSpace = this.held('space', space);
    const rent = this.rentOf(heldSpace.read());
    const seeds = this.program.seeds.get(bound.variable);
    const signing = seeds ? [...seeds.seeds, seeds.bump].map((held) => held.read()) : [];
    const account = this.read(bound);
    const operands = [this.read(payer), account, rent, heldSpace.read(), this.programKey(flag.at)];
    const signed = number(seeds ? 1 : 0, span);
    this.before.push(apply('create-declared-account', [...operands, signed, ...signing], unit, span));
    const value = layout.discriminator.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
    const size = layout.discriminator.length;
    if (size > 0) {
      const numbers = [entry.data, size, value].map((n) => number(n, span));
      this.before.push(apply('set-account-word', [account, ...numbers], unit, span));
    }
  }

  /** What an account of that many bytes must hold. */
  private rentOf(space: Draft): Draft {
    const { span } = space;
    const literal = space.kind === 'integer' ? space.value : undefined;
    if (literal !== undefined) return number((literal + accountOverhead) * lamportsPerByte, span);
    const bytes = apply('+', [space, number(accountOverhead, span)], u64, span);
    return apply('*', [bytes, number(lamportsPerByte, span)], u64, span);
  }

  private resize(bound: Bound, flag: Flag): void {
    const payer = this.payerOf(bound.declared, flag.at);
    if (!payer) return;
    const { span } = flag.at;
    const space = this.held(
      'space',
      this.checker.expect(this.checker.expression(flag.operand!), u64, 'the new space'),
    );
    const operands = [this.read(payer), this.read(bound), space.read(), this.rentOf(space.read())];
    const text = `account \`${bound.declared.name.name}\` grows by too much`;
    this.before.push(apply('resize-account', operands, unit, span, { text }));
  }

  private close(bound: Bound, flag: Flag): void {
    const destination = this.named(flag.operand!);
    if (!destination) return;
    if (!destination.type.writable)
      return this.wrong(flag.operand!, 'the account that takes the lamports must be declared `:writable`');
    if (destination === bound) return this.wrong(flag.operand!, 'an account cannot be closed into itself');
    const { span } = flag.at;
    this.after.push(apply('close-account', [this.read(bound), this.read(destination)], unit, span));
  }

  // The program's own constraints

  private constrain({ declared }: Bound): void {
    declared.flags.forEach((flag, index) => {
      if (flag.name !== 'constraint') return;
      const { operand, at } = flag;
      const { span } = at;
      const test = this.checker.condition(operand!);
      const next = declared.flags[index + 1];
      if (next?.name === 'error') {
        const otherwise = failureOf(next.operand!, this.checker, 'constraint');
        const nothing: Draft = { kind: 'nothing', type: unit, span };
        this.before.push({ kind: 'cond', clauses: [{ test, body: nothing }], otherwise, type: unit, span });
        return;
      }
      const code = number(frameworkErrorCode('ConstraintRaw'), span);
      const text = `a constraint of account \`${declared.name.name}\` does not hold`;
      this.before.push(apply('demand', [test, code], unit, span, { text }));
    });
    const stray = declared.flags.find(
      ({ name }, index) => name === 'error' && declared.flags[index - 1]?.name !== 'constraint',
    );
    if (stray) this.wrong(stray.at, '`:error` stands behind a `:constraint`');
  }
}

/** The address that a declared account must have, if it is known when the program is compiled. */
export function knownAddressOf({ known }: DeclaredAccount): Uint8Array | undefined {
  return known === undefined ? undefined : decodeAddress(known);
}
