// The limit of nesting: what lies deeper is left out, so that no stage can exhaust the stack.
import { createTokenInstance, type IToken } from 'chevrotain';
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { Source } from '../../grammar/source.js';
import { closes, DatumComment, Literal, marksForm, opens } from '../../grammar/tokens.js';
import { spanOf } from './tokenize.js';

/**
 * How many brackets and marks may be open at one place. The parser takes about 1.5 KiB of stack for each, of the 984
 * KiB that Node gives by default.
 */
export const depthLimit = 256;

/** What is open at one place, outermost first. */
class Nesting {
  readonly #open: ('bracket' | 'mark' | 'comment')[] = [];

  get depth(): number {
    return this.#open.length;
  }

  enter(what: 'bracket' | 'mark' | 'comment'): void {
    this.#open.push(what);
  }

  /** A form is complete and with it the marks before it, up to a comment: that one is no form. */
  complete(): void {
    while (this.#open.at(-1) === 'mark') this.#open.pop();
    if (this.#open.at(-1) === 'comment') this.#open.pop();
  }

  leaveBracket(): void {
    while (this.#open.pop() !== 'bracket');
    this.complete();
  }
}

function substitute(token: IToken): IToken {
  const { startOffset } = token;
  return createTokenInstance(Literal, 'nil', startOffset, startOffset + 2, NaN, NaN, NaN, NaN);
}

/** Keeps of a sequence whose brackets nest what is within the limit; the first place beyond it is reported. */
export function limitDepth(source: Source, tokens: IToken[], diagnostics: Diagnostics): IToken[] {
  // What is kept, once something is not.
  let kept: IToken[] | undefined;
  const nesting = new Nesting();
  let bracketsSkipped = 0;
  let reported = false;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const bracket = opens(token);
    if (bracketsSkipped > 0) {
      bracketsSkipped += bracket ? 1 : closes(token) ? -1 : 0;
      continue;
    }
    const mark = marksForm(token);
    if ((bracket || mark) && nesting.depth >= depthLimit) {
      if (!reported) diagnostics.report('tooDeep', spanOf(source, token), { limit: depthLimit });
      reported = true;
      kept ??= tokens.slice(0, at);
      if (mark) continue;
      bracketsSkipped = 1;
      nesting.complete();
      kept.push(substitute(token));
      continue;
    }
    kept?.push(token);
    if (bracket) nesting.enter('bracket');
    else if (mark) nesting.enter(token.tokenType === DatumComment ? 'comment' : 'mark');
    else if (closes(token)) nesting.leaveBracket();
    else nesting.complete();
  }
  return kept ?? tokens;
}
