// Verdicts: what became of one conformance case.

export interface Verdict {
  readonly result: 'passed' | 'failed' | 'skipped';
  /** What was found instead of what was expected, or why the case was not tried. */
  readonly reason?: string;
}

export const passed: Verdict = { result: 'passed' };
export const failed = (reason: string): Verdict => ({ result: 'failed', reason });
export const skipped = (reason: string): Verdict => ({ result: 'skipped', reason });

/** Passed if both texts are the same. */
export function compared(found: string, expected: string): Verdict {
  return found === expected ? passed : failed(`${found} instead of ${expected}`);
}
