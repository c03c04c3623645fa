// Functions of the standard library on random arrays, strings and numbers, against JavaScript.
import fc from 'fast-check';
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeValue } from '../compiler/cli/run/value.js';
import { encodeBase58 } from '../grammar/base58.js';
import type { CompiledProgram } from '../compiler/compile.js';
import { execute } from '../runtime/execute.js';
import { compiled, runBoth } from './ways.js';

/** What a program takes: `read` is the OVSM that reads it from the instruction data at byte `at`. */
interface Input<T> {
  readonly arbitrary: fc.Arbitrary<T>;
  readonly read: string;
  encode(value: T): number[];
}

const littleEndian = (value: bigint, size: number): number[] =>
  Array.from({ length: size }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
const withLength = (length: number, bytes: number[]): number[] => [
  ...littleEndian(BigInt(length), 2),
  ...bytes,
];
const wrapped = (value: bigint): bigint => BigInt.asIntN(64, value);

/** Random integers with small ones among them, so that equal ones occur. */
const integer = fc.oneof(
  fc.bigInt({ min: -9n, max: 9n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

const integers: Input<bigint[]> = {
  arbitrary: fc.array(integer, { maxLength: 40 }),
  read: `(let* ((n (u64 (instruction-read u16 at))) (xs (make-array n)))
    (for (i (range n)) (set! (get xs i) (instruction-read i64 (+ at 2 (* 8 i)))))
    (set! at (+ at 2 (* 8 n)))
    xs)`,
  encode: (values) =>
    withLength(
      values.length,
      values.flatMap((value) => littleEndian(value, 8)),
    ),
};
const small: Input<bigint[]> = {
  ...integers,
  arbitrary: fc.array(fc.bigInt({ min: -9n, max: 9n }), { maxLength: 20 }),
};
const number: Input<bigint> = {
  arbitrary: integer,
  read: '(let ((x (instruction-read i64 at))) (set! at (+ at 8)) x)',
  encode: (value) => littleEndian(value, 8),
};
const word: Input<bigint> = {
  ...number,
  arbitrary: fc.oneof(fc.bigInt({ min: 0n, max: 9n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  read: '(let ((x (instruction-read u64 at))) (set! at (+ at 8)) x)',
};
const count: Input<bigint> = { ...number, arbitrary: fc.bigInt({ min: -2n, max: 12n }) };
const decimal: Input<bigint> = {
  ...number,
  arbitrary: fc.oneof(fc.bigInt({ min: -5_000_000_000n, max: 5_000_000_000n }), integer),
  read: '(units-decimal (let ((x (instruction-read i64 at))) (set! at (+ at 8)) x))',
};
/** Text of few characters of one to four bytes, so that pieces of it occur again. */
const text: Input<string> = {
  arbitrary: fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', 'Z', ' ', '\t', '7', 'é', '€', '😀'), maxLength: 24 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  ),
  read: `(let ((n (u64 (instruction-read u16 at))))
    (set! at (+ at 2 n))
    (string-at (- (+ (instruction-data-ptr) at) n) n))`,
  encode: (value) => withLength(utf8(value).length, [...utf8(value)]),
};
const shortText: Input<string> = {
  ...text,
  arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' '), maxLength: 2 }),
};
const bytes: Input<Uint8Array> = {
  arbitrary: fc.uint8Array({ maxLength: 40 }),
  read: `(bytes ${text.read})`,
  encode: (value) => withLength(value.length, [...value]),
};

/** Text, much of it ASCII, that mostly has a byte or two that do not belong there. */
const brokenText: Input<Uint8Array> = {
  ...bytes,
  arbitrary: fc
    .tuple(
      fc.array(fc.constantFrom('a', 'plain words ', 'eight by', 'é', '€', '😀', '\u{d7ff}', '\u{10ffff}')),
      fc.array(
        fc.tuple(fc.nat(40), fc.constantFrom(0x41, 0x80, 0x9f, 0xa0, 0xbf, 0xc1, 0xe0, 0xed, 0xf0, 0xf4)),
        {
          maxLength: 2,
        },
      ),
    )
    .map(([parts, changes]) => {
      const whole = utf8(parts.join(''));
      for (const [at, byte] of changes) if (at < whole.length) whole[at] = byte;
      return whole;
    }),
};

const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value);
const sizeOf = (value: string): bigint => BigInt(utf8(value).length);

/** Values as the command line shows them. */
type Shown = bigint | boolean | string | null | Decimal | readonly Shown[];
class Decimal {
  constructor(readonly units: bigint) {}
}

function show(value: Shown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Decimal) {
    const digits = (value.units < 0n ? -value.units : value.units).toString().padStart(10, '0');
    const fraction = digits.slice(-9).replace(/0+$/, '') || '0';
    return `${value.units < 0n ? '-' : ''}${digits.slice(0, -9)}.${fraction}`;
  }
  return Array.isArray(value) ? `[${value.map(show).join(', ')}]` : String(value);
}

/** What a function is claimed to give for its inputs; undefined where it fails. */
interface Claim {
  readonly call: string;
  readonly inputs: readonly Input<never>[];
  readonly reference: (...values: never[]) => Shown | undefined;
}

function claim<A>(call: string, inputs: readonly [Input<A>], reference: (a: A) => Shown | undefined): Claim;
function claim<A, B>(
  call: string,
  inputs: readonly [Input<A>, Input<B>],
  reference: (a: A, b: B) => Shown | undefined,
): Claim;
function claim<A, B, C>(
  call: string,
  inputs: readonly [Input<A>, Input<B>, Input<C>],
  reference: (a: A, b: B, c: C) => Shown | undefined,
): Claim;
function claim(call: string, inputs: readonly unknown[], reference: unknown): Claim {
  return { call, inputs, reference } as Claim;
}

const ascending = (left: bigint, right: bigint): number => (left < right ? -1 : left > right ? 1 : 0);
const byBytes = (left: string, right: string): number => Buffer.compare(utf8(left), utf8(right));
const isEven = (value: bigint): boolean => value % 2n === 0n;
const fits = (value: bigint): bigint | undefined => (wrapped(value) === value ? value : undefined);
const fitsUnsigned = (value: bigint): bigint | undefined =>
  BigInt.asUintN(64, value) === value ? value : undefined;
const exact = (value: bigint | undefined): Decimal | undefined =>
  value === undefined ? undefined : new Decimal(value);
const floorDivide = (a: bigint, b: bigint): bigint =>
  a / b - (a % b !== 0n && a % b < 0n !== b < 0n ? 1n : 0n);
const size = (value: bigint): bigint => (value < 0n ? -value : value);
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
const clampCount = (wanted: bigint): number => Number(wanted < 0n ? 0n : wanted);
const trimmed = (value: string, which: RegExp): string => value.replace(which, '');

/** The greatest integer whose cube is not above a number. */
function cubeRoot(number: bigint): bigint {
  let [low, high] = [0n, number + 1n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** 3n <= number) low = middle;
    else high = middle;
  }
  return low;
}

function root(value: bigint): bigint {
  let low = 0n;
  let high = 1n << 65n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle <= value) low = middle;
    else high = middle;
  }
  return low;
}

