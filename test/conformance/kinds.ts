// The kinds of conformance cases, told apart by the fields they have.
import type { SbpfCase, VectorCase } from '../peer-cases.js';
import { isElfLoadCase, runElfLoadCase } from './elf-load.js';
import { runLanguageCase, type LanguageCase } from './language.js';
import { runSbpfCase } from './sbpf.js';
import { runVector } from './vectors.js';
import { failed, skipped, type Verdict } from './verdict.js';

function runByKind(one: object, elfFolder: string): Verdict {
  if (isElfLoadCase(one)) return runElfLoadCase(one, elfFolder);
  if ('source' in one && 'expected' in one) return runLanguageCase(one as LanguageCase);
  if ('kind' in one && 'version' in one) return runSbpfCase(one as SbpfCase, elfFolder);
  if ('regs' in one && 'status' in one) return runVector(one as VectorCase);
  return skipped('a case of no known kind');
}

/**
 * Runs a case of any kind; one of no known kind is skipped, and one that makes us throw has failed. `elfFolder`: where
 * the files lie that cases name.
 */
export function runCase(one: object, elfFolder = '.'): Verdict {
  try {
    return runByKind(one, elfFolder);
  } catch (thrown) {
    return failed(`thrown: ${String(thrown)}`);
  }
}
