// The interface of a program: what its clients need to know, as its declarations say it.
import type { AccountLayout, Field, Type } from './signature.js';

/** A seed as a client can build it. */
export type InterfaceSeed =
  | { readonly kind: 'constant'; readonly bytes: Uint8Array }
  /** The value of an argument, or part of it. */
  | { readonly kind: 'argument'; readonly path: string }
  /** The address of an account, or `field` of its data. */
  | { readonly kind: 'account'; readonly account: string; readonly field: string | undefined };

export interface InterfaceAccount {
  readonly name: string;
  readonly signer: boolean;
  readonly writable: boolean;
  readonly layout: AccountLayout | undefined;
  /** The only address it may have. */
  readonly address: Uint8Array | undefined;
  /** Undefined where a client cannot know them. */
  readonly seeds: readonly InterfaceSeed[] | undefined;
  /** The program whose address the seeds give, if it is another one. */
  readonly seedProgram: Uint8Array | undefined;
  /** The address of the program may stand in its place, for an account that is missing. */
  readonly optional: boolean;
  /** The accounts that hold its address in a field of its name. */
  readonly relations: readonly string[];
}

export interface InterfaceInstruction {
  readonly name: string;
  readonly doc: string | undefined;
  readonly discriminator: Uint8Array;
  readonly arguments: readonly Field<Type>[];
  readonly accounts: readonly InterfaceAccount[];
  /** The name of the accounts behind the declared ones, where any number may follow. */
  readonly rest: string | undefined;
  readonly result: Type | undefined;
}

export interface InterfaceError {
  readonly name: string;
  readonly code: number;
  readonly message: string | undefined;
}

/** An error that programs name: one of their own, or one of Solana's. */
export interface NamedError {
  readonly name: string;
  /** The r0 that reports it. */
  readonly code: bigint;
  readonly message: string | undefined;
}

export interface InterfaceEvent {
  readonly name: string;
  readonly discriminator: Uint8Array;
  readonly fields: readonly Field<Type>[];
}

export interface ProgramInterface {
  readonly name: string;
  /** The address that the program declares. */
  readonly id: Uint8Array | undefined;
  readonly instructions: readonly InterfaceInstruction[];
  readonly layouts: readonly AccountLayout[];
  readonly errors: readonly InterfaceError[];
  readonly events: readonly InterfaceEvent[];
}
