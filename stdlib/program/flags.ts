// The flags of a declared account: what each takes, and how the clause that declares accounts is read.
import type { ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import { closest } from '../../grammar/suggest.js';
import type { Checker } from '../form.js';
import { malformed } from '../special/shape.js';

/** What stands behind a flag: nothing, an expression, a type, an account of the clause, a field, or seeds. */
type FlagOperand = 'none' | 'expression' | 'type' | 'account' | 'field' | 'seeds' | 'name';

export const flags = {
  signer: 'none',
  writable: 'none',
  executable: 'none',
  unchecked: 'none',
  empty: 'none',
  system: 'none',
  optional: 'none',
  'allow-duplicate': 'none',
  owner: 'expression',
  address: 'expression',
  init: 'type',
  payer: 'account',
  space: 'expression',
  seeds: 'seeds',
  bump: 'expression',
  'has-one': 'field',
  close: 'account',
  realloc: 'expression',
  'token-mint': 'expression',
  'token-authority': 'expression',
  'mint-authority': 'expression',
  'mint-decimals': 'expression',
  'freeze-authority': 'expression',
  associated: 'expression',
  constraint: 'expression',
  error: 'name',
} as const satisfies Record<string, FlagOperand>;

export type FlagName = keyof typeof flags;

export interface Flag {
  readonly name: FlagName;
  /** Where it stands. */
  readonly at: Syntax;
  readonly operand: Syntax | undefined;
}

/** An account as the clause declares it. */
export interface DeclaredAccount {
  readonly name: SymbolSyntax;
  readonly at: Syntax;
  readonly index: number;
  /** The form of its type, if it has one. */
  readonly type: Syntax | undefined;
  readonly flags: readonly Flag[];
  /** The address of the program or sysvar that it is, for those that have names of their own. */
  readonly known: string | undefined;
}

export interface DeclaredAccounts {
  readonly accounts: readonly DeclaredAccount[];
  /** The name of the accounts behind the declared ones. */
  readonly rest: SymbolSyntax | undefined;
}

/** Accounts that every program means when it names them. */
export const knownAccounts: Readonly<Record<string, string>> = {
  'system-program': '11111111111111111111111111111111',
  'token-program': 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  'token-2022-program': 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
  'associated-token-program': 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL',
  'memo-program': 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
  rent: 'SysvarRent111111111111111111111111111111111',
  clock: 'SysvarC1ock11111111111111111111111111111111',
};

const clause = {
  name: 'accounts',
  signature: '(accounts (name [Type] [:flag value] ...) ... [&rest name])',
};

function readFlags(items: readonly Syntax[], checker: Checker): readonly Flag[] | undefined {
  const found: Flag[] = [];
  for (let i = 0; i < items.length; i++) {
    const at = items[i]!;
    if (at.kind !== 'keyword') return malformed(clause, at, 'a flag begins with a colon', checker);
    const names = Object.keys(flags);
    if (!names.includes(at.name)) {
      const near = closest(at.name, names);
      const hint = near
        ? `did you mean \`:${near}\`?`
        : `the flags are ${names.map((n) => `:${n}`).join(' ')}`;
      checker.diagnostics.report('unknownFlag', at.span, { name: at.name, hint });
      return undefined;
    }
    const name = at.name as FlagName;
    if (found.some((flag) => flag.name === name) && name !== 'constraint' && name !== 'has-one')
      return malformed(clause, at, `\`:${name}\` is given twice`, checker);
    const takes: FlagOperand = flags[name];
    const operand = takes === 'none' ? undefined : items[++i];
    if (takes !== 'none' && (!operand || operand.kind === 'keyword'))
      return malformed(clause, at, `what \`:${name}\` is, is missing`, checker);
    if ((takes === 'account' || takes === 'field' || takes === 'name') && operand!.kind !== 'symbol')
      return malformed(clause, operand!, `\`:${name}\` takes a name`, checker);
    if (takes === 'seeds' && operand!.kind !== 'array')
      return malformed(clause, operand!, 'seeds are written `[seed ...]`', checker);
    found.push({ name, at, operand });
  }
  return found;
}

function readAccount(form: Syntax, index: number, checker: Checker): DeclaredAccount | undefined {
  const [name, ...rest] = form.kind === 'list' ? form.items : [];
  if (name?.kind !== 'symbol')
    return malformed(clause, form, 'an account is a name, a type and flags in parentheses', checker);
  const known = rest.length === 0 ? knownAccounts[name.name] : undefined;
  const type = rest[0] && rest[0].kind !== 'keyword' ? rest[0] : undefined;
  const found = readFlags(type ? rest.slice(1) : rest, checker);
  return found && { name, at: form, index, type, flags: found, known };
}

/** The accounts that a clause declares; undefined after reporting. */
export function readAccounts(form: ListSyntax | undefined, checker: Checker): DeclaredAccounts | undefined {
  const accounts: DeclaredAccount[] = [];
  const items = form?.items.slice(1) ?? [];
  const marker = items.findIndex((item) => item.kind === 'symbol' && item.name === '&rest');
  const declared = marker < 0 ? items : items.slice(0, marker);
  for (const [index, item] of declared.entries()) {
    const account = readAccount(item, index, checker);
    if (!account) return undefined;
    if (accounts.some((other) => other.name.name === account.name.name))
      return malformed(clause, account.name, `account \`${account.name.name}\` is declared twice`, checker);
    accounts.push(account);
  }
  if (marker < 0) return { accounts, rest: undefined };
  const rest = items[marker + 1];
  if (rest?.kind !== 'symbol' || items.length !== marker + 2)
    return malformed(clause, items[marker]!, 'behind `&rest` stands one name', checker);
  return { accounts, rest };
}

/** Expands the expressions in a clause. */
export function expandAccounts(form: Syntax, expand: (form: Syntax) => Syntax): Syntax {
  if (form.kind !== 'list') return form;
  return {
    ...form,
    items: form.items.map((item) => {
      if (item.kind !== 'list') return item;
      const items = item.items.map((part, index) => {
        const before = item.items[index - 1];
        const takes =
          before?.kind === 'keyword'
            ? (flags as Readonly<Record<string, FlagOperand>>)[before.name]
            : undefined;
        return takes === 'expression' || takes === 'seeds' ? expand(part) : part;
      });
      return { ...item, items };
    }),
  };
}
