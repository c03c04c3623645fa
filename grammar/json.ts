// JSON: texts with the place of every value, so that messages about configuration can point at it.
import type { Span, Source } from './source.js';

export type Json =
  | {
      readonly kind: 'null' | 'boolean' | 'string';
      readonly value: null | boolean | string;
      readonly span: Span;
    }
  /** `text` as written: numbers of any size are kept exactly. */
  | { readonly kind: 'number'; readonly text: string; readonly span: Span }
  | { readonly kind: 'array'; readonly items: readonly Json[]; readonly span: Span }
  | { readonly kind: 'object'; readonly entries: readonly JsonEntry[]; readonly span: Span };

export interface JsonEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Json;
}

/** Why a text is not JSON, and where. */
export interface JsonProblem {
  readonly problem: string;
  readonly span: Span;
}

/** Arrays and objects inside each other; more is no configuration but an attack on the stack. */
const maximumDepth = 100;

/** Thrown inside the parser only. */
class Refusal implements JsonProblem {
  constructor(
    readonly problem: string,
    readonly span: Span,
  ) {}
}

/** Reads a JSON text (RFC 8259); a key given twice is refused. */
export function parseJson(source: Source): Json | JsonProblem {
  try {
    return new Parser(source).whole();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown;
    throw thrown;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const words: ReadonlyMap<string, null | boolean> = new Map([
  ['null', null],
  ['true', true],
  ['false', false],
]);

class Parser {
  #at = 0;
  readonly #text: string;

  constructor(readonly source: Source) {
    this.#text = source.text;
  }

  whole(): Json {
    const value = this.#value(0);
    this.#skip();
    if (this.#at < this.#text.length) this.#refuse('there is more after the end of the value', this.#at + 1);
    return value;
  }

  #value(depth: number): Json {
    this.#skip();
    const start = this.#at;
    const next = this.#text[start];
    if (next === undefined) return this.#refuse('the text ends where a value should stand');
    if (depth > maximumDepth) return this.#refuse('values lie too deep inside each other', start + 1);
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    if (next === '"') return { kind: 'string', value: this.#string(), span: this.#span(start) };
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])/y);
    if (number !== undefined) return { kind: 'number', text: number, span: this.#span(start) };
    const word = this.#match(/[\w.+-]+/y);
    const value = word === undefined ? undefined : words.get(word);
    if (value === undefined) return this.#refuse(problemOf(word ?? next), this.#at, start);
    return { kind: value === null ? 'null' : 'boolean', value, span: this.#span(start) };
  }

  #array(depth: number): Json {
    const start = this.#at++;
    const items: Json[] = [];
    if (!this.#take(']')) {
      do {
        this.#refuseEnd(']', items.length > 0);
        items.push(this.#value(depth + 1));
      } while (this.#take(','));
      this.#expect(']', start);
    }
    return { kind: 'array', items, span: this.#span(start) };
  }

  #object(depth: number): Json {
    const start = this.#at++;
    const entries: JsonEntry[] = [];
    const keys = new Set<string>();
    if (!this.#take('}')) {
      do {
        this.#refuseEnd('}', entries.length > 0);
        const entry = this.#entry(depth);
        if (keys.has(entry.key))
          throw new Refusal(`the key "${entry.key}" stands here a second time`, entry.keySpan);
        keys.add(entry.key);
        entries.push(entry);
      } while (this.#take(','));
      this.#expect('}', start);
    }
    return { kind: 'object', entries, span: this.#span(start) };
  }

  #entry(depth: number): JsonEntry {
    this.#skip();
    const start = this.#at;
    if (this.#text[start] !== '"') this.#refuse('a key in double quotes should stand here', start + 1);
    const key = this.#string();
    const keySpan = this.#span(start);
    if (!this.#take(':')) this.#refuse('a colon should follow the key', this.#at + 1);
    return { key, keySpan, value: this.#value(depth + 1) };
  }

  #string(): string {
    const start = this.#at++;
    let value = '';
    for (;;) {
      value += this.#match(/[^"\\\u0000-\u001f]+/y) ?? '';
      const next = this.#text[this.#at++];
      if (next === '"') return value;
      if (next === undefined) this.#refuse('the text in quotes does not end', start + 1, start);
      if (next !== '\\')
        this.#refuse('a control character in quotes must be escaped', this.#at, this.#at - 1);
      value += this.#escape();
    }
  }

  #escape(): string {
    const start = this.#at - 1;
    const code = this.#match(/u[0-9a-fA-F]{4}/y);
    if (code !== undefined) return String.fromCharCode(parseInt(code.slice(1), 16));
    const plain = escapes[this.#text[this.#at++] ?? ''];
    return plain ?? this.#refuse('there is no such escape', this.#at, start);
  }

  #expect(closer: string, start: number): void {
    if (this.#take(closer)) return;
    if (this.#at < this.#text.length) this.#refuse(`a comma or ${closer} should stand here`, this.#at + 1);
    this.#refuse(`the ${this.#text[start]} is never closed`, start + 1, start);
  }

  #refuseEnd(closer: string, afterComma: boolean): void {
    this.#skip();
    if (afterComma && this.#text[this.#at] === closer)
      this.#refuse('the comma before this is one too many', this.#at + 1);
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skip(): void {
    this.#match(/[ \t\r\n]+/y);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #span(start: number): Span {
    return { source: this.source, start, end: this.#at };
  }

  #refuse(problem: string, end = this.#at, start = this.#at): never {
    const { length } = this.#text;
    throw new Refusal(problem, {
      source: this.source,
      start: Math.min(start, length),
      end: Math.min(end, length),
    });
  }
}

function problemOf(found: string): string {
  if (found === "'") return 'texts stand in double quotes';
  if (found === '/' || found === '#' || found === ';') return 'JSON has no comments';
  return `\`${found}\` is no value; texts stand in double quotes`;
}

/** The plain value, as JSON.parse gives it, save that integers beyond 2^53 become their decimal digits. */
export function plainValue(json: Json): unknown {
  switch (json.kind) {
    case 'number':
      return plainNumber(json.text);
    case 'array':
      return json.items.map(plainValue);
    case 'object':
      return Object.fromEntries(json.entries.map(({ key, value }) => [key, plainValue(value)]));
    default:
      return json.value;
  }
}

function plainNumber(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : text;
}

/** The value at a path of keys and indices, and, where the last step does not exist, what would hold it. */
export function jsonAt(
  json: Json,
  path: readonly PropertyKey[],
): { readonly nearest: Json; readonly found: boolean } {
  let nearest = json;
  for (const step of path) {
    const next: Json | undefined =
      nearest.kind === 'array'
        ? nearest.items[Number(step)]
        : nearest.kind === 'object'
          ? nearest.entries.find(({ key }) => key === step)?.value
          : undefined;
    if (next === undefined) return { nearest, found: false };
    nearest = next;
  }
  return { nearest, found: true };
}
