// Type tests: predicates such as `int?` and `typecase`, decided when the program is compiled; `null` at run time.
import { typeKey, type Type } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { Syntax } from '../../grammar/syntax.js';
import type { Checker, Draft, SpecialForm } from '../form.js';
import { prune, type Inferred } from '../inferred.js';
import { checkArity } from '../shapes.js';
import { choice, type Choice } from './choice.js';
import { elseNames } from './patterns.js';
import { expandClauses, malformedDraft } from './shape.js';

interface TypeClass {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly example: string;
  holds(type: Inferred): boolean;
}

const isKind =
  (...kinds: readonly Inferred['kind'][]) =>
  (type: Inferred): boolean =>
    kinds.includes(type.kind) || (type.kind === 'hole' && type.literal && kinds.includes('integer'));

/** What types are called where it is asked for them; `NAME?` is the predicate. */
const classes: readonly TypeClass[] = [
  {
    name: 'int',
    aliases: ['integer'],
    doc: 'Whether the value is an integer of any type.',
    example: '(int? 42) ; => true',
    holds: isKind('integer'),
  },
  {
    name: 'decimal',
    aliases: ['float'],
    doc: 'Whether the value is a decimal.',
    example: '(decimal? 3.14) ; => true\n(float? 42) ; => false',
    holds: isKind('decimal'),
  },
  {
    name: 'number',
    doc: 'Whether the value is an integer or a decimal.',
    example: '(number? 42) ; => true',
    holds: isKind('integer', 'decimal'),
  },
  {
    name: 'bool',
    aliases: ['boolean'],
    doc: 'Whether the value is a bool.',
    example: '(bool? false) ; => true',
    holds: isKind('bool'),
  },
  {
    name: 'string',
    doc: 'Whether the value is a string.',
    example: '(string? "a") ; => true',
    holds: isKind('string'),
  },
  {
    name: 'pubkey',
    doc: 'Whether the value is a public key.',
    example: '(pubkey? 1) ; => false',
    holds: isKind('pubkey'),
  },
  {
    name: 'array',
    aliases: ['list', 'vector'],
    doc: 'Whether the value is an array or a tuple.',
    example: '(array? [1 2]) ; => true',
    holds: isKind('array', 'tuple'),
  },
  {
    name: 'record',
    aliases: ['object', 'map'],
    doc: 'Whether the value is a record or a struct.',
    example: '(record? {:a 1}) ; => true',
    holds: isKind('record', 'struct'),
  },
  {
    name: 'function',
    doc: 'Whether the value is a function.',
    example: '(function? +) ; => true',
    holds: isKind('function'),
  },
];

const classNamed = (name: string): TypeClass | undefined =>
  classes.find((row) => row.name === name || row.aliases?.includes(name));

/** Whether evaluating the draft does nothing but give its value. */
function isPure({ kind }: Draft): boolean {
  return ['integer', 'boolean', 'string', 'pubkey', 'nothing', 'variable', 'closure'].includes(kind);
}

/** A bool that is known, behind what the operand does. */
function known(value: boolean, operand: Draft, span: Span): Draft {
  const result: Draft = { kind: 'boolean', value, decided: true, type: { kind: 'bool' }, span };
  if (isPure(operand)) return result;
  return { kind: 'sequence', items: [operand, result], type: { kind: 'bool' }, span };
}

function isTag(operand: Draft, tag: number, span: Span): Draft {
  return { kind: 'is', operand, tag, type: { kind: 'bool' }, span };
}

/** Whether a value is of a class; one that may be missing is only if it is there. */
function testClass(operand: Draft, row: TypeClass, span: Span): Draft {
  const type = prune(operand.type);
  if (type.kind !== 'option') return known(row.holds(type), operand, span);
  return row.holds(prune(type.value)) ? isTag(operand, 1, span) : known(false, operand, span);
}

function testNull(operand: Draft, span: Span): Draft {
  const type = prune(operand.type);
  return type.kind === 'option' ? isTag(operand, 0, span) : known(type.kind === 'null', operand, span);
}

