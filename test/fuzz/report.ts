// Reports: what a fuzz target is asked and what it answers.

export interface FuzzOptions {
  readonly count: number;
  /** The first seed; the others follow it. */
  readonly seed: number;
  /** Called after each case. */
  readonly progress?: (done: number, differences: number) => void;
}

export interface FuzzReport {
  /** What is counted. */
  readonly noun: string;
  readonly count: number;
  /** Each difference with the smallest case that shows it. */
  readonly found: readonly string[];
  /** Numbers worth knowing that are no differences. */
  readonly facts: Readonly<Record<string, number>>;
}
