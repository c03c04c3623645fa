// Patterns: the parameter lists of macros and what of a call goes where.
import { closest } from '../../grammar/suggest.js';
import type { Span } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import { list, literal } from '../../grammar/syntax.js';
import { printSyntax } from '../../grammar/syntax/print.js';
import type { Value } from './value.js';

/** Where a piece of code goes: to a name, or apart by a pattern of its own. */
export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'shape'; readonly pattern: Pattern; readonly text: string };

interface WithDefault {
  readonly target: Target;
  /** Evaluated where the operand is left out; null if there is none. */
  readonly fallback: Syntax | undefined;
}

export interface Pattern {
  readonly required: readonly Target[];
  readonly optional: readonly WithDefault[];
  readonly rest: Target | undefined;
  /** By the name of the keyword. */
  readonly keys: ReadonlyMap<string, WithDefault> | undefined;
}

/** Reports what is wrong with a parameter list. */
export type ReportPattern = (at: Syntax, problem: string) => void;

type Section = 'required' | 'optional' | 'rest' | 'key' | 'end';

const sections: Readonly<Record<string, Section>> = {
  '&optional': 'optional',
  '&rest': 'rest',
  '&body': 'rest',
  '&key': 'key',
};
const order: readonly Section[] = ['required', 'optional', 'rest', 'key'];

class PatternReader {
  readonly required: Target[] = [];
  readonly optional: WithDefault[] = [];
  readonly keys = new Map<string, WithDefault>();
  rest: Target | undefined;
  #section: Section = 'required';
  readonly #report: ReportPattern;
  readonly #names: Set<string>;
  failed = false;

  constructor(report: ReportPattern, names: Set<string>) {
    this.#report = report;
    this.#names = names;
  }

  #wrong(at: Syntax, problem: string): undefined {
    this.#report(at, problem);
    this.failed = true;
  }

  read(items: readonly Syntax[]): Pattern {
    let keyed = false;
    for (const item of items) {
      if (item.kind === 'symbol' && item.name.startsWith('&')) {
        this.#enter(item, item.name);
        keyed ||= item.name === '&key';
      } else this.#parameter(item);
    }
    const { required, optional, rest, keys } = this;
    const last = items.at(-1);
    if (this.#section === 'rest' && !rest && last) this.#wrong(last, 'a name must follow `&rest` or `&body`');
    return { required, optional, rest, keys: keyed ? keys : undefined };
  }

  #enter(at: Syntax, mark: string): void {
    const section = sections[mark];
    if (section === undefined) {
      this.#wrong(at, `there is no \`${mark}\`; known are ${Object.keys(sections).join(', ')}`);
      return;
    }
    if (order.indexOf(section) <= order.indexOf(this.#section)) {
      this.#wrong(at, `\`${mark}\` cannot stand here; the order is &optional, &rest, &key`);
      return;
    }
    this.#section = section;
  }

  #parameter(item: Syntax): void {
    switch (this.#section) {
      case 'required': {
        const target = this.#target(item);
        if (target) this.required.push(target);
        return;
      }
      case 'rest': {
        if (this.rest) this.#wrong(item, 'one name follows `&rest` or `&body`');
        this.rest = this.#target(item);
        return;
      }
      default:
        this.#withDefault(item);
    }
  }

  #withDefault(item: Syntax): void {
    const parts = item.kind === 'list' || item.kind === 'array' ? item.items : [item];
    const [name, fallback] = parts;
    if (name?.kind !== 'symbol' || parts.length > 2) {
      this.#wrong(item, 'a parameter that may be left out is a name or `(name default)`');
      return;
    }
    const target = this.#target(name);
    if (!target) return;
    if (this.#section === 'key') this.keys.set(name.name, { target, fallback });
    else this.optional.push({ target, fallback });
  }

  #target(item: Syntax): Target | undefined {
    if (item.kind === 'symbol') {
      if (this.#names.has(item.name) && item.name !== '_')
        return this.#wrong(item, `\`${item.name}\` stands twice in it`);
      this.#names.add(item.name);
      return { kind: 'name', name: item.name };
    }
    if (item.kind !== 'list' && item.kind !== 'array')
      return this.#wrong(item, 'a parameter is a name, or a list of parameters for a list');
    const inner = new PatternReader(this.#report, this.#names);
    const pattern = inner.read(item.items);
    this.failed ||= inner.failed;
    return { kind: 'shape', pattern, text: printSyntax(item) };
  }
}

