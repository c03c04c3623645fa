// The kinds of conformance cases, told apart by the fields they have.
import type { SbpfCase, VectorCase } from '../peer-cases.js';
import { isElfLoadCase, runElfLoadCase } from './elf-load.js';
import { runLanguageCase, type LanguageCase } from './language.js';
import { runSbpfCase } from './sbpf.js';
import { runVector } from './vectors.js';
import { failed, skipped, type Verdict } from './verdict.js';

/** Why a case is skipped that has the fields of no kind. */
export const unknownKind = 'a case of no known kind';

function runByKind(one: object, elfFolder: string): Verdict {
  if (isElfLoadCase(one)) return runElfLoadCase(one, elfFolder);
  if ('source' in one && 'expected' in one) return runLanguageCase(one as LanguageCase);
  if ('kind' in one && 'version' in one) return runSbpfCase(one as SbpfCase, elfFolder);
  if ('regs' in one && 'status' in one) return runVector(one as VectorCase);
  return skipped('kind' in one ? `${unknownKind}: ${String(one.kind)}` : unknownKind);
}

/**
 * Runs a case of any kind; one of no known kind is skipped, and one that makes us throw has failed. `elfFolder`: where
 * the files lie that cases name.
 */
export function runCase(one: unknown, elfFolder = '.'): Verdict {
  if (typeof one !== 'object' || one === null) return failed('it is no object');
  try {
    return runByKind(one, elfFolder);
  } catch (thrown) {
    return failed(`thrown: ${String(thrown)}`);
  }
}