function total(
  values: readonly bigint[],
  start: bigint,
  step: (a: bigint, b: bigint) => bigint,
): bigint | undefined {
  return values.reduce<bigint | undefined>(
    (sum, value) => (sum === undefined ? sum : fits(step(sum, value))),
    start,
  );
}

function grouped(values: readonly bigint[]): Shown {
  const keys = [...new Set(values.map(isEven))];
  return keys.map((key) => [key, values.filter((value) => isEven(value) === key)]);
}

/** The chunks of an array. */
const chunks = (values: readonly bigint[], width: number): bigint[][] =>
  Array.from({ length: Math.ceil(values.length / width) }, (_, index) =>
    values.slice(index * width, (index + 1) * width),
  );

const sequences: readonly Claim[] = [
  claim('(reverse a)', [integers], (a) => [...a].reverse()),
  claim('(rest a)', [integers], (a) => a.slice(1)),
  claim('(take a b)', [integers, count], (a, b) => a.slice(0, clampCount(b))),
  claim('(drop a b)', [integers, count], (a, b) => a.slice(clampCount(b))),
  claim('(take-last a b)', [integers, count], (a, b) => a.slice(Math.max(0, a.length - clampCount(b)))),
  claim('(butlast a b)', [integers, count], (a, b) => a.slice(0, Math.max(0, a.length - clampCount(b)))),
  claim('(take a b)', [text, count], (a, b) => [...a].slice(0, clampCount(b)).join('')),
  claim('(take-last a b)', [text, count], (a, b) =>
    [...a].slice(Math.max(0, [...a].length - clampCount(b))).join(''),
  ),
  claim('(last a)', [integers], (a) => a.at(-1)),
  claim('(append a b 7)', [integers, integers], (a, b) => [...a, ...b, 7n]),
  claim('(cons 5 a)', [integers], (a) => [5n, ...a]),
  claim('(set-at a b 77)', [integers, count], (a, b) =>
    b < 0n || b >= a.length ? undefined : a.with(Number(b), 77n),
  ),
  claim('(insert-at a b 77)', [integers, count], (a, b) =>
    b < 0n || b > a.length ? undefined : a.toSpliced(Number(b), 0, 77n),
  ),
  claim('(remove-at a b)', [integers, count], (a, b) =>
    b < 0n || b >= a.length ? undefined : a.toSpliced(Number(b), 1),
  ),
  claim('(get a b 77)', [integers, count], (a, b) => (b < 0n ? 77n : (a[Number(b)] ?? 77n))),
  claim('(chunk a 3)', [integers], (a) => chunks(a, 3)),
  claim('(flatten (chunk a 7))', [integers], (a) => a),
  claim('(zip a b)', [integers, small], (a, b) => a.slice(0, b.length).map((x, i) => [x, b[i]!])),
  claim('(interleave a b)', [small, small], (a, b) => a.slice(0, b.length).flatMap((x, i) => [x, b[i]!])),
  claim('(enumerate a)', [integers], (a) => a.map((x, i) => [BigInt(i), x])),
  claim('(range a b 3)', [count, count], (a, b) =>
    Array.from({ length: Math.max(0, Math.ceil(Number(b - a) / 3)) }, (_, i) => a + 3n * BigInt(i)),
  ),
  claim('(range a b -2)', [count, count], (a, b) =>
    Array.from({ length: Math.max(0, Math.ceil(Number(a - b) / 2)) }, (_, i) => a - 2n * BigInt(i)),
  ),
  claim('(repeat "né" a)', [count], (a) => 'né'.repeat(clampCount(a))),
  claim('(map a (lambda (x) (bit-xor x 5)))', [integers], (a) => a.map((x) => x ^ 5n)),
  claim('(filter a even?)', [integers], (a) => a.filter(isEven)),
  claim('(reject a even?)', [integers], (a) => a.filter((x) => !isEven(x))),
  claim('(partition a even?)', [integers], (a) => [a.filter(isEven), a.filter((x) => !isEven(x))]),
  claim('(reduce-right a 0 wrapping--)', [integers], (a) =>
    wrapped(a.reduceRight((x, y) => wrapped(y - x), 0n)),
  ),
  claim('(take-while a even?)', [integers], (a) => a.slice(0, [...a.map(isEven), false].indexOf(false))),
  claim('(drop-while a even?)', [integers], (a) => a.slice([...a.map(isEven), false].indexOf(false))),
  claim('(find a even?)', [integers], (a) => a.find(isEven) ?? null),
  claim('(any? a even?)', [integers], (a) => a.some(isEven)),
  claim('(every? a even?)', [integers], (a) => a.every(isEven)),
  claim('(group-by a even?)', [integers], grouped),
  claim('(index-of a b)', [small, count], (a, b) => (a.includes(b) ? BigInt(a.indexOf(b)) : null)),
  claim('(last-index-of a b)', [small, count], (a, b) => (a.includes(b) ? BigInt(a.lastIndexOf(b)) : null)),
  claim('(member b a)', [small, count], (a, b) => (a.includes(b) ? a.slice(a.indexOf(b)) : null)),
  claim('(remove a b)', [small, count], (a, b) => a.filter((x) => x !== b)),
  claim('(unique a)', [small], (a) => [...new Set(a)]),
  claim('(intersection a b)', [small, small], (a, b) => a.filter((x) => b.includes(x))),
  claim('(sort a)', [integers], (a) => a.toSorted(ascending)),
  claim('(sort a >)', [integers], (a) => a.toSorted((x, y) => ascending(y, x))),
  claim('(sort-by a (lambda (x) (mod x 3)))', [integers], (a) =>
    a.toSorted((x, y) => ascending(((x % 3n) + 3n) % 3n, ((y % 3n) + 3n) % 3n)),
  ),
  claim('(sort (split a "a"))', [text], (a) => a.split('a').toSorted(byBytes)),
  claim('(binary-search (unique (sort a)) b)', [small, count], (a, b) => {
    const at = [...new Set(a)].toSorted(ascending).indexOf(b);
    return at < 0 ? null : BigInt(at);
  }),
  claim('(sum a)', [integers], (a) => total(a, 0n, (x, y) => x + y)),
  claim('(product a)', [small], (a) => total(a, 1n, (x, y) => x * y)),
  claim('(max-of a)', [integers], (a) => a.toSorted(ascending).at(-1)),
  claim('(min-of a)', [integers], (a) => a.toSorted(ascending)[0]),
  claim('(mean a)', [small], (a) => {
    const sum = a.reduce((x, y) => x + y, 0n);
    const many = BigInt(a.length);
    return many === 0n ? undefined : new Decimal((sum * 10n ** 9n) / many);
  }),
  claim('(median a)', [small], (a) => {
    const ordered = a.toSorted(ascending);
    const [low, high] = [ordered[Math.ceil(a.length / 2) - 1], ordered[Math.floor(a.length / 2)]];
    return low === undefined ? undefined : new Decimal(((low + high!) * 10n ** 9n) / 2n);
  }),
  claim(
    '(mode a)',
    [small],
    (a) => a.toSorted((x, y) => a.filter((z) => z === y).length - a.filter((z) => z === x).length)[0],
  ),
];

