// Subjects: what is measured, one program with its fixtures and the sources written for it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Account } from '../../runtime/bank/account.js';
import type { Case, Judged } from '../oracle.js';
import type { Checks } from './numbers.js';

/** How a source is written: with raw memory forms, or only in safe ones. */
export type Style = 'raw' | 'idiomatic';

export interface Fixture {
  readonly instruction: string;
  /** Made when first needed: some accounts come from litesvm. */
  readonly request: () => Case;
  /** Throws unless the outcome shows what the instruction must do. */
  readonly verify: (outcome: Judged, request: Case) => void;
}

export interface SourceFile {
  readonly checks: Checks;
  readonly style: Style;
  /** From the root of the repository. */
  readonly path: string;
}

export interface Subject {
  readonly program: string;
  readonly fixtures: readonly Fixture[];
  readonly sources: readonly SourceFile[];
}

const root = fileURLToPath(new URL('../../', import.meta.url));

export function readSource({ path }: SourceFile): { readonly name: string; readonly text: string } {
  return { name: path, text: readFileSync(root + path, 'utf8') };
}

/** The account of that address after the run. */
export function after(outcome: Judged, pubkey: string): Account {
  const found = outcome.accounts.find((account) => account.pubkey === pubkey);
  if (!found) throw new Error(`${pubkey} is no account of the instruction`);
  return found;
}
