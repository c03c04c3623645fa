// Loops: while, for over a range, break and continue.
import { bool, i64, never, u64, unit } from '../../grammar/signature.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { headOf } from '../../grammar/syntax.js';
import type { Checker, Draft, DraftVariable, SpecialForm } from '../form.js';
import { prune, showType, unify, type Inferred } from '../inferred.js';
import { checkArity, checkIntegers } from '../shapes.js';
import { bind } from './bind.js';
import { expandBinding, expandBody, expandFrom, isBindable, malformedDraft } from './shape.js';

const whileForm: SpecialForm = {
  kind: 'special',
  name: 'while',
  signature: '(while condition body ...)',
  doc: 'Evaluates the body as long as the condition holds. Gives no value.',
  example: '(define n 0) (while (< n 10) (set! n (+ n 3))) n ; => 12',
  check(form, checker) {
    const [, condition, ...body] = form.items;
    if (!condition) return malformedDraft(this, form, form, 'the condition is missing', checker);
    return checker.inLoop((loop) => ({
      kind: 'loop',
      loop,
      test: checker.condition(condition),
      body: checker.scoped(() => checker.sequence(body, form.span, 'effect')),
      update: undefined,
      type: unit,
      span: form.span,
    }));
  },
  expandInside: expandBody(2),
};

/** Start, end and step of a range form. */
interface Range {
  readonly start: Draft;
  readonly end: Draft;
  readonly step: Draft;
  readonly type: Inferred;
}

function integerDraft(value: bigint, type: Inferred, span: Draft['span']): Draft {
  return { kind: 'integer', value, type, span };
}

/** A range with a negative literal counts signed integers, whatever the body does with them. */
export function decideSign(drafts: readonly Draft[], type: Inferred): void {
  const isNegative = drafts.some((draft) => draft.kind === 'integer' && draft.value < 0n);
  if (isNegative && prune(type).kind === 'hole') unify(type, i64);
}

function checkRange(form: ListSyntax, checker: Checker): Range | undefined {
  const row = { name: 'range', signature: '(range [start] end [step])' };
  if (!checkArity(form, row, checker, 1, 3)) return undefined;
  const operands = checkIntegers(form, checker, 'range');
  if (!operands) return undefined;
  const { drafts, type } = operands;
  decideSign(drafts, type);
  const [first, second, third] = drafts;
  const start = second ? first! : integerDraft(0n, type, form.span);
  return { start, end: second ?? first!, step: third ?? integerDraft(1n, type, form.span), type };
}

/**
 * Builds `for` from a loop over a hidden counter, so that the body may assign its variable freely. The counter ends
 * the loop before it would leave its type: it advances only while the rest of the range is greater than the step.
 */
function rangeLoop(
  form: ListSyntax,
  checker: Checker,
  range: Range,
  body: (counter: DraftVariable, loop: number) => Draft,
): Draft {
  const { span } = form;
  const { type } = range;
  const counter = checker.temporary('counter', type, span);
  const end = checker.temporary('end', type, span);
  const read = (variable: DraftVariable) => checker.read(variable, span);
  const apply = (name: string, args: readonly Draft[], result: Inferred): Draft => ({
    kind: 'apply',
    form: name,
    arguments: args,
    type: result,
    span,
  });
  const define = (variable: DraftVariable, value: Draft): Draft => ({
    kind: 'define',
    variable,
    value,
    type: unit,
    span,
  });
  const ascending = range.step.kind !== 'integer' || range.step.value > 0n;
  const stepIsOne = range.step.kind === 'integer' && (range.step.value === 1n || range.step.value === -1n);
  return checker.inLoop((loop) => {
    const advance = (): Draft => {
      counter.mutated = true;
      // The step is written as its size: an unsigned type has no negative literals.
      const size = ascending
        ? range.step
        : integerDraft(-(range.step as { value: bigint }).value, type, span);
      const next = apply(ascending ? 'wrapping-+' : 'wrapping--', [read(counter), size], type);
      const assign: Draft = { kind: 'assign', variable: counter, path: [], value: next, type, span };
      if (stepIsOne) return assign;
      // What is left of the range, exact modulo two to the width, compared as the step counts.
      const rest = ascending
        ? apply('wrapping--', [read(end), read(counter)], type)
        : apply('wrapping--', [read(counter), read(end)], type);
      const more = apply('range-continues', [rest, size], bool);
      const stop: Draft = { kind: 'assign', variable: counter, path: [], value: read(end), type, span };
      return { kind: 'cond', clauses: [{ test: more, body: assign }], otherwise: stop, type: unit, span };
    };
    const test = apply(ascending ? '<' : '>', [read(counter), read(end)], bool);
    const inner = body(counter, loop);
    const items: Draft[] = [
      define(counter, range.start),
      define(end, range.end),
      { kind: 'loop', loop, test, body: inner, update: advance(), type: unit, span },
    ];
    return { kind: 'sequence', items, type: unit, span };
  });
}

