// The reference: runs a generated program directly, as the documents of its forms say, without compiling it.
import { addressBytes } from '../../runtime/bank/account.js';
import type { ExpectedEnd } from './expected.js';
import type { State } from './forms.js';
import { failBy, rules } from './forms.js';
import type { Definition, Program, Term } from './term.js';
import { heapBytes, isIntegerKind } from './term.js';
import type { Bytes, Value } from './value.js';
import { Failure, Unknowable, encode, integerOf, isTrue, nothing, truth } from './value.js';
import type { LiveAccount, World } from './world.js';
import { liveAccounts } from './world.js';

/** What a program does, as far as its source decides it. */
export interface Expected extends ExpectedEnd {
  readonly code: bigint;
  readonly accounts: readonly LiveAccount[];
  /** The form that failed, if one did. */
  readonly failedAt?: Term;
}

class Leaving {
  constructor(
    readonly how: 'break' | 'continue' | 'return',
    readonly value: Value,
  ) {}
}

class Scope {
  readonly #names = new Map<string, Value>();

  constructor(readonly parent?: Scope) {}

  define(name: string, value: Value): void {
    this.#names.set(name, value);
  }

  home(name: string): Scope | undefined {
    return this.#names.has(name) ? this : this.parent?.home(name);
  }

  get(name: string): Value {
    const home = this.home(name);
    const value = home && home.#names.get(name);
    if (value === undefined) throw new Unknowable(`no variable ${name}`);
    return value;
  }

  set(name: string, value: Value): void {
    const home = this.home(name);
    if (home === undefined) throw new Unknowable(`no variable ${name}`);
    home.#names.set(name, value);
  }
}

/** One call of a function. */
interface Frame {
  readonly stack: Map<Term, Bytes>;
  /** The type that generic literals take. */
  readonly generic: Value | undefined;
  readonly depth: number;
}

const encoder = new TextEncoder();
const stepLimit = 30_000;
const depthLimit = 40;

class Evaluator {
  readonly state: State;
  /** Functions with the scope they were defined in. */
  readonly #functions: Map<string, { readonly definition: Definition; readonly home: Scope }>;
  readonly #globals = new Scope();
  #frame: Frame = { stack: new Map(), generic: undefined, depth: 0 };
  #unchecked = false;
  #steps = 0;

