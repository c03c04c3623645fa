// Makes a failing program over aggregates and functions smaller while it keeps failing in the same way.
import { shrinkBy } from '../shrink.js';
import { plainest } from './construct.js';
import type { ValueCase } from './generate.js';
import type { Definition, Node, Program } from './node.js';
import { programText } from './node.js';
import { sameType } from './types.js';

/** Where the forms begin of which each but the last can go; undefined where none can. */
function bodyStart({ operation, names = [] }: Node): number | undefined {
  const starts: Readonly<Record<string, number>> = {
    when: 1,
    unless: 1,
    while: 1,
    for: 1,
    'for-parts': 2,
    do: 0,
    try: 1,
    catch: 0,
    lambda: 0,
    array: 0,
    append: 0,
    match: 1,
    cond: 0,
    case: 1,
    typecase: 1,
  };
  return operation === 'let' || operation === 'let*' ? names.length : starts[operation];
}

const insides = (subject: Node): readonly Node[] => subject.parts.flatMap((part) => [part, ...insides(part)]);

/** A form moved elsewhere says its type. */
function settled({ bare: _, ...rest }: Node): Node {
  return rest;
}

function* smaller(subject: Node): Iterable<Node> {
  if (subject.operation.startsWith('is-')) return;
  const plain = plainest(subject.type);
  if (plain && subject.operation !== 'literal' && subject.operation !== 'variable') yield plain;
  for (const inner of insides(subject))
    if (
      !inner.operation.startsWith('is-') &&
      inner.operation !== 'clause' &&
      sameType(inner.type, subject.type)
    )
      yield settled(inner);
  const start = bodyStart(subject);
  if (start !== undefined) {
    for (let at = start; at < subject.parts.length - (subject.operation === 'array' ? 0 : 1); at++)
      yield { ...subject, parts: subject.parts.toSpliced(at, 1) };
  }
  for (const [at, definition] of (subject.functions ?? []).entries())
    for (const less of smallerDefinitions(definition))
      yield { ...subject, functions: subject.functions!.with(at, less) };
  for (const [at, part] of subject.parts.entries())
    for (const less of smaller(part)) yield { ...subject, parts: subject.parts.with(at, less) };
}

function* smallerForms(forms: readonly Node[]): Iterable<readonly Node[]> {
  for (let size = forms.length >> 1; size > 0; size >>= 1)
    for (let at = 0; at + size <= forms.length; at += size) yield forms.toSpliced(at, size);
  for (const [at, form] of forms.entries()) for (const less of smaller(form)) yield forms.with(at, less);
}

function* smallerDefinitions(definition: Definition): Iterable<Definition> {
  for (const body of smallerForms(definition.body)) yield { ...definition, body };
}

function* smallerPrograms(program: Program): Iterable<Program> {
  const { types, functions, globals, body } = program;
  for (let at = 0; at < functions.length; at++) yield { ...program, functions: functions.toSpliced(at, 1) };
  for (let at = 0; at < globals.length; at++) yield { ...program, globals: globals.toSpliced(at, 1) };
  for (let at = 0; at < types.length; at++) yield { ...program, types: types.toSpliced(at, 1) };
  for (const less of smallerForms(body)) yield { ...program, body: less };
  for (const [at, definition] of functions.entries())
    for (const less of smallerDefinitions(definition))
      yield { ...program, functions: functions.with(at, less) };
  for (const less of smallerForms(globals)) yield { ...program, globals: less };
}

export const shrinkValues = (first: ValueCase, fails: (subject: ValueCase) => boolean): ValueCase =>
  shrinkBy(first, { text: programText, smaller: smallerPrograms }, fails);
