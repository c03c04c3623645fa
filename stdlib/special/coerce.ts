// Conversions that lose nothing and need not be written: to an option, a decimal, an array of any length, a struct.
import { i64, never, type Field } from '../../grammar/signature.js';
import type { Common, Draft } from '../form.js';
import {
  anyHole,
  freshen,
  isEmptyArray,
  isOpen,
  prune,
  unify,
  type Hole,
  type Inferred,
} from '../inferred.js';

const at = (draft: Draft) => ({ span: draft.span });

/** The parts of a tuple, record or struct; undefined where they would have to be computed more than once. */
function partsOf(draft: Draft): readonly Draft[] | undefined {
  if (draft.kind === 'product') return draft.items;
  if (draft.kind !== 'variable' && draft.kind !== 'part') return undefined;
  const type = prune(draft.type);
  const types =
    type.kind === 'tuple'
      ? type.items
      : type.kind === 'record' || type.kind === 'struct'
        ? type.fields.map((field) => field.type)
        : [];
  return types.map((part, index) => ({ kind: 'part', operand: draft, index, type: part, ...at(draft) }));
}

function coerceParts(draft: Draft, wanted: Inferred, types: readonly Inferred[]): Draft | undefined {
  const parts = partsOf(draft);
  if (parts?.length !== types.length) return undefined;
  const items = parts.map((part, index) => coerce(part, types[index]!));
  if (!items.every((item) => item !== undefined)) return undefined;
  return { kind: 'product', items, type: wanted, ...at(draft) };
}

/** A record as another record or as a struct with fields of the same names. */
function coerceFields(draft: Draft, wanted: Inferred, fields: readonly Field<Inferred>[]): Draft | undefined {
  const found = prune(draft.type);
  if (found.kind !== 'record' || found.fields.length !== fields.length) return undefined;
  // Fields are evaluated in the order in which they are written.
  if (!fields.every(({ name }, index) => found.fields[index]!.name === name)) return undefined;
  return coerceParts(
    draft,
    wanted,
    fields.map(({ type }) => type),
  );
}

function coerceArray(draft: Draft, wanted: Inferred & { kind: 'array' }): Draft | undefined {
  const found = prune(draft.type);
  if (found.kind !== 'array') return undefined;
  // An array that never has elements is one of any.
  if (isEmptyArray(found) && found.length === wanted.length) return { ...draft, type: wanted };
  if (!isEmptyArray(wanted) && draft.kind === 'apply' && draft.form === 'array-of') {
    if (wanted.length !== undefined && draft.arguments.length !== wanted.length) return undefined;
    const items = draft.arguments.map((item) => coerce(item, wanted.element));
    if (!items.every((item) => item !== undefined)) return undefined;
    return { ...draft, arguments: items, type: wanted };
  }
  if (!unify({ ...wanted, length: found.length }, found)) return undefined;
  if (wanted.length === found.length) return draft;
  if (wanted.length !== undefined) return undefined;
  return { kind: 'view', operand: draft, type: wanted, ...at(draft) };
}

/** A missing value, behind what the draft does on the way to its null. */
function missing(draft: Draft, type: Inferred): Draft {
  const value: Draft = { kind: 'variant', tag: 0, items: [], type, ...at(draft) };
  if (draft.kind === 'nothing') return value;
  return { kind: 'sequence', items: [draft, value], type, ...at(draft) };
}

/** What ends in one of several drafts, each as a value of `wanted`; undefined where one is none. */
function coerceEnds(draft: Draft, wanted: Inferred): Draft | undefined {
  const ends = (body: Draft): Draft | undefined =>
    prune(body.type).kind === 'never' ? body : coerce(body, wanted);
  if (draft.kind === 'sequence') {
    const last = ends(draft.items.at(-1)!);
    return last && { ...draft, items: [...draft.items.slice(0, -1), last], type: wanted };
  }
  if (draft.kind !== 'cond') return undefined;
  const bodies = draft.clauses.map(({ body }) => ends(body));
  const otherwise = ends(draft.otherwise);
  if (!otherwise || !bodies.every((body) => body !== undefined)) return undefined;
  const clauses = draft.clauses.map((clause, index) => ({ ...clause, body: bodies[index]! }));
  return { ...draft, clauses, otherwise, type: wanted };
}

const isInParts = ({ kind }: Inferred): boolean =>
  kind === 'array' || kind === 'tuple' || kind === 'record' || kind === 'struct';