  constructor(program: Program, world: World) {
    const heap = { bytes: new Uint8Array(heapBytes) };
    this.state = { world, accounts: liveAccounts(world), heap, logs: [] };
    this.#functions = new Map(
      program.functions.map((definition) => [definition.name, { definition, home: this.#globals }]),
    );
  }

  program({ globals, body }: Program): Value {
    for (const form of globals) this.term(form, this.#globals);
    return this.sequence(body, this.#globals);
  }

  sequence(forms: readonly Term[], scope: Scope): Value {
    let value: Value = nothing;
    for (const form of forms) value = this.term(form, scope);
    return value;
  }

  term(subject: Term, scope: Scope): Value {
    if (++this.#steps > stepLimit) throw new Unknowable('too many steps');
    try {
      return this.value(subject, scope);
    } catch (thrown) {
      if (thrown instanceof Failure) thrown.at ??= subject;
      throw thrown;
    }
  }

  private value(subject: Term, scope: Scope): Value {
    const special = this.special(subject, scope);
    if (special !== undefined) return special;
    const values = subject.parts.map((part) => this.term(part, scope));
    if (subject.operation === 'call') return this.call(subject, values);
    const rule = rules.get(subject.operation);
    if (rule === undefined) throw new Error(`no rule for ${subject.operation}`);
    return rule({ state: this.state, values, subject, unchecked: this.#unchecked });
  }

  private special(subject: Term, scope: Scope): Value | undefined {
    const { operation, parts, names = [] } = subject;
    const inside = (forms: readonly Term[]): Value => this.sequence(forms, new Scope(scope));
    const test = (): boolean => isTrue(this.term(parts[0]!, scope));
    switch (operation) {
      case 'literal':
        return this.literal(subject);
      case 'variable':
        return scope.get(names[0]!);
      case 'heap':
        return { kind: 'pointer', memory: this.state.heap, at: 0 };
      case 'stack-bytes':
        return { kind: 'pointer', memory: this.stackBytes(subject), at: 0 };
      case 'substring': {
        const text = this.term(parts[0]!, scope);
        if (text.kind !== 'string') throw new Unknowable('a string was expected');
        return { kind: 'string', bytes: text.bytes.slice(0, Number(subject.value)) };
      }
      case 'if':
        return test() ? inside([parts[1]!]) : inside(parts.slice(2));
      case 'when':
        return test() ? inside(parts.slice(1)) : nothing;
      case 'unless':
        return test() ? nothing : inside(parts.slice(1));
      case 'cond':
        return this.cond(parts, scope);
      case 'require':
      case 'assert':
        return test() ? nothing : failBy(this.state, parts[1] && this.term(parts[1], scope));
      case 'and':
        return truth(parts.every((part) => isTrue(this.term(part, scope))));
      case 'or':
        return truth(parts.some((part) => isTrue(this.term(part, scope))));
      case 'do':
        return this.sequence(parts, scope);
      case 'unchecked':
        return this.withUnchecked(true, () => this.sequence(parts, scope));
      case 'let':
      case 'let*':
        return this.let(subject, scope);
      case 'while':
      case 'for':
        return this.loop(subject, scope);
      case 'break':
      case 'continue':
        throw new Leaving(operation, nothing);
      case 'defun':
        this.#functions.set(subject.definition!.name, { definition: subject.definition!, home: scope });
        return nothing;
      case 'return':
        throw new Leaving('return', parts[0] ? this.term(parts[0], scope) : nothing);
      default:
        return this.change(subject, scope);
    }
  }

  private change({ operation, parts, names = [] }: Term, scope: Scope): Value | undefined {
    const name = names[0]!;
    switch (operation) {
      case 'define':
        scope.define(name, this.term(parts[0]!, scope));
        return nothing;
      case 'set!': {
        const value = this.term(parts[0]!, scope);
        scope.set(name, value);
        return value;
      }
      case 'incf':
      case 'decf': {
        // As the sum of the variable, read first, and the amount.
        const before = integerOf(scope.get(name));
        const by = parts[0] ? this.term(parts[0], scope) : { ...before, value: 1n };
        const rule = rules.get(operation === 'incf' ? '+' : '-')!;
        const subject = { operation, kind: before.kind, parts };
        const after = rule({ state: this.state, values: [before, by], subject, unchecked: this.#unchecked });
        scope.set(name, after);
        return after;
      }
      default:
        return undefined;
    }
  }

  private literal({ kind, value }: Term): Value {
    if (kind === 'generic') return { ...integerOf(this.#frame.generic), value: value as bigint };
    if (isIntegerKind(kind)) return { kind, value: value as bigint };
    if (kind === 'string') return { kind, bytes: encoder.encode(value as string) };
    if (kind === 'pubkey') return { kind, bytes: addressBytes(value as string) };
    return kind === 'bool' ? truth(value as boolean) : nothing;
  }

  private stackBytes(subject: Term): Bytes {
    const known = this.#frame.stack.get(subject);
    if (known) return known;
    const size = Number(subject.value);
    const fresh = { bytes: new Uint8Array(size), known: new Uint8Array(size) };
    this.#frame.stack.set(subject, fresh);
    return fresh;
  }

  private cond(clauses: readonly Term[], scope: Scope): Value {
    for (const { operation, parts } of clauses) {
      if (operation === 'else') return this.sequence(parts, new Scope(scope));
      if (isTrue(this.term(parts[0]!, scope))) return this.sequence(parts.slice(1), new Scope(scope));
    }
    return nothing;
  }

  private let({ operation, parts, names = [] }: Term, scope: Scope): Value {
    const inner = new Scope(scope);
    const seen = operation === 'let*' ? inner : scope;
    const late: (() => void)[] = [];
    names.forEach((name, index) => {
      const value = this.term(parts[index]!, seen);
      if (operation === 'let*') inner.define(name, value);
      else late.push(() => inner.define(name, value));
    });
    late.forEach((bind) => bind());
    return this.sequence(parts.slice(names.length), inner);
  }

  /** Runs the body once; whether the loop goes on. */
  private round(body: readonly Term[], scope: Scope): boolean {
    const unchecked = this.#unchecked;
    try {
      this.sequence(body, scope);
    } catch (thrown) {
      if (!(thrown instanceof Leaving) || thrown.how === 'return') throw thrown;
      this.#unchecked = unchecked;
      return thrown.how === 'continue';
    }
    return true;
  }

  private loop({ operation, parts, names = [] }: Term, scope: Scope): Value {
    const [head, ...body] = parts;
    if (operation === 'while') {
      while (isTrue(this.term(head!, scope)) && this.round(body, new Scope(scope)));
      return nothing;
    }
    const bounds = head!.parts.map((part) => integerOf(this.term(part, scope)));
    const { kind } = bounds[0]!;
    const [first, second, third] = bounds.map(({ value }) => value);
    const [start, end, step] = [second === undefined ? 0n : first!, second ?? first!, third ?? 1n];
    for (let at = start; step > 0n ? at < end : at > end; at += step) {
      const inner = new Scope(scope);
      inner.define(names[0]!, { kind, value: at });
      if (!this.round(body, inner)) break;
    }
    return nothing;
  }

  private withUnchecked<T>(unchecked: boolean, work: () => T): T {
    const before = this.#unchecked;
    this.#unchecked = unchecked;
    try {
      return work();
    } finally {
      this.#unchecked = before;
    }
  }

  private call({ names = [] }: Term, values: readonly Value[]): Value {
    const found = this.#functions.get(names[0]!);
    if (!found) throw new Unknowable('no such function');
    const caller = this.#frame;
    if (caller.depth >= depthLimit) throw new Unknowable('too many calls');
    const { parameters, body } = found.definition;
    const scope = new Scope(found.home);
    parameters.forEach(({ name }, index) => scope.define(name, values[index]!));
    const generic = values[parameters.findIndex(({ kind }) => kind === 'generic')];
    this.#frame = { stack: new Map(), generic, depth: caller.depth + 1 };
    try {
      return this.withUnchecked(false, () => this.sequence(body, scope));
    } catch (thrown) {
      if (thrown instanceof Leaving && thrown.how === 'return') return thrown.value;
      throw thrown;
    } finally {
      this.#frame = caller;
    }
  }
}

/** Return data: integers little-endian in their width, a bool as a byte, text and keys as their bytes. */
function returned(value: Value): Uint8Array {
  if (value.kind === 'null') return new Uint8Array(0);
  if (value.kind === 'pointer') throw new Unknowable('an address as result');
  return encode(value.kind, value);
}

/** What the program must do, or why that cannot be said. */
export function expectedOf(program: Program, world: World): Expected | Unknowable {
  const evaluator = new Evaluator(program, world);
  const { accounts, logs } = evaluator.state;
  const none = new Uint8Array(0);
  try {
    const value = evaluator.program(program);
    if (program.resultMode === 'value' || value.kind === 'null') {
      return { code: 0n, logs, accounts, returnData: returned(value) };
    }
    const word = value.kind === 'bool' ? BigInt(value.value) : integerOf(value).value;
    return { code: BigInt.asUintN(64, word), logs, accounts, returnData: none };
  } catch (thrown) {
    if (thrown instanceof Failure) {
      return {
        code: thrown.code,
        logs,
        accounts,
        returnData: none,
        ...(thrown.at && { failedAt: thrown.at }),
      };
    }
    if (thrown instanceof Unknowable) return thrown;
    // Reduced programs may leave loops that are gone.
    if (thrown instanceof Leaving) return new Unknowable(`a stray ${thrown.how}`);
    throw thrown;
  }
}