const strings: readonly Claim[] = [
  claim('(reverse a)', [text], (a) => [...a].reverse().join('')),
  claim('(string-length a)', [text], (a) => BigInt([...a].length)),
  claim('(characters a)', [text], (a) => [...a]),
  claim('(split a b)', [text, shortText], (a, b) => (b === '' ? [...a] : a.split(b))),
  claim('(join (split a b) "-")', [text, shortText], (a, b) => (b === '' ? [...a] : a.split(b)).join('-')),
  claim('(replace a b "+")', [text, shortText], (a, b) => (b === '' ? undefined : a.replaceAll(b, '+'))),
  claim('(index-of a b)', [text, shortText], (a, b) =>
    a.includes(b) ? sizeOf(a.slice(0, a.indexOf(b))) : null,
  ),
  claim('(includes a b)', [text, shortText], (a, b) => a.includes(b)),
  claim('(starts-with? a b)', [text, shortText], (a, b) => a.startsWith(b)),
  claim('(ends-with? a b)', [text, shortText], (a, b) => a.endsWith(b)),
  claim('(trim a)', [text], (a) => trimmed(a, /^[ \t-\r]+|[ \t-\r]+$/g)),
  claim('(trim-left a)', [text], (a) => trimmed(a, /^[ \t-\r]+/)),
  claim('(trim-right a)', [text], (a) => trimmed(a, /[ \t-\r]+$/)),
  claim('(upper a)', [text], (a) => a.replace(/[a-z]/g, (found) => found.toUpperCase())),
  claim('(lower a)', [text], (a) => a.replace(/[A-Z]/g, (found) => found.toLowerCase())),
  claim('(string<? a b)', [text, text], (a, b) => byBytes(a, b) < 0),
  claim('(pad-left a b "é*")', [shortText, count], (a, b) => {
    const missing = Math.max(0, Number(b) - [...a].length);
    return 'é*'.repeat(missing).slice(0, missing) + a;
  }),
  claim('(map a char-code)', [text], (a) => [...a].map((c) => BigInt(c.codePointAt(0)!))),
  claim('(join (map (map a char-code) code-char))', [text], (a) => a),
  claim('(parse-int (str a))', [number], (a) => a),
  claim('(parse-int a)', [text], (a) =>
    /^[+-]?\d+$/.test(a) ? (fits(BigInt(a.replace('+', ''))) ?? null) : null,
  ),
  claim('(parse-decimal (str a))', [decimal], (a) => new Decimal(a)),
  claim('(str a)', [word], (a) => a.toString()),
  claim('(str (* (i128 a) (i128 b)))', [number, number], (a, b) => (a * b).toString()),
  claim('(str a)', [decimal], (a) => show(new Decimal(a))),
  claim('(str [a "x"] a)', [integers], (a) => `[${show(a)}, "x"]${show(a)}`),
  claim('(bytes-string (bytes a))', [text], (a) => a),
  claim('(utf8? a)', [brokenText], (a) => isUtf8(a)),
  claim('(bytes-string a)', [bytes], (a) => {
    try {
      return new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(a);
    } catch {
      return null;
    }
  }),
  claim('(hex-encode a)', [bytes], (a) => Buffer.from(a).toString('hex')),
  claim('(hex-decode (hex-encode a))', [bytes], (a) => [...a].map(BigInt)),
  claim('(base64-encode a)', [bytes], (a) => Buffer.from(a).toString('base64')),
  claim('(base64-decode (base64-encode a))', [bytes], (a) => [...a].map(BigInt)),
  claim('(base58-encode a)', [bytes], (a) => encodeBase58(a)),
  claim('(base58-decode (base58-encode a))', [bytes], (a) => [...a].map(BigInt)),
  claim('(hex-encode (sha256 a b))', [bytes, text], (a, b) =>
    createHash('sha256').update(a).update(b).digest('hex'),
  ),
];

