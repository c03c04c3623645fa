// Functions of the standard library on random arrays, strings and numbers, against JavaScript.
import fc from 'fast-check';
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
function programOf({ call, inputs }: Claim): CompiledProgram {
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
