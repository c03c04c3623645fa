// Makes a failing program smaller while it keeps failing in the same way.
import type { Case } from './generate.js';
import type { Definition, Kind, Program, Term } from './term.js';
import { integer, isIntegerKind, programText, term } from './term.js';

/** The plainest term of a kind. */
function plain(kind: Kind): Term | undefined {
  if (isIntegerKind(kind)) return integer(kind, 0n);
  if (kind === 'bool') return term('literal', kind, [], { value: false });
  if (kind === 'string') return term('literal', kind, [], { value: '' });
  if (kind === 'null' || kind === 'unit') return term('literal', 'null');
  return undefined;
}

/** A literal moved elsewhere must say its type. */
function settled(subject: Term): Term {
  const { bare: _, ...rest } = subject;
  return rest;
}

const insides = (subject: Term): readonly Term[] => subject.parts.flatMap((part) => [part, ...insides(part)]);

/** Forms whose parts from some point on are a body, out of which forms can go. */
function bodyStart({ operation, names = [] }: Term): number | undefined {
  const starts: Record<string, number> = {
    when: 1,
    unless: 1,
    while: 1,
    for: 1,
    clause: 1,
    do: 0,
    unchecked: 0,
    else: 0,
  };
  if (operation === 'let' || operation === 'let*') return names.length;
  return starts[operation];
}

/** Smaller terms for one term, the smallest first. */
function* smaller(subject: Term): Iterable<Term> {
  const simplest = plain(subject.kind);
  if (simplest && subject.operation !== 'literal') yield simplest;
  for (const inner of insides(subject)) if (inner.kind === subject.kind) yield settled(inner);
  const start = bodyStart(subject);
  if (start !== undefined) yield* withoutOne(subject, start);
  else if (subject.parts.length > 2) {
    for (let at = 0; at < subject.parts.length; at++)
      yield { ...subject, parts: subject.parts.toSpliced(at, 1) };
  }
  if (typeof subject.value === 'bigint' && subject.value !== 0n && isIntegerKind(subject.kind)) {
    yield { ...settled(subject), value: subject.value / 2n };
  }
  const { definition } = subject;
  if (definition) {
    for (const body of smallerForms(definition.body))
      yield { ...subject, definition: { ...definition, body } };
  }
  for (const [at, part] of subject.parts.entries()) {
    for (const less of smaller(part)) yield { ...subject, parts: subject.parts.with(at, less) };
  }
}

function* withoutOne(subject: Term, start: number): Iterable<Term> {
  const { parts } = subject;
  for (let at = start; at < parts.length; at++) {
    if (parts.length - start > 1) yield { ...subject, parts: parts.toSpliced(at, 1) };
  }
}

function* smallerForms(forms: readonly Term[]): Iterable<readonly Term[]> {
  for (let size = forms.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= forms.length; at += size) yield forms.toSpliced(at, size);
  }
  for (const [at, form] of forms.entries()) for (const less of smaller(form)) yield forms.with(at, less);
}

function* smallerPrograms(program: Program): Iterable<Program> {
  const { functions, globals, body } = program;
  for (let at = 0; at < functions.length; at++) yield { ...program, functions: functions.toSpliced(at, 1) };
  for (let at = 0; at < globals.length; at++) yield { ...program, globals: globals.toSpliced(at, 1) };
  for (const less of smallerForms(body)) yield { ...program, body: less };
  for (const [at, definition] of functions.entries()) {
    for (const less of smallerForms(definition.body)) {
      const shorter: Definition = { ...definition, body: less };
      yield { ...program, functions: functions.with(at, shorter) };
    }
  }
  for (const less of smallerForms(globals)) yield { ...program, globals: less };
}

/** How a kind of program is written, and made smaller. */
export interface Shrinking<Program> {
  text(program: Program): string;
  smaller(program: Program): Iterable<Program>;
}

/** The smallest case found; `fails` tells whether a case still fails as the first did. It is asked `limit` times. */
export function shrinkBy<Program, Subject extends { readonly program: Program }>(
  first: Subject,
  { text, smaller }: Shrinking<Program>,
  fails: (subject: Subject) => boolean,
  limit = 3000,
): Subject {
  let best = first;
  let size = text(best.program).length;
  let asked = 0;
  const seen = new Set<string>();
  for (let improved = true; improved && asked < limit;) {
    improved = false;
    for (const program of smaller(best.program)) {
      const written = text(program);
      if (written.length >= size || seen.has(written)) continue;
      seen.add(written);
      if (asked++ >= limit) break;
      const candidate = { ...best, program };
      if (!fails(candidate)) continue;
      best = candidate;
      size = written.length;
      improved = true;
      break;
    }
  }
  return best;
}

export const shrink = (first: Case, fails: (subject: Case) => boolean): Case =>
  shrinkBy(first, { text: programText, smaller: smallerPrograms }, fails);
