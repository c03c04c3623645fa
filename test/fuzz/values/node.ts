// Nodes: generated programs over aggregates and functions as trees that know their types, and their OVSM text.
import { encodeBase58 } from '../../../grammar/base58.js';
import type { Entry } from './entry.js';
import { entryText } from './entry.js';
import { scale } from './value.js';
import type { Field, Type } from './types.js';
import { fieldsText, typeText } from './types.js';

/**
 * One form. `operation` is its head, or one of those that `text` below writes in their own way: `literal`, `variable`,
 * `call` of a function by name, `apply` of a function value, `body`, `clause`, and patterns, which begin with `is-`.
 */
export interface Node {
  readonly operation: string;
  readonly type: Type;
  readonly parts: readonly Node[];
  /** What it binds, names or calls. */
  readonly names?: readonly string[];
  readonly value?: bigint | boolean | string | Uint8Array;
  /** A number that belongs to the form: of a part, a variant, an offset. */
  readonly index?: number;
  /** The context decides its type, so it is written without it: `5`, `null`, a plain value for an option. */
  readonly bare?: boolean;
  /** Functions it defines. */
  readonly functions?: readonly Definition[];
  /** What a function of any type is called for. */
  readonly generic?: Type;
}

export type Mode = 'required' | 'optional' | 'key' | 'rest';

export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly declared: boolean;
  readonly mode: Mode;
  /** What an optional one is where it is left out. */
  readonly fallback?: Node;
}

export interface Definition {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: Type;
  readonly resultDeclared: boolean;
  readonly body: readonly Node[];
}

export interface Program {
  readonly types: readonly Type[];
  readonly globals: readonly Node[];
  readonly functions: readonly Definition[];
  readonly body: readonly Node[];
  /** How it is called; a script has none. */
  readonly entry?: Entry;
}

export type Extra = Omit<Node, 'operation' | 'type' | 'parts'>;

export function node(operation: string, type: Type, parts: readonly Node[] = [], extra: Extra = {}): Node {
  return { operation, type, parts, ...extra };
}

const quoted = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;

function decimalText(value: bigint): string {
  const size = value < 0n ? -value : value;
  const digits = String(size % scale)
    .padStart(9, '0')
    .replace(/0{1,8}$/, '');
  return `${value < 0n ? '-' : ''}${size / scale}.${digits}`;
}

function literalText({ type, value, bare }: Node): string {
  if (value instanceof Uint8Array) return `(pubkey ${quoted(encodeBase58(value))})`;
  if (typeof value === 'string') return quoted(value);
  if (type.kind === 'decimal') return bare ? String((value as bigint) / scale) : decimalText(value as bigint);
  if (type.kind === 'integer' && !bare) return `(${type.name} ${value})`;
  return String(value);
}

const texts = (nodes: readonly Node[]): readonly string[] => nodes.map(text);
const list = (...items: readonly string[]): string => `(${items.filter((item) => item !== '').join(' ')})`;

/** Fields and their values: `:a 1 :b 2`. */
function valuesText(fields: readonly Field[], parts: readonly Node[]): string {
  return fields.map(({ name }, index) => `:${name} ${text(parts[index]!)}`).join(' ');
}

export function parametersText(parameters: readonly Parameter[]): string {
  const items = parameters.map(({ name, type, declared, mode, fallback }, index) => {
    const mark = mode !== 'required' && parameters[index - 1]?.mode !== mode ? `&${mode} ` : '';
    if (fallback) return `${mark}(${name} ${text(fallback)})`;
    return mark + (declared ? `(${name} ${typeText(type)})` : name);
  });
  return `(${items.join(' ')})`;
}

function signatureText(definition: Definition, head: string): string {
  const { name, parameters, result, resultDeclared } = definition;
  const arrow = resultDeclared ? ` -> ${typeText(result)}` : '';
  return `${head}${name} ${parametersText(parameters)}${arrow}`;
}

const definitionText = (definition: Definition, head = 'defun '): string =>
  list(signatureText(definition, head), ...texts(definition.body));

function variantName(type: Type, index: number): string {
  return type.kind === 'enum' ? `${type.name}::${type.variants[index]!.name}` : '';
}

