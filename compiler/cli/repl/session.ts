// A session: entries that build on each other. Each runs as the last part of a program that holds those before it.
import type { Diagnostic } from '../../../grammar/diagnostics.js';
import type { Fixture } from '../../../grammar/fixture.js';
import { typeName } from '../../../grammar/signature.js';
import type { Source } from '../../../grammar/source.js';
import { formNames } from '../../../stdlib/index.js';
import { execute, type Outcome, type Request } from '../../../runtime/execute.js';
import { compile, parse } from '../../compile.js';
import { readImport } from '../files.js';
import { describeFailure } from '../run/failure-report.js';
import { subjectOfSource, type ProgramSubject, type SubjectOptions } from '../run/subject.js';
import { requestFor } from '../run/surroundings.js';
import { decodeValue, type ShownValue } from '../run/value.js';
import { joined, relocateMessage, type Piece } from '../joined-source.js';
import { append, namesDefinedIn } from './redefine.js';

/** What came of an entry. */
export interface Evaluation {
  readonly diagnostics: readonly Diagnostic[];
  /** Whether it ran to its end and is part of the session. */
  readonly kept: boolean;
  readonly value?: ShownValue;
  /** Its own log lines and units, without those of the entries before it. */
  readonly logs: readonly string[];
  readonly units: number;
}

/** What the units of one entry are limited to: the most that a transaction on Solana may have. */
const entryBudget = 1_400_000;

/** An entry that is part of the session. */
export interface KeptEntry {
  readonly source: Source;
  readonly units: number;
}

/** What the entries before a new one do by themselves. */
interface Earlier {
  readonly logs: readonly string[];
  readonly units: number;
}

/** The lines a program logged, without those of the runtime around them. */
function ownLines({ logs }: Outcome): readonly string[] {
  const end = logs.findLastIndex((line) => /^Program \w+ consumed \d+ of \d+ compute units$/.test(line));
  return logs.slice(1, end < 0 ? undefined : end);
}

/** A new text with all before it, as one source. */
interface Extended {
  readonly source: Source;
  readonly whole: Source;
  readonly earlier: readonly Piece[];
  readonly pieces: readonly Piece[];
  /** False if all of it took the places of older definitions. */
  readonly hasValue: boolean;
}

export class Session {
  #pieces: readonly Piece[] = [];
  #entries: readonly KeptEntry[] = [];
  #count = 0;

  constructor(
    private readonly fixture: Fixture,
    private readonly options: SubjectOptions,
  ) {}

  /** The whole session as a program. */
  get text(): string {
    return joined(this.#pieces);
  }

  get entries(): readonly KeptEntry[] {
    return this.#entries;
  }

  /** Every name an entry may use. */
  get names(): readonly string[] {
    return [...formNames(), ...namesDefinedIn({ name: 'session', text: this.text })];
  }

  reset(): void {
    this.#pieces = [];
    this.#entries = [];
  }

  /** Evaluates a text after the entries so far, and keeps it as one of them if it succeeds. */
  evaluate(text: string, name = `entry ${this.#count + 1}`): Evaluation {
    this.#count++;
    const extended = this.#extend({ name, text });
    const faults = faultsOf(extended.source);
    if (faults.length > 0) return { diagnostics: faults, kept: false, logs: [], units: 0 };
    const { subject, diagnostics: found } = subjectOfSource(extended.whole, this.options);
    const diagnostics = messagesFor(found, extended);
    if (subject === undefined) return { diagnostics, kept: false, logs: [], units: 0 };
    const before = this.#run(extended.earlier);
    const request = this.#request(subject, before.units);
    const outcome = execute(request);
    const failure = describeFailure(request, outcome, subject);
    const units = Math.max(0, outcome.units - before.units);
    const logs = ownLines(outcome).slice(before.logs.length);
    if (failure) {
      const told = relocateMessage(failure, extended.whole, extended.pieces);
      return { diagnostics: [...diagnostics, told], kept: false, logs, units };
    }
    // After what ends the program nothing else would ever run.
    const kept = subject.result?.kind !== 'never';
    if (kept) {
      this.#pieces = extended.pieces;
      this.#entries = [...this.#entries, { source: extended.source, units }];
    }
    const value =
      extended.hasValue && subject.result ? decodeValue(subject.result, outcome.returnData) : undefined;
    return { diagnostics, kept, ...(value && { value }), logs, units };
  }

  /** The type an expression would have; the session stays as it is. */
  typeOf(text: string): { readonly diagnostics: readonly Diagnostic[]; readonly type?: string } {
    const extended = this.#extend({ name: 'expression', text });
    const faults = faultsOf(extended.source);
    if (faults.length > 0) return { diagnostics: faults };
    const { diagnostics, program } = compile(extended.whole, { ...this.options, readFile: readImport });
    return {
      diagnostics: messagesFor(diagnostics, extended),
      ...(program && { type: typeName(program.result) }),
    };
  }

  #extend(source: Source): Extended {
    const { earlier, added } = append(this.#pieces, source);
    const pieces = [...earlier, ...added];
    const hasValue = added.length > 0;
    const text = hasValue ? joined(pieces) : `${joined(pieces)}null`;
    return { source, whole: { name: 'session', text }, earlier, pieces, hasValue };
  }

  /** Runs what was entered before; its last value is not asked for, so that giving it takes no units. */
  #run(earlier: readonly Piece[]): Earlier {
    const { subject } = subjectOfSource({ name: 'session', text: `${joined(earlier)}null` }, this.options);
    if (subject === undefined) return { logs: [], units: 0 };
    const outcome = execute(this.#request(subject, this.#entries.length * entryBudget));
    return { logs: ownLines(outcome), units: outcome.units };
  }

  #request(subject: ProgramSubject, unitsBefore: number): Request {
    const request = requestFor(subject.executable, this.fixture, { budget: unitsBefore + entryBudget });
    return { ...request, logLimit: Infinity };
  }
}

/** What keeps a text from being read; told before it is joined with others, which might close what it leaves open. */
function faultsOf(source: Source): readonly Diagnostic[] {
  const { diagnostics } = parse(source);
  return diagnostics.some(({ level }) => level === 'error') ? diagnostics : [];
}

/** What there is to say about a new text: its own messages, and errors that it causes in others. */
function messagesFor(
  diagnostics: readonly Diagnostic[],
  { source, whole, pieces }: Extended,
): readonly Diagnostic[] {
  return (
    diagnostics
      .map((diagnostic) => relocateMessage(diagnostic, whole, pieces))
      .filter(({ level, span }) => level === 'error' || span?.source === source)
      // What is not used yet may be used by the next entry.
      .filter(({ name }) => name !== 'unusedFunction' && name !== 'unusedMacro')
  );
}
