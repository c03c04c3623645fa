// Numbers: the values of integer and decimal literals, and advice for what is almost one.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Span } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import { shorten } from './shorten.js';

/* Reading n digits exactly takes more than n steps, and later stages raise ten to the exponent. */
const digitLimit = 1000;
const exponentLimit = 1000;

/* One underscore between two digits, nowhere else. */
const looseUnderscore = /__|_$|_[.eE]|^[+-]?0[xXbBoO]_/;

/** The value of an integer literal of any base; range is the business of its type. */
export function readInteger(text: string, span: Span, diagnostics: Diagnostics): Syntax {
  const grouped = text.includes('_');
  if (grouped && looseUnderscore.test(text)) return reportMalformed(text, span, diagnostics);
  if (text.length > digitLimit) {
    diagnostics.report('numberTooLong', span, { reason: `it has more than ${digitLimit} digits` });
    return { kind: 'integer', value: 0n, span };
  }
  const negative = text.startsWith('-');
  const unsigned = negative || text.startsWith('+') ? text.slice(1) : text;
  const magnitude = BigInt(grouped ? unsigned.replaceAll('_', '') : unsigned);
  return { kind: 'integer', value: negative ? -magnitude : magnitude, span };
}

/** The digits of a decimal literal as written and the power of ten they are multiplied by. */
export function readDecimal(text: string, span: Span, diagnostics: Diagnostics): Syntax {
  if (looseUnderscore.test(text)) return reportMalformed(text, span, diagnostics);
  if (text.length > digitLimit) {
    diagnostics.report('numberTooLong', span, { reason: `it has more than ${digitLimit} digits` });
    return { kind: 'decimal', digits: 0n, exponent: 0, span };
  }
  const [significand, power = '0'] = text.replaceAll('_', '').split(/[eE]/) as [string, string?];
  const [whole, fraction = ''] = significand.split('.') as [string, string?];
  const exponent = Number(power) - fraction.length;
  if (Math.abs(Number(power)) > exponentLimit) {
    diagnostics.report('numberTooLong', span, { reason: `its exponent is beyond ${exponentLimit}` });
    return { kind: 'decimal', digits: 0n, exponent: 0, span };
  }
  const digits = BigInt(`${whole.replace(/^[+-]/, '')}${fraction}`);
  return { kind: 'decimal', digits: whole.startsWith('-') ? -digits : digits, exponent, span };
}

function advise(text: string): string {
  if (looseUnderscore.test(text)) return 'an underscore stands between two digits';
  if (/^[+-]?0[xX]/.test(text)) return 'hexadecimal digits, 0 to 9 and a to f, follow `0x`';
  if (/^[+-]?0[bB]/.test(text)) return 'binary digits, 0 and 1, follow `0b`';
  if (/^[+-]?0[oO]/.test(text)) return 'octal digits, 0 to 7, follow `0o`';
  const leadingPoint = /^([+-]?)(\.\d+)$/.exec(text);
  if (leadingPoint) return `write a digit before the point: \`${leadingPoint[1]}0${leadingPoint[2]}\``;
  if (/^[+-]?\d+\.$/.test(text)) return `write a digit after the point: \`${text}0\``;
  if (/^[+-]?[\d.]+[eE][+-]?$/.test(text)) return 'digits follow the `e` of an exponent';
  if (/^[+-]?\d+\.\d*\.[\d.]*$/.test(text))
    return 'a number has one point; a version or an address is a string';
  const suffixed = /^([+-]?\d+)_?[iu](8|16|32|64|128|size)$/.exec(text);
  if (suffixed) return `a literal takes its type from where it stands: write \`${suffixed[1]}\``;
  const glued = /^([+-]?\d+)([^\d.eE_].*)$/.exec(text);
  if (glued) {
    const [, number, name] = glued as unknown as [string, string, string];
    return `a name cannot begin with a digit; if two words are meant, write \`${number} ${shorten(name)}\``;
  }
  return 'numbers look like `42`, `-7`, `0xff`, `0b101`, `1_000`, `0.75` or `1.5e-3`; a name cannot begin with a digit';
}

export function reportMalformed(text: string, span: Span, diagnostics: Diagnostics): Syntax {
  diagnostics.report('malformedNumber', span, { text: shorten(text), advice: advise(shorten(text)) });
  return { kind: 'integer', value: 0n, span };
}
