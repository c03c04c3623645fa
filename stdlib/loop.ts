// loop: iteration in words, as in Common Lisp: what it goes through, when it stops, and what it makes of it.
import type { Span } from '../grammar/source.js';
import type { ListSyntax, Syntax, SymbolSyntax } from '../grammar/syntax.js';
import { integer, list, literal, symbol } from '../grammar/syntax.js';
import type { Expander, SugarForm } from './form.js';
import { malformed } from './special/shape.js';

/** A round of the loop as it is built: what is around its body, and what the whole gives. */
interface Plan {
  /** Puts the forms of one round into a loop. */
  around: (round: readonly Syntax[]) => Syntax;
  /** What ends the loop at the start of a round. */
  readonly stops: Syntax[];
  /** What must hold for the action. */
  guard: Syntax | undefined;
  action: Action | undefined;
}

/** What a round does, and the variables and the value this takes. */
interface Action {
  readonly variables: readonly (readonly [SymbolSyntax, Syntax])[];
  readonly forms: readonly Syntax[];
  readonly result: readonly Syntax[];
}

type Maker = (value: Syntax, span: Span, fresh: (base: string) => SymbolSyntax) => Action;

const call = (name: string, span: Span, ...operands: readonly Syntax[]): ListSyntax =>
  list([symbol(name, span), ...operands], span);

const assign = (name: SymbolSyntax, value: Syntax, span: Span): Syntax => call('set!', span, name, value);

/** An action that keeps one value and changes it in each round. */
const accumulate =
  (start: (span: Span) => Syntax, step: (total: SymbolSyntax, value: Syntax, span: Span) => Syntax): Maker =>
  (value, span, fresh) => {
    const total = fresh('total');
    return { variables: [[total, start(span)]], forms: [step(total, value, span)], result: [total] };
  };

/** Keeps the value that compares so with all others; fails where there is none. */
const extreme =
  (comparison: string, word: string): Maker =>
  (value, span, fresh) => {
    const [best, found, candidate] = [fresh('best'), fresh('found'), fresh('candidate')];
    const better = call('or', span, call('not', span, found), call(comparison, span, candidate, best));
    const keep = call(
      'when',
      span,
      better,
      assign(best, candidate, span),
      assign(found, literal(true, span), span),
    );
    const reason: Syntax = { kind: 'string', value: `there is nothing to ${word}`, span };
    return {
      variables: [
        [best, integer(0n, span)],
        [found, literal(false, span)],
      ],
      forms: [call('let', span, list([list([candidate, value], span)], span), keep)],
      result: [call('require', span, found, reason), best],
    };
  };

const zero = (span: Span): Syntax => integer(0n, span);

const makers: Readonly<Record<string, Maker>> = {
  sum: accumulate(zero, (total, value, span) => assign(total, call('+', span, total, value), span)),
  count: accumulate(zero, (total, value, span) =>
    call('when', span, value, assign(total, call('+', span, total, integer(1n, span)), span)),
  ),
  collect: accumulate(
    (span) => ({ kind: 'array', items: [], span }),
    (total, value, span) =>
      assign(total, call('append', span, total, { kind: 'array', items: [value], span }), span),
  ),
  maximize: extreme('>', 'maximize'),
  minimize: extreme('<', 'minimize'),
};

/** Other spellings of Common Lisp. */
const synonyms: Readonly<Record<string, string>> = {
  summing: 'sum',
  counting: 'count',
  collecting: 'collect',
  maximizing: 'maximize',
  minimizing: 'minimize',
  if: 'when',
};

const words: ReadonlySet<string> = new Set([
  ...['for', 'repeat', 'while', 'until', 'when', 'unless', 'do'],
  ...Object.keys(makers),
  ...Object.keys(synonyms),
]);

class LoopReader {
  #at = 1;
  readonly #plan: Plan;