/** The pattern that a parameter list describes, or undefined after reporting what is wrong. */
export function readPattern(items: readonly Syntax[], report: ReportPattern): Pattern | undefined {
  const reader = new PatternReader(report, new Set());
  const pattern = reader.read(items);
  return reader.failed ? undefined : pattern;
}

/** The target that the name of a binding describes: a name, or a list of names for the items of a list. */
export function readTarget(item: Syntax, report: ReportPattern): Target | undefined {
  return readPattern([item], report)?.required[0];
}

/** Why operands do not fit; `at` is the operand, undefined for the whole. */
export interface Mismatch {
  readonly problem: string;
  readonly at: Syntax | undefined;
}

/** What binding needs: where values go, and how what is left out is found. */
export interface Binder {
  /** The place of lists that binding makes. */
  readonly span: Span;
  bind(name: string, value: Value): void;
  evaluate(fallback: Syntax): Value;
}

const codeOf = (value: Value): Syntax | undefined => (value.kind === 'function' ? undefined : value);

function bindTarget(target: Target, value: Value, binder: Binder): Mismatch | undefined {
  if (target.kind === 'name') {
    binder.bind(target.name, value);
    return undefined;
  }
  if (value.kind !== 'list' && value.kind !== 'array')
    return { problem: `\`${target.text}\` asks for a list here`, at: codeOf(value) };
  const mismatch = bindPattern(target.pattern, value.items, binder);
  return mismatch && { ...mismatch, at: mismatch.at ?? value };
}

function bindDefault({ target, fallback }: WithDefault, value: Value | undefined, binder: Binder): void {
  const found = value ?? (fallback ? binder.evaluate(fallback) : literal(null, binder.span));
  bindTarget(target, found, binder);
}

function bindKeys(
  keys: ReadonlyMap<string, WithDefault>,
  values: readonly Value[],
  binder: Binder,
): Mismatch | undefined {
  const given = new Map<string, Value>();
  for (let index = 0; index < values.length; index += 2) {
    const [key, value] = [values[index]!, values[index + 1]];
    if (key.kind !== 'keyword') return { problem: 'a keyword is needed here', at: codeOf(key) };
    if (!keys.has(key.name)) {
      const near = closest(key.name, keys.keys());
      const hint = near === undefined ? '' : `; did you mean \`:${near}\`?`;
      return { problem: `there is no key \`:${key.name}\`${hint}`, at: key };
    }
    if (value === undefined) return { problem: `\`:${key.name}\` has no value`, at: key };
    if (given.has(key.name)) return { problem: `\`:${key.name}\` stands twice`, at: key };
    given.set(key.name, value);
  }
  for (const [name, parameter] of keys) bindDefault(parameter, given.get(name), binder);
  return undefined;
}

const nameOf = (target: Target): string => (target.kind === 'name' ? target.name : target.text);

/** Gives the operands of a call to the names of a pattern; what does not fit is returned. */
export function bindPattern(
  pattern: Pattern,
  values: readonly Value[],
  binder: Binder,
): Mismatch | undefined {
  const { required, optional, rest, keys } = pattern;
  for (const [index, target] of required.entries()) {
    const value = values[index];
    if (value === undefined) return { problem: `\`${nameOf(target)}\` is missing`, at: undefined };
    const mismatch = bindTarget(target, value, binder);
    if (mismatch) return mismatch;
  }
  optional.forEach((parameter, index) => bindDefault(parameter, values[required.length + index], binder));
  const others = values.slice(required.length + optional.length);
  if (rest) {
    const items = others.flatMap((value) => codeOf(value) ?? []);
    if (items.length < others.length) return { problem: 'a function cannot be part of code', at: undefined };
    const mismatch = bindTarget(rest, list(items, binder.span), binder);
    if (mismatch) return mismatch;
  }
  if (keys) return bindKeys(keys, others, binder);
  if (!rest && others.length > 0) return { problem: 'this is one operand too many', at: codeOf(others[0]!) };
  return undefined;
}