/** The draft as a value of `wanted`, or undefined where there is no conversion that loses nothing. */
export function coerce(draft: Draft, wanted: Inferred): Draft | undefined {
  const found = prune(draft.type);
  const target = prune(wanted);
  if (found.kind === 'unit') return undefined;
  // Parts are converted where they are written.
  if (isInParts(target) && isInParts(found)) {
    const converted = coerceEnds(draft, target);
    if (converted) return converted;
  }
  if (target.kind === 'option' && found.kind !== 'option' && found.kind !== 'never') {
    if (found.kind === 'null') return missing(draft, target);
    const value = coerce(draft, target.value);
    return value && { kind: 'variant', tag: 1, items: [value], type: target, ...at(draft) };
  }
  // Rights that a function does not ask for are no hindrance.
  if (target.kind === 'account' && found.kind === 'account') {
    const isLayout = target.layout === undefined || target.layout === found.layout;
    return isLayout && (found.writable || !target.writable) ? { ...draft, type: target } : undefined;
  }
  if (target.kind === 'decimal' && found.kind === 'hole' && found.whole) unify(found, i64);
  if (target.kind === 'decimal' && prune(found).kind === 'integer')
    return { kind: 'apply', form: 'decimal', arguments: [draft], type: target, ...at(draft) };
  if (target.kind === 'array' && found.kind === 'array') return coerceArray(draft, target);
  if (target.kind === 'struct')
    return unify(target, found) ? draft : coerceFields(draft, target, target.fields);
  if (target.kind === 'record')
    return unify(target, found) ? draft : coerceFields(draft, target, target.fields);
  if (target.kind === 'tuple' && found.kind === 'tuple')
    return unify(target, found) ? draft : coerceParts(draft, target, target.items);
  if (target.kind === 'function' && found.kind === 'function') {
    const from = found.lambdas.map(({ id }) => target.lambdas.findIndex((other) => other.id === id));
    if (from.includes(-1)) return undefined;
    const isSame = from.length === target.lambdas.length && from.every((to, index) => to === index);
    if (isSame) return unify(target, found) ? draft : undefined;
    return { kind: 'widen', operand: draft, from, type: target, ...at(draft) };
  }
  return unify(target, found) ? draft : undefined;
}

const isKnownInteger = (type: Inferred): boolean =>
  type.kind === 'integer' || (type.kind === 'hole' && type.whole);

/** The type that values of both types convert to. */
function joined(left: Inferred, right: Inferred): Inferred | undefined {
  const a = prune(left);
  const b = prune(right);
  if (a.kind === 'null' && b.kind !== 'null' && b.kind !== 'unit' && b.kind !== 'never')
    return b.kind === 'option' ? b : { kind: 'option', value: b };
  if (b.kind === 'null' && a.kind !== 'null') return joined(b, a);
  // What nothing has decided yet is held to be an option too; a literal is a value in one.
  const undecided = b.kind === 'hole' && !b.literal;
  if (a.kind === 'option' && b.kind !== 'option' && !undecided) {
    const value = joined(a.value, b);
    return value && { kind: 'option', value };
  }
  if (b.kind === 'option' && a.kind !== 'option') return joined(b, a);
  if (a.kind === 'decimal' && isKnownInteger(b)) return a;
  if (b.kind === 'decimal' && isKnownInteger(a)) return b;
  if (a.kind === 'array' && b.kind === 'array') {
    if (isEmptyArray(a) && a.length === undefined) return b;
    if (isEmptyArray(b) && b.length === undefined) return a;
    if (a.length !== b.length) return unify(a, { ...b, length: a.length }) && { ...a, length: undefined };
  }
  if (a.kind === 'record' && b.kind === 'record' && a.fields.length === b.fields.length) {
    const fields = a.fields.map(({ name, type }, index) => {
      const other = b.fields[index]!;
      return { name, type: name === other.name ? joined(type, other.type) : undefined };
    });
    if (fields.every((field): field is Field<Inferred> => field.type !== undefined))
      return { kind: 'record', fields };
    return undefined;
  }
  if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length) {
    const items = a.items.map((item, index) => joined(item, b.items[index]!));
    return items.every((item) => item !== undefined) ? { kind: 'tuple', items } : undefined;
  }
  if (a.kind === 'function' && b.kind === 'function') {
    const more = b.lambdas.filter(({ id }) => !a.lambdas.some((other) => other.id === id));
    return { kind: 'function', lambdas: [...a.lambdas, ...more] };
  }
  return unify(a, b);
}

/** Whether the types have one in common, found without deciding any of them. */
export function haveCommon(types: readonly Inferred[]): boolean {
  if (!types.some(isOpen)) return true;
  const made = new Map<Hole, Hole>();
  const tried = types.map((type) => freshen(type, made));
  return (
    tried.reduce<Inferred | undefined>((whole, type) => whole && joined(whole, type), never) !== undefined
  );
}

/** One type for all drafts, and the drafts as values of it; or the two whose types do not agree. */
export function common(drafts: readonly Draft[]): Common {
  let type: Inferred = never;
  let decided = drafts[0]!;
  for (const draft of drafts) {
    const both = joined(type, draft.type);
    const [kind, before] = [prune(draft.type).kind, prune(type).kind];
    const differs = (kind === 'unit') !== (before === 'unit') && kind !== 'never' && before !== 'never';
    if (!both || differs) return { first: decided, second: draft };
    if (both !== type) decided = draft;
    type = both;
  }
  const whole = type;
  const coerced = drafts.map((draft) => (prune(draft.type).kind === 'unit' ? draft : coerce(draft, whole)));
  const lost = coerced.findIndex((draft) => draft === undefined);
  if (lost >= 0) return { first: decided, second: drafts[lost]! };
  return { type, drafts: coerced as readonly Draft[] };
}

/** The type of a variable that begins as null: something that may be missing. */
export function variableType(type: Inferred): Inferred {
  return prune(type).kind === 'null' ? { kind: 'option', value: anyHole() } : type;
}
