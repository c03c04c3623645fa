// Types while they are being inferred: holes stay open until something decides them.
import {
  fits,
  i64,
  nameWith,
  never,
  nothing,
  sameType,
  typeKey,
  type AccountsType,
  type AccountType,
  type ArrayType,
  type EnumType,
  type FunctionType,
  type OptionType,
  type PlainType,
  type RecordType,
  type StructType,
  type TupleType,
  type Type,
} from '../grammar/signature.js';

/** A type nobody has decided yet; `bound` points on once two meet or one is decided. */
export interface Hole {
  readonly kind: 'hole';
  /** Of an integer literal: it becomes an integer type or a decimal. Others become anything. */
  readonly literal: boolean;
  /** Of the elements of an array that has none yet: without a decision there never are any. */
  empty: boolean;
  /** Of an integer literal that is no i64. */
  wide: boolean;
  /** Of an integer literal that cannot become a decimal. */
  whole: boolean;
  bound: Inferred | undefined;
}

export type Inferred =
  | PlainType
  | StructType
  | EnumType
  | FunctionType
  | AccountType
  | AccountsType
  | ArrayType<Inferred>
  | TupleType<Inferred>
  | RecordType<Inferred>
  | OptionType<Inferred>
  | Hole;

/** The type of an integer literal. */
export function hole(value = 0n): Hole {
  return {
    kind: 'hole',
    literal: true,
    empty: false,
    wide: !fits(value, i64),
    whole: false,
    bound: undefined,
  };
}

/** A type that may become anything. */
export function anyHole(): Hole {
  return { kind: 'hole', literal: false, empty: false, wide: false, whole: false, bound: undefined };
}

/** The type of the elements of an array that has none. */
export function emptyHole(): Hole {
  return { ...anyHole(), empty: true };
}

/** Follows bound holes to the type or the open hole at their end. */
export function prune(type: Inferred): Inferred {
  let current = type;
  while (current.kind === 'hole' && current.bound) current = current.bound;
  return current;
}

function bind(hole: Hole, type: Inferred): Inferred | undefined {
  if (type.kind === 'hole') {
    // The literal is the narrower of the two.
    const [from, to] = hole.literal && !type.literal ? [type, hole] : [hole, type];
    from.bound = to;
    to.empty &&= from.empty;
    to.wide ||= from.wide;
    to.whole ||= from.whole;
    return to;
  }
  if (type.kind === 'unit') return undefined;
  if (hole.literal && type.kind !== 'integer' && (type.kind !== 'decimal' || hole.whole)) return undefined;
  hole.bound = type;
  return type;
}

function unifyAll(left: readonly Inferred[], right: readonly Inferred[]): boolean {
  return (
    left.length === right.length && left.every((type, index) => unify(type, right[index]!) !== undefined)
  );
}

/** Arrays that never have elements are not arrays of others: somebody could put one in. */
function unifyElements(left: Inferred, right: Inferred): boolean {
  const [a, b] = [prune(left), prune(right)];
  if (a.kind !== 'never' && b.kind !== 'never') return unify(a, b) !== undefined;
  for (const open of [a, b]) if (open.kind === 'hole' && open.empty) open.bound = never;
  return prune(a).kind === prune(b).kind;
}

/** Whether two types of one kind with parts can be one, deciding open holes among the parts. */
function unifyParts(a: Inferred, b: Inferred): boolean {
  if (a.kind === 'array' && b.kind === 'array')
    return a.length === b.length && unifyElements(a.element, b.element);
  if (a.kind === 'tuple' && b.kind === 'tuple') return unifyAll(a.items, b.items);
  if (a.kind === 'option' && b.kind === 'option') return unify(a.value, b.value) !== undefined;
  if (a.kind === 'record' && b.kind === 'record') {
    const named =
      a.fields.length === b.fields.length && a.fields.every((f, i) => f.name === b.fields[i]!.name);
    return (
      named &&
      unifyAll(
        a.fields.map((f) => f.type),
        b.fields.map((f) => f.type),
      )
    );
  }
  return sameType(a as Type, b as Type);
}

