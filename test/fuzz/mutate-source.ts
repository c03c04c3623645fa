// Damages source texts: characters, tokens, whole forms, depth.
import type { Chance } from './chance.js';
import { MacroGrower } from './grow-macros.js';

/** No case is larger, so none takes long unless something is wrong. */
export const longestSource = 20_000;

const characters =
  '( ) [ ] { } " \' ` , ; # | \\ : . - + 0 9 a é 日 😀 \0 \t \n \r \u2028 \ufeff \u200d \ud800 \udc00'.split(
    ' ',
  );

const numbers = [
  '0',
  '-1',
  '127',
  '128',
  '255',
  '256',
  '-129',
  '65536',
  '4294967295',
  '-2147483649',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551615',
  '18446744073709551616',
  '-170141183460469231731687303715884105728',
  '340282366920938463463374607431768211456',
  '9'.repeat(400),
  '0xffffffffffffffff',
  '0b1111',
  '1_000',
  '0.5',
  '1e9',
  '1e999999999',
  '(u8 300)',
  '(i128 -1)',
];

const snippets = [
  '()',
  '(())',
  'nil',
  'true',
  '""',
  '"\\u{110000}"',
  '"\\q"',
  '#|',
  '|#',
  '#;',
  ',@x',
  '`(a ,b)',
  "'x",
  '(defmacro m (x) `(+ ,x 1)) (m 1)',
  '(defmacro m (x &rest y) `(do ,@y (m ,x)))',
  '(defmacro m () (m))',
  '(define-for-syntax (f x) (f x))',
  '`(a `(b ,(c ,x) ,,y))',
  '(gensym)',
  'x#',
  '(import "shapes.ovsm")',
  '(import "fuzz")',
  '(-> 1 (m) f)',
  '(loop for i below 3 sum i)',
  ':key',
  '{:a 1}',
  '[1 2]',
  '(define x x)',
  '(set! x 1)',
  '(defun f (x) (f x)) (f 1)',
  '(defun f (x) (f (+ x 1))) (f 1)',
  '(defun f () (g)) (defun g () (f)) (f)',
  '(break)',
  '(return 1)',
  '(for (i (range 0)) i)',
  '(while true)',
  '(let ((a 1) (a 2)) a)',
  '(stack-bytes 4096)',
  '(stack-bytes 0)',
  '(declare (result exit-code))',
  '(unchecked)',
  '(if)',
  '(cond)',
  '(fail)',
  '(exit 0)',
  '(pubkey "1")',
  '(account-read u128 9 9)',
  '(+)',
  '(-)',
  '(- true)',
  '(syscall "abort")',
];

const deepParts = [
  '(',
  '[',
  '{',
  "'",
  '`',
  '#;',
  '(+ 1 ',
  '(if true 1 ',
  '(let ((x 1)) ',
  '(- ',
  '(not ',
  '(do ',
  '(m ',
  ',',
  '(defmacro m () ',
] as const;

/** Start and end of a form in the text, if its brackets match from a random one on. */
function randomForm(chance: Chance, text: string): readonly [number, number] | undefined {
  const from = chance.below(text.length + 1);
  const start = text.indexOf('(', from);
  if (start < 0) return undefined;
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return [start, at + 1];
  }
  return undefined;
}

function randomToken(chance: Chance, text: string): readonly [number, number] | undefined {
  const tokens = [...text.matchAll(/[^\s()[\]{}]+/g)];
  const token = tokens.length > 0 ? chance.pick(tokens) : undefined;
  return token && [token.index, token.index + token[0].length];
}

const splice = (text: string, [start, end]: readonly [number, number], by: string): string =>
  text.slice(0, start) + by + text.slice(end);

export class SourceMutator {
  readonly #chance: Chance;
  readonly #corpus: readonly string[];
  /** Words programs are made of, to swap for one another. */
  readonly #words: readonly string[];

  constructor(chance: Chance, corpus: readonly string[], words: readonly string[]) {
    this.#chance = chance;
    this.#corpus = corpus;
    this.#words = words;
  }

  /** A damaged text of the corpus, or of macros that were never seen. */
  next(): string {
    const chance = this.#chance;
    let text = chance.once(5) ? new MacroGrower(chance).program() : chance.pick(this.#corpus);
    if (chance.once(20)) return text;
    for (let edits = chance.between(1, 4); edits > 0; edits--)
      text = this.#edit(text).slice(0, longestSource);
    return text;
  }

  #edit(text: string): string {
    const chance = this.#chance;
    return chance.weighted<() => string>([
      [6, () => this.#characterEdit(text)],
      [10, () => this.#tokenEdit(text)],
      [8, () => this.#formEdit(text)],
      [1, () => this.#deepen(text)],
    ])();
  }

  #characterEdit(text: string): string {
    const chance = this.#chance;
    const start = chance.below(text.length + 1);
    const end = Math.min(text.length, start + chance.pick([0, 0, 1, 1, 2, 9, 60]));
    const by = chance.weighted([
      [4, chance.pick(characters)],
      [2, ''],
      [1, String.fromCharCode(chance.below(0x10000))],
      [1, text.slice(start, start + chance.below(80))],
    ]);
    return splice(text, [start, end], by);
  }

  #tokenEdit(text: string): string {
    const chance = this.#chance;
    const token = randomToken(chance, text);
    if (!token) return text + chance.pick(snippets);
    const other = randomToken(chance, text)!;
    const by = chance.weighted([
      [4, chance.pick(this.#words)],
      [3, chance.pick(numbers)],
      [2, text.slice(...other)],
      [2, chance.pick(snippets)],
      [1, ''],
    ]);
    return splice(text, token, by);
  }

  #formEdit(text: string): string {
    const chance = this.#chance;
    const form = randomForm(chance, text);
    if (!form) return text + chance.pick(snippets);
    const other = randomForm(chance, text);
    const own = text.slice(...form);
    const foreign = chance.pick(this.#corpus);
    const from = randomForm(chance, foreign);
    const by = chance.weighted([
      [3, ''],
      [2, own + own],
      [3, other ? text.slice(...other) : ''],
      [3, from ? foreign.slice(...from) : ''],
      [2, `(${chance.pick(this.#words)} ${own})`],
      [2, chance.pick(snippets)],
      [1, own.slice(1, -1)],
    ]);
    return splice(text, form, by);
  }

  #deepen(text: string): string {
    const chance = this.#chance;
    const depth = chance.pick([10, 100, 250, 260, 1000, 5000]);
    const opening = chance.pick(deepParts);
    const closing = opening.startsWith('[')
      ? ']'
      : opening.startsWith('{')
        ? '}'
        : opening.startsWith('(')
          ? ')'
          : '';
    const form = randomForm(chance, text) ?? [0, 0];
    const inner = text.slice(...form) || '1';
    const closings = chance.once(4) ? '' : closing.repeat(depth);
    return splice(text, form, opening.repeat(depth) + inner + closings);
  }
}

/** The text without parts that do not matter, as long as it `fails`. */
export function shrinkText(text: string, fails: (text: string) => boolean): string {
  let best = text;
  let asked = 0;
  for (let size = best.length >> 1; size > 0 && asked < 2000; size >>= 1) {
    for (let at = 0; at < best.length && asked < 2000;) {
      const candidate = best.slice(0, at) + best.slice(at + size);
      asked++;
      if (fails(candidate)) best = candidate;
      else at += size;
    }
  }
  return best;
}
