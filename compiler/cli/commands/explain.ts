// osvm ovsm explain: what a message means, with the mistake behind it and its repair.
import type { DiagnosticRow } from '../../../grammar/diagnostics.js';
import { closest } from '../../../grammar/suggest.js';
import { explain, rowsInOrder, withoutBlanks } from '../../report/explain.js';
import { command } from '../command.js';
import { refuse } from '../failure.js';
import { jsonLine } from '../json.js';
import * as options from '../options.js';

function rowOf(word: string): DiagnosticRow {
  // Messages show the code in brackets, and it may be copied with them.
  const code = word.toUpperCase().replace(/^(?:ERROR|WARNING)?\[(.*)\]:?$/, '$1');
  const rows = rowsInOrder();
  const row = rows.find((candidate) => candidate.code === code);
  if (row) return row;
  const codes = rows.map((candidate) => candidate.code);
  const near = closest(code, codes);
  return refuse('unknownCode', {
    code: word,
    suggestion: near === undefined ? '`osvm ovsm explain` lists all codes' : `did you mean \`${near}\`?`,
  });
}

function json({ code, level, text, hint, explanation, language, example, repair }: DiagnosticRow): object {
  return { code, level, text, hint, explanation, language: language ?? 'ovsm', example, repair };
}

export const explainCommand = command({
  name: 'explain',
  summary: 'explain a message by its code; list all of them',
  operand: {
    name: 'CODE',
    noun: 'the code of a message',
    doc: 'the code that a message begins with; without one, all are listed',
    variadic: false,
    optional: true,
  },
  options: { json: options.json },
  examples: [
    { line: 'osvm ovsm explain E0301', doc: 'says what the message means, shows a mistake and its repair' },
    { line: 'osvm ovsm explain', doc: 'lists the codes with their messages' },
  ],
  async run([code], { json: asJson }, terminal) {
    if (code === undefined) {
      const rows = rowsInOrder();
      const lines = rows.map((row) => `${row.code}  ${withoutBlanks(row.text)}\n`).join('');
      terminal.result(asJson ? jsonLine({ status: 'ok', messages: rows.map(json) }) : lines);
      return 0;
    }
    const row = rowOf(code);
    terminal.result(
      asJson ? jsonLine({ status: 'ok', ...json(row) }) : explain(row, { colour: terminal.resultColour }),
    );
    return 0;
  },
});
