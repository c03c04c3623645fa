// Printers of Syntax: on one line, as it can be read again, and indented for people.
import type { DecimalSyntax, QuotedSyntax, Syntax } from '../syntax.js';

const marks: Readonly<Record<QuotedSyntax['mode'], string>> = {
  quote: "'",
  quasiquote: '`',
  unquote: ',',
  splice: ',@',
};

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\0': '\\0',
};

/** A string as a literal: control characters and those that reorder text are escaped. */
function printString(value: string): string {
  const escaped = value.replace(
    /["\\\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/gu,
    (character) => escapes[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
  return `"${escaped}"`;
}

/* Beyond this many zeros an exponent is easier to read. */
const zerosShown = 20;

function printDecimal({ digits, exponent }: DecimalSyntax): string {
  if (exponent >= 0 || exponent < -zerosShown) return `${digits}e${exponent}`;
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(1 - exponent, '0');
  return `${sign}${text.slice(0, exponent)}.${text.slice(exponent)}`;
}

/** The form on one line. Reading the text gives an equal form, with other spans. */
export function printSyntax(form: Syntax): string {
  switch (form.kind) {
    case 'integer':
      return form.value.toString();
    case 'decimal':
      return printDecimal(form);
    case 'string':
      return printString(form.value);
    case 'literal':
      return String(form.value);
    case 'symbol':
      return form.name;
    case 'keyword':
      return `:${form.name}`;
    case 'list':
      return `(${form.items.map(printSyntax).join(' ')})`;
    case 'array':
      return `[${form.items.map(printSyntax).join(' ')}]`;
    case 'record':
      return `{${form.entries.map(({ key, value }) => `${printSyntax(key)} ${printSyntax(value)}`).join(' ')}}`;
    case 'quoted': {
      const inner = printSyntax(form.form);
      // `,` before a name that begins with `@` would be read as `,@`.
      const apart = form.mode === 'unquote' && inner.startsWith('@') ? ' ' : '';
      return `${marks[form.mode]}${apart}${inner}`;
    }
  }
}

/** The forms directly inside a form. */
export function partsOf(form: Syntax): readonly Syntax[] {
  switch (form.kind) {
    case 'list':
    case 'array':
      return form.items;
    case 'record':
      return form.entries.flatMap(({ key, value }) => [key, value]);
    case 'quoted':
      return [form.form];
    default:
      return [];
  }
}

/** What is left of `room` after the form on one line; it stops as soon as nothing is. */
function roomAfter(form: Syntax, room: number): number {
  if (form.kind === 'quoted') return roomAfter(form.form, room - marks[form.mode].length);
  const parts = partsOf(form);
  const compound = form.kind === 'list' || form.kind === 'array' || form.kind === 'record';
  let left = room - (compound ? 2 + Math.max(0, parts.length - 1) : printSyntax(form).length);
  for (const part of parts) {
    if (left < 0) break;
    left = roomAfter(part, left);
  }
  return left;
}

/** The form on one line if it fits, otherwise each of its parts below the other. */
function layout(form: Syntax, indent: number, width: number): string {
  if (roomAfter(form, width - indent) >= 0) return printSyntax(form);
  const below = (depth: number) => `\n${' '.repeat(indent + depth)}`;
  switch (form.kind) {
    case 'list': {
      const items = form.items.map((item, index) => layout(item, indent + (index === 0 ? 1 : 2), width));
      return `(${items.join(below(2))})`;
    }
    case 'array':
      return `[${form.items.map((item) => layout(item, indent + 1, width)).join(below(1))}]`;
    case 'record': {
      const entries = form.entries.map(({ key, value }) => {
        const name = printSyntax(key);
        return `${name} ${layout(value, indent + 2 + name.length, width)}`;
      });
      return `{${entries.join(below(1))}}`;
    }
    case 'quoted': {
      const mark = marks[form.mode];
      return `${mark}${layout(form.form, indent + mark.length, width)}`;
    }
    default:
      return printSyntax(form);
  }
}

/** The form over as many lines as it needs to keep within `width` columns where that can be done. */
export function printIndented(form: Syntax, width = 100): string {
  return layout(form, 0, width);
}