/** Operands of a call: those for `&key` parameters, which `names` lists behind the function, with their keywords. */
function operandsText({ parts, names = [] }: Node): readonly string[] {
  const keys = names.slice(1);
  const first = parts.length - keys.length;
  return parts.map((part, index) => (index < first ? text(part) : `:${keys[index - first]} ${text(part)}`));
}

type Writer = (subject: Node) => string;

const writers: Readonly<Record<string, Writer>> = {
  literal: literalText,
  'wraps-+': ({ parts }) => list('+', ...texts(parts)),
  'wraps--': ({ parts }) => list('-', ...texts(parts)),
  'wraps-*': ({ parts }) => list('*', ...texts(parts)),
  macro: ({ names, parts }) => list(names![0]!, ...texts(parts)),
  if: ({ names, parts }) => list(names?.[0] ?? 'if', ...texts(parts)),
  'get-or': ({ parts }) => list('get', ...texts(parts)),
  /** An array of literals, quoted. */
  quoted: ({ parts }) => `'(${texts(parts).join(' ')})`,
  variable: ({ names }) => names![0]!,
  null: () => 'null',
  some: ({ parts, bare }) => (bare ? text(parts[0]!) : list('some', ...texts(parts))),
  array: ({ parts }) => `[${texts(parts).join(' ')}]`,
  tuple: ({ parts }) => `[${texts(parts).join(' ')}]`,
  record: ({ type, parts }) => `{${valuesText((type as { fields: readonly Field[] }).fields, parts)}}`,
  struct({ type, parts, bare, index }) {
    const { name, fields } = type as Type & { kind: 'struct' };
    if (bare) return `{${valuesText(fields, parts)}}`;
    return index === 1 ? list(name, valuesText(fields, parts)) : list(name, ...texts(parts));
  },
  variant({ type, parts, index }) {
    const name = variantName(type, index!);
    return parts.length === 0 ? name : list(name, ...texts(parts));
  },
  call: (subject) => list(subject.names![0]!, ...operandsText(subject)),
  apply: ({ parts }) => list(...texts(parts)),
  function: ({ names }) => names![0]!,
  lambda: ({ names, parts }) => list('lambda', `(${names!.join(' ')})`, ...texts(parts)),
  part({ parts, index, names }) {
    const [whole] = texts(parts);
    const field = names?.[0];
    return field === undefined ? list('get', whole!, String(index)) : list('.', whole!, field);
  },
  unpack: ({ parts }) => list('define', ...texts(parts)),
  'for-parts': ({ parts }) => {
    const [over, pattern, ...body] = texts(parts);
    return list('for', `(${pattern} ${over})`, ...body);
  },
  element: ({ parts }) => list('get', ...texts(parts)),
  account: ({ names }) => names![0]!,
  /** A field of the data of an account. */
  field: ({ names }) => list('.', ...names!),
  /** What is known of an account: its key, its lamports. */
  fact: ({ names }) => list(...names!),
  error: ({ names }) => names![0]!,
  emit: ({ names, parts }) =>
    list('emit', names![0]!, ...parts.map((part, at) => `:${names![at + 1]} ${text(part)}`)),
  define: ({ names, parts }) => list('define', names![0]!, ...texts(parts)),
  'set!': ({ parts }) => list('set!', ...texts(parts)),
  let: ({ names, parts }) => letText('let', names!, parts),
  'let*': ({ names, parts }) => letText('let*', names!, parts),
  for: ({ names, parts }) => list('for', `(${names![0]} ${text(parts[0]!)})`, ...texts(parts.slice(1))),
  dotimes: ({ names, parts }) =>
    list('dotimes', `(${names![0]} ${text(parts[0]!)})`, ...texts(parts.slice(1))),
  collect: ({ names, parts, value }) => {
    const [over, condition, action] = texts(parts);
    return list('loop for', names![0]!, 'in', over!, 'when', condition!, String(value), action!);
  },
  'if-let': ({ names, parts }) => {
    const [option, ...branches] = texts(parts);
    return list('if-let', `(${names![0]} ${option})`, ...branches);
  },
  clause: ({ parts, value }) => list(value === undefined ? '' : String(value), ...texts(parts)),
  guarded: ({ parts }) => {
    const [pattern, guard, ...body] = texts(parts);
    return list(pattern!, ':when', guard!, ...body);
  },
  else: ({ parts }) => list('else', ...texts(parts)),
  try: ({ names, parts }) => {
    const [handler, ...body] = texts(parts);
    return list('try', ...body, list('catch', names![0]!, handler!));
  },
  catch: ({ value, parts }) => list('catch', quoted(String(value)), ...texts(parts)),
  throw: ({ value, parts }) => list('throw', quoted(String(value)), ...texts(parts)),
  body: ({ parts }) => texts(parts).join(' '),
  input: ({ type, index }) => list('instruction-read', typeText(type), String(index)),
  'account-read': ({ type, index }) => list('account-read', typeText(type), '0', String(index)),
  'account-write': ({ parts, index }) =>
    list('account-write', typeText(parts[0]!.type), '0', String(index), ...texts(parts)),
  // A length is a number without a type of its own.
  length: ({ type, parts }) => list(typeText(type), list('length', ...texts(parts))),
  convert: ({ type, parts }) => list(typeText(type), ...texts(parts)),
  flet: ({ functions, parts }) =>
    list('flet', `(${functions!.map((f) => definitionText(f, '')).join(' ')})`, ...texts(parts)),
  labels: ({ functions, parts }) =>
    list('labels', `(${functions!.map((f) => definitionText(f, '')).join(' ')})`, ...texts(parts)),
  defun: ({ functions }) => definitionText(functions![0]!),
  'is-any': ({ names }) => names?.[0] ?? '_',
  'is-value': ({ parts }) => text(parts[0]!),
  'is-or': ({ parts }) => list('or', ...texts(parts)),
  'is-array': ({ names, parts }) => `[${[...texts(parts), ...(names ? [`& ${names[0]}`] : [])].join(' ')}]`,
  'is-tuple': ({ parts }) => `[${texts(parts).join(' ')}]`,
  'is-record': ({ names, parts }) => `{${parts.map((part, at) => `:${names![at]} ${text(part)}`).join(' ')}}`,
  'is-struct': ({ type, parts }) => list(typeText(type), ...texts(parts)),
  'is-variant': ({ type, parts, index }) => {
    const name = variantName(type, index!);
    return parts.length === 0 ? name : list(name, ...texts(parts));
  },
  'is-null': () => 'null',
  'is-some': ({ parts }) => list('some', ...texts(parts)),
};

