// A declared account while it is checked.
import type { AccountType } from '../../grammar/signature.js';
import type { Draft, DraftVariable } from '../form.js';
import type { DeclaredAccount, Flag, FlagName } from './flags.js';

export interface Bound {
  readonly declared: DeclaredAccount;
  readonly type: AccountType;
  /** The account itself, whether or not it is there. */
  readonly variable: DraftVariable;
  /** It is made by the instruction. */
  readonly isMade: boolean;
  /** Whether it is absent, if it may be. */
  readonly absent: (() => Draft) | undefined;
}

export const flagOf = ({ flags }: DeclaredAccount, name: FlagName): Flag | undefined =>
  flags.find((flag) => flag.name === name);

export const has = (declared: DeclaredAccount, name: FlagName): boolean =>
  flagOf(declared, name) !== undefined;

/** Whether an account is made at an address that its own key need not sign for. */
export const isDerived = (declared: DeclaredAccount): boolean =>
  has(declared, 'seeds') || has(declared, 'associated');
