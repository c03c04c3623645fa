// The fuzz target `library`: the examples of forms with other operands do the same at each level, here and in litesvm.
import { parse } from '../../compiler/compile.js';
import { defaultProgramId } from '../../grammar/fixture.js';
import type { Source } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import type { Outcome } from '../../runtime/execute.js';
import { families } from '../../stdlib/index.js';
import { exampleFixture } from '../fixture-file.js';
import type { Case } from '../oracle.js';
import type { Chance } from './chance.js';
import { isCutShort, isInternalFault, visible } from './expected.js';
import { randomInteger } from './literals.js';
import type { Build, Difference } from './programs.js';
import { nameOf, runBuild } from './programs.js';
import { readsWords } from './sources.js';
import { integerNames } from './term.js';

/** An example of a form, without what it gives. */
export interface Example {
  readonly name: string;
  readonly text: string;
  readonly fixture: string | undefined;
}

/** One line is one program; of those that are no more than one expression a value can be made of. */
export const examples: readonly Example[] = families.flatMap(({ forms }) =>
  forms.flatMap(({ name, example, fixture }) =>
    (example?.split('\n') ?? []).map((line) => ({ name, text: line.replace(/ ; => .*$/, ''), fixture })),
  ),
);

const expressions = examples.filter(({ text, fixture }) => {
  if (fixture !== undefined || text.startsWith('(def') || text.startsWith('(set!')) return false;
  return parse({ name: 'example', text }).forms.length === 1;
});

/** Forms that tell of addresses or of what the run costs, which differ between builds. */
const ofTheBuild =
  /load|store|invoke|string-at|pubkey-at|syscall|sol_|mem-|abort|stack|-ptr|-address|-from|units|heap|defmacro|declare/;

const dataBytes = 64;

/** A number that nobody knows when the program is compiled. */
function input(chance: Chance): string {
  const small = `(instruction-read u8 ${chance.below(dataBytes)})`;
  const type = chance.pick(integerNames);
  return chance.pick([
    small,
    `(i64 ${small})`,
    `(% (i64 ${small}) 4)`,
    `(u64 ${small})`,
    `(wrapping-${type} (instruction-read i64 8))`,
  ]);
}

const texts = ['""', '"a"', '"hello"', '"héllo 日本"', '"a,b,,c"', '" 12 "', '"-7"', '"deadbeef"', '"😀"'];

function otherText(chance: Chance, text: string): string {
  return chance.pick([
    chance.pick(texts),
    `(+ ${text} ${chance.pick(texts)})`,
    `(str ${text} ${input(chance)})`,
    `(take ${text} (i64 (% ${input(chance)} 3)))`,
    `(if (< (instruction-read u8 3) 128) ${text} ${chance.pick(texts)})`,
  ]);
}

function otherNumber(chance: Chance, value: string): string {
  const type = chance.pick(integerNames);
  return chance.pick([
    String(randomInteger(chance, 'i64')),
    String(chance.below(5)),
    `(${type} ${randomInteger(chance, type)})`,
    input(chance),
    `(+ ${value} (i64 (% ${input(chance)} 3)))`,
    `(decimal ${value})`,
  ]);
}

function otherArray(chance: Chance, text: string): string {
  const inner = text.slice(1, -1);
  return chance.pick([
    '[]',
    `[${inner} ${inner}]`,
    `(map ${text} (lambda (x) x))`,
    `(rest ${text})`,
    `(if (< (instruction-read u8 5) 128) ${text} (reverse ${text}))`,
    `(let ((xs ${text})) (for (x xs) x) xs)`,
    inner,
  ]);
}

/** What can stand in the place of a form of the kind. */
function other(chance: Chance, { kind }: Syntax, text: string): string {
  if (chance.once(6)) return chance.pick(expressions).text;
  switch (kind) {
    case 'integer':
      return otherNumber(chance, text);
    case 'decimal':
      return chance.pick([
        input(chance),
        '0.000000001',
        '-1.5',
        '9000000000.0',
        `(* ${text} (decimal ${input(chance)}))`,
      ]);
    case 'string':
      return otherText(chance, text);
    case 'array':
      return otherArray(chance, text);
    case 'literal':
      return chance.pick(['true', 'false', 'null', `(< ${input(chance)} 3)`]);
    default:
      return chance.once(2) ? `(do ${text})` : `(let ((it ${text})) it)`;
  }
}

