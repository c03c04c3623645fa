// Display: how wide characters are on a terminal, and what is shown instead of those that would disturb it.

/* East Asian Wide and Fullwidth blocks (Unicode Standard Annex 11), and characters shown as emoji. */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18CFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}\uFE0F]|\p{Emoji_Presentation}/u;
const zeroWidth = /^[\p{M}\p{Default_Ignorable_Code_Point}]+$/u;
const disturbing = /[\p{Cc}\p{Surrogate}\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/gu;

const tabStop = 4;

/** Text that moves no cursor and changes no colour or direction: control characters become their pictures. */
export function harmless(text: string): string {
  return text.replace(disturbing, (character) => {
    const code = character.codePointAt(0)!;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\uFFFD';
  });
}

let segmenter: Intl.Segmenter | undefined;

function clusters(text: string): readonly string[] {
  if (/^[\x00-\x7F]*$/.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The columns a grapheme cluster takes. */
function widthOf(cluster: string): number {
  if (wide.test(cluster)) return 2;
  return zeroWidth.test(cluster) ? 0 : 1;
}

/** A line as a terminal shows it. */
export interface DisplayedLine {
  readonly text: string;
  /** The column (from 0) at which the character that holds UTF-16 code unit `index` begins; at the end, the width. */
  columnAt(index: number): number;
}

export function display(line: string): DisplayedLine {
  const columns: number[] = [];
  let text = '';
  let column = 0;
  for (const cluster of clusters(line)) {
    for (let i = 0; i < cluster.length; i++) columns.push(column);
    if (cluster === '\t') {
      const next = (Math.floor(column / tabStop) + 1) * tabStop;
      text += ' '.repeat(next - column);
      column = next;
    } else {
      text += harmless(cluster);
      column += widthOf(harmless(cluster));
    }
  }
  return { text, columnAt: (index) => columns[index] ?? column };
}
