// Diagnostics of reading: characters, literals, brackets.
import type { DiagnosticRow } from '../diagnostics.js';

export const readRows = {
  strayCharacter: {
    code: 'E0101',
    level: 'error',
    text: 'the character {character} has no meaning here',
    hint: 'remove it; inside a string, write it as an escape',
    explanation:
      'Control characters are not part of any name or number. They usually come from a damaged or a binary file.',
    example: '(log "a") \u0001',
  },
  lookalike: {
    code: 'E0102',
    level: 'error',
    text: '`{character}` ({code}) only looks like `{meant}`',
    hint: 'write `{meant}`',
    explanation:
      'Word processors and web pages replace quotes, minus signs and brackets by characters that look alike. The compiler reads the plain ones only.',
    example: '(log “hello”)',
  },
  loneSurrogate: {
    code: 'E0103',
    level: 'error',
    text: 'half of a surrogate pair: this is not valid Unicode',
    hint: 'remove it; in a string, write the whole character as an escape',
    explanation:
      'A source text is Unicode. Half of a UTF-16 surrogate pair stands for no character and cannot be written as UTF-8.',
  },
  unterminatedString: {
    code: 'E0104',
    level: 'error',
    text: 'this string is never closed',
    hint: 'close it with `"`; a quote inside a string is written `\\"`',
    explanation:
      'A string goes on, over line ends too, until the next quote that has no backslash before it; here the text ends first.',
    example: '(log "hello)',
  },
  unterminatedComment: {
    code: 'E0105',
    level: 'error',
    text: 'this comment is never closed',
    hint: 'close it with `|#`; comments nest, so each `#|` needs a `|#` of its own',
    explanation: 'A block comment goes on until the `|#` that belongs to its `#|`; here the text ends first.',
    example: '(log 1) #| and more',
  },
  strayCommentEnd: {
    code: 'E0106',
    level: 'error',
    text: '`|#` closes no comment',
    hint: 'remove it, or open the comment with `#|`',
    explanation: 'The end of a block comment stands outside of any block comment.',
    example: '(log 1) |#',
  },
  unknownHash: {
    code: 'E0107',
    level: 'error',
    text: '`{text}` has no meaning',
    hint: '{advice}',
    explanation:
      'A `#` at the start of a word begins a comment (`#|` to `|#`, or `#;` before a form) and nothing else: there are no `#t`, `#\\a` or `#(...)` as in other Lisps.',
    example: '(if #t 1 2)',
  },
  malformedNumber: {
    code: 'E0108',
    level: 'error',
    text: '`{text}` is not a number',
    hint: '{advice}',
    explanation:
      'A word that begins with a digit is a number: `42`, `-7`, `0xff`, `0b101`, `0o17`, `1_000_000`, `0.75`, `1.5e-3`. Names begin otherwise; only `1+` and `1-` are names.',
    example: '(+ 42abc 1)',
  },
  numberTooLong: {
    code: 'E0109',
    level: 'error',
    text: 'this number is too long to be read: {reason}',
    hint: 'no type holds more than 128 bits',
    explanation:
      'Numbers are read exactly, whatever their type will be, up to 1,000 digits and powers of ten from -1,000 to 1,000.',
    example: '(+ 1e5000 1)',
  },
  badEscape: {
    code: 'E0110',
    level: 'error',
    text: '`{text}` is not an escape',
    hint: '{advice}',
    explanation:
      'In a string, a backslash begins an escape: `\\n`, `\\t`, `\\r`, `\\0`, `\\"`, `\\\\`, `\\xNN` for an ASCII character, `\\u` with hexadecimal digits in braces for any other, and a backslash at the end of a line, which joins it with the next.',
    example: '(log "C:\\dir")',
  },
  unclosedBracket: {
    code: 'E0111',
    level: 'error',
    text: '`{open}` is never closed',
    hint: 'add `{missing}` {where}',
    explanation:
      'Every `(`, `[` and `{` needs its closing bracket. The compiler guesses from the indentation which one is missing.',
    example: '(define (twice x)\n  (+ x x)',
  },
  strayBracket: {
    code: 'E0112',
    level: 'error',
    text: '`{close}` closes nothing',
    hint: 'remove it, or open the form it should close',
    explanation: 'There is a closing bracket more than there are forms to close.',
    example: '(+ 1 2))',
  },
  mismatchedBracket: {
    code: 'E0113',
    level: 'error',
    text: '`{close}` cannot close `{open}`',
    hint: 'write `{expected}`',
    explanation: 'A form closes with the bracket that belongs to the one that opened it.',
    example: '(first [1 2 3))',
  },
  tooDeep: {
    code: 'E0114',
    level: 'error',
    text: 'forms nest more than {limit} deep here',
    hint: 'give the inner parts names with `define` or `let`',
    explanation: 'The depth of nesting is limited so that no source text can exhaust the compiler’s stack.',
  },
  danglingMark: {
    code: 'E0115',
    level: 'error',
    text: 'no form follows the {mark}',
    hint: '{advice}',
    explanation: "The marks `'`, `` ` ``, `,`, `,@` and `#;` belong to the form after them.",
    example: "(list 1 ')",
  },
  spliceOutside: {
    code: 'E0116',
    level: 'error',
    text: '`,@` outside of a quasiquote',
    hint: 'it inserts the items of a list into a template that begins with a backquote',
    explanation: 'Only a template, a form after a backquote, can have items spliced in.',
    example: '(list ,@items)',
  },
  recordKey: {
    code: 'E0117',
    level: 'error',
    text: '{what} cannot be the key of a record',
    hint: '{advice}',
    explanation:
      'A record holds keywords with their values, `{:name "Ada" :age 36}`; `{name}` is short for `{:name name}`. A string may stand for a keyword.',
    example: '{1 2}',
  },
  recordValue: {
    code: 'E0118',
    level: 'error',
    text: 'the key `{key}` has no value',
    hint: 'write `{key} value`',
    explanation: 'In a record a value follows each key.',
    example: '{:name}',
  },
  recordRepeats: {
    code: 'E0119',
    level: 'error',
    text: 'the key `{key}` stands twice in this record',
    hint: 'remove one of them',
    explanation: 'Each key of a record has one value.',
    example: '{:a 1 :a 2}',
  },
  sourceTooLarge: {
    code: 'E0120',
    level: 'error',
    text: 'the source has {size} characters; {limit} are the limit',
    hint: 'split the program, or move its data into an account',
    explanation: 'No program that fits on chain has a source of this size.',
  },
  moreFaults: {
    code: 'E0121',
    level: 'error',
    text: 'and {count} more faults in this source',
    hint: 'is this an OVSM source?',
    explanation: 'After the first hundred faults of a text the others are only counted.',
  },
  hiddenDirection: {
    code: 'W0101',
    level: 'warning',
    text: 'the invisible character {character} changes the order in which this line is shown',
    hint: 'remove it; in a string, write it as an escape',
    explanation:
      'Characters that switch the direction of writing can make a program look different from what it does (Unicode Technical Standard 55).',
    example: '(log "a") ; \u202E b',
  },
} as const satisfies Record<string, DiagnosticRow>;