const numbers: readonly Claim[] = [
  claim('(* a b)', [decimal, decimal], (a, b) => exact(fits((a * b) / 10n ** 9n))),
  claim('(/ a b)', [decimal, decimal], (a, b) => (b === 0n ? undefined : exact(fits((a * 10n ** 9n) / b)))),
  claim('(floor a)', [decimal], (a) => floorDivide(a, 10n ** 9n)),
  claim('(ceiling a)', [decimal], (a) => -floorDivide(-a, 10n ** 9n)),
  claim('(round a)', [decimal], (a) => ((size(a) * 2n + 10n ** 9n) / (2n * 10n ** 9n)) * (a < 0n ? -1n : 1n)),
  claim('(sqrt a)', [decimal], (a) => (a < 0n ? undefined : new Decimal(root(a * 10n ** 9n)))),
  claim('(sqrt a)', [number], (a) => (a < 0n ? undefined : new Decimal(root(a * 10n ** 18n)))),
  claim('(cbrt a)', [decimal], (a) => new Decimal(cubeRoot(size(a) * 10n ** 18n) * (a < 0n ? -1n : 1n))),
  claim('(isqrt a)', [word], root),
  claim('(gcd a b)', [number, number], (a, b) =>
    [a, b].some((x) => fits(size(x)) === undefined) ? undefined : gcd(size(a), size(b)),
  ),
  claim('(pow a 5)', [number], (a) => fits(a ** 5n)),
  claim('(mul-div a b c)', [word, word, word], (a, b, c) =>
    c === 0n ? undefined : fitsUnsigned((a * b) / c),
  ),
  claim('(mul-div a b c)', [number, number, number], (a, b, c) =>
    c === 0n ? undefined : fits(floorDivide(a * b, c)),
  ),
  claim('(mul-div-ceil a b c)', [number, number, number], (a, b, c) =>
    c === 0n ? undefined : fits(-floorDivide(-a * b, c)),
  ),
  claim('(ceil-div a b)', [number, number], (a, b) => (b === 0n ? undefined : fits(-floorDivide(-a, b)))),
  claim('(checked-+ a b)', [number, number], (a, b) => fits(a + b) ?? null),
  claim('(checked-- a b)', [word, word], (a, b) => fitsUnsigned(a - b) ?? null),
  claim('(checked-* a b)', [number, number], (a, b) => fits(a * b) ?? null),
  claim('(checked-* a b)', [word, word], (a, b) => fitsUnsigned(a * b) ?? null),
  claim(
    '(saturating-- a b)',
    [number, number],
    (a, b) => fits(a - b) ?? (a < b ? -(2n ** 63n) : 2n ** 63n - 1n),
  ),
  claim(
    '(saturating-* a b)',
    [number, number],
    (a, b) => fits(a * b) ?? (a < 0n !== b < 0n ? -(2n ** 63n) : 2n ** 63n - 1n),
  ),
  claim('(bit-count a)', [number], (a) =>
    BigInt(BigInt.asUintN(64, a).toString(2).replaceAll('0', '').length),
  ),
  claim('(leading-zeros a)', [word], (a) => BigInt(a === 0n ? 64 : 64 - a.toString(2).length)),
  claim('(trailing-zeros a)', [word], (a) => BigInt(a === 0n ? 64 : /0*$/.exec(a.toString(2))![0].length)),
  claim('(rotate-left a b)', [word, number], (a, b) => {
    const by = ((b % 64n) + 64n) % 64n;
    return BigInt.asUintN(64, (a << by) | (a >> (64n - by)));
  }),
  claim('(read-u64-be (bytes [a]) 0)', [word], (a) =>
    BigInt.asUintN(64, BigInt(`0x${Buffer.from(littleEndian(a, 8)).toString('hex')}`)),
  ),
];

