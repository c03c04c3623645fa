// Names: labels and constants of an assembly file, and what they stand for.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import { slotSize } from '../../grammar/sbpf.js';
import type { Span } from '../../grammar/source.js';
import { closest } from '../../grammar/suggest.js';
import type { SectionName } from './directives.js';
import { evaluate, type Environment, type Expression } from './expressions.js';

/** A place in a section, in bytes from its start. */
export interface Location {
  readonly section: SectionName;
  readonly offset: number;
}

interface Constant extends Location {
  readonly expression: Expression;
  /** Absent until it can be computed. */
  value?: bigint;
  failed: boolean;
}

export type Addresses = Readonly<Record<SectionName, bigint>>;

export class Names {
  readonly labels = new Map<string, Location>();
  private readonly constants = new Map<string, Constant>();
  private readonly spans = new Map<string, Span>();
  /** Where the sections lie; unknown until the sizes of both are. */
  addresses: Addresses | undefined;

  constructor(private readonly diagnostics: Diagnostics) {}

  defineLabel(name: string, location: Location, span: Span): void {
    if (this.claim(name, span)) this.labels.set(name, location);
  }

  /** A constant is computed at once where no label decides it, so that it can be the size of something. */
  defineConstant(name: string, expression: Expression, location: Location, span: Span): void {
    if (!this.claim(name, span)) return;
    const constant: Constant = { ...location, expression, failed: false };
    const settled = expression.steps.every(
      (step) =>
        step.kind !== 'here' && (step.kind !== 'name' || this.constants.get(step.name)?.value !== undefined),
    );
    this.constants.set(name, constant);
    if (settled) this.compute(constant);
  }

  private claim(name: string, span: Span): boolean {
    const first = this.spans.get(name);
    if (first === undefined) {
      this.spans.set(name, span);
      return true;
    }
    this.diagnostics.report('duplicateLabel', span, { name }, [{ message: 'first given here', span: first }]);
    return false;
  }

  /** Places the sections; every constant now has a value. */
  settle(addresses: Addresses): void {
    this.addresses = addresses;
    for (const constant of this.constants.values())
      if (constant.value === undefined && !constant.failed) this.compute(constant);
  }

  private compute(constant: Constant): void {
    const value = evaluate(constant.expression, this.environment(constant), this.diagnostics);
    if (value === undefined) constant.failed = true;
    else constant.value = value;
  }

  /** The instruction a label stands at. */
  labelledPc(name: string): number | undefined {
    const label = this.labels.get(name);
    return label?.section === '.text' ? label.offset / slotSize : undefined;
  }

  isConstant(name: string): boolean {
    return this.constants.has(name);
  }

  /** What names mean in an expression that stands at `location`. */
  environment(location: Location): Environment {
    const { addresses } = this;
    return {
      here: addresses && addresses[location.section] + BigInt(location.offset),
      value: (name, span) => this.value(name, span),
    };
  }

  private value(name: string, span: Span): bigint | undefined {
    const constant = this.constants.get(name);
    if (constant !== undefined) {
      if (constant.value === undefined && !constant.failed)
        this.diagnostics.report('valueNotKnown', span, {
          problem: 'is not known yet',
          advice: 'constants are made of constants above them, and sizes not of labels',
        });
      return constant.value;
    }
    const label = this.labels.get(name);
    if (label !== undefined && this.addresses !== undefined)
      return this.addresses[label.section] + BigInt(label.offset);
    if (label === undefined && this.addresses !== undefined) this.reportUnknown(name, span, []);
    else
      this.diagnostics.report('valueNotKnown', span, {
        problem: 'is not known yet',
        advice: 'what decides a size stands above it and does not depend on labels',
      });
    return undefined;
  }

  /** `others` are names that would have done as well. */
  reportUnknown(name: string, span: Span, others: Iterable<string>): void {
    const near = closest(name, [...this.labels.keys(), ...this.constants.keys(), ...others]);
    const suggestion =
      near === undefined
        ? `write \`${name}:\` where it is, or \`.equ ${name}, 1\``
        : `did you mean \`${near}\`?`;
    this.diagnostics.report('unknownLabel', span, { name, suggestion });
  }
}
