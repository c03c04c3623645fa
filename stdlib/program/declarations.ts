// What a program declares while it is checked; its interface is made of this.
import type { Clause } from '../../grammar/core.js';
import type {
  InterfaceError,
  InterfaceEvent,
  InterfaceInstruction,
  ProgramInterface,
} from '../../grammar/program-interface.js';
import type { AccountLayout, StructType } from '../../grammar/signature.js';
import type { RunLimit } from '../../grammar/units-limit.js';
import type { Draft, DraftVariable, Held } from '../form.js';
import type { Inferred } from '../inferred.js';

/** The seeds that an account is declared with, to sign with. */
export interface DeclaredSeeds {
  readonly seeds: readonly Held[];
  readonly bump: Held;
}

export class ProgramDeclarations {
  /** The address that the program declares. */
  id: Uint8Array | undefined;
  /** Errors log their messages before they end the program. */
  logsErrors = false;
  /** The codes that failed checks give, by the code of the framework that they would have given. */
  readonly errorCodes = new Map<bigint, bigint>();
  readonly errors: InterfaceError[] = [];
  readonly layouts: AccountLayout[] = [];
  readonly events = new Map<StructType, InterfaceEvent>();
  readonly instructions: InterfaceInstruction[] = [];
  /** What is run for which instruction data, in the order of the source. */
  readonly clauses: Clause<Inferred>[] = [];
  /** What is run where no instruction matches. */
  fallback: Draft | undefined;
  /** The bounds on the units of instructions. */
  readonly limits: RunLimit[] = [];
  readonly seeds = new Map<DraftVariable, DeclaredSeeds>();

  constructor(readonly name: string) {}

  get interface(): ProgramInterface {
    const { name, id, instructions, layouts, errors } = this;
    return { name, id, instructions, layouts, errors, events: [...this.events.values()] };
  }
}
