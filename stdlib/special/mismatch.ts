// Mismatches: what to write where a value of one type stands and one of another is wanted.
import { typeName } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { Draft } from '../form.js';
import { isEmptyArray, prune, type Inferred } from '../inferred.js';

/** Longer operands are left out of what is proposed. */
const mostText = 24;

/** An expression as it was written, or dots for one that is long, or that a macro or a test made. */
function written({ source, start, end, expansion }: Span): string {
  const text = source.text.slice(start, end);
  const isMade = expansion !== undefined || /[^\s([{]:/.test(text);
  return isMade || text.length > mostText || text.includes('\n') ? '...' : text;
}

/** The same for text that stands in the program; without a target an integer is wanted. */
function literalHint(value: string, text: string, target: Inferred | undefined): string | undefined {
  if (target?.kind === 'pubkey') return `write \`(pubkey ${text})\``;
  const isNumber = /^-?\d{1,20}(\.\d{1,9})?$/.test(value);
  const wantsNumber = !target || target.kind === 'integer' || target.kind === 'decimal';
  return isNumber && wantsNumber ? `write the number itself: \`${value}\`` : undefined;
}

/** What makes the value one of the wanted type, or tells why nothing does; undefined where nothing is known. */
export function mismatchHint(draft: Draft, wanted: Inferred | 'integer'): string | undefined {
  const found = prune(draft.type);
  const target = wanted === 'integer' ? undefined : prune(wanted);
  const isInteger = !target || target.kind === 'integer';
  const text = written(draft.span);
  if (target && isEmptyArray(target))
    return 'say what it will hold where it is made: `(define name : (array type) [])`';
  switch (found.kind) {
    case 'account':
      if (target?.kind === 'pubkey') return `its address is \`(key ${text})\``;
      if (isInteger)
        return `its balance is \`(lamports ${text})\`, its fields are read by \`(. ${text} field)\``;
      if (target?.kind === 'string') return `its address as text is \`(str (key ${text}))\``;
      if (target?.kind === 'account' && target.layout !== found.layout && target.layout)
        return `declare it with its type: \`(name ${target.layout.name})\``;
      if (target?.kind === 'account' && target.writable) return 'declare it `:writable`';
      break;
    case 'option':
      if (target?.kind !== 'option')
        return `it may be missing: \`(unwrap-or ${text} default)\` gives another value then, \`(unwrap ${text})\` fails`;
      break;
    case 'null':
      if (target) return 'only an option can be null: declare the type `(option ...)`';
      break;
    case 'integer':
      if (target?.kind === 'integer') return `convert it: \`(${typeName(target)} ${text})\``;
      if (target?.kind === 'bool') return `compare it: \`(!= ${text} 0)\``;
      break;
    case 'decimal':
      if (isInteger)
        return `\`(floor ${text})\`, \`(ceiling ${text})\` and \`(round ${text})\` make integers of it`;
      break;
    case 'string':
      if (draft.kind === 'string') return literalHint(draft.value, text, target);
      if (isInteger)
        return `\`(parse-int ${text})\` reads a number from text, and gives null where there is none`;
      if (target?.kind === 'decimal') return `\`(parse-decimal ${text})\` reads a decimal from text`;
      break;
    case 'function':
      return `call it: \`(${text === '...' ? 'f' : text} ...)\``;
  }
  const hasText = [
    'integer',
    'hole',
    'decimal',
    'bool',
    'pubkey',
    'enum',
    'array',
    'tuple',
    'record',
    'struct',
  ];
  if (target?.kind === 'string' && hasText.includes(found.kind)) return `\`(str ${text})\` makes text of it`;
  return undefined;
}

/** The same for two values that are compared. */
export function comparisonHint(first: Draft, second: Draft): string | undefined {
  const [left, right] = [prune(first.type), prune(second.type)];
  if (left.kind === 'account' && right.kind === 'account')
    return `compare their addresses: \`(key ${written(first.span)})\` and \`(key ${written(second.span)})\``;
  return mismatchHint(second, left) ?? mismatchHint(first, right);
}
