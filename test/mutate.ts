// Mutated programs: source texts with seeded random damage, for tests that nothing may throw or hang on.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomOf } from './random.js';

const fragments = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '`',
    ',',
    ',@',
    ';',
    '#|',
    '|#',
    '#;',
    '#',
    '\\',
    ':',
    '.',
    '..',
  ],
  ...[
    '\n',
    '\r\n',
    '\t',
    ' ',
    '\0',
    '\uFEFF',
    '\u00A0',
    '\u202E',
    '\uD800',
    '\uDC00',
    '😀',
    'é',
    'e\u0301',
    '“',
  ],
  ...[
    '0',
    '-1',
    '1e9',
    '1e999',
    '0x',
    '18446744073709551616',
    '9'.repeat(60),
    '"\\u{',
    'true',
    'nil',
    '1+',
    '::',
  ],
  ...[
    'define',
    'let',
    'if',
    'while',
    'lambda',
    'set!',
    'defmacro',
    'log',
    'accounts',
    '(define f',
    '&rest',
    '=>',
  ],
];

/* Damage shows best in small programs. */
const longestOriginal = 4000;

function programs(): readonly string[] {
  const directory = fileURLToPath(new URL('cases/', import.meta.url));
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ovsm'))
    .sort()
    .map((name) => readFileSync(directory + name, 'utf8').split(/^======== /m)[0]!)
    .filter((text) => text.length <= longestOriginal);
}

/** `count` texts; the same seed gives the same texts. */
export function* mutations(seed: number, count: number): Generator<string> {
  const originals = programs();
  const random = randomOf(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!;
  for (let made = 0; made < count; made++) {
    let text = pick(originals);
    for (let edits = 1 + random(4); edits > 0; edits--) {
      const start = random(text.length + 1);
      const end = Math.min(text.length, start + random(random(4) === 0 ? 40 : 3));
      const inserted = [pick(fragments), '', pick(originals).slice(random(50), 80), text.slice(start, end)][
        random(4)
      ]!;
      text = text.slice(0, start) + inserted + text.slice(random(3) === 0 ? start : end);
    }
    yield text;
  }
}