function predicate(
  name: string,
  aliases: readonly string[],
  doc: string,
  example: string,
  test: (operand: Draft, span: Span) => Draft,
): SpecialForm {
  const form: SpecialForm = {
    kind: 'special',
    name,
    aliases,
    signature: `(${name} value)`,
    doc,
    example,
    check(list, checker) {
      if (!checkArity(list, form, checker, 1)) return checker.wrong(list.span);
      const operand = checker.expression(list.items[1]!);
      const { kind } = prune(operand.type);
      if (kind === 'never') return operand;
      if (kind === 'unit') return checker.expect(operand, { kind: 'never' }, `the operand of \`${name}\``);
      return test(operand, list.span);
    },
  };
  return form;
}

/** Bools of what each name of a clause asks; undefined after reporting. */
function testsOf(at: Syntax, subject: Draft, checker: Checker): readonly Draft[] | undefined {
  const names = at.kind === 'array' ? at.items : [at];
  const tests: Draft[] = [];
  for (const name of names) {
    if (name.kind === 'literal' && name.value === null) {
      tests.push(testNull(subject, name.span));
      continue;
    }
    const row = name.kind === 'symbol' ? classNamed(name.name) : undefined;
    if (row) {
      tests.push(testClass(subject, row, name.span));
      continue;
    }
    const wanted = checker.typeOf(name);
    if (!wanted) return undefined;
    const type = prune(subject.type);
    const inner = type.kind === 'option' ? prune(type.value) : type;
    const same = inner.kind !== 'hole' && typeKey(inner as Type) === typeKey(wanted);
    tests.push(
      type.kind === 'option' && same ? isTag(subject, 1, name.span) : known(same, subject, name.span),
    );
  }
  return tests;
}

const typecase: SpecialForm = {
  kind: 'special',
  name: 'typecase',
  signature: '(typecase value (type body ...) ([type ...] body ...) ... (else body ...))',
  doc: 'Evaluates the body of the first type that the value has: a type, or `int`, `number`, `decimal`, `string`, `bool`, `array`, `record`, `function`, `null`. Bodies of other types are not looked at.',
  example: '(typecase [1 2] (int "integer") ([array string] "sequence") (else "other")) ; => "sequence"',
  check(form, checker, use) {
    const [, subject, ...clauses] = form.items;
    if (!subject) return malformedDraft(typecase, form, form, 'the value is missing', checker);
    const held = checker.hold('subject', checker.expression(subject));
    const value = held.read();
    if (prune(value.type).kind === 'never') return value;
    const choices: Choice[] = [];
    for (const clause of clauses) {
      const [at, ...body] = clause.kind === 'list' ? clause.items : [];
      if (clause.kind !== 'list' || !at)
        return malformedDraft(
          typecase,
          form,
          clause,
          'a clause is a type and a body in parentheses',
          checker,
        );
      const isElse = at.kind === 'symbol' && elseNames.has(at.name);
      const tests = isElse ? [] : testsOf(at, value, checker);
      if (!tests) return checker.wrong(form.span);
      const holds = isElse || tests.some((test) => test.kind === 'boolean' && test.value);
      const open = tests.filter((test) => test.kind !== 'boolean');
      if (!holds && open.length === 0) continue;
      const inner = checker.scoped(() => checker.sequence(body, clause.span, use));
      const test: Draft | undefined = holds
        ? undefined
        : { kind: 'logic', mode: 'or', operands: open, type: { kind: 'bool' }, span: at.span };
      choices.push({ test, body: inner });
      if (holds) break;
    }
    if (use === 'value' && !choices.some(({ test }) => test === undefined)) {
      const nothing: Draft = { kind: 'nothing', type: { kind: 'null' }, span: form.span };
      choices.push({ test: undefined, body: nothing });
    }
    const chosen = choice('typecase', form, choices, checker, use);
    return { kind: 'sequence', items: [...held.define, chosen], type: chosen.type, span: form.span };
  },
  expandInside: expandClauses,
};

export const typeTestForms: readonly SpecialForm[] = [
  typecase,
  predicate(
    'null?',
    ['nil?'],
    'Whether the value is missing.',
    '(null? null) ; => true\n(null? 5) ; => false',
    testNull,
  ),
  ...classes.map((row) =>
    predicate(
      `${row.name}?`,
      (row.aliases ?? []).map((alias) => `${alias}?`),
      row.doc,
      row.example,
      (operand, span) => testClass(operand, row, span),
    ),
  ),
];
