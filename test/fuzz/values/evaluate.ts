// The reference for programs over aggregates and functions: runs them directly, without compiling them.
import type { InstructionAccount } from '../../../runtime/bank/account.js';
import { addressBytes } from '../../../runtime/bank/account.js';
import { Failure, Unknowable, decode, encodeNumber, failWith } from '../value.js';
import { bitsOf } from '../term.js';
import type { ExpectedEnd } from '../expected.js';
import type { World } from '../world.js';
import type { Called, LiveAccount } from './call-entry.js';
import { answerOf, dataOf, demandConstraints } from './call-entry.js';
import type { Entry } from './entry.js';
import { eventBytes } from './entry.js';
import type { Definition, Node, Parameter, Program } from './node.js';
import { matches } from './match.js';
import { operations } from './operations.js';
import type { Type } from './types.js';
import { instantiate } from './types.js';
import type { ArrayValue, Closure, Option, Product, Value } from './value.js';
import { Scope, borsh, characterAt, elementsOf, equal, newArray, sizeOf, textBytes } from './value.js';

/** What a program does, as far as its source decides it. */
export interface Expected extends ExpectedEnd {
  /** The data of the accounts, by address. */
  readonly accounts: ReadonlyMap<string, Uint8Array>;
  /** What was logged as data, in base64. */
  readonly events: readonly string[];
}

class Leaving {
  constructor(
    readonly how: 'break' | 'continue' | 'return',
    readonly value: Value,
  ) {}
}

/** A value on its way to the innermost `catch` with its tag; for `try` it is a failure like any other. */
class Thrown {
  constructor(
    readonly tag: string,
    readonly value: Value,
  ) {}
}

const stepLimit = 20_000;
const depthLimit = 24;
/** The reference only estimates what a program takes of the heap; this is surely there. */
const heapLimit = 12_000;

export class Evaluator {
  readonly logs: string[] = [];
  readonly events: string[] = [];
  /** The data of the first account, for programs that know nothing of its fields. */
  readonly account: Uint8Array;
  #called: Called | undefined;
  readonly #globals = new Scope();
  #generic: Type | undefined;
  #depth = 0;
  #steps = 0;
  #heap = 0;

