// Repair of brackets that do not nest: indentation tells which one is missing, too many or of the wrong kind.
import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import type { Diagnostics } from '../../grammar/diagnostics.js';
import { lineIndex, type Source } from '../../grammar/source.js';
import { closerOf, closes, opens } from '../../grammar/tokens.js';
import { formUnits } from './form-units.js';
import { placeTokens, type Placed } from './place-tokens.js';
import { spanOf } from './tokenize.js';

const imageOf = (type: TokenType): string => String(type.PATTERN);

const closing = (type: TokenType, offset: number): IToken =>
  createTokenInstance(type, '', offset, offset, NaN, NaN, NaN, NaN);

/** Repairs one unit: tokens that belong together according to their layout. */
class UnitRepair {
  readonly #source: Source;
  readonly #unit: readonly Placed[];
  readonly #diagnostics: Diagnostics;
  readonly #silent: boolean;
  readonly #kept: IToken[] = [];
  readonly #open: Placed[] = [];
  readonly #openOfKind = new Map<TokenType, number>();
  /** How many closing brackets the unit lacks, or has too many. */
  #missing = 0;
  #extra = 0;

  constructor(source: Source, unit: readonly Placed[], diagnostics: Diagnostics, silent: boolean) {
    this.#source = source;
    this.#unit = unit;
    this.#diagnostics = diagnostics;
    this.#silent = silent;
    let surplus = 0;
    for (const { token } of unit) surplus += opens(token) ? 1 : closes(token) ? -1 : 0;
    this.#missing = Math.max(0, surplus);
    this.#extra = Math.max(0, -surplus);
  }

  run(): IToken[] {
    this.#unit.forEach((placed, index) => {
      if (placed.firstOnLine && !closes(placed.token)) this.#closeOutdented(placed);
      if (opens(placed.token)) this.#push(placed);
      else if (closes(placed.token)) this.#close(placed, this.#unit[index + 1]);
      else this.#kept.push(placed.token);
    });
    this.#closeRest();
    return this.#kept;
  }

  #push(placed: Placed): void {
    const closer = closerOf.get(placed.token.tokenType)!;
    this.#open.push(placed);
    this.#openOfKind.set(closer, (this.#openOfKind.get(closer) ?? 0) + 1);
    this.#kept.push(placed.token);
  }

  #pop(closer: IToken): Placed {
    const placed = this.#open.pop()!;
    const kind = closerOf.get(placed.token.tokenType)!;
    this.#openOfKind.set(kind, this.#openOfKind.get(kind)! - 1);
    this.#kept.push(closer);
    return placed;
  }

  /** The place where a closing bracket would have been written: right after the last token. */
  #end(): number {
    const last = this.#kept.at(-1)!;
    return last.startOffset + last.image.length;
  }

  /** Closes the innermost open form, which lacks its bracket. */
  #supply(): Placed {
    this.#missing--;
    return this.#pop(closing(closerOf.get(this.#open.at(-1)!.token.tokenType)!, this.#end()));
  }

  /** A line that begins no further right than an open form is not part of that form. */
  #closeOutdented(next: Placed): void {
    while (this.#missing > 0 && this.#open.length > 0) {
      const inner = this.#open.at(-1)!;
      if (inner.line === next.line || inner.column < next.column) return;
      const where = `at the end of line ${lineIndex(this.#source, this.#end()) + 1}`;
      this.#supply();
      this.#reportUnclosed(inner, 1, where, next);
    }
  }

  #close(placed: Placed, next: Placed | undefined): void {
    const { token } = placed;
    const inner = this.#open.at(-1);
    if (!inner) {
      this.#reportStray(placed);
      return;
    }
    if (closerOf.get(inner.token.tokenType) === token.tokenType) {
      // The form goes on below, so the bracket that would end it here is the one too many.
      const goesOn = next?.firstOnLine && next.column > inner.column && !closes(next.token);
      if (this.#extra > 0 && this.#open.length === 1 && goesOn) this.#reportStray(placed);
      else this.#pop(token);
      return;
    }
    if (this.#missing > 0 && this.#openOfKind.get(token.tokenType)) {
      while (this.#missing > 0 && closerOf.get(this.#open.at(-1)!.token.tokenType) !== token.tokenType) {
        this.#reportUnclosed(this.#supply(), 1, `before this \`${token.image}\``, placed);
      }
      if (closerOf.get(this.#open.at(-1)!.token.tokenType) === token.tokenType) {
        this.#pop(token);
        return;
      }
    }
    this.#replace(placed);
  }

  /** A closing bracket of the wrong kind: it was mistyped, or it is one too many. */
  #replace(placed: Placed): void {
    const inner = this.#open.at(-1)!;
    const expected = closerOf.get(inner.token.tokenType)!;
    if (!this.#silent) {
      const open = inner.token.image;
      const note = {
        message: `this \`${open}\` is to be closed first`,
        span: spanOf(this.#source, inner.token),
      };
      const blanks = { close: placed.token.image, open, expected: imageOf(expected) };
      this.#diagnostics.report('mismatchedBracket', spanOf(this.#source, placed.token), blanks, [note]);
    }
    if (this.#extra > 0) this.#extra--;
    else this.#pop(closing(expected, placed.token.startOffset));
  }

  #closeRest(): void {
    const outermost = this.#open[0];
    if (!outermost) return;
    const count = this.#open.length;
    const where = `at the end of line ${lineIndex(this.#source, this.#end()) + 1}`;
    const missing = this.#open.map((placed) => imageOf(closerOf.get(placed.token.tokenType)!)).reverse();
    while (this.#open.length > 0) this.#supply();
    this.#reportUnclosed(outermost, count, where, undefined, missing.join(''));
  }

  #reportUnclosed(
    placed: Placed,
    count: number,
    where: string,
    next: Placed | undefined,
    missing = imageOf(closerOf.get(placed.token.tokenType)!),
  ): void {
    if (this.#silent) return;
    const message =
      next && closes(next.token)
        ? 'this bracket closes an outer form'
        : 'this line is indented as if it were closed';
    const notes = next ? [{ message, span: spanOf(this.#source, next.token) }] : [];
    const shown = count > 8 ? `${missing.slice(0, 8)}...` : missing;
    const blanks = { open: placed.token.image, missing: shown, where };
    this.#diagnostics.report('unclosedBracket', spanOf(this.#source, placed.token), blanks, notes);
  }

  #reportStray(placed: Placed): void {
    this.#extra--;
    const { token } = placed;
    if (!this.#silent)
      this.#diagnostics.report('strayBracket', spanOf(this.#source, token), { close: token.image });
  }
}

/**
 * Tokens whose brackets nest, made from tokens whose brackets do not: missing ones are supplied with an empty text,
 * superfluous ones left out. `silent`: the faults are the consequence of one that was reported.
 */
export function repairBrackets(
  source: Source,
  tokens: readonly IToken[],
  diagnostics: Diagnostics,
  silent: boolean,
): IToken[] {
  const units = formUnits(placeTokens(source, tokens));
  return units.flatMap((unit) => new UnitRepair(source, unit, diagnostics, silent).run());
}
