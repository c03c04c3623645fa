// Terms: generated programs as trees that know their types, and the OVSM text they stand for.

export type IntegerName = `${'u' | 'i'}${8 | 16 | 32 | 64 | 128}`;
/**
 * The type of a term. `pointer` is a u64 the generator knows the memory behind; `generic` is the integer type that a
 * function without declared types is called with.
 */
export type Kind =
  IntegerName | 'generic' | 'bool' | 'string' | 'pubkey' | 'null' | 'pointer' | 'unit' | 'never';

export const integerNames: readonly IntegerName[] = [8, 16, 32, 64, 128].flatMap((bits) => [
  `u${bits}` as IntegerName,
  `i${bits}` as IntegerName,
]);

export function isIntegerKind(kind: Kind): kind is IntegerName {
  return /^[ui]\d/.test(kind);
}

export const bitsOf = (name: IntegerName): number => Number(name.slice(1));
export const isSigned = (name: IntegerName): boolean => name.startsWith('i');
export const leastOf = (name: IntegerName): bigint =>
  isSigned(name) ? -(1n << BigInt(bitsOf(name) - 1)) : 0n;
export const greatestOf = (name: IntegerName): bigint =>
  (1n << BigInt(isSigned(name) ? bitsOf(name) - 1 : bitsOf(name))) - 1n;

/**
 * One form. `operation` is its head, or `literal`, `variable`, `call`, `clause` (of a cond), `range`, `heap` (a fixed
 * address) and `substring`.
 */
export interface Term {
  readonly operation: string;
  readonly kind: Kind;
  readonly parts: readonly Term[];
  /** The variables it binds or names, or the function it calls. */
  readonly names?: readonly string[];
  readonly value?: bigint | boolean | string | number;
  /** The function a `defun` among other forms defines. */
  readonly definition?: Definition;
  /** The type operand of forms that take one. */
  readonly of?: Kind;
  /** Another name of the form, to write it by. */
  readonly spelling?: string;
  /** An integer literal may stand without its type: the type comes from a sibling, or from where it stands. */
  readonly bare?: 'sibling' | 'context';
}

export interface Definition {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly kind: Kind; readonly declared: boolean }[];
  readonly result: Kind;
  readonly resultDeclared: boolean;
  readonly style?: 'defun' | 'defn' | 'define' | 'lambda';
  readonly body: readonly Term[];
}

export interface Program {
  readonly resultMode: 'value' | 'exit-code';
  /** Definitions of variables that functions share. */
  readonly globals: readonly Term[];
  readonly functions: readonly Definition[];
  readonly body: readonly Term[];
}

export const heapBase = 0x3_0000_4000n;
export const heapBytes = 128;

export function term(
  operation: string,
  kind: Kind,
  parts: readonly Term[] = [],
  more: Partial<Term> = {},
): Term {
  return { operation, kind, parts, ...more };
}

export const integer = (kind: Kind, value: bigint, bare?: Term['bare']): Term =>
  term('literal', kind, [], { value, ...(bare && { bare }) });
export const variable = (name: string, kind: Kind): Term => term('variable', kind, [], { names: [name] });

/** Forms whose integer operands share one type. */
const homogeneous = new Set(
  '+ - * / % rem mod wrapping-+ wrapping-- wrapping-* min max bit-and bit-or bit-xor = != < <= > >= range logand logior logxor == /='.split(
    ' ',
  ),
);

export const isHomogeneous = (operation: string): boolean => homogeneous.has(operation);

/** Whether the text of the term says what its type is. */
export function isFirm(subject: Term): boolean {
  const last = subject.parts.at(-1);
  switch (subject.operation) {
    case 'literal':
      return subject.bare === undefined;
    case 'if':
      return subject.parts.slice(1).some(isFirm);
    case 'cond':
      return subject.parts.some(isFirm);
    case 'do':
    case 'let':
    case 'let*':
    case 'unchecked':
    case 'clause':
      return last !== undefined && isFirm(last);
    case 'fail':
    case 'exit':
    case 'break':
    case 'continue':
    case 'return':
      return false;
    case 'abs':
    case 'bit-not':
    case '1+':
    case '1-':
    case 'shift-left':
    case 'shift-right':
    case 'ash':
      return isFirm(subject.parts[0]!);
    default:
      return isHomogeneous(subject.operation) && isIntegerKind(subject.kind)
        ? subject.parts.some(isFirm)
        : true;
  }
}