  constructor(
    program: Program,
    private readonly world: World,
  ) {
    this.account = world.accounts[0]?.data.slice() ?? new Uint8Array(0);
    this.addFunctions(program.functions, this.#globals);
  }

  program({ globals, body }: Program): Value {
    return this.sequence([...globals, ...body], this.#globals);
  }

  /** The body of an instruction. */
  instruction({ body, entry }: Program & { readonly entry: Entry }, called: Called): Value {
    this.#called = called;
    const scope = new Scope(this.#globals);
    entry.arguments.forEach(({ name }, at) => this.define(name, called.arguments[at], scope));
    demandConstraints(entry, (test) => this.truth(test, scope));
    return this.entered(undefined, () => this.inside(body, scope));
  }

  /** The account that a parameter or a declaration names. */
  live(name: string, scope: Scope): LiveAccount {
    const value = scope.cell(name)?.value;
    if (typeof value === 'object' && value.kind === 'account') return value.live;
    return this.#called!.accounts.get(name)!;
  }

  sequence(forms: readonly Node[], scope: Scope): Value {
    const local = forms.flatMap(({ operation, functions }) => (operation === 'defun' ? functions! : []));
    this.addFunctions(local, scope);
    let value: Value;
    for (const form of forms) value = this.node(form, scope);
    return value;
  }

  /** Counts what a new array or text takes. */
  private taken(value: Value): Value {
    if (typeof value === 'string') this.take(textBytes(value).length);
    else if (typeof value === 'object' && value.kind === 'array')
      this.take(elementsOf(value).reduce<number>((sum, element) => sum + sizeOf(element), 0));
    return value;
  }

  private take(size: number): void {
    this.#heap += size + 8;
    if (this.#heap > heapLimit) throw new Unknowable('much of the heap');
  }

  node(subject: Node, scope: Scope): Value {
    if (++this.#steps > stepLimit) throw new Unknowable('too many steps');
    const special = specials[subject.operation];
    if (special) return special(this, subject, scope);
    const values = subject.parts.map((part) => this.node(part, scope));
    return this.operation(subject.operation, values, subject);
  }

  operation(name: string, values: readonly Value[], subject: Node): Value {
    const rule = operations[name];
    if (!rule) throw new Error(`no rule for ${name}`);
    return this.taken(rule(values, subject, this));
  }

  truth(subject: Node, scope: Scope): boolean {
    const value = this.node(subject, scope);
    return value !== false && value !== 0n && value !== '';
  }

  inside(forms: readonly Node[], scope: Scope): Value {
    return this.sequence(forms, new Scope(scope));
  }

  define(name: string, value: Value, scope: Scope): void {
    // Variables that functions take along live on the heap.
    this.take(sizeOf(value));
    scope.define(name, value);
  }

  cell(name: string, scope: Scope): { value: Value } {
    const cell = scope.cell(name);
    if (!cell) throw new Unknowable(`no variable ${name}`);
    return cell;
  }

  /** Runs the body of a loop once; whether the loop goes on. */
  round(body: readonly Node[], scope: Scope): boolean {
    try {
      this.sequence(body, scope);
    } catch (thrown) {
      if (!(thrown instanceof Leaving) || thrown.how === 'return') throw thrown;
      return thrown.how === 'continue';
    }
    return true;
  }

  addFunctions(definitions: readonly Definition[], scope: Scope): void {
    for (const code of definitions) scope.define(code.name, this.closure(code, scope));
  }

  closure(code: Closure['code'], scope: Scope): Closure {
    return { kind: 'closure', code, scope, generic: this.#generic };
  }

  /** Calls a function; the last values belong to the parameters that `keys` names. */
  call(callee: Closure, values: readonly Value[], subject: Node, keys: readonly string[] = []): Value {
    const { code, generic } = callee;
    if (typeof code === 'string') return this.operation(code, values, { ...subject, parts: [] });
    const scope = new Scope(callee.scope);
    const lambda = 'operation' in code;
    const called = subject.generic && instantiate(subject.generic, this.#generic ?? subject.generic);
    // A function inside one of any type works on what that one was called for.
    return this.entered(lambda ? generic : (called ?? generic), () => {
      if (lambda) code.names!.forEach((name, index) => this.define(name, values[index], scope));
      else this.bind(code.parameters, values, keys, scope);
      return this.inside(lambda ? code.parts : code.body, scope);
    });
  }

  private bind(
    parameters: readonly Parameter[],
    values: readonly Value[],
    keys: readonly string[],
    scope: Scope,
  ): void {
    const positional = values.slice(0, values.length - keys.length);
    const named = new Map(keys.map((key, index) => [key, values[values.length - keys.length + index]]));
    for (const { mode, name, fallback } of parameters) {
      const given = (): Value => {
        if (mode === 'rest') return newArray(positional.splice(0));
        if (mode === 'key' ? named.has(name) : positional.length > 0)
          return mode === 'key' ? named.get(name) : positional.shift();
        return fallback && this.node(fallback, scope);
      };
      this.define(name, given(), scope);
    }
  }

  private entered(generic: Type | undefined, work: () => Value): Value {
    if (this.#depth >= depthLimit) throw new Unknowable('too many calls');
    const before = this.#generic;
    this.#depth++;
    this.#generic = generic;
    try {
      return work();
    } catch (thrown) {
      if (thrown instanceof Leaving && thrown.how === 'return') return thrown.value;
      throw thrown;
    } finally {
      this.#depth--;
      this.#generic = before;
    }
  }

  get generic(): Type | undefined {
    return this.#generic;
  }

  read(type: Type, bytes: Uint8Array, at: number): Value {
    const name = (type as Type & { kind: 'integer' }).name;
    const found = decode(name, bytes.subarray(at, at + bitsOf(name) / 8));
    return 'value' in found ? found.value : undefined;
  }

  input(type: Type, at: number): Value {
    return this.read(type, this.world.data, at);
  }

  write(type: Type, at: number, value: bigint): void {
    this.account.set(encodeNumber(value, bitsOf((type as Type & { kind: 'integer' }).name) / 8), at);
  }
}

type Special = (e: Evaluator, subject: Node, scope: Scope) => Value;

/** The value with one part of it, at the end of a path, replaced. */
function replaced(whole: Value, [first, ...rest]: readonly number[], value: Value): Value {
  if (first === undefined) return value;
  const { parts } = whole as Product;
  return { kind: 'product', parts: parts.with(first, replaced(parts[first], rest, value)) };
}

/** Assigns to a variable, a part of one, or an element; the operands of the place come before the value. */
function assign(e: Evaluator, place: Node, value: () => Value, scope: Scope): Value {
  if (place.operation === 'element') {
    const [array, index] = place.parts.map((part) => e.node(part, scope));
    const { memory, start, length } = array as ArrayValue;
    const given = value();
    if ((index as bigint) < 0n || (index as bigint) >= BigInt(length)) failWith('InvalidArgument');
    memory[start + Number(index)] = given;
    return given;
  }
  const path: number[] = [];
  let at = place;
  for (; at.operation === 'part'; at = at.parts[0]!) path.unshift(at.index!);
  const given = value();
  if (at.operation === 'field') {
    const [account, field] = at.names as readonly [string, string];
    const { fields } = e.live(account, scope);
    fields.set(field, replaced(fields.get(field), path, given));
    return given;
  }
  const cell = e.cell(at.names![0]!, scope);
  cell.value = replaced(cell.value, path, given);
  return given;
}

const bindAll: Special = (e, { operation, names = [], parts }, scope) => {
  const inner = new Scope(scope);
  const seen = operation === 'let*' ? inner : scope;
  const values: Value[] = [];
  names.forEach((name, index) => {
    const value = e.node(parts[index]!, seen);
    if (operation === 'let*') e.define(name, value, inner);
    values.push(value);
  });
  if (operation === 'let') names.forEach((name, index) => e.define(name, values[index], inner));
  return e.inside(parts.slice(names.length), inner);
};

/** What `for` goes through. */
function* itemsOf(e: Evaluator, over: Node, scope: Scope): Iterable<Value> {
  if (over.operation === 'range') {
    const bounds = over.parts.map((part) => e.node(part, scope) as bigint);
    const [start, end] = bounds.length === 1 ? [0n, bounds[0]!] : [bounds[0]!, bounds[1]!];
    const step = bounds[2] ?? 1n;
    for (let at = start; step > 0n ? at < end : at > end; at += step) yield at;
    return;
  }
  const whole = e.node(over, scope);
  if (typeof whole === 'string') {
    const length = BigInt(textBytes(whole).length);
    for (let at = 0n; at < length;) {
      const character = characterAt(whole, at);
      yield character;
      at += BigInt(textBytes(character).length);
    }
    return;
  }
  const { memory, start, length } = whole as ArrayValue;
  for (let at = 0; at < length; at++) yield memory[start + at];
}

const loop: Special = (e, { names, parts }, scope) => {
  const [over, ...rest] = parts;
  const pattern = names ? undefined : rest[0];
  const body = names ? rest : rest.slice(1);
  for (const item of itemsOf(e, over!, scope)) {
    const inner = new Scope(scope);
    if (pattern) unpack(e, pattern, item, inner);
    else e.define(names![0]!, item, inner);
    if (!e.round(body, new Scope(inner))) break;
  }
  return undefined;
};

/** Gives names to the parts of a value that must fit a pattern. */
function unpack(e: Evaluator, pattern: Node, value: Value, scope: Scope): void {
  const found: (readonly [string, Value])[] = [];
  if (!matches(pattern, value, (name, part) => found.push([name, part]))) failWith('InvalidArgument');
  for (const [name, part] of found) e.define(name, part, scope);
}

const clauses: Special = (e, { parts }, scope) => {
  for (const clause of parts) {
    if (clause.operation === 'else') return e.inside(clause.parts, scope);
    if (e.truth(clause.parts[0]!, scope)) return e.inside(clause.parts.slice(1), scope);
  }
  return undefined;
};

const match: Special = (e, { parts }, scope) => {
  const [subject, ...rest] = parts;
  const value = e.node(subject!, scope);
  for (const { operation, parts: clause } of rest) {
    const inner = new Scope(scope);
    if (!matches(clause[0]!, value, (name, part) => e.define(name, part, inner))) continue;
    if (operation === 'guarded' && !e.truth(clause[1]!, inner)) continue;
    return e.inside(clause.slice(operation === 'guarded' ? 2 : 1), inner);
  }
  return undefined;
};

/** `case`: the constants of a clause stand before its body, which is its last part. */
const caseOf: Special = (e, { parts }, scope) => {
  const value = e.node(parts[0]!, scope);
  for (const { operation, parts: clause } of parts.slice(1)) {
    const constants = clause.slice(0, -1);
    if (operation === 'else' || constants.some((constant) => equal(e.node(constant, scope), value)))
      return e.inside(clause.slice(-1), scope);
  }
  return undefined;
};

/** The types a clause of `typecase` stands for, by their names. */
const classes: Readonly<Record<string, (type: Type) => boolean>> = {
  int: ({ kind }) => kind === 'integer',
  number: ({ kind }) => kind === 'integer' || kind === 'decimal',
  array: ({ kind }) => kind === 'array' || kind === 'tuple',
  record: ({ kind }) => kind === 'record' || kind === 'struct',
};

/** Whether a value is of the class; one that may be missing is only if it is there. */
function isOf(name: string, type: Type, value: Value): boolean {
  if (type.kind === 'option') {
    const option = value as Option;
    return option.some && isOf(name, type.value, option.value);
  }
  return (classes[name] ?? (({ kind }: Type) => kind === name))(type);
}

const typecase: Special = (e, { parts }, scope) => {
  const [subject, ...rest] = parts;
  const found = e.node(subject!, scope);
  const type = subject!.type.kind === 'generic' ? e.generic! : subject!.type;
  for (const { operation, value, parts: body } of rest)
    if (operation === 'else' || isOf(String(value), type, found)) return e.inside(body, scope);
  return undefined;
};

interface Collector {
  readonly start: () => Value;
  readonly add: (e: Evaluator, total: Value, next: Value, subject: Node) => Value;
}

/** What `loop` makes of the values of its rounds, each taken in before the next round. */
const collectors: Readonly<Record<string, Collector>> = {
  sum: { start: () => 0n, add: (e, total, next, subject) => e.operation('+', [total, next], subject) },
  count: { start: () => 0n, add: (_, total, next) => (total as bigint) + (next === true ? 1n : 0n) },
  collect: {
    start: () => newArray([]),
    add: (e, total, next, subject) => e.operation('append', [total, newArray([next])], subject),
  },
};

const collect: Special = (e, { names, parts, value }, scope) => {
  const [over, condition, action] = parts;
  const { start, add } = collectors[String(value)]!;
  let total = start();
  for (const item of itemsOf(e, over!, scope)) {
    const inner = new Scope(scope);
    e.define(names![0]!, item, inner);
    if (e.truth(condition!, inner)) total = add(e, total, e.node(action!, inner), action!);
  }
  return total;
};

const withFunctions: Special = (e, { functions, parts }, scope) => {
  const inner = new Scope(scope);
  e.addFunctions(functions!, inner);
  return e.inside(parts, inner);
};

const attempt: Special = (e, { names, parts }, scope) => {
  const [handler, ...body] = parts;
  try {
    return e.inside(body, scope);
  } catch (thrown) {
    if (!(thrown instanceof Failure) && !(thrown instanceof Thrown)) throw thrown;
    const inner = new Scope(scope);
    // Programs that throw do not look at codes.
    e.define(names![0]!, thrown instanceof Failure ? thrown.code : 0n, inner);
    return e.inside([handler!], inner);
  }
};

const keyValue = (address: string): Value => ({ kind: 'pubkey', bytes: addressBytes(address) });

const facts: Readonly<Record<string, (account: InstructionAccount) => Value>> = {
  key: ({ pubkey }) => keyValue(pubkey),
  owner: ({ owner }) => keyValue(owner),
  lamports: ({ lamports }) => lamports,
  'data-length': ({ data }) => BigInt(data.length),
  'signer?': ({ signer }) => signer,
  'writable?': ({ writable }) => writable,
};

const specials: Readonly<Record<string, Special>> = {
  variable: (e, { names }, scope) => e.cell(names![0]!, scope).value,
  account: (e, { names }, scope) => ({ kind: 'account', live: e.live(names![0]!, scope) }),
  field: (e, { names }, scope) => e.live(names![0]!, scope).fields.get(names![1]!),
  fact(e, { names }, scope) {
    const { account } = e.live(names![1]!, scope);
    return facts[names![0]!]!(account);
  },
  error: (_, { value }) => value as bigint,
  emit(e, { names, parts }, scope) {
    const values = parts.map((part) => e.node(part, scope));
    const fields = parts.map(({ type }, at) => borsh(type, values[at]));
    const bytes = Buffer.concat([eventBytes({ name: names![0]!, fields: [] }), ...fields]);
    e.events.push(bytes.toString('base64'));
    return undefined;
  },
  function: (e, { names }, scope) => scope.cell(names![0]!)?.value ?? e.closure(names![0]!, scope),
  lambda: (e, subject, scope) => e.closure(subject, scope),
  define(e, { names, parts }, scope) {
    e.define(names![0]!, e.node(parts[0]!, scope), scope);
    return undefined;
  },
  'set!': (e, { parts }, scope) => assign(e, parts[0]!, () => e.node(parts[1]!, scope), scope),
  incf(e, { parts }, scope) {
    const [place, amount] = parts;
    const before = e.node(place!, scope);
    const by = amount ? e.node(amount, scope) : 1n;
    return assign(e, place!, () => e.operation('+', [before, by], place!), scope);
  },
  if: (e, { parts }, scope) =>
    e.truth(parts[0]!, scope) ? e.inside([parts[1]!], scope) : e.inside(parts.slice(2), scope),
  when: (e, { parts }, scope) =>
    e.truth(parts[0]!, scope) ? void e.inside(parts.slice(1), scope) : undefined,
  unless: (e, { parts }, scope) =>
    e.truth(parts[0]!, scope) ? undefined : void e.inside(parts.slice(1), scope),
  cond: clauses,
  match,
  case: caseOf,
  typecase,
  'if-let'(e, { names, parts }, scope) {
    const option = e.node(parts[0]!, scope) as Option;
    if (!option.some) return e.inside(parts.slice(2), scope);
    const inner = new Scope(scope);
    e.define(names![0]!, option.value, inner);
    return e.inside([parts[1]!], inner);
  },
  'unwrap-or'(e, { parts }, scope) {
    const option = e.node(parts[0]!, scope) as Option;
    return option.some ? option.value : e.node(parts[1]!, scope);
  },
  and: (e, { parts }, scope) => parts.every((part) => e.truth(part, scope)),
  or: (e, { parts }, scope) => parts.some((part) => e.truth(part, scope)),
  do: (e, { parts }, scope) => e.sequence(parts, scope),
  body: (e, { parts }, scope) => e.sequence(parts, scope),
  let: bindAll,
  'let*': bindAll,
  for: loop,
  'for-parts': loop,
  unpack(e, { parts }, scope) {
    unpack(e, parts[0]!, e.node(parts[1]!, scope), scope);
    return undefined;
  },
  dotimes: (e, subject, scope) => {
    const [count, ...body] = subject.parts;
    const range: Node = { operation: 'range', type: count!.type, parts: [count!] };
    return loop(e, { ...subject, parts: [range, ...body] }, scope);
  },
  while(e, { parts }, scope) {
    const [condition, ...body] = parts;
    while (e.truth(condition!, scope) && e.round(body, new Scope(scope)));
    return undefined;
  },
  collect,
  break() {
    throw new Leaving('break', undefined);
  },
  continue() {
    throw new Leaving('continue', undefined);
  },
  return(e, { parts }, scope) {
    throw new Leaving('return', e.node(parts[0]!, scope));
  },
  try: attempt,
  catch(e, { value, parts }, scope) {
    try {
      return e.inside(parts, scope);
    } catch (thrown) {
      if (thrown instanceof Thrown && thrown.tag === value) return thrown.value;
      throw thrown;
    }
  },
  throw(e, { value, parts }, scope) {
    throw new Thrown(String(value), e.node(parts[0]!, scope));
  },
  call(e, subject, scope) {
    const { names, parts } = subject;
    const callee = e.cell(names![0]!, scope).value as Closure;
    const values = parts.map((part) => e.node(part, scope));
    return e.call(callee, values, subject, names!.slice(1));
  },
  apply(e, subject, scope) {
    const [callee, ...values] = subject.parts.map((part) => e.node(part, scope));
    return e.call(callee as Closure, values, subject);
  },
  defun: () => undefined,
  flet: withFunctions,
  labels: withFunctions,
};

const bytesOfResult = (type: Type, value: Value): Uint8Array =>
  typeof value === 'string' ? textBytes(value) : borsh(type, value);

/** Answers a call of a program with instructions; undefined where another of them ran. */
function runEntry(
  e: Evaluator,
  program: Program & { readonly entry: Entry },
  world: World,
): Called | undefined {
  const answer = answerOf(program.entry, world);
  if (answer.kind === 'unknown') throw new Unknowable(answer.why, true);
  if (answer.kind === 'failed') throw new Failure(answer.code);
  if (answer.kind === 'called') return answer.called;
  e.logs.push(answer.name);
  return undefined;
}

function ending(e: Evaluator, program: Program, world: World): Pick<Expected, 'returnData' | 'accounts'> {
  const accounts = new Map(world.accounts.map(({ pubkey, data }) => [pubkey, data]));
  const { entry } = program;
  if (!entry) {
    const value = e.program(program);
    const type = program.body.at(-1)!.type;
    accounts.set(world.accounts[0]!.pubkey, e.account);
    return { returnData: value === undefined ? new Uint8Array(0) : bytesOfResult(type, value), accounts };
  }
  const called = runEntry(e, { ...program, entry }, world);
  if (!called) return { returnData: new Uint8Array(0), accounts };
  const value = e.instruction({ ...program, entry }, called);
  for (const live of called.accounts.values()) accounts.set(live.account.pubkey, dataOf(live));
  return { returnData: entry.result ? borsh(entry.result, value) : new Uint8Array(0), accounts };
}

/** What the program must do, or why that cannot be said. */
export function expectedOf(program: Program, world: World): Expected | Unknowable {
  const evaluator = new Evaluator(program, world);
  const { logs, events } = evaluator;
  try {
    const { returnData, accounts } = ending(evaluator, program, world);
    if (returnData.length > 1024) return new Unknowable('more return data than there can be');
    return { code: 0n, logs, events, returnData, accounts };
  } catch (thrown) {
    const failed = { logs, events, returnData: new Uint8Array(0), accounts: new Map<string, Uint8Array>() };
    if (thrown instanceof Failure) return { ...failed, code: thrown.code };
    if (thrown instanceof Thrown) return { ...failed, code: 'thrown' };
    if (thrown instanceof Unknowable) return thrown;
    // Reduced programs may leave loops that are gone.
    if (thrown instanceof Leaving) return new Unknowable(`a stray ${thrown.how}`);
    throw thrown;
  }
}
