// Cases of loading: an ELF file with patches, and whether it loads or which error it gives.
import type { LoadError } from '../../runtime/load.js';
import type { ElfCase } from './elf-file.js';
import { loadAsPeers, patchedFile } from './elf-file.js';
import { failed, passed, skipped, type Verdict } from './verdict.js';

export interface ElfLoadCase extends ElfCase {
  readonly id: string;
  /** `Ok`, or the variant of ElfError or ElfParserError, with or without its arguments. */
  readonly expected: string;
}

export const isElfLoadCase = (one: object): one is ElfLoadCase => 'kind' in one && one.kind === 'elf_load';

/** Names that ElfParserError has for what FailedToParse says in words. */
const parserVariants: Readonly<Record<string, string>> = {
  'invalid file header': 'InvalidFileHeader',
  'invalid section header': 'InvalidSectionHeader',
  'invalid size': 'InvalidSize',
  'values overlap': 'Overlap',
  'sections not in ascending order': 'SectionNotInOrder',
  'no section name string table found': 'NoSectionNameStringTable',
  'invalid dynamic section table': 'InvalidDynamicSectionTable',
  'invalid alignment': 'InvalidAlignment',
  'no dynamic string table': 'NoDynamicStringTable',
};

const withArguments = (variant: string, values: readonly (string | bigint)[]): string =>
  `${variant}(${values.map((value) => (typeof value === 'string' ? `"${value}"` : value)).join(', ')})`;

/** What the error is called, by the loader and by its parser. */
export function namesOf({ variant, arguments: values }: LoadError): readonly string[] {
  const own = [variant, withArguments(variant, values)];
  if (variant === 'ValueOutOfBounds') return [...own, 'OutOfBounds'];
  if (variant !== 'FailedToParse') return own;
  const reason = String(values[0]);
  const [, name, limit] = /^Section or symbol name `(.*)` is longer than `(\d+)` bytes$/s.exec(reason) ?? [];
  const inner =
    name !== undefined && limit !== undefined
      ? ['StringTooLong', withArguments('StringTooLong', [name, BigInt(limit)])]
      : [parserVariants[reason] ?? reason];
  return [...own, ...inner, ...inner.map((one) => `FailedToParse(${one})`)];
}

/** Runs a case of kind `elf_load`. */
export function runElfLoadCase(one: ElfLoadCase, elfFolder: string): Verdict {
  const file = patchedFile(one, elfFolder);
  if (file === undefined) return skipped(`no file ${one.elf}`);
  const result = loadAsPeers(one, file);
  const found = result.ok ? ['Ok'] : namesOf(result.error);
  return found.includes(one.expected) ? passed : failed(`${found.join(' or ')} instead of ${one.expected}`);
}
