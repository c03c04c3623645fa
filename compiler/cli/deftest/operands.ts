// Operands of the forms of a test: by position and by keyword, each with a value of the kind it must have.
import { decodeAddress } from '../../../grammar/base58.js';
import { diagnose, type Diagnostic } from '../../../grammar/diagnostics.js';
import { closest } from '../../../grammar/suggest.js';
import type { KeywordSyntax, ListSyntax, Syntax } from '../../../grammar/syntax.js';
import type { TestForm } from '../../../stdlib/test-forms.js';
import { hasErrors } from '../report.js';
import type { Evaluated } from './evaluate.js';

/** What stands in a form; a keyword with nothing behind it, or another keyword, is a flag. */
export interface Operands {
  readonly positional: readonly Syntax[];
  readonly keywords: ReadonlyMap<string, Syntax | true>;
}

/** Collects the messages of one step of a test; what depends on a wrong operand goes on with nothing. */
export class OperandReader {
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    private readonly shape: TestForm,
    private readonly evaluate: (form: Syntax) => Evaluated,
  ) {}

  get failed(): boolean {
    return hasErrors(this.diagnostics);
  }

  /** The operands of a form behind the first `skipped` items. */
  operands(form: ListSyntax, skipped = 1): Operands {
    const positional: Syntax[] = [];
    const keywords = new Map<string, Syntax | true>();
    const items = form.items.slice(skipped);
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      if (item.kind !== 'keyword') {
        positional.push(item);
        continue;
      }
      const next = items[i + 1];
      const value = next !== undefined && next.kind !== 'keyword' ? next : true;
      if (value !== true) i++;
      this.#checkKeyword(item);
      keywords.set(item.name, value);
    }
    return { positional, keywords };
  }

  #checkKeyword({ name, span }: KeywordSyntax): void {
    const { keywords } = this.shape;
    if (keywords.includes(name)) return;
    const near = closest(name, keywords);
    const known =
      keywords.length === 0
        ? 'it takes no keywords'
        : `it knows ${keywords.map((key) => `\`:${key}\``).join(', ')}`;
    const suggestion = near === undefined ? known : `did you mean \`:${near}\`?`;
    this.diagnostics.push(diagnose('testKeyword', span, { form: this.shape.name, name, suggestion }));
  }

  wrong(form: Syntax, name: string, wanted: string, found: string): undefined {
    const { name: of, signature } = this.shape;
    this.diagnostics.push(diagnose('testOperand', form.span, { form: of, name, wanted, found, signature }));
  }

  /** The value of an operand; undefined after a message. */
  value(form: Syntax): Evaluated | undefined {
    const evaluated = this.evaluate(form);
    this.diagnostics.push(...evaluated.diagnostics);
    return hasErrors(evaluated.diagnostics) ? undefined : evaluated;
  }

  /** An integer from 0 on. */
  natural(form: Syntax | true | undefined, name: string, at: Syntax): bigint | undefined {
    if (form === undefined) return undefined;
    if (form === true) return this.wrong(at, name, 'a number', 'left out');
    const value = form.kind === 'integer' ? { json: form.value, text: '' } : this.value(form)?.value;
    if (value === undefined) return undefined;
    if (typeof value.json === 'bigint' && value.json >= 0n) return value.json;
    return this.wrong(form, name, 'a number from 0 on', value.text || String(value.json));
  }

  text(form: Syntax | undefined, name: string, at: Syntax): string | undefined {
    if (form === undefined) return this.wrong(at, name, 'a text', 'left out');
    const value = this.value(form)?.value;
    if (value === undefined) return undefined;
    return typeof value.json === 'string' ? value.json : this.wrong(form, name, 'a text', value.text);
  }

  /** An address: a pubkey, or its base58 text. */
  address(form: Syntax | true, name: string, at: Syntax): string | undefined {
    if (form === true) return this.wrong(at, name, 'an address', 'left out');
    const value = this.value(form)?.value;
    if (value === undefined) return undefined;
    if (typeof value.json === 'string' && decodeAddress(value.json) !== undefined) return value.json;
    return this.wrong(form, name, 'an address', value.text);
  }

  /** Bytes: those of a value, or in an array of each value in turn; a plain number there is one byte. */
  bytes(form: Syntax | true, name: string, at: Syntax): Uint8Array | undefined {
    if (form === true) return this.wrong(at, name, 'a value or an array of values', 'left out');
    if (form.kind !== 'array') return this.value(form)?.bytes;
    const parts = form.items.map((item) => {
      if (item.kind !== 'integer') return this.value(item)?.bytes ?? new Uint8Array();
      if (item.value < 0n || item.value > 255n)
        this.wrong(item, 'a byte', 'from 0 to 255; `(u64 n)` has eight', String(item.value));
      return Uint8Array.of(Number(item.value & 255n));
    });
    return new Uint8Array(Buffer.concat(parts));
  }
}
