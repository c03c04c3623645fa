// An IDL of Anchor, specification 0.1.0, as far as programs are described by it.
// https://docs.rs/anchor-lang-idl-spec/0.1.0/anchor_lang_idl_spec/

export type IdlType =
  | string
  | { readonly array: readonly [IdlType, number] }
  | { readonly vec: IdlType }
  | { readonly option: IdlType }
  | { readonly coption: IdlType }
  | { readonly defined: { readonly name: string } };

export interface IdlField {
  readonly name: string;
  readonly type: IdlType;
}

export type IdlSeed =
  | { readonly kind: 'const'; readonly value: readonly number[] }
  | { readonly kind: 'arg'; readonly path: string }
  | { readonly kind: 'account'; readonly path: string; readonly account?: string };

export interface IdlAccount {
  readonly name: string;
  readonly writable?: boolean;
  readonly signer?: boolean;
  readonly optional?: boolean;
  readonly address?: string;
  readonly pda?: { readonly seeds: readonly IdlSeed[]; readonly program?: IdlSeed };
  readonly relations?: readonly string[];
}

export interface IdlInstruction {
  readonly name: string;
  readonly docs?: readonly string[];
  readonly discriminator: readonly number[];
  readonly accounts: readonly IdlAccount[];
  readonly args: readonly IdlField[];
  readonly returns?: IdlType;
}

export interface IdlTypeDefinition {
  readonly name: string;
  readonly type:
    | { readonly kind: 'struct'; readonly fields: readonly (IdlField | IdlType)[] }
    | {
        readonly kind: 'enum';
        readonly variants: readonly { readonly name: string; readonly fields?: readonly IdlField[] }[];
      };
}

interface Discriminated {
  readonly name: string;
  readonly discriminator: readonly number[];
}

export interface AnchorIdl {
  readonly address: string;
  readonly metadata: { readonly name: string; readonly version: string; readonly spec: string };
  readonly instructions: readonly IdlInstruction[];
  readonly accounts: readonly Discriminated[];
  readonly events: readonly Discriminated[];
  readonly errors: readonly { readonly code: number; readonly name: string; readonly msg?: string }[];
  readonly types: readonly IdlTypeDefinition[];
}
