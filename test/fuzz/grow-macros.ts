// Grows programs with macros: parameter lists, templates of several levels and macro code that give integers, mostly.
import { functionRows } from '../../compiler/2-expand/functions.js';
import type { Chance } from './chance.js';

const functions = functionRows.map(({ name }) => name);
const wild = [
  "'a",
  "'(1 (b) c)",
  '(gensym)',
  '[1 a]',
  '{:k 2}',
  ':key',
  '"s"',
  'null',
  ',a',
  ',@a',
  '`(a ,b)',
  'x#',
];
const files = ['shapes', 'colours', 'mistakes'] as const;

/** A macro with how many operands it takes; more where `rest` has a name. */
interface Macro {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly rest: string | undefined;
}

export class MacroGrower {
  readonly #chance: Chance;
  #macros: Macro[] = [];
  #helpers = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** A program of a few definitions and uses. */
  program(): string {
    const chance = this.#chance;
    this.#macros = [];
    this.#helpers = 0;
    const forms = ['(define v 5)'];
    if (chance.once(8))
      forms.push(`(import "${chance.pick(files)}.ovsm" ${chance.pick(['', ':as s', ':prefix p-'])})`);
    for (let count = chance.between(1, 4); count > 0; count--) forms.push(this.#definition());
    for (let count = chance.between(1, 3); count > 0; count--) forms.push(this.#integer(3));
    return forms.join('\n');
  }

  /** Now and then something that does not belong there. */
  #perhapsWild(sound: string): string {
    return this.#chance.once(60)
      ? this.#chance.pick([...wild, `(${this.#chance.pick(functions)} ${sound})`])
      : sound;
  }

  #several(count: number, part: () => string): string {
    return Array.from({ length: count }, part).join(' ');
  }

  #definition(): string {
    const chance = this.#chance;
    const count = this.#macros.length + this.#helpers;
    if (chance.once(4)) {
      const body = `(if (> n 0) (+ n (f${count} (- n 1))) ${chance.below(9)})`;
      this.#helpers = count + 1;
      return `(define-for-syntax (f${count} n) ${this.#perhapsWild(body)})`;
    }
    const parameters = ['a', 'b', 'c'].slice(0, chance.below(4));
    const rest = chance.once(3) ? 'r' : undefined;
    const optional = parameters.length > 0 && chance.once(4) ? parameters.length - 1 : Infinity;
    const written = parameters.map((name, index) =>
      index === optional ? `&optional (${name} ${chance.below(9)})` : name,
    );
    const list = [...written, ...(rest ? [chance.pick(['&rest r', '&body r'])] : [])].join(' ');
    const macro = { name: `m${count}`, parameters, rest };
    const body = this.#code(macro, 3);
    // Only the macros before it, or it would hardly end.
    this.#macros.push(macro);
    return `(defmacro ${macro.name} (${list}) ${this.#perhapsWild(body)})`;
  }

  /** Macro code that gives code for an integer. */
  #code(macro: Macro, depth: number): string {
    const chance = this.#chance;
    const inner = (): string => this.#code(macro, depth - 1);
    const template = (): string => `\`${this.#template(macro, depth, [])}`;
    if (depth === 0) return chance.pick([...macro.parameters, '1', template()]);
    return chance.weighted<() => string>([
      [8, template],
      [1, () => `(if (integer? ${inner()}) ${inner()} ${inner()})`],
      [1, () => `(let ((c ${inner()}) (d '+)) (list d c ${inner()}))`],
      [1, () => `(cons '+ (map (list ${inner()} ${inner()}) (lambda (e) \`(* 2 ,e))))`],
      [1, () => `(reduce (list ${inner()} ${inner()}) 1 (lambda (s e) (list '- s e)))`],
      [macro.rest ? 3 : 0, () => `(if (empty? r) ${inner()} (cons '+ r))`],
      [this.#helpers > 0 ? 1 : 0, () => `(f${this.#helpers - 1} ${chance.below(20)})`],
    ])();
  }

  /** A template of an integer; `bound`: the names it has bound around this place. */
  #template(macro: Macro, depth: number, bound: readonly string[]): string {
    const chance = this.#chance;
    const unquoted = macro.parameters.map((name) => `,${name}`);
    if (depth === 0) return this.#perhapsWild(chance.pick([...unquoted, ...unquoted, ...bound, 'v', '3']));
    const inner = (): string => this.#template(macro, depth - 1, bound);
    return chance.weighted<() => string>([
      [4, () => `(${chance.pick(['+', '-', '*', 'max'])} ${inner()} ${inner()})`],
      [2, () => `(if (> ${inner()} ${inner()}) ${inner()} ${inner()})`],
      [3, () => `(let ((x# ${inner()})) ${this.#template(macro, depth - 1, [...bound, 'x#'])})`],
      [1, () => `(do (set! v ${inner()}) ${inner()})`],
      [1, () => `(case ${inner()} (1 ${inner()}) (else ${inner()}))`],
      [1, () => `(-> ${inner()} (+ ${inner()}))`],
      [1, () => `(do (defmacro k (z) \`(+ ,z ,${inner()})) (k ${inner()}))`],
      [1, () => `(labels ((g (z) (+ z 1))) (g ${inner()}))`],
      [macro.rest ? 4 : 0, () => `(+ 1 ,@r ${inner()})`],
      [this.#macros.length > 0 ? 3 : 0, () => this.#use(inner)],
      [2, () => `,${this.#code(macro, depth - 1)}`],
    ])();
  }

  #use(operand: () => string): string {
    const chance = this.#chance;
    const { name, parameters, rest } = chance.pick(this.#macros);
    const count = parameters.length + (rest ? chance.below(3) : 0) + (chance.once(40) ? 1 : 0);
    return `(${name} ${this.#several(count, operand)})`;
  }

  /** An integer of the program. */
  #integer(depth: number): string {
    const chance = this.#chance;
    const inner = (): string => this.#integer(depth - 1);
    if (depth === 0 || this.#macros.length === 0)
      return this.#perhapsWild(chance.pick(['v', `${chance.below(9)}`]));
    return chance.weighted<() => string>([
      [4, () => this.#use(inner)],
      [1, () => `(+ ${inner()} ${inner()})`],
      [1, () => `(let ((x ${inner()})) (* x 2))`],
    ])();
  }
}