  constructor(
    private readonly form: ListSyntax,
    private readonly expander: Expander,
  ) {
    const { span } = form;
    this.#plan = {
      around: (round) => call('while', span, literal(true, span), ...round),
      stops: [],
      guard: undefined,
      action: undefined,
    };
  }

  readonly #fresh = (base: string): SymbolSyntax => symbol(this.expander.fresh(base), this.form.span);

  #wrong(at: Syntax | undefined, problem: string): undefined {
    return malformed(loop, at ?? this.form, problem, this.expander);
  }

  /** The word at the present place. */
  #peek(): string | undefined {
    const item = this.form.items[this.#at];
    return item?.kind === 'symbol' ? (synonyms[item.name] ?? item.name) : undefined;
  }

  /** Passes a word if it stands here. */
  #takes(...expected: readonly string[]): string | undefined {
    const word = this.#peek();
    if (word === undefined || !expected.includes(word)) return undefined;
    this.#at++;
    return word;
  }

  /** The form that follows a word. */
  #operand(word: string): Syntax | undefined {
    const item = this.form.items[this.#at++];
    return item ?? this.#wrong(undefined, `a form must follow \`${word}\``);
  }

  read(): Syntax | undefined {
    const { items } = this.form;
    // Without words it is a loop that only `break` ends.
    if (items[1]?.kind === 'list') return this.#plan.around(items.slice(1));
    if (items.length === 1) return this.#wrong(undefined, 'it says nothing to do');
    while (this.#at < items.length) if (!this.#clause()) return undefined;
    return this.#assembled();
  }

  /** Reads one clause; false after reporting. */
  #clause(): boolean {
    const at = this.form.items[this.#at]!;
    const word = this.#peek();
    if (word === undefined || !words.has(word)) {
      this.#wrong(at, `there is no such word; known are ${[...words].join(', ')}`);
      return false;
    }
    this.#at++;
    const plan = this.#plan;
    switch (word) {
      case 'for':
        return this.#for(at);
      case 'repeat': {
        const count = this.#operand(word);
        if (count) plan.around = this.#counting(this.#fresh('round'), call('range', count.span, count));
        return count !== undefined;
      }
      case 'while':
      case 'until': {
        const test = this.#operand(word);
        const leave = list([symbol('break', at.span)], at.span);
        if (test) plan.stops.push(call(word === 'while' ? 'unless' : 'when', test.span, test, leave));
        return test !== undefined;
      }
      case 'when':
      case 'unless': {
        const test = this.#operand(word);
        if (test) plan.guard = word === 'when' ? test : call('not', test.span, test);
        return test !== undefined;
      }
      default:
        return this.#action(at, word);
    }
  }

  #action(at: Syntax, word: string): boolean {
    const plan = this.#plan;
    if (plan.action) {
      this.#wrong(at, 'it does one thing; put more of them into a `do` form');
      return false;
    }
    if (word === 'do') {
      const { items } = this.form;
      const start = this.#at;
      while (this.#at < items.length && items[this.#at]!.kind === 'list') this.#at++;
      plan.action = { variables: [], forms: items.slice(start, this.#at), result: [] };
      return true;
    }
    const value = this.#operand(word);
    if (value) plan.action = makers[word]!(value, value.span, this.#fresh);
    return value !== undefined;
  }

  // What it goes through

  readonly #counting =
    (name: SymbolSyntax, over: Syntax) =>
    (round: readonly Syntax[]): Syntax =>
      call('for', this.form.span, list([name, over], over.span), ...round);

  #for(at: Syntax): boolean {
    const name = this.form.items[this.#at++];
    if (name?.kind !== 'symbol') {
      this.#wrong(name ?? at, 'a name must follow `for`');
      return false;
    }
    const word = this.#takes('in', 'across', 'from', 'upfrom', 'downfrom', 'below', 'to', 'upto');
    if (word === undefined) {
      this.#wrong(this.form.items[this.#at], '`in`, or `from` and `to` or `below`, must follow the name');
      return false;
    }
    if (word === 'in' || word === 'across') {
      const over = this.#operand(word);
      if (over) this.#plan.around = this.#counting(name, over);
      return over !== undefined;
    }
    return this.#range(name, word);
  }

  #range(name: SymbolSyntax, word: string): boolean {
    const begins = word.endsWith('from');
    const start = begins ? this.#operand(word) : integer(0n, name.span);
    if (!start) return false;
    const limit = begins ? this.#takes('to', 'upto', 'downto', 'below', 'above') : word;
    if (limit === undefined) {
      this.#wrong(this.form.items[this.#at], '`to`, `below`, `downto` or `above` must follow');
      return false;
    }
    const end = this.#operand(limit);
    if (!end) return false;
    const step = this.#takes('by') ? this.#operand('by') : integer(1n, name.span);
    if (!step) return false;
    if (step.kind !== 'integer' || step.value <= 0n) {
      this.#wrong(step, 'the step is a literal above 0');
      return false;
    }
    const isDown = word === 'downfrom' || limit === 'downto' || limit === 'above';
    const isExclusive = limit === 'below' || limit === 'above';
    this.#plan.around =
      isDown && !isExclusive
        ? this.#downTo(name, start, end, step)
        : this.#counting(name, this.#rangeOf(start, end, step.value, isDown, isExclusive));
    return true;
  }

  #rangeOf(start: Syntax, end: Syntax, step: bigint, isDown: boolean, isExclusive: boolean): Syntax {
    const { span } = end;
    const next =
      end.kind === 'integer' ? integer(end.value + 1n, span) : call('+', span, end, integer(1n, span));
    return call('range', span, start, isExclusive ? end : next, integer(isDown ? -step : step, span));
  }

  /** Down to a last value, which may be the least of its type: it is looked at before the next is made. */
  #downTo(
    name: SymbolSyntax,
    start: Syntax,
    end: Syntax,
    step: Syntax,
  ): (round: readonly Syntax[]) => Syntax {
    const { span } = this.form;
    const [at, last, more] = [this.#fresh(name.name), this.#fresh('last'), this.#fresh('more')];
    const pair = (variable: SymbolSyntax, value: Syntax): Syntax => list([variable, value], value.span);
    const bindings = [pair(at, start), pair(last, end), pair(more, call('>=', span, at, last))];
    const left = call('-', span, at, last);
    const advance = call(
      'if',
      span,
      call('>=', span, left, step),
      assign(at, call('-', span, at, step), span),
      assign(more, literal(false, span), span),
    );
    return (round) => {
      const inner = call('let', span, list([pair(name, at)], span), advance, ...round);
      return call('let*', span, list(bindings, span), call('while', span, more, inner));
    };
  }

  #assembled(): Syntax | undefined {
    const { around, stops, guard, action } = this.#plan;
    const { span } = this.form;
    if (!action) {
      if (guard) return this.#wrong(undefined, 'an action must follow `when` and `unless`');
      return around(stops);
    }
    const forms = guard ? [call('when', span, guard, ...action.forms)] : action.forms;
    const whole = around([...stops, ...forms]);
    if (action.variables.length === 0) return whole;
    const bindings = action.variables.map(([variable, value]) => list([variable, value], span));
    return call('let', span, list(bindings, span), whole, ...action.result);
  }
}

export const loop: SugarForm = {
  kind: 'sugar',
  name: 'loop',
  signature:
    '(loop [for name from a to b [by step] | for name in sequence | repeat n] [while c | until c] [when c | unless c] [sum | count | collect | maximize | minimize a] [do body ...])',
  doc: 'Goes through integers or a sequence and gives the sum, the number of true ones, an array, the greatest or the least of what a form gives in each round. `below` and `above` exclude the end, `downto` and `downfrom` count down; `maximize` and `minimize` fail where there was no round. With only forms it goes on until `break`.',
  example:
    '(loop for i from 1 to 10 when (= 0 (% i 2)) sum (* i i)) ; => 220\n(loop for i from 10 downto 0 by 3 maximize (% i 4)) ; => 3\n(define n 0) (loop (incf n) (when (> n 5) (break))) n ; => 6',
  expand: (form, expander) => new LoopReader(form, expander).read(),
};