/** Makes two types one, deciding open holes. `never` agrees with everything. Undefined if they cannot agree. */
export function unify(left: Inferred, right: Inferred): Inferred | undefined {
  const a = prune(left);
  const b = prune(right);
  if (a === b || b.kind === 'never') return a;
  if (a.kind === 'never') return b;
  if (a.kind === 'hole') return bind(a, b);
  if (b.kind === 'hole') return bind(b, a);
  return a.kind === b.kind && unifyParts(a, b) ? a : undefined;
}

/** The type with each part as `change` makes it: itself, if all parts are their own. */
export function mapParts(
  type: Exclude<Inferred, Hole>,
  change: (part: Inferred) => Inferred,
): Exclude<Inferred, Hole> {
  switch (type.kind) {
    case 'array': {
      const element = change(type.element);
      return element === type.element ? type : { ...type, element };
    }
    case 'tuple': {
      const items = type.items.map(change);
      return items.every((item, index) => item === type.items[index]) ? type : { ...type, items };
    }
    case 'record': {
      const fields = type.fields.map(({ name, type: part }) => ({ name, type: change(part) }));
      return fields.every((field, index) => field.type === type.fields[index]!.type)
        ? type
        : { ...type, fields };
    }
    case 'option': {
      const value = change(type.value);
      return value === type.value ? type : { ...type, value };
    }
    default:
      return type;
  }
}

/**
 * The decided type: an integer literal with no context is an i64, elements that nothing has decided never are, and
 * other things can only be null.
 */
export function settle(type: Inferred): Type {
  const pruned = prune(type);
  if (pruned.kind !== 'hole') return mapParts(pruned, settle) as Type;
  pruned.bound = pruned.literal ? i64 : pruned.empty ? never : nothing;
  return pruned.bound as Type;
}

/** Whether some part of the type is still open. */
export function isOpen(type: Inferred): boolean {
  const pruned = prune(type);
  switch (pruned.kind) {
    case 'hole':
      return true;
    case 'array':
      return isOpen(pruned.element);
    case 'tuple':
      return pruned.items.some(isOpen);
    case 'record':
      return pruned.fields.some((field) => isOpen(field.type));
    case 'option':
      return isOpen(pruned.value);
    default:
      return false;
  }
}

/** Whether the type is that of an array of which nothing says what it could ever hold. */
export function isEmptyArray(type: Inferred): boolean {
  const pruned = prune(type);
  return pruned.kind === 'array' && prune(pruned.element).kind === 'never';
}

/** Whether the type is an integer type or may become one; an open type that may be anything is held to be one. */
export function isInteger(type: Inferred): boolean {
  const pruned = prune(type);
  if (pruned.kind === 'hole' && !pruned.literal) pruned.bound = hole();
  return pruned.kind === 'integer' || pruned.kind === 'hole' || pruned.kind === 'never';
}

/** The same, and the type becomes no decimal either. */
export function isWhole(type: Inferred): boolean {
  if (!isInteger(type)) return false;
  const pruned = prune(type);
  if (pruned.kind === 'hole') pruned.whole = true;
  return true;
}

/** The type as messages name it. */
export function showType(type: Inferred): string {
  const pruned = prune(type);
  if (pruned.kind === 'hole') return pruned.literal ? 'integer' : '?';
  return nameWith<Inferred>(pruned, showType);
}

/** A text that is the same for two types only if they are one as far as they are known. */
export function keyOf(type: Inferred): string {
  const pruned = prune(type);
  if (pruned.kind === 'hole') return pruned.literal ? (pruned.wide ? '?wide' : '?integer') : '?';
  return pruned.kind === 'function' ? typeKey(pruned) : nameWith<Inferred>(pruned, keyOf);
}

/** The type with new holes in place of its open ones, two of one hole being one again. */
export function freshen(type: Inferred, made = new Map<Hole, Hole>()): Inferred {
  const pruned = prune(type);
  if (pruned.kind !== 'hole') return mapParts(pruned, (part) => freshen(part, made));
  const known = made.get(pruned);
  if (known) return known;
  const fresh: Hole = { ...pruned };
  made.set(pruned, fresh);
  return fresh;
}