/** A program that reads its inputs into variables a, b, c and calls the function. */
function programOf({
  call,
  inputs,
}: {
  call: string;
  inputs: readonly { readonly read: string }[];
}): CompiledProgram {
  const reads = inputs.map(({ read }, index) => `(define ${'abc'[index]} ${read})`);
  return compiled({ name: call, text: ['(define at 0)', ...reads, call].join('\n') });
}

const programId = '11111111111111111111111111111112';
/** Runs enough to find mistakes at edges, few enough to stay quick. */
const runs = { numRuns: 30, seed: 7 };

describe.each([
  ['sequences', sequences],
  ['strings', strings],
  ['numbers', numbers],
] as const)('%s', (_, claims) => {
  it.each(claims)('$call', (one) => {
    const best = programOf(one);
    let judged = 0;
    const arbitrary = fc.tuple(...one.inputs.map((input) => input.arbitrary));
    fc.assert(
      fc.property(arbitrary, (values) => {
        const data = Uint8Array.from(values.flatMap((value, index) => one.inputs[index]!.encode(value)));
        const request = { programId, accounts: [], data, unitLimit: 1_400_000 };
        const wanted = one.reference(...values);
        const outcome =
          judged++ === 0 ? runBoth(best.elf, request) : execute({ ...request, program: best.elf });
        const found =
          outcome.status === 'ok' ? decodeValue(best.result, outcome.returnData)?.text : undefined;
        expect(found).toEqual(wanted === undefined ? undefined : show(wanted));
      }),
      runs,
    );
  });
});

