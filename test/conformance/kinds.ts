// The kinds of conformance cases, told apart by the fields they have.
import type { SbpfCase, VectorCase } from '../peer-cases.js';
import { runLanguageCase, type LanguageCase } from './language.js';
import { runSbpfCase } from './sbpf.js';
import { runVector } from './vectors.js';
import { skipped, type Verdict } from './verdict.js';

function runByKind(one: object): Verdict {
  if ('source' in one && 'expected' in one) return runLanguageCase(one as LanguageCase);
  if ('kind' in one && 'version' in one) return runSbpfCase(one as SbpfCase);
  if ('regs' in one && 'status' in one) return runVector(one as VectorCase);
  return skipped('a case of no known kind');
}

/** Runs a case of any kind; one of no known kind is skipped, and one that makes us throw has failed. */
export function runCase(one: object): Verdict {
  try {
    return runByKind(one);
  } catch (thrown) {
    return { result: 'failed', reason: `thrown: ${String(thrown)}` };
  }
}
