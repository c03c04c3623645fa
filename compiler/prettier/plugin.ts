// The plugin for Prettier 3: OVSM files, and OVSM code in Markdown, formatted as `osvm ovsm fmt` does.
import type { Diagnostic } from '../../grammar/diagnostics.js';
import { positionAt } from '../../grammar/source.js';
import { format } from '../compile.js';

/** The tree Prettier hands from the parser to the printer: all of the text, which the formatter reads by itself. */
export interface OvsmRoot {
  readonly type: 'root';
  readonly text: string;
}

/** The part of Prettier's `Doc` that is needed here: text, and line ends with or without the indentation around. */
type Doc =
  | string
  | Doc[]
  | { readonly type: 'line'; readonly hard: true; readonly literal?: true }
  | { readonly type: 'break-parent' };

const lineEnd: Doc = [{ type: 'line', hard: true }, { type: 'break-parent' }];
const lineEndInText: Doc = [{ type: 'line', hard: true, literal: true }, { type: 'break-parent' }];

function separate(parts: readonly Doc[], separator: Doc): Doc[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));
}

/* Prettier shows the place and a frame of the source for errors that have a `loc`. */
function syntaxError({ message, code, hint, span }: Diagnostic): SyntaxError {
  const error = new SyntaxError(`${message} [${code}]; ${hint}`);
  const loc = span && { start: positionAt(span.source, span.start), end: positionAt(span.source, span.end) };
  return Object.assign(error, { loc });
}

/* Prettier knows of other line ends than "\n" only in what is printed, so "\r\n" marks those of the layout here. */
function layout(text: string, width: number): string {
  const { text: formatted, diagnostics } = format({ name: 'text', text }, { width, lineEnd: '\r\n' });
  if (formatted === undefined) throw syntaxError(diagnostics.find(({ level }) => level === 'error')!);
  return formatted;
}

const pragma = (words: string): RegExp => new RegExp(`^(?:#!.*\\n)?\\s*;+ *@(?:${words})\\b`);

export const languages = [
  { name: 'OVSM', parsers: ['ovsm'], extensions: ['.ovsm'], vscodeLanguageIds: ['ovsm'] },
];

export const parsers = {
  ovsm: {
    astFormat: 'ovsm',
    /** Throws a SyntaxError with its place, as Prettier wants it, if the text cannot be read. */
    parse(text: string, { printWidth }: { readonly printWidth: number }): OvsmRoot {
      layout(text, printWidth);
      return { type: 'root', text };
    },
    locStart: () => 0,
    locEnd: ({ text }: OvsmRoot) => text.length,
    hasPragma: (text: string) => pragma('format|prettier').test(text),
    hasIgnorePragma: (text: string) => pragma('noformat|noprettier').test(text),
  },
};

export const printers = {
  ovsm: {
    print({ node }: { readonly node: OvsmRoot }, { printWidth }: { readonly printWidth: number }): Doc {
      const lines = layout(node.text, printWidth).split('\r\n');
      return separate(
        lines.map((line) => separate(line.split('\n'), lineEndInText)),
        lineEnd,
      );
    },
    insertPragma: (text: string) => text.replace(/^(#!.*\n)?/, '$1; @format\n\n'),
  },
};
