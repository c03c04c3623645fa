// Random Syntax, for tests of what must hold for every form.
import fc from 'fast-check';
import type { Span } from '../grammar/source.js';
import type { Syntax } from '../grammar/syntax.js';

const span: Span = { source: { name: 'random', text: '' }, start: 0, end: 0 };

const name = fc
  .string({ unit: fc.constantFrom(...'abcxyz*!?<>=/%$_-.@|~&\\é日🚀'), minLength: 1, maxLength: 8 })
  .filter((text) => !/^[-.]*\d|^(true|false|nil|null)$/.test(text));

const atom: fc.Arbitrary<Syntax> = fc.oneof(
  fc
    .bigInt({ min: -(1n << 140n), max: 1n << 140n })
    .map((value): Syntax => ({ kind: 'integer', value, span })),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: -60, max: 60 }))
    .map(([digits, exponent]): Syntax => ({ kind: 'decimal', digits, exponent, span })),
  fc
    .string({ unit: 'binary' })
    .map((value): Syntax => ({ kind: 'string', value: value.replace(/\p{Surrogate}/gu, ''), span })),
  fc.constantFrom(true, false, null).map((value): Syntax => ({ kind: 'literal', value, span })),
  name.map((text): Syntax => ({ kind: 'symbol', name: text, span })),
  fc
    .constantFrom('+', '-', '1+', '1-', '.', '..', ':', '::', 'A::B', '->x', '@')
    .map((text): Syntax => ({ kind: 'symbol', name: text, span })),
  name.map((text): Syntax => ({ kind: 'keyword', name: text, span })),
);

type Mode = 'quote' | 'quasiquote' | 'unquote' | 'splice';

/* Unquotes occur only inside quasiquotes, as in anything that was read. */
function formIn(quasiquotes: number, depth: number): fc.Arbitrary<Syntax> {
  if (depth === 0) return atom;
  const inner = formIn(quasiquotes, depth - 1);
  const items = fc.array(inner, { maxLength: 4 });
  const quoted = (mode: Mode, change: number) =>
    formIn(quasiquotes + change, depth - 1).map((form): Syntax => ({ kind: 'quoted', mode, form, span }));
  const entries = fc
    .uniqueArray(name, { maxLength: 3 })
    .chain((keys) => fc.tuple(...keys.map((key) => inner.map((value) => ({ key, value })))))
    .map((pairs) =>
      pairs.map(({ key, value }) => ({ key: { kind: 'keyword', name: key, span } as const, value })),
    );
  return fc.oneof(
    { depthSize: 'small' },
    atom,
    items.map((list): Syntax => ({ kind: 'list', items: list, span })),
    items.map((array): Syntax => ({ kind: 'array', items: array, span })),
    entries.map((list): Syntax => ({ kind: 'record', entries: list, span })),
    quoted('quote', 0),
    quoted('quasiquote', 1),
    ...(quasiquotes > 0 ? [quoted('unquote', -1), quoted('splice', -1)] : []),
  );
}

export const anyForm = formIn(0, 4);

/** The form without its places, for comparisons. */
export function withoutSpans(form: Syntax): unknown {
  return JSON.parse(
    JSON.stringify(form, (key, value: unknown) =>
      key === 'span' ? undefined : typeof value === 'bigint' ? `${value}n` : value,
    ),
  );
}
