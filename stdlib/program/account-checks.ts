// What declared accounts must be: the checks that flags and types stand for, in the order in which they are made.
//
// First every account alone, in the order of the declarations: that it repeats no writable one, its owner, the length
// and kind of its data, its rights. Then how they belong together, in the same order: seeds, addresses, fields. Then
// accounts are made and resized, and last come the program's own constraints.
import { decodeAddress } from '../../grammar/base58.js';
import { frameworkErrorCode, type FrameworkErrorName } from '../../grammar/framework-errors.js';
import { input } from '../../grammar/memory.js';
import {
  bool,
  pubkey,
  u8,
  unit,
  type AccountLayout,
  type AccountType,
  type Type,
} from '../../grammar/signature.js';
import type { Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import type { Checker, Draft, DraftVariable, Held } from '../form.js';
import { failureOf } from '../failure.js';
import { checkSeed } from '../seeds.js';
import type { ProgramDeclarations } from './declarations.js';
import {
  accountTypeOf,
  apply,
  demandKey,
  demandWord,
  keyLiteral,
  keyOf,
  number,
  sequence,
} from './drafts.js';
import { fieldOf } from './fields.js';
import { flagOf, has, isDerived, type Bound } from './bound-account.js';
import type { DeclaredAccount, DeclaredAccounts } from './flags.js';
import { makeAccount } from './make-account.js';
import { checkTokenFlag } from './token-flags.js';

const entry = input.account;
const systemProgram = new Uint8Array(32);

const isSysvar = ({ name }: DeclaredAccount): boolean => name.name === 'rent' || name.name === 'clock';

const seedsRow = { name: ':seeds', signature: ':seeds [seed ...]' };

export class AccountChecks {
  readonly bound: Bound[] = [];
  /** What is done before the body. */
  before: Draft[] = [];
  /** What is done behind the body. */
  after: Draft[] = [];
  /** The addresses that flags say, as far as they are literals. */
  readonly addresses = new Map<DeclaredAccount, Uint8Array>();
  /** Checks that matter only where something reads the account. */
  readonly ifRead = new Map<Draft, DraftVariable>();
  private failed = false;

  constructor(
    readonly checker: Checker,
    readonly program: ProgramDeclarations,
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
    // What is worked out of one that may be missing, its bump say, is known only where it is there.
    const isMadeIfThere = ({ absent, declared }: Bound): boolean =>
      absent !== undefined && (has(declared, 'init') || has(declared, 'realloc'));
    for (const account of this.bound)
      if (!isMadeIfThere(account)) this.whereThere(account, () => this.relate(account));
    for (const account of this.bound)
      this.whereThere(account, () => {
        if (isMadeIfThere(account)) this.relate(account);
        makeAccount(account, this);
      });
    for (const { absent, variable } of this.bound) if (absent) this.program.seeds.delete(variable);
    for (const account of this.bound) this.whereThere(account, () => this.constrain(account));
    return !this.failed;
  }

  /** The accounts that hold the address of one in a field of its name. */
  relationsOf({ name }: DeclaredAccount): readonly string[] {
    const holds = ({ flags }: DeclaredAccount): boolean =>
      flags.some((flag) => flag.name === 'has-one' && (flag.operand as SymbolSyntax).name === name.name);
    return this.bound.filter(({ declared }) => holds(declared)).map(({ declared }) => declared.name.name);
  }

  wrong(at: Syntax, problem: string): undefined {
    this.checker.diagnostics.report('accountFlag', at.span, { problem });
    this.failed = true;
    return undefined;
  }

  named(name: Syntax): Bound | undefined {
    const found = this.bound.find(({ declared }) => declared.name.name === (name as SymbolSyntax).name);
    const told = `\`${(name as SymbolSyntax).name}\``;
    if (!found) return this.wrong(name, `no account of the instruction is called ${told}`);
    return found.absent ? this.wrong(name, `account ${told} is optional, and may be missing`) : found;
  }

  /** What is done about an account, which is left out where the account is missing. */
  private whereThere(bound: Bound, work: () => void): void {
    const { declared, type, absent } = bound;
    if (!absent) return work();
    const { before, after, checker } = this;
    const { span } = declared.name;
    this.before = [];
    this.after = [];
    checker.scoped(() => {
      // Its flags speak of the account itself.
      const variable = checker.define(declared.name, type);
      const value = this.read(bound);
      const define: Draft = { kind: 'define', variable, value, type: unit, span };
      work();
      const where = (items: readonly Draft[]): readonly Draft[] => {
        if (items.length === 0) return [];
        const nothing: Draft = { kind: 'nothing', type: unit, span };
        const clauses = [{ test: absent(), body: nothing }];
        return [{ kind: 'cond', clauses, otherwise: sequence([define, ...items], span), type: unit, span }];
      };
      before.push(...where(this.before));
      after.push(...where(this.after));
    });
    this.before = before;
    this.after = after;
  }

  read({ variable, declared }: Bound): Draft {
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
    const isOptional = has(declared, 'optional');
    const value = this.locate(declared, type, isMade);
    const variable = isOptional
      ? this.checker.temporary(declared.name.name, type, span)
      : this.checker.define(declared.name, type);
    this.before.push({ kind: 'define', variable, value, type: unit, span });
    const absent = isOptional ? this.absence(declared, type, variable) : undefined;
    const bound: Bound = { declared, type, variable, isMade, absent };
    this.bound.push(bound);
    if (declared.known === undefined) this.whereThere(bound, () => this.checkAlone(bound));
    else this.checkKnown(bound);
  }

  /** Names an account that may be missing; gives whether it is. Anchor: the address of the program stands for nothing. */
  private absence(declared: DeclaredAccount, type: AccountType, variable: DraftVariable): () => Draft {
    const { checker } = this;
    const { name } = declared;
    const { span } = name;
    const account = checker.read(variable, span);
    const test = apply('=', [keyOf(account), this.programKey(name)], bool, span);
    const held = checker.hold('absent', test);
    const option: Type = { kind: 'option', value: type };
    const value: Draft = {
      kind: 'cond',
      clauses: [{ test: held.read(), body: { kind: 'variant', tag: 0, items: [], type: option, span } }],
      otherwise: { kind: 'variant', tag: 1, items: [account], type: option, span },
      type: option,
      span,
    };
    const named = checker.define(name, option);
    this.before.push(...held.define, { kind: 'define', variable: named, value, type: unit, span });
    return () => held.read();
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
    const isOptional = has(declared, 'optional');
    const exclusive = type.writable && !has(declared, 'allow-duplicate') && !first && !isOptional;
    const others = this.bound.filter((other) => other.declared.known === undefined);
    const mayRepeat = others.some((other) => !other.type.writable || has(other.declared, 'allow-duplicate'));
    const holdsData = type.layout !== undefined || isMade;
    // Behind accounts that nothing else may name, no account can repeat one.
    const isAlone = !first && others.length > 0 && others.every((other) => this.isExclusive(other));
    const isUnique =
      (exclusive && (holdsData || !mayRepeat)) ||
      (isAlone && !has(declared, 'allow-duplicate') && !isOptional);
    const found = apply(
      isUnique ? 'unique-account' : 'account-at',
      [number(index, name.span)],
      type,
      name.span,
    );
    if (!exclusive || isUnique || this.rivals.length === 0) return found;
    const held = this.checker.hold(name.name, found);
    this.before.push(...held.define);
    this.checkDistinct(declared, held.read());
    return held.read();
  }

  /** The accounts met so far that may be changed. */
  private get rivals(): readonly Bound[] {
    return this.bound.filter((other) => other.declared.known === undefined && other.type.writable);
  }

  private checkDistinct({ name }: DeclaredAccount, account: Draft): void {
    const rivals = this.rivals.filter(({ declared }) => declared.name !== name);
    if (rivals.length === 0) return;
    const text = `account \`${name.name}\` is named twice and writable`;
    const operands = [account, ...rivals.map((other) => this.read(other))];
    this.before.push(apply('demand-distinct', operands, unit, name.span, { text }));
  }

  /** An account with data that may be changed: no other may be the same. */
  private isExclusive({ declared, type, isMade, absent }: Bound): boolean {
    return (
      !absent && type.writable && (type.layout !== undefined || isMade) && !has(declared, 'allow-duplicate')
    );
  }

  private checkAlone(bound: Bound): void {
    const { declared, type, isMade } = bound;
    const { name } = declared;
    const account = this.read(bound);
    const told = `account \`${name.name}\``;
    const { layout } = type;
    if (bound.absent && type.writable && !has(declared, 'allow-duplicate'))
      this.checkDistinct(declared, account);
    if (layout && !isMade) this.checkData(account, layout, declared, told);
    if (has(declared, 'system')) this.checkOwner(account, systemProgram, 'AccountNotSystemOwned', told);
    if (has(declared, 'empty'))
      this.checkWord(account, entry.dataLength, 8, 0, 'ConstraintSpace', `${told} holds data`);
    if (has(declared, 'signer'))
      this.checkFlag(account, entry.signer, 'AccountNotSigner', `${told} has not signed`);
    else if (isMade && !isDerived(declared))
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

  checkWord(
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
  key(form: Syntax, purpose: string): Draft {
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
      else if (!bound.isMade) checkTokenFlag(bound, flag, this);
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
    const stored = fieldOf(this.read(bound), layout, index, span);
    const reason = `account \`${bound.declared.name.name}\` names another \`${field.name}\``;
    this.before.push(demandKey(stored, keyOf(this.read(other)), 'ConstraintHasOne', reason, span));
  }

  programKey(at: Syntax): Draft {
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
  held(name: string, draft: Draft): Held {
    if (draft.kind === 'integer' || draft.kind === 'string' || draft.kind === 'pubkey')
      return { define: [], read: () => draft };
    const held = this.checker.hold(name, draft);
    this.before.push(...held.define);
    return held;
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
        const otherwise = failureOf(next.operand!, this.checker, 'constraint', next.operand!.span);
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
