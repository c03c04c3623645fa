// What a command is: its operands and options as rows, from which parsing, validation and help follow.
import type * as z from 'zod/mini';
import type { ExitCode } from './failure.js';
import type { Terminal } from './terminal.js';

/** `flags` as commander reads them; `value` checks and converts what follows (absent for a plain switch). */
export interface OptionRow<Value = unknown> {
  readonly flags: string;
  readonly doc: string;
  readonly value: z.ZodMiniType<Value>;
}

export type OptionRows = Readonly<Record<string, OptionRow>>;

/** The values of a command's options; absent where the command line does not give them. */
export type OptionValues<Rows extends OptionRows> = {
  readonly [Name in keyof Rows]?: Rows[Name] extends OptionRow<infer Value> ? Value : never;
};

export interface OperandRow {
  /** As the usage line shows it, e.g. `FILE`. */
  readonly name: string;
  /** As a message says it, e.g. `a source file`. */
  readonly noun: string;
  readonly doc: string;
  readonly variadic: boolean;
  /** Whether the command does something without it too. */
  readonly optional?: true;
  /** The option that makes it unnecessary, by its name among the options. */
  readonly unlessGiven?: string;
}

export interface Command<Rows extends OptionRows = OptionRows> {
  readonly name: string;
  readonly summary: string;
  readonly operand: OperandRow;
  readonly options: Rows;
  /** Command lines that show its use, with a word on what they do. */
  readonly examples: readonly { readonly line: string; readonly doc: string }[];
  run(operands: readonly string[], options: OptionValues<Rows>, terminal: Terminal): Promise<ExitCode>;
}

/** Gives a command its type: option values are inferred from the rows. */
export function command<const Rows extends OptionRows>(definition: Command<Rows>): Command<Rows> {
  return definition;
}

/** How the usage line shows an operand: `FILE`, `FILE...` or `[CODE]`. */
export function operandUsage({ name, variadic, optional }: OperandRow): string {
  const shown = `${name}${variadic ? '...' : ''}`;
  return optional ? `[${shown}]` : shown;
}

/** The usage line without options, e.g. `osvm ovsm check FILE...`. */
export function usageOf({ name, operand }: Command): string {
  return `osvm ovsm ${name} ${operandUsage(operand)}`;
}