/** Fixed point of 256 bits, far beyond what decimals hold. */
const scale = 1n << 256n;

/** The sum of a series whose terms follow from one another, until they vanish. */
function series(first: bigint, next: (term: bigint, index: bigint) => bigint): bigint {
  let sum = 0n;
  for (let term = first, index = 1n; term !== 0n; term = next(term, index), index++) sum += term;
  return sum;
}

const exponentialOf = (x: bigint): bigint => series(scale, (term, index) => (term * x) / scale / index);
/** 2 atanh((x - 1) / (x + 1)), after the powers of two have been taken out. */
function logarithmOf(x: bigint): bigint {
  const halvings = x.toString(2).length - scale.toString(2).length;
  const part = halvings < 0 ? x << BigInt(-halvings) : x >> BigInt(halvings);
  return logarithmOfPart(part) + BigInt(halvings) * logarithmOfPart(2n * scale);
}
function logarithmOfPart(x: bigint): bigint {
  const z = ((x - scale) * scale) / (x + scale);
  let power = z;
  let sum = 0n;
  for (let n = 1n; power !== 0n; n += 2n, power = (power * z * z) / scale / scale) sum += power / n;
  return 2n * sum;
}
/** 16 atan(1/5) - 4 atan(1/239), after Machin. */
function arcTangentOfInverse(n: bigint): bigint {
  let sum = 0n;
  for (let power = scale / n, k = 1n, sign = 1n; power !== 0n; power /= n * n, k += 2n, sign = -sign)
    sum += (sign * power) / k;
  return sum;
}
const pi = 16n * arcTangentOfInverse(5n) - 4n * arcTangentOfInverse(239n);
const sineOf = (x: bigint): bigint => {
  const reduced = x % (2n * pi);
  return series(reduced, (term, k) => (-term * reduced * reduced) / scale / scale / (2n * k * (2n * k + 1n)));
};

/** The integer root of numbers of any size, by Newton's method. */
function wideRoot(value: bigint): bigint {
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (let next = guess; ; guess = next) {
    next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
  }
}

/** The angle is halved until its tangent is small; its series is Gregory's. */
function arcTangentOf(x: bigint, halvings = 8): bigint {
  if (x < 0n) return -arcTangentOf(-x);
  if (halvings > 0)
    return 2n * arcTangentOf((x * scale) / (scale + wideRoot(scale * scale + x * x)), halvings - 1);
  let sum = 0n;
  for (let power = x, k = 1n; power !== 0n; k += 2n, power = (-power * x * x) / scale / scale)
    sum += power / k;
  return sum;
}
const arcSineOf = (x: bigint): bigint =>
  size(x) === scale ? (x * pi) / scale / 2n : arcTangentOf((x * scale) / wideRoot(scale * scale - x * x));

