// Records: which of the forms between braces are keys and which are values.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Span } from '../../grammar/source.js';
import type { RecordSyntax, Syntax } from '../../grammar/syntax.js';
import { shorten } from './shorten.js';

type Entry = RecordSyntax['entries'][number];

const kindNames: Readonly<Record<Syntax['kind'], string>> = {
  integer: 'an integer',
  decimal: 'a decimal',
  string: 'a string',
  literal: 'a literal',
  symbol: 'a name',
  keyword: 'a keyword',
  list: 'a form',
  array: 'an array',
  record: 'a record',
  quoted: 'a quoted form',
};

const textOf = ({ source, start, end }: Span): string => shorten(source.text.slice(start, end));

function reportKey(form: Syntax, diagnostics: Diagnostics): void {
  const misplacedColon = form.kind === 'symbol' && /^(.+):$/.exec(form.name);
  const advice = misplacedColon
    ? `the colon goes before the name: \`:${shorten(misplacedColon[1]!)}\``
    : 'a record is written `{:key value}`';
  const what = form.kind === 'symbol' ? `\`${shorten(form.name)}\`` : kindNames[form.kind];
  diagnostics.report('recordKey', form.span, { what, advice });
}

function reportRepeats(entries: readonly Entry[], diagnostics: Diagnostics): void {
  const seen = new Map<string, Span>();
  for (const { key } of entries) {
    if (key.kind !== 'keyword' && key.kind !== 'string') continue;
    const name = key.kind === 'keyword' ? key.name : key.value;
    const first = seen.get(name);
    if (first) {
      const note = { message: 'it stands here first', span: first };
      diagnostics.report('recordRepeats', key.span, { key: textOf(key.span) }, [note]);
    } else seen.set(name, key.span);
  }
}

/**
 * The entries of a record: keywords (or strings, or what a template fills in) with their values, and names alone,
 * where `{name}` is `{:name name}`.
 */
export function readRecord(forms: readonly Syntax[], span: Span, diagnostics: Diagnostics): RecordSyntax {
  const entries: Entry[] = [];
  for (let i = 0; i < forms.length; i++) {
    const key = forms[i]!;
    if (key.kind === 'symbol' && !/[:.|]/.test(key.name)) {
      entries.push({ key: { kind: 'keyword', name: key.name, span: key.span }, value: key });
      continue;
    }
    const fits =
      key.kind === 'keyword' || key.kind === 'string' || (key.kind === 'quoted' && key.mode === 'unquote');
    if (!fits) reportKey(key, diagnostics);
    const value = forms[++i];
    if (!value) {
      if (fits) diagnostics.report('recordValue', key.span, { key: textOf(key.span) });
    } else if (fits) entries.push({ key, value });
  }
  reportRepeats(entries, diagnostics);
  return { kind: 'record', entries, span };
}
