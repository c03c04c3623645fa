// Entries: generated programs that stand in a `define-program`, with one instruction, its arguments and accounts.
import { discriminatorOf, snakeCase } from '../../../grammar/discriminator.js';
import type { Node } from './node.js';
import { text } from './node.js';
import type { Field, Type } from './types.js';
import { fieldsText, typeText } from './types.js';

/** What lies in the data of an account. */
export interface Layout {
  readonly name: string;
  /** Of fixed sizes. */
  readonly fields: readonly Field[];
}

export type Flag =
  | { readonly name: 'signer' | 'writable' | 'empty' | 'system' | 'executable' }
  | { readonly name: 'address'; readonly key: string }
  /** The account that a field of the same name must hold the address of. */
  | { readonly name: 'has-one'; readonly account: string }
  | { readonly name: 'constraint'; readonly test: Node; readonly error?: number };

export interface DeclaredAccount {
  readonly name: string;
  readonly layout?: Layout;
  readonly flags: readonly Flag[];
}

/** The instruction that runs the body of the program, and what is declared around it. */
export interface Entry {
  readonly name: string;
  readonly layouts: readonly Layout[];
  readonly errors: readonly string[];
  readonly events: readonly Layout[];
  /** Instructions that log their names. */
  readonly others: readonly string[];
  readonly arguments: readonly Field[];
  readonly accounts: readonly DeclaredAccount[];
  readonly result: Type | undefined;
}

export const firstError = 6000n;

export const instructionBytes = (name: string): Uint8Array => discriminatorOf('global', snakeCase(name));
export const layoutBytes = ({ name }: Layout): Uint8Array => discriminatorOf('account', name);
export const eventBytes = ({ name }: Layout): Uint8Array => discriminatorOf('event', name);

export const hasFlag = ({ flags }: DeclaredAccount, name: Flag['name']): boolean =>
  flags.some((flag) => flag.name === name);

function flagText(flag: Flag, errors: readonly string[]): string {
  switch (flag.name) {
    case 'address':
      return `:address (pubkey "${flag.key}")`;
    case 'has-one':
      return `:has-one ${flag.account}`;
    case 'constraint':
      return `:constraint ${text(flag.test)}${flag.error === undefined ? '' : ` :error ${errors[flag.error]}`}`;
    default:
      return `:${flag.name}`;
  }
}

function accountText({ name, layout, flags }: DeclaredAccount, errors: readonly string[]): string {
  const parts = [name, ...(layout ? [layout.name] : []), ...flags.map((flag) => flagText(flag, errors))];
  return `(${parts.join(' ')})`;
}

/** The program around functions and a body. */
export function entryText(entry: Entry, functions: readonly string[], body: readonly string[]): string {
  const { layouts, errors, events, others, accounts, result } = entry;
  const declared = accounts.map((account) => accountText(account, errors));
  const forms = [
    ...layouts.map(({ name, fields }) => `(define-account ${name} ${fieldsText(fields)})`),
    ...errors.map((name) => `(define-error ${name} "${name}")`),
    ...events.map(({ name, fields }) => `(define-event ${name} ${fieldsText(fields)})`),
    ...functions,
    ...others.map((name) => `(instruction ${name} () (log "${name}"))`),
    `(instruction ${entry.name} (${fieldsText(entry.arguments)})${result ? ` -> ${typeText(result)}` : ''}`,
    `(accounts ${declared.join(' ')})`,
    ...body,
  ];
  return `(define-program p\n${forms.map((form) => `${form}\n`).join('')}))`;
}