function textOfString(value: string): string {
  const escaped = value.replace(/["\\\n\t\0]/g, (found) => {
    return { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\0': '\\0' }[found]!;
  });
  return `"${escaped}"`;
}

function literalText({ value, kind, bare }: Term, mayBeBare: boolean): string {
  if (typeof value === 'string') {
    return kind === 'pubkey' ? `(pubkey ${textOfString(value)})` : textOfString(value);
  }
  if (typeof value !== 'bigint') return kind === 'null' ? 'null' : String(value);
  const plain = kind === 'generic' || bare === 'context' || (bare === 'sibling' && mayBeBare);
  return plain ? String(value) : `(${kind} ${value})`;
}

function partTexts(subject: Term): string[] {
  const anchored = isHomogeneous(subject.operation) && subject.parts.some(isFirm);
  return subject.parts.map((part) => textOf(part, anchored));
}

function bindingText(names: readonly string[], values: readonly string[]): string {
  return `(${names.map((name, index) => `(${name} ${values[index]})`).join(' ')})`;
}

/** The term whose text stands between marks, while `markedText` works. */
let marked: Term | undefined;
const [markStart, markEnd] = ['\u0001', '\u0002'];

/** The OVSM text of a term. */
export function textOf(subject: Term, mayBeBare = false): string {
  const text = plainText(subject, mayBeBare);
  return subject === marked ? markStart + text + markEnd : text;
}

function plainText(subject: Term, mayBeBare: boolean): string {
  const { operation, names = [], value, of, spelling = operation } = subject;
  const parts = partTexts(subject);
  switch (operation) {
    case 'literal':
      return literalText(subject, mayBeBare);
    case 'variable':
      return names[0]!;
    case 'call':
      return `(${[names[0], ...parts].join(' ')})`;
    case 'clause':
      return `(${parts.join(' ')})`;
    case 'else':
      return `(else ${parts.join(' ')})`;
    case 'let':
    case 'let*': {
      const body = parts.slice(names.length).join(' ');
      return `(${operation} ${bindingText(names, parts)} ${body})`;
    }
    case 'for':
      return `(for (${names[0]} ${parts[0]}) ${parts.slice(1).join(' ')})`;
    case 'define':
    case 'set!':
    case 'incf':
    case 'decf':
      return `(${[spelling, names[0], ...parts].join(' ')})`;
    case 'defun':
      return definitionText(subject.definition!);
    case 'heap':
      return `(u64 0x${heapBase.toString(16)})`;
    case 'stack-bytes':
      return `(stack-bytes ${value})`;
    case 'pointer+':
      return `(+ ${parts.join(' ')})`;
    case 'substring':
      return `(string-at (string-address ${parts[0]}) ${value})`;
    default:
      return `(${[spelling, ...(of ? [of] : []), ...parts].join(' ')})`;
  }
}

const typeText = (kind: Kind): string => (kind === 'pointer' ? 'u64' : kind);

/** The definition as a form. */
export function definitionText({
  name,
  parameters,
  result,
  resultDeclared,
  style,
  body,
}: Definition): string {
  const list = parameters.map((parameter) =>
    parameter.declared ? `(${parameter.name} ${typeText(parameter.kind)})` : parameter.name,
  );
  const arrow = resultDeclared ? ` -> ${typeText(result)}` : '';
  const forms = `${arrow}\n  ${body.map((form) => textOf(form)).join('\n  ')}`;
  if (style === 'define') return `(define (${[name, ...list].join(' ')})${forms})`;
  if (style === 'lambda') return `(define ${name} (lambda (${list.join(' ')})${forms}))`;
  return `(${style ?? 'defun'} ${name} (${list.join(' ')})${forms})`;
}

/** The program as OVSM. */
export function programText({ resultMode, globals, functions, body }: Program): string {
  const lines = [
    ...(resultMode === 'exit-code' ? ['(declare (result exit-code))'] : []),
    ...globals.map((form) => textOf(form)),
    ...functions.map(definitionText),
    ...body.map((form) => textOf(form)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Where in the text of the program the text of one of its terms lies. */
export function rangeOf(
  program: Program,
  subject: Term,
): { readonly start: number; readonly end: number } | undefined {
  marked = subject;
  const text = programText(program);
  marked = undefined;
  const start = text.indexOf(markStart);
  return start < 0 ? undefined : { start, end: text.indexOf(markEnd) - 1 };
}
