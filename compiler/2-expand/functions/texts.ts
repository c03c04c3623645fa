// Functions of macro code on strings.
import type { FunctionRow, Operands } from './operands.js';
import { plainText } from './printed.js';

const ofText = (
  name: string,
  doc: string,
  example: string,
  run: (text: string, operands: Operands) => string,
): FunctionRow => ({
  name,
  signature: `(${name} string)`,
  doc,
  example,
  minimum: 1,
  maximum: 1,
  run: (operands) => operands.string(run(operands.text(0), operands)),
});

const test = (
  name: string,
  doc: string,
  example: string,
  holds: (text: string, part: string) => boolean,
): FunctionRow => ({
  name,
  signature: `(${name} string part)`,
  doc,
  example,
  minimum: 2,
  maximum: 2,
  run: (operands) => operands.bool(holds(operands.text(0), operands.text(1))),
});

export const textFunctions: readonly FunctionRow[] = [
  {
    name: 'str',
    aliases: ['symbol->string'],
    signature: '(str part ...)',
    doc: 'One string of all parts: strings and names as they are, other code as source text.',
    example: '(str "f" 1 \'x \'(+ 1 2)) ; => "f1x(+ 1 2)"',
    minimum: 0,
    maximum: Infinity,
    run: (operands) =>
      operands.string(operands.values.map((_, index) => plainText(operands, index)).join('')),
  },
  {
    name: 'length',
    aliases: ['len', 'count'],
    signature: '(length a)',
    doc: 'How many items a list or array has, or characters (Unicode code points) a string.',
    example: "(length '(a b c)) ; => 3",
    minimum: 1,
    maximum: 1,
    run(operands) {
      const value = operands.value(0);
      if (value.kind !== 'string') return operands.number(operands.items(0).length);
      operands.spend(value.value.length >> 4);
      return operands.number([...value.value].length);
    },
  },
  {
    name: 'substring',
    signature: '(substring string start [end])',
    doc: 'The characters from a start up to but not including an end.',
    example: '(substring "hello" 1 3) ; => "el"',
    minimum: 2,
    maximum: 3,
    run(operands) {
      const end = operands.count > 2 ? operands.size(2) : undefined;
      return operands.string([...operands.text(0)].slice(operands.size(1), end).join(''));
    },
  },
  {
    name: 'split',
    signature: '(split string separator)',
    doc: 'A list of the parts between separators.',
    example: '(split "a,b" ",") ; => ("a" "b")',
    minimum: 2,
    maximum: 2,
    run(operands) {
      const parts = operands.text(0).split(operands.text(1));
      operands.spend(parts.length);
      return operands.list(parts.map((part) => operands.string(part)));
    },
  },
  {
    name: 'join',
    signature: '(join list separator)',
    doc: 'One string of the items of a list, with a separator between them.',
    example: '(join \'(a b) ", ") ; => "a, b"',
    minimum: 1,
    maximum: 2,
    run(operands) {
      const separator = operands.count > 1 ? operands.text(1) : '';
      const parts = operands.items(0).map((item) => ('name' in item ? item.name : item));
      const texts = parts.map((part) =>
        typeof part === 'string'
          ? part
          : part.kind === 'string'
            ? part.value
            : operands.fail('`join` needs strings and names'),
      );
      return operands.string(texts.join(separator));
    },
  },
  ofText('upper', 'The string in capital letters.', '(upper "abc") ; => "ABC"', (text) => text.toUpperCase()),
  ofText('lower', 'The string in small letters.', '(lower "ABC") ; => "abc"', (text) => text.toLowerCase()),
  test(
    'starts-with?',
    'Whether the string begins with the part.',
    '(starts-with? "abc" "a") ; => true',
    (text, part) => text.startsWith(part),
  ),
  test(
    'ends-with?',
    'Whether the string ends with the part.',
    '(ends-with? "abc" "c") ; => true',
    (text, part) => text.endsWith(part),
  ),
];
