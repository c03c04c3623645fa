// Load errors: why a file is no program, in Agave's words.

/** The message of each of Agave's ElfError, from the arguments of the variant. */
const texts = {
  FailedToParse: (reason: string) => `Failed to parse ELF file: ${reason}`,
  EntrypointOutOfBounds: () => 'Entrypoint out of bounds',
  InvalidEntrypoint: () => 'Invalid entrypoint',
  UnresolvedSymbol: (name: string, instruction: bigint, place: bigint) =>
    `Unresolved symbol (${name}) at instruction #${instruction} (ELF file offset ${hex(place)})`,
  RelativeJumpOutOfBounds: (instruction: number) =>
    `Relative jump out of bounds at instruction #${instruction}`,
  SymbolHashCollision: (key: number) => `Symbol hash collision ${hex(key)}`,
  WrongAbi: () => 'Incompatible ELF: wrong ABI',
  WrongMachine: () => 'Incompatible ELF: wrong machine',
  NotOneTextSection: () => 'Multiple or no text sections, consider removing llc option: -function-sections',
  WritableSectionNotSupported: (section: string) =>
    `Found writable section (${section}) in ELF, read-write data not supported`,
  InvalidVirtualAddress: (address: bigint) =>
    `Relocation failed, invalid referenced virtual address ${hex(address)}`,
  UnknownRelocation: (kind: number) => `Relocation failed, unknown type ${kind}`,
  WrongType: () => 'Incompatible ELF: wrong type',
  UnknownSymbol: (index: number) => `Unknown symbol with index ${index}`,
  ValueOutOfBounds: () => 'Offset or value is out of bounds',
  UnsupportedSBPFVersion: () => 'Detected sbpf_version required by the executable which are not enabled',
  InvalidProgramHeader: () => 'Invalid ELF program header',
} as const;

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

/** Names of Agave's ElfError. */
export type LoadVariant = keyof typeof texts;

/**
 * `text` is Agave's message, `arguments` are those of its variant; `offset` is the byte of the file at which the
 * loader found fault.
 */
export interface LoadError {
  readonly variant: LoadVariant;
  readonly arguments: readonly (string | bigint)[];
  readonly text: string;
  readonly offset: number;
}

/** Thrown inside the loader only; `load` makes it a value. */
export class LoadFailure {
  constructor(readonly error: LoadError) {}
}

export function failure<Variant extends LoadVariant>(
  variant: Variant,
  offset: number | bigint,
  ...given: Parameters<(typeof texts)[Variant]>
): LoadFailure {
  const text = (texts[variant] as (...values: readonly unknown[]) => string)(...given);
  const values: readonly (string | number | bigint)[] = given;
  const exact = values.map((value) => (typeof value === 'number' ? BigInt(value) : value));
  return new LoadFailure({ variant, arguments: exact, text, offset: Number(offset) });
}

/** What Agave's ELF parser refuses. */
export type ParseReason =
  | 'invalid file header'
  | 'invalid section header'
  | 'invalid size'
  | 'values overlap'
  | 'sections not in ascending order'
  | 'no section name string table found'
  | 'invalid dynamic section table'
  | 'invalid alignment'
  | 'no dynamic string table';

export function parseFailure(reason: ParseReason, offset: number | bigint): LoadFailure {
  return failure('FailedToParse', offset, reason);
}

export function nameTooLong(name: string, limit: number, offset: number | bigint): LoadFailure {
  const reason = `Section or symbol name \`${name}\` is longer than \`${limit}\` bytes`;
  return failure('FailedToParse', offset, reason);
}