const decimals = (from: bigint, to: bigint): Input<bigint> => ({
  ...decimal,
  arbitrary: fc.bigInt({ min: from, max: to }),
});
/** Units of 10^-9 as fixed point, and 2^-20 of such units from fixed point. */
const fromUnits = (units: bigint): bigint => (units * scale) / 10n ** 9n;
const fine = (x: bigint): bigint => (x * 10n ** 9n * (1n << 20n)) / scale;

const relative = (found: bigint): bigint => (size(found) << 20n) / 10n ** 17n;
/** Units of 10^-17 of the square of the result. */
const ofSquare = (found: bigint): bigint => (found * found) / ((10n ** 26n) >> 20n);

/** Functions whose error has a bound, in units of 10^-9 and what else is said of the result. */
const approximations = [
  ['(exp a)', decimals(-23_000_000_000n, 22_900_000_000n), exponentialOf],
  ['(exp a)', decimals(-1_000_000_000n, 1_000_000_000n), exponentialOf],
  ['(ln a)', decimals(1n, 2n ** 63n - 1n), logarithmOf],
  ['(ln a)', decimals(1n, 3_000_000_000n), logarithmOf],
  [
    '(log2 a)',
    decimals(1n, 2n ** 63n - 1n),
    (x: bigint) => (logarithmOf(x) * scale) / logarithmOf(2n * scale),
  ],
  [
    '(log2 a)',
    decimals(1n, 3_000_000_000n),
    (x: bigint) => (logarithmOf(x) * scale) / logarithmOf(2n * scale),
  ],
  ['(sin a)', decimals(-(10n ** 16n), 10n ** 16n), sineOf],
  ['(sin a)', decimals(-7_000_000_000n, 7_000_000_000n), sineOf],
  ['(cos a)', decimals(-(10n ** 16n), 10n ** 16n), (x: bigint) => sineOf(x + pi / 2n)],
  ['(cos a)', decimals(-7_000_000_000n, 7_000_000_000n), (x: bigint) => sineOf(x + pi / 2n)],
  [
    '(tan a)',
    decimals(-10_000_000_000n, 10_000_000_000n),
    (x: bigint) => (sineOf(x) * scale) / sineOf(x + pi / 2n),
    ofSquare,
  ],
  [
    '(tan a)',
    decimals(1_570_000_000n, 1_572_000_000n),
    (x: bigint) => (sineOf(x) * scale) / sineOf(x + pi / 2n),
    ofSquare,
  ],
  ['(atan a)', decimals(-(2n ** 63n), 2n ** 63n - 1n), arcTangentOf],
  ['(atan a)', decimals(-2_000_000_000n, 2_000_000_000n), arcTangentOf],
  ['(atan2 a -1)', decimals(1n, 5_000_000_000n), (x: bigint) => pi - arcTangentOf(x)],
  ['(asin a)', decimals(-1_000_000_000n, 1_000_000_000n), arcSineOf],
  ['(asin a)', decimals(999_990_000n, 1_000_000_000n), arcSineOf],
  ['(acos a)', decimals(-1_000_000_000n, 1_000_000_000n), (x: bigint) => pi / 2n - arcSineOf(x)],
  ['(acos a)', decimals(999_990_000n, 1_000_000_000n), (x: bigint) => pi / 2n - arcSineOf(x)],
] as const;

describe('approximations', () => {
  it.each(approximations)('%s', (call, input, exactly, more = relative) => {
    const { elf } = programOf({ call: `(decimal-units ${call})`, inputs: [input] });
    fc.assert(
      fc.property(input.arbitrary, (units) => {
        const data = Uint8Array.from(input.encode(units));
        const { returnData } = execute({ accounts: [], data, program: elf });
        const found = Buffer.from(returnData!).readBigInt64LE();
        const error = size((found << 20n) - fine(exactly(fromUnits(units))));
        expect(error).toBeLessThan((1n << 20n) + more(found));
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('sin of the greatest angles', () => {
    const { elf } = programOf({ call: '(decimal-units (sin a))', inputs: [decimal] });
    for (const units of [2n ** 63n - 1n, -(2n ** 63n), 2n ** 62n + 12345n]) {
      const { returnData } = execute({
        accounts: [],
        data: Uint8Array.from(number.encode(units)),
        program: elf,
      });
      const found = Buffer.from(returnData!).readBigInt64LE();
      expect(size((found << 20n) - fine(sineOf(fromUnits(units))))).toBeLessThan(2n << 20n);
    }
  });
});
