// The fuzz target `source`: whatever the text, the compiler answers; what it accepts does the same at each level.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../../grammar/diagnostics.js';
import { diagnosticRows } from '../../grammar/diagnostics.js';
import type { DiagnosticRow } from '../../grammar/diagnostics.js';
import type { Source } from '../../grammar/source.js';
import { typeName, integerTypes } from '../../grammar/signature.js';
import type { CompiledProgram } from '../../compiler/compile.js';
import { check, compile, emit } from '../../compiler/compile.js';
import { renderDiagnostics } from '../../compiler/report/render.js';
import { executeOnEngines } from '../engines.js';
import { families } from '../../stdlib/index.js';
import { readBeside } from '../imported.js';
import { expectSame, judge } from '../oracle.js';
import { Chance } from './chance.js';
import { isCutShort, isInternalFault, visible } from './expected.js';
import { generate } from './generate.js';
import { programText } from './term.js';
import { generateValues } from './values/generate.js';
import { programText as valuesText } from './values/node.js';
import type { World } from './world.js';
import { randomWorld } from './world.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

function filesBelow(folder: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ovsm'))
    .sort()
    .map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8'));
}

/** The programs of the page about the language. */
function told(): readonly string[] {
  const page = readFileSync(`${root}grammar/LANGUAGE.md`, 'utf8');
  return [...page.matchAll(/^```(?:ovsm|lisp)[^\n]*\n(.*?)^```/gms)].map(([, text]) => text!);
}

/** Texts to damage: examples, golden cases, the examples of forms and messages, generated programs. */
export function corpus(): readonly string[] {
  const forms = families.flatMap(({ forms: rows }) =>
    rows.flatMap(({ example }) => example?.split('\n') ?? []),
  );
  const messages = Object.values<DiagnosticRow>(diagnosticRows).flatMap(({ example }) => example ?? []);
  const generated = Array.from({ length: 150 }, (_, seed) => programText(generate(seed).program));
  const others = Array.from({ length: 60 }, (_, seed) => valuesText(generateValues(seed).program));
  const files = [...filesBelow('examples'), ...filesBelow('test/cases'), ...told()];
  return [...files, ...forms, ...messages, ...generated, ...others];
}

export function words(): readonly string[] {
  const names = families.flatMap(({ forms }) =>
    forms.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]),
  );
  return [
    ...names,
    ...integerTypes.map(typeName),
    'bool',
    'string',
    'pubkey',
    'range',
    'lambda',
    '->',
    '&rest',
  ];
}

/** Forms with which a program may leave its memory or call what it likes. */
const raw =
  /load|store|invoke|string-at|pubkey-at|syscall|sol_|mem-|abort|stack-bytes|-ptr|-address|return-data/;

/** The files that damaged programs may import. */
const readFile = readBeside('imported');

/** Whether the program takes an integer for an address, with `get`. */
export const readsWords = (text: string): boolean =>
  emit({ name: 'fuzz', text }, 'core', { readFile }).text?.includes('(word-at:') === true;

function wrongDiagnostic(
  { span, message, hint, notes }: Diagnostic,
  sources: readonly Source[],
): string | undefined {
  if (span === undefined) return `no place: ${message}`;
  for (const { start, end, source } of [span, ...notes.flatMap((note) => note.span ?? [])]) {
    const known = sources.some(({ text }) => source.text === text);
    if (known && start >= 0 && start <= end && end <= source.text.length) continue;
    return `the place ${start} to ${end} lies outside: ${message}`;
  }
  return message.length === 0 || hint.length === 0 ? `a message or hint is empty: ${message}` : undefined;
}

const budget = 60_000;

function runText(text: string, program: CompiledProgram, world: World, chance: Chance): string | undefined {
  const { accounts, data, programId } = world;
  const request = { accounts, data, programId, budget };
  const outcome = executeOnEngines({ ...request, program: program.elf });
  if (chance.once(10)) expectSame(outcome, judge(program.elf, request));
  const isRaw = raw.test(text) || readsWords(text);
  if (isInternalFault(outcome) && !isRaw && !isCutShort(outcome))
    return `the program faults: ${outcome.error!.message}`;
  const arch = chance.once(2) ? 'v3' : 'v0';
  const plain = compile({ name: 'fuzz', text }, { level: chance.pick([0, 0, 1]), arch, readFile });
  // Optimizing may save so much of the frame that the function fits.
  if (plain.diagnostics.some((diagnostic) => diagnostic.name === 'frameTooLarge')) return undefined;
  if (!plain.program) return 'it compiles at level 2 but not below';
  const second = executeOnEngines({ ...request, program: plain.program.elf });
  if (isRaw || isCutShort(outcome) || isCutShort(second)) return undefined;
  const [ours, theirs] = [visible(outcome), visible(second)];
  return ours === theirs ? undefined : `level 2 gives ${ours}\na lower level gives ${theirs}`;
}

const stages = ['syntax', 'expanded', 'core', 'flow', 'asm'] as const;

/** Everything a person can be shown of a text must be printable too. */
function show(source: Source, diagnostics: readonly Diagnostic[], chance: Chance): void {
  renderDiagnostics(diagnostics, { colour: chance.once(2) });
  if (chance.once(10)) emit(source, chance.pick(stages), { level: chance.pick([0, 1, 2]), readFile });
}

/** What is wrong with how the compiler takes the text, if anything. */
export function checkSource(text: string, seed: number): string | undefined {
  try {
    const chance = new Chance(seed);
    const source = { name: 'fuzz', text };
    const checked = check(source, { readFile });
    const { diagnostics, program, sources } = compile(source, { readFile });
    for (const diagnostic of [...checked, ...diagnostics]) {
      const wrong = wrongDiagnostic(diagnostic, sources);
      if (wrong !== undefined) return wrong;
    }
    show(source, diagnostics, chance);
    const refused = diagnostics.some(({ level }) => level === 'error');
    if (refused !== (program === undefined)) return 'errors and a program, or neither';
    return program && runText(text, program, randomWorld(chance), chance);
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
}
