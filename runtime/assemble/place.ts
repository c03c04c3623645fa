// Placing: the first pass, which gives every statement its section and offset and every name its place.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import { slotSize, type Version } from '../../grammar/sbpf.js';
import type { Span } from '../../grammar/source.js';
import { closest } from '../../grammar/suggest.js';
import { directives, type Directive, type SectionName } from './directives.js';
import { evaluate, soleName, type Expression } from './expressions.js';
import { isWideMnemonic, mnemonics } from './mnemonics.js';
import { Names, type Location } from './names.js';
import type { Command, Operand, Statement } from './statements.js';
import { bytesOfText } from './tokens.js';

/** More than any account holds (Agave: MAX_PERMITTED_DATA_LENGTH). */
export const largestSection = 10 * 1024 * 1024;

/** A name and where it is written. */
export interface NameUse {
  readonly name: string;
  readonly span: Span;
}

/** What stands in the sections, for the second pass to fill in. */
export type Content = Location &
  (
    | { readonly kind: 'instruction'; readonly command: Command }
    | { readonly kind: 'values'; readonly operands: readonly Operand[]; readonly bytes: 1 | 2 | 4 | 8 }
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  );

type ValueOperand = Extract<Operand, { kind: 'value' }>;

export class Placement {
  readonly names: Names;
  readonly contents: Content[] = [];
  /** Bytes in each section. */
  readonly sizes: Record<SectionName, number> = { '.text': 0, '.rodata': 0 };
  /** Addresses the file asks for. */
  readonly wanted: Partial<Record<SectionName, { readonly address: bigint; readonly span: Span }>> = {};
  readonly globals: NameUse[] = [];
  readonly functions: NameUse[] = [];
  readonly externals = new Set<string>();
  arch: { readonly version: Version; readonly span: Span } | undefined;
  private section: SectionName = '.text';

  constructor(private readonly diagnostics: Diagnostics) {
    this.names = new Names(diagnostics);
  }

