// What a call gives the instruction of another program: accounts with their rights, and arguments.
import type { CalledAccount, CalledAccounts, CalledInstruction } from '../../grammar/called-program.js';
import { encodedType, simplified, type Encoding } from '../../grammar/encoding.js';
import type { Type } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import type { Checker, Draft, FunctionForm, Held } from '../form.js';
import { malformed } from '../special/shape.js';
import { checkAccount } from '../shapes.js';
import { accountTypeOf, keyLiteral, keyOf, number } from './drafts.js';
import { demandWritable } from './fields.js';

/** What a call gives an instruction by names, each as something that is computed once. */
export class Given {
  private readonly held = new Map<string, Held>();
  private readonly rest = new Map<string, readonly Held[]>();

  constructor(
    private readonly row: Pick<FunctionForm, 'name' | 'signature'>,
    private readonly what: string,
    private readonly programKey: Draft,
    private readonly target: CalledInstruction,
    private readonly span: Span,
    private readonly checker: Checker,
  ) {}

  /** Checks what is given under a name; false after reporting. */
  take(key: string, value: Syntax): boolean {
    const { target, what, checker } = this;
    const account = target.accounts.find(({ name }) => name === key);
    const argument = target.data.find((one) => one.kind === 'argument' && one.name === key);
    const rest = target.rest.find(({ name }) => name === key);
    if (account) {
      if (account.absent && value.kind === 'literal' && value.value === null) return true;
      return this.takeAccount(key, value, account.writable, `account \`${key}\` of \`${what}\``);
    }
    if (rest) return this.takeRest(rest, value);
    if (argument?.kind === 'argument') {
      const draft = checkArgument(value, argument.type, `\`${key}\` of \`${what}\``, checker);
      this.held.set(key, once(draft, key, checker));
    } else if (key === 'program') return this.takeAccount(key, value, false, 'the token program');
    return true;
  }

  private takeRest({ name, writable }: CalledAccounts, value: Syntax): boolean {
    if (value.kind !== 'array') {
      malformed(this.row, value, `the accounts of \`:${name}\` are written \`[account ...]\``, this.checker);
      return false;
    }
    const keys = value.items.map((_, index) => `${name} ${index}`);
    const isFine = value.items.map((item, index) =>
      this.takeAccount(keys[index]!, item, writable, `an account of \`:${name}\``),
    );
    this.rest.set(
      name,
      keys.map((key) => this.held.get(key)!),
    );
    return !isFine.includes(false);
  }

  private takeAccount(key: string, value: Syntax, writable: boolean, purpose: string): boolean {
    const draft = checkAccount(value, purpose, this.checker);
    this.held.set(key, once(draft, key, this.checker));
    return !writable || demandWritable(draft, this.checker);
  }

  get(key: string): Held | undefined {
    return this.held.get(key);
  }

  /** Computes everything, in the order in which it is written. */
  get define(): readonly Draft[] {
    return [...this.held.values()].flatMap(({ define }) => define);
  }

  /** The account, or the key of a program; undefined where there is nothing in its place. */
  private account({ name, preset, absent }: CalledAccount): Draft | undefined {
    const given = this.held.get(name);
    if (given) return given.read();
    if (preset && 'program' in preset) return keyLiteral(preset.program, this.span);
    if (preset) return this.accountNamed(preset.account);
    return absent === 'program' ? this.programKey : undefined;
  }

  private accountNamed(name: string): Draft | undefined {
    return this.account(this.target.accounts.find((one) => one.name === name)!);
  }

  /** Each account with its rights. */
  accounts(): readonly Draft[] {
    const { target, span } = this;
    const others = target.rest.flatMap((rest) =>
      (this.rest.get(rest.name) ?? []).map((held) => ({ held, rest })),
    );
    // Who may sign signs unless others do.
    const signs = !others.some(({ rest }) => rest.signer !== false);
    const rights = (writable: boolean, signer: boolean | 'either'): Draft =>
      number((writable ? 1 : 0) + ((signer === 'either' ? signs : signer) ? 2 : 0), span);
    return [
      ...target.accounts.flatMap((one) => {
        const draft = this.account(one);
        if (!draft) return [];
        const isThere = accountTypeOf(draft) !== undefined || one.preset !== undefined;
        return [draft, isThere ? rights(one.writable, one.signer) : number(0, span)];
      }),
      ...others.flatMap(({ held, rest }) => [held.read(), rights(rest.writable, rest.signer !== false)]),
    ];
  }

  /** The arguments that are values, and how all of the data is written. */
  data(): { readonly values: Draft; readonly encoding: Encoding } {
    const items: Draft[] = [];
    const parts = this.target.data.map((part): Encoding => {
      if (part.kind === 'constant') return part;
      const { name, preset, encoding } = part;
      const given = this.held.get(name);
      if (!given && preset && 'bytes' in preset) return { kind: 'constant', bytes: preset.bytes };
      if (given) items.push(given.read());
      else if (preset && 'account' in preset)
        items.push(addressOf(this.accountNamed(preset.account) ?? this.programKey));
      return simplified(encoding);
    });
    const type: Type = { kind: 'tuple', items: parts.flatMap((part) => encodedType(part) ?? []) };
    return {
      values: { kind: 'product', items, type, span: this.span },
      encoding: { kind: 'product', type, items: parts },
    };
  }
}

/** The address of an account; a key stands for itself. */
const addressOf = (draft: Draft): Draft => (accountTypeOf(draft) ? keyOf(draft) : draft);

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