function letText(head: string, names: readonly string[], parts: readonly Node[]): string {
  const bindings = names.map((name, index) => `(${name} ${text(parts[index]!)})`);
  return list(head, `(${bindings.join(' ')})`, ...texts(parts.slice(names.length)));
}

export function text(subject: Node): string {
  const write = writers[subject.operation];
  return write ? write(subject) : list(subject.operation, ...texts(subject.parts));
}

function typeDefinitionText(type: Type): string {
  if (type.kind === 'struct') return list('define-struct', type.name, fieldsText(type.fields));
  if (type.kind !== 'enum') return '';
  const variants = type.variants.map(({ name, fields: parts }) =>
    parts.length === 0 ? name : list(name, fieldsText(parts)),
  );
  return list('define-enum', type.name, ...variants);
}

/** Macros that change nothing of what a form does. */
const macros: Readonly<Record<string, string>> = {
  'm-do': '(defmacro m-do (x &rest more) `(do ,@more ,x))',
  'm-let': '(defmacro m-let (x &optional (other 1)) `(let ((v# ,other)) (+ v# 1) ,x))',
  'm-if': '(defmacro m-if (test &body branches) `(cond (,test ,(first branches)) (else ,@(rest branches))))',
};

export function programText({ types, globals, functions, body, entry }: Program): string {
  const definitions = functions.map((definition) => definitionText(definition));
  const inside = body.map(text);
  const before = [...types.map(typeDefinitionText), ...globals.map(text)];
  const after = entry ? [entryText(entry, definitions, inside)] : [...definitions, ...inside];
  const all = [...before, ...after].map((form) => `${form}\n`).join('');
  const used = Object.entries(macros).filter(([name]) => all.includes(`(${name} `));
  return used.map(([, macro]) => `${macro}\n`).join('') + all;
}
