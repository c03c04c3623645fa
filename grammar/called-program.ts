// What a program must know of another one to call it by names.
import type { Encoding } from './encoding.js';
import type { Field, Type } from './signature.js';

export interface CalledAccount {
  readonly name: string;
  /** `either` where the program asks in some cases only. */
  readonly signer: boolean | 'either';
  readonly writable: boolean;
  /** What a call without the account has in its place: nothing, or the address of the program that is called. */
  readonly absent?: 'omitted' | 'program';
  /** The account where a call names none: a program at a known address, or the account of another name. */
  readonly preset?: { readonly program: Uint8Array } | { readonly account: string };
}

/** Accounts of any number behind the declared ones. */
export interface CalledAccounts {
  readonly name: string;
  readonly signer: boolean | 'either';
  readonly writable: boolean;
  readonly optional: boolean;
}

export interface CalledArgument extends Field<Type> {
  readonly kind: 'argument';
  readonly encoding: Encoding;
  /** The argument where a call names none: bytes of its encoding, or the address of the account of a name. */
  readonly preset?: { readonly bytes: Uint8Array } | { readonly account: string };
}

/** What the data consists of, one after another. */
export type CalledData = CalledArgument | Extract<Encoding, { kind: 'constant' }>;

export interface CalledInstruction {
  readonly name: string;
  readonly data: readonly CalledData[];
  readonly accounts: readonly CalledAccount[];
  readonly rest: readonly CalledAccounts[];
}

/** Something that an interface says and the language cannot. */
export interface Refusal {
  /** Where the interface says it: `program.instructions.3.arguments.0.type`. */
  readonly place: string;
  readonly problem: string;
  readonly hint: string;
}

export interface CalledProgram {
  readonly name: string;
  readonly id: Uint8Array;
  readonly instructions: readonly CalledInstruction[];
  /** The instructions that cannot be called, and why. */
  readonly refused: ReadonlyMap<string, Refusal>;
  /** The structs and enums it defines, by their names in the program that calls it. */
  readonly types: ReadonlyMap<string, Type>;
}
