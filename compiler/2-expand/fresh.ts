// Fresh names: symbols that no source of the program contains.
import type { Source } from '../../grammar/source.js';

/** Names are `base#n`, so that they can be read again; the numbers are above all that sources hold after a `#`. */
export class FreshNames {
  #last = 0;

  /** Takes note of the names in a source. */
  avoid({ text }: Source): void {
    for (const [, digits] of text.matchAll(/#(\d{1,15})/g)) this.#last = Math.max(this.#last, Number(digits));
  }

  /** A number that no name ends with yet. */
  number(): number {
    return ++this.#last;
  }

  name(base: string): string {
    return `${base.replace(/#\d*$/, '') || 'g'}#${this.number()}`;
  }
}
