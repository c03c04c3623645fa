// Patterns: whether a value fits one, and what its names stand for.
import type { Node } from './node.js';
import type { Option, Value } from './value.js';
import { elementsOf, equal } from './value.js';

type Bind = (name: string, value: Value) => void;

/** What a literal in a pattern is compared with: of an option the value inside. */
function literalFits({ value, type }: Node, found: Value): boolean {
  if (typeof found === 'object' && found.kind === 'option')
    return found.some && literalFits({ operation: '', parts: [], type, value: value! }, found.value);
  return equal(value as Value, found);
}

function all(patterns: readonly Node[], values: readonly Value[], bind: Bind): boolean {
  return patterns.every((pattern, index) => matches(pattern, values[index], bind));
}

/** Whether the value fits the pattern; names are bound on the way. */
export function matches(pattern: Node, value: Value, bind: Bind): boolean {
  const { operation, parts, names, index } = pattern;
  if (operation === 'is-any') {
    if (names) bind(names[0]!, value);
    return true;
  }
  if (operation === 'is-value') return literalFits(parts[0]!, value);
  if (operation === 'is-or') return parts.some((part) => matches(part, value, bind));
  if (typeof value !== 'object') throw new Error(`a pattern ${operation} for a plain value`);
  if (value.kind === 'option') return optionMatches(pattern, value, bind);
  if (value.kind === 'variant') return value.tag === index && all(parts, value.fields, bind);
  if (value.kind === 'product') {
    const indices = operation === 'is-record' ? (pattern.value as Uint8Array) : parts.keys();
    return all(
      parts,
      [...indices].map((at) => value.parts[at]),
      bind,
    );
  }
  if (value.kind !== 'array') throw new Error(`a pattern ${operation} for a ${value.kind}`);
  const { length } = parts;
  if (names ? value.length < length : value.length !== length) return false;
  if (!all(parts, elementsOf(value), bind)) return false;
  if (names) {
    const { memory, start } = value;
    bind(names[0]!, { kind: 'array', memory, start: start + length, length: value.length - length });
  }
  return true;
}

function optionMatches({ operation, parts }: Node, { some, value }: Option, bind: Bind): boolean {
  if (operation === 'is-null') return !some;
  return some && matches(parts[0]!, value, bind);
}
