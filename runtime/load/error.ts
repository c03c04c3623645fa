// Load errors: why a file is no program, in Agave's words.

/** Names of Agave's ElfError. */
export type LoadVariant =
  | 'FailedToParse'
  | 'EntrypointOutOfBounds'
  | 'InvalidEntrypoint'
  | 'UnresolvedSymbol'
  | 'SectionNotFound'
  | 'RelativeJumpOutOfBounds'
  | 'SymbolHashCollision'
  | 'WrongAbi'
  | 'WrongMachine'
  | 'NotOneTextSection'
  | 'WritableSectionNotSupported'
  | 'InvalidVirtualAddress'
  | 'UnknownRelocation'
  | 'WrongType'
  | 'UnknownSymbol'
  | 'ValueOutOfBounds'
  | 'UnsupportedSBPFVersion'
  | 'InvalidProgramHeader';

/** `text` is Agave's message; `offset` the byte of the file at which the loader found fault. */
export interface LoadError {
  readonly variant: LoadVariant;
  readonly text: string;
  readonly offset: number;
}

/** Thrown inside the loader only; `load` makes it a value. */
export class LoadFailure implements LoadError {
  readonly offset: number;

  constructor(
    readonly variant: LoadVariant,
    readonly text: string,
    offset: number | bigint,
  ) {
    this.offset = Number(offset);
  }
}

const fixed = {
  EntrypointOutOfBounds: 'Entrypoint out of bounds',
  InvalidEntrypoint: 'Invalid entrypoint',
  WrongAbi: 'Incompatible ELF: wrong ABI',
  WrongMachine: 'Incompatible ELF: wrong machine',
  NotOneTextSection: 'Multiple or no text sections, consider removing llc option: -function-sections',
  WrongType: 'Incompatible ELF: wrong type',
  ValueOutOfBounds: 'Offset or value is out of bounds',
  UnsupportedSBPFVersion: 'Detected sbpf_version required by the executable which are not enabled',
  InvalidProgramHeader: 'Invalid ELF program header',
} as const satisfies Partial<Record<LoadVariant, string>>;

/** The failure of a variant whose text is fixed. */
export function failure(variant: keyof typeof fixed, offset: number | bigint): LoadFailure {
  return new LoadFailure(variant, fixed[variant], offset);
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
  return new LoadFailure('FailedToParse', `Failed to parse ELF file: ${reason}`, offset);
}

export function nameTooLong(name: string, limit: number, offset: number | bigint): LoadFailure {
  const text = `Failed to parse ELF file: Section or symbol name \`${name}\` is longer than \`${limit}\` bytes`;
  return new LoadFailure('FailedToParse', text, offset);
}