  place(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === 'label') this.names.defineLabel(statement.name, this.here(), statement.span);
      else if (statement.kind === 'instruction') this.placeInstruction(statement);
      else this.placeDirective(statement);
    }
  }

  private here(): Location {
    return { section: this.section, offset: this.sizes[this.section] };
  }

  private grow(size: number, span: Span): boolean {
    if (this.sizes[this.section] + size > largestSection) {
      this.diagnostics.report('assemblyTooLarge', span, {
        what: `\`${this.section}\``,
        limit: largestSection,
      });
      return false;
    }
    this.sizes[this.section] += size;
    return true;
  }

  private placeInstruction(command: Command): void {
    if (this.section === '.rodata' && mnemonics.has(command.name)) {
      const advice = 'write `.text` above it';
      this.diagnostics.report('wrongSection', command.nameSpan, {
        name: command.name,
        section: this.section,
        advice,
      });
      return;
    }
    const location = this.here();
    const slots = isWideMnemonic(command.name) ? 2 : 1;
    if (this.section === '.rodata') this.contents.push({ ...location, kind: 'instruction', command });
    else if (this.grow(slots * slotSize, command.span))
      this.contents.push({ ...location, kind: 'instruction', command });
  }

  private placeDirective(command: Command): void {
    const directive = directives.get(command.name);
    if (directive === undefined) {
      const near = closest(command.name, directives.keys());
      const suggestion = near === undefined ? 'leave it out' : `did you mean \`${near}\`?`;
      this.diagnostics.report('unknownDirective', command.nameSpan, { name: command.name, suggestion });
      return;
    }
    if (!this.perform(directive, command))
      this.diagnostics.report('wrongArguments', command.span, { name: command.name, usage: directive.usage });
  }

  /** Gives false if the arguments are of the wrong number or kind; other mistakes it reports itself. */
  private perform(directive: Directive, command: Command): boolean {
    const { operands } = command;
    const values = operands.filter((operand) => operand.kind === 'value');
    if (values.length < operands.length) return false;
    const [first, second] = values;
    switch (directive.kind) {
      case 'section':
        return this.enter(directive.section, values, command);
      case 'data':
        return this.placeValues(values, directive.bytes, command);
      case 'text':
        return this.placeTexts(values, directive.ending, command);
      case 'zero':
        return values.length >= 1 && values.length <= 2 && this.fill(first!, second, command);
      case 'align':
        return values.length === 1 && this.align(first!, command);
      case 'equ':
        return values.length === 2 && this.equate(first!, second!);
      case 'globl':
        return values.length > 0 && this.collect(values, (use) => this.globals.push(use));
      case 'extern':
        return values.length > 0 && this.collect(values, ({ name }) => this.externals.add(name));
      case 'type': {
        const isFunction = second !== undefined && soleName(second.expression) === '@function';
        return values.length === 2 && isFunction && this.collect([first!], (use) => this.functions.push(use));
      }
      case 'arch':
        return values.length === 1 && this.chooseVersion(first!, command.span);
    }
  }

  private number(expression: Expression): bigint | undefined {
    return evaluate(expression, this.names.environment(this.here()), this.diagnostics);
  }

  private enter(
    section: SectionName | undefined,
    values: readonly ValueOperand[],
    command: Command,
  ): boolean {
    const [first] = values;
    if (values.length > 1) return false;
    if (section === undefined) {
      const name = first && soleName(first.expression);
      if (name !== '.text' && name !== '.rodata') return false;
      this.section = name;
      return true;
    }
    this.section = section;
    if (first === undefined) return true;
    const address = this.number(first.expression);
    const known = this.wanted[section];
    if (address === undefined) return true;
    if (known !== undefined && known.address !== address) {
      const reason = `it is to lie at 0x${known.address.toString(16)} already`;
      this.refuseAddress(section, address, reason, command.span);
    } else this.wanted[section] = { address, span: first.span };
    return true;
  }

  refuseAddress(section: SectionName, address: bigint, reason: string, span: Span | undefined): void {
    const shown = address < 0n ? String(address) : `0x${address.toString(16)}`;
    this.diagnostics.report('sectionMisplaced', span, { section, address: shown, reason });
  }

  private placeValues(values: readonly ValueOperand[], bytes: 1 | 2 | 4 | 8, command: Command): boolean {
    if (values.length === 0) return false;
    if (this.section === '.text' && bytes !== slotSize) return this.refuseConstant(command);
    const location = this.here();
    if (this.grow(values.length * bytes, command.span))
      this.contents.push({ ...location, kind: 'values', operands: values, bytes });
    return true;
  }

  private refuseConstant({ name, nameSpan }: Command): true {
    const advice = 'write `.rodata` above it';
    this.diagnostics.report('wrongSection', nameSpan, { name, section: this.section, advice });
    return true;
  }

  private placeTexts(values: readonly ValueOperand[], ending: boolean, command: Command): boolean {
    if (values.length === 0 || values.some(({ text }) => text === undefined)) return false;
    if (this.section === '.text') return this.refuseConstant(command);
    for (const { text } of values) {
      const bytes = bytesOfText(text!, this.diagnostics);
      if (bytes === undefined) continue;
      this.placeBytes(bytes.length + (ending ? 1 : 0), (placed) => placed.set(bytes), command.span);
    }
    return true;
  }

  private placeBytes(size: number, fill: (bytes: Uint8Array) => void, span: Span): void {
    const location = this.here();
    if (!this.grow(size, span)) return;
    const bytes = new Uint8Array(size);
    fill(bytes);
    this.contents.push({ ...location, kind: 'bytes', bytes });
  }

  private fill(count: ValueOperand, filler: ValueOperand | undefined, command: Command): boolean {
    if (this.section === '.text') return this.refuseConstant(command);
    const size = this.number(count.expression);
    const value = filler === undefined ? 0n : this.number(filler.expression);
    if (size === undefined || value === undefined) return true;
    if (size < 0n || value < -128n || value > 255n) {
      this.diagnostics.report('valueNotKnown', command.span, {
        problem: 'does not fit',
        advice: 'a size is not negative, and a byte lies from -128 to 255',
      });
    } else if (size > BigInt(largestSection))
      this.diagnostics.report('assemblyTooLarge', command.span, { what: 'this', limit: largestSection });
    else this.placeBytes(Number(size), (bytes) => bytes.fill(Number(value & 255n)), command.span);
    return true;
  }

  private align({ expression, span }: ValueOperand, command: Command): boolean {
    if (this.section === '.text') return this.refuseConstant(command);
    const step = this.number(expression);
    if (step === undefined) return true;
    if (step < 1n || step > 8n || (step & (step - 1n)) !== 0n) {
      this.diagnostics.report('valueNotKnown', span, {
        problem: 'is no alignment',
        advice: 'write 1, 2, 4 or 8: sections are aligned to 8',
      });
      return true;
    }
    const over = this.sizes[this.section] % Number(step);
    if (over > 0) this.placeBytes(Number(step) - over, () => undefined, command.span);
    return true;
  }

  private equate(name: ValueOperand, value: ValueOperand): boolean {
    const text = soleName(name.expression);
    if (text === undefined) return false;
    this.names.defineConstant(text, value.expression, this.here(), name.span);
    return true;
  }

  private collect(values: readonly ValueOperand[], keep: (use: NameUse) => void): boolean {
    const uses = values.map(({ expression, span }) => ({ name: soleName(expression), span }));
    if (uses.some(({ name }) => name === undefined)) return false;
    for (const { name, span } of uses) keep({ name: name!, span });
    return true;
  }

  private chooseVersion({ expression }: ValueOperand, span: Span): boolean {
    const digit = /^v([0-3])$/.exec(soleName(expression) ?? '')?.[1];
    if (digit === undefined) return false;
    const version = Number(digit) as Version;
    if (this.arch !== undefined && this.arch.version !== version) {
      const blanks = { written: `v${this.arch.version}`, wanted: `v${version}` };
      this.diagnostics.report('architectureDiffers', span, blanks);
    }
    this.arch ??= { version, span };
    return true;
  }
}