/** `for` over the elements of an array or the characters of a string, by a hidden position in it. */
function sequenceLoop(
  form: ListSyntax,
  checker: Checker,
  name: Syntax,
  over: Syntax,
  body: readonly Syntax[],
): Draft {
  const { span } = form;
  const value = checker.expression(over);
  const type = prune(value.type);
  if (type.kind === 'never') return value;
  if (type.kind !== 'array' && type.kind !== 'string') {
    const wanted = 'a range, an array or a string';
    const hint = 'write `(range start end)` to count';
    const found = showType(type);
    checker.diagnostics.report('typeMismatch', over.span, {
      purpose: 'what `for` goes through',
      wanted,
      found,
      hint,
    });
    return checker.wrong(span);
  }
  const sequence = checker.hold('sequence', value);
  const apply = (row: string, args: readonly Draft[], result: Inferred): Draft => {
    return { kind: 'apply', form: row, arguments: args, type: result, span };
  };
  const isText = type.kind === 'string';
  const length = (of: Draft) => apply('array-length', [of], u64);
  return checker.inLoop((loop) => {
    const position = checker.temporary('position', u64, span);
    const element = checker.temporary('element', isText ? type : type.element, span);
    position.mutated = true;
    const at = () => checker.read(position, span);
    const read = isText
      ? apply('character', [sequence.read(), at()], type)
      : apply('element-unchecked', [sequence.read(), at()], type.element);
    const step = isText ? length(checker.read(element, span)) : integerDraft(1n, u64, span);
    const next = apply('wrapping-+', [at(), step], u64);
    const inner = checker.scoped(() => {
      const defined = bind(name, checker.read(element, name.span), checker);
      return [...defined, checker.sequence(body, span, 'effect')];
    });
    const first: Draft = { kind: 'define', variable: element, value: read, type: unit, span };
    const loopBody: Draft = { kind: 'sequence', items: [first, ...inner], type: unit, span };
    const start = integerDraft(0n, u64, span);
    const items: Draft[] = [
      ...sequence.define,
      { kind: 'define', variable: position, value: start, type: unit, span },
      {
        kind: 'loop',
        loop,
        test: apply('<', [at(), length(sequence.read())], bool),
        body: loopBody,
        update: { kind: 'assign', variable: position, path: [], value: next, type: u64, span },
        type: unit,
        span,
      },
    ];
    return { kind: 'sequence', items, type: unit, span };
  });
}

function isConstantStep(step: Draft): boolean {
  return step.kind === 'integer' && step.value !== 0n;
}

const forForm: SpecialForm = {
  kind: 'special',
  name: 'for',
  signature: '(for (name sequence) body ...)',
  doc: 'Evaluates the body for each element of an array, each character of a string, or, with `(range [start] end [step])`, for each integer from start (0 if left out) up to but not including end. The step is a literal; a negative one counts down.',
  example:
    '(define s 0) (for (x [1 2 3]) (set! s (+ s x))) s ; => 6\n(define s 0) (for (i (range 1 5)) (set! s (+ s i))) s ; => 10',
  check(form, checker) {
    const [, binding, ...body] = form.items;
    const pair = binding?.kind === 'list' || binding?.kind === 'array' ? binding.items : [];
    const [name, over] = pair;
    if (pair.length !== 2 || !name || !isBindable(name) || !over) {
      return malformedDraft(this, form, binding ?? form, 'it needs a name and what to go through', checker);
    }
    if (headOf(over) !== 'range') return sequenceLoop(form, checker, name, over, body);
    const range = checkRange(over as ListSyntax, checker);
    if (!range) return checker.wrong(form.span);
    if (!isConstantStep(range.step)) {
      return malformedDraft(
        this,
        form,
        (over as ListSyntax).items[3]!,
        'the step must be a literal other than 0',
        checker,
      );
    }
    return rangeLoop(form, checker, range, (counter) =>
      checker.scoped(() => {
        const defined = bind(name, checker.read(counter, name.span), checker);
        const inner = checker.sequence(body, form.span, 'effect');
        return { kind: 'sequence', items: [...defined, inner], type: unit, span: form.span };
      }),
    );
  },
  expandInside(form, expand, body) {
    const expandHead = (item: Syntax, index: number): Syntax =>
      index === 0 ? item : expandBinding(item, expand);
    return form.items.length === 1 ? form : expandFrom(form, 2, expandHead, body);
  },
};

function jump(kind: 'break' | 'continue', doc: string, example: string): SpecialForm {
  const form: SpecialForm = {
    kind: 'special',
    name: kind,
    signature: `(${kind})`,
    doc,
    example,
    check(list, checker) {
      if (!checkArity(list, form, checker, 0)) return checker.wrong(list.span);
      const { loop } = checker;
      if (loop === undefined) {
        checker.diagnostics.report('outsideLoop', list.span, { form: kind });
        return checker.wrong(list.span);
      }
      return { kind, loop, type: never, span: list.span };
    },
  };
  return form;
}

export const loopForms: readonly SpecialForm[] = [
  whileForm,
  forForm,
  jump(
    'break',
    'Leaves the innermost loop.',
    '(define n 0) (while true (set! n (+ n 1)) (if (> n 4) (break))) n ; => 5',
  ),
  jump(
    'continue',
    'Goes on with the next round of the innermost loop.',
    '(define s 0) (for (i (range 6)) (when (= i 3) (continue)) (set! s (+ s i))) s ; => 12',
  ),
];