function operandsIn(forms: readonly Syntax[]): readonly Syntax[] {
  return forms.flatMap((form) => {
    const items = 'items' in form ? form.items : [];
    const inside = operandsIn(form.kind === 'list' ? items.slice(1) : items);
    return ['symbol', 'keyword'].includes(form.kind) ? inside : [form, ...inside];
  });
}

/** The text with another operand in the place of one. */
function changed(chance: Chance, text: string): string {
  const operands = operandsIn(parse({ name: 'example', text }).forms);
  if (operands.length === 0) return text;
  const leaves = operands.filter(({ kind }) => kind !== 'list');
  const operand = chance.pick(leaves.length > 0 && !chance.once(4) ? leaves : operands);
  const { start, end } = operand.span;
  return text.slice(0, start) + other(chance, operand, text.slice(start, end)) + text.slice(end);
}

/** Places in which a value of any type can stand. */
const around: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text,
  (text) => `(define found ${text}) found`,
  (text) => `(defun find-it () ${text}) (find-it)`,
  (text) => `(define last null) (for (round (range 2)) (set! last ${text})) last`,
  (text) => `(define make (lambda () ${text})) [(make) (make)]`,
  (text) => `(try ${text} (catch code (log code) (fail 9)))`,
  (text) => `(if (< (instruction-read u8 0) 200) ${text} (fail 3))`,
  (text) => `[${text} ${text}]`,
  (text) => `(str ${text} "|" ${text})`,
];

export interface LibraryCase {
  readonly name: string;
  readonly text: string;
  readonly request: Case;
}

const bare: Case = { programId: defaultProgramId, accounts: [], data: new Uint8Array(0) };

export function libraryCase(chance: Chance): LibraryCase {
  const { name, text: first, fixture } = chance.pick(examples);
  let text = first;
  for (let edits = chance.between(1, 4); edits > 0; edits--) text = changed(chance, text);
  if (expressions.some((example) => example.text === first)) text = chance.pick(around)(text);
  const given = fixture === undefined ? bare : exampleFixture(fixture);
  const data = Uint8Array.from([...given.data, ...chance.bytes(dataBytes)]);
  return { name, text, request: { ...given, data, budget: 60_000 } };
}

const ends: readonly Build[] = [
  { arch: 'v3', level: 0 },
  { arch: 'v3', level: 3 },
];
const between: readonly Build[] = [
  { arch: 'v3', level: 1 },
  { arch: 'v3', level: 2 },
  { arch: 'v0', level: 2 },
  { arch: 'v3', level: 's' },
];

/** What is wrong with the case, if anything; `refused` where it is no program, which most texts are. */
export function checkLibrary(
  { text, request }: LibraryCase,
  chance: Chance,
): Difference | 'refused' | undefined {
  const source: Source = { name: 'fuzz', text };
  let first: Outcome | undefined;
  const isOfTheBuild = ofTheBuild.test(text) || readsWords(text);
  for (const build of chance.once(2) ? ends : [...ends, chance.pick(between)]) {
    const ended = runBuild(source, build, request);
    if ('sort' in ended) {
      // Bounds on units are proven from level 2 on.
      const mayRefuse = first === undefined || text.includes('max-units');
      return mayRefuse && ended.sort.startsWith('compile ') ? 'refused' : named(ended, build);
    }
    first ??= ended;
    if (isOfTheBuild || isCutShort(ended) || isCutShort(first)) continue;
    if (isInternalFault(ended))
      return named({ sort: `fault ${ended.error!.fault}`, text: ended.error!.message }, build);
    const [ours, theirs] = [visible(ended), visible(first)];
    if (ours !== theirs)
      return named({ sort: 'levels', text: `this gives ${ours}\nlevel 0 gives ${theirs}` }, build);
  }
  return undefined;
}

const named = ({ sort, text }: Difference, build: Build): Difference => ({
  sort: `${sort} ${nameOf(build)}`,
  text: `${nameOf(build)}: ${text}`,
});
