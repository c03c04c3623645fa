// The special forms of macro code: those that do not evaluate all their operands first.
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { literal } from '../../grammar/syntax.js';
import type { Environment } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { MacroFailure } from './failure.js';
import { bindPattern, readPattern, readTarget, type Pattern } from './pattern.js';
import { isTrue, type Value } from './value.js';

type SpecialForm = (form: ListSyntax, environment: Environment, evaluator: Evaluator) => Value;

function wrong(at: Syntax, problem: string, hint?: string): never {
  throw new MacroFailure(problem, at.span, hint);
}

/** The items of a list or an array. */
function itemsOf(form: Syntax | undefined, around: Syntax, what: string): readonly Syntax[] {
  if (form?.kind === 'list' || form?.kind === 'array') return form.items;
  return wrong(form ?? around, `${what} is missing`);
}

const patternIn = (items: readonly Syntax[]): Pattern => readPattern(items, wrong)!;

function assertOperands(form: ListSyntax, minimum: number, maximum: number): void {
  const given = form.items.length - 1;
  if (given < minimum || given > maximum)
    wrong(form, `${given} operands are too ${given < minimum ? 'few' : 'many'}`);
}

const conditional: SpecialForm = (form, environment, evaluator) => {
  assertOperands(form, 2, 3);
  const [, test, then, otherwise] = form.items;
  const chosen = isTrue(evaluator.evaluate(test!, environment)) ? then : otherwise;
  return chosen ? evaluator.evaluate(chosen, environment) : literal(null, evaluator.site);
};

const elseNames: ReadonlySet<string> = new Set(['else', 'otherwise', 't']);

const cond: SpecialForm = (form, environment, evaluator) => {
  for (const clause of form.items.slice(1)) {
    const [test, ...body] = itemsOf(clause, form, 'the condition of a clause');
    if (!test) return wrong(clause, 'the condition of a clause is missing');
    const isElse = test.kind === 'symbol' && elseNames.has(test.name);
    if (isElse || isTrue(evaluator.evaluate(test, environment)))
      return evaluator.body(body, environment.inner());
  }
  return literal(null, evaluator.site);
};

/** `let` evaluates all values before it binds a name; `let*` binds each name before the next value. */
const binding =
  (inOrder: boolean): SpecialForm =>
  (form, environment, evaluator) => {
    const inner = environment.inner();
    const pairs = itemsOf(form.items[1], form, 'the list of bindings').map((pair) => {
      const [name, value, ...rest] = itemsOf(pair, form, 'a binding');
      if (!name || !value || rest.length > 0) return wrong(pair, 'a binding is a name and a value');
      return { name, target: readTarget(name, wrong)!, value };
    });
    const early = inOrder ? [] : pairs.map(({ value }) => evaluator.evaluate(value, environment));
    pairs.forEach(({ name, target, value }, index) => {
      const found = early[index] ?? evaluator.evaluate(value, inner);
      const pattern: Pattern = { required: [target], optional: [], rest: undefined, keys: undefined };
      const mismatch = bindPattern(pattern, [found], evaluator.binder(inner));
      if (mismatch) wrong(name, mismatch.problem);
    });
    return evaluator.body(form.items.slice(2), inner);
  };

/** Gives the value that decides, not only its truth. */
const logic =
  (untilTrue: boolean): SpecialForm =>
  (form, environment, evaluator) => {
    let value: Value = literal(!untilTrue, evaluator.site);
    for (const operand of form.items.slice(1)) {
      value = evaluator.evaluate(operand, environment);
      if (isTrue(value) === untilTrue) return value;
    }
    return value;
  };

const lambda: SpecialForm = (form, environment, evaluator) => {
  const parameters = itemsOf(form.items[1], form, 'the list of parameters');
  return evaluator.closure('lambda', patternIn(parameters), form.items.slice(2), environment);
};

function defineFunction(
  name: Syntax | undefined,
  parameters: readonly Syntax[],
  body: readonly Syntax[],
  form: ListSyntax,
  environment: Environment,
  evaluator: Evaluator,
): Value {
  if (name?.kind !== 'symbol') return wrong(name ?? form, 'the name is missing');
  environment.bind(name.name, evaluator.closure(name.name, patternIn(parameters), body, environment));
  return literal(null, evaluator.site);
}

const define: SpecialForm = (form, environment, evaluator) => {
  const [, target, ...rest] = form.items;
  if (target?.kind === 'list') {
    const [name, ...parameters] = target.items;
    return defineFunction(name, parameters, rest, form, environment, evaluator);
  }
  if (target?.kind !== 'symbol' || rest.length !== 1) return wrong(form, 'a name and a value are needed');
  environment.bind(target.name, evaluator.evaluate(rest[0]!, environment));
  return literal(null, evaluator.site);
};

const defun: SpecialForm = (form, environment, evaluator) => {
  const [, name, parameters, ...body] = form.items;
  const list = itemsOf(parameters, form, 'the list of parameters');
  return defineFunction(name, list, body, form, environment, evaluator);
};

const body: SpecialForm = (form, environment, evaluator) => evaluator.body(form.items.slice(1), environment);

const quote: SpecialForm = (form, environment, evaluator) => {
  assertOperands(form, 1, 1);
  return evaluator.template.copy(form.items[1]!, environment);
};

const assignment: SpecialForm = (form) =>
  wrong(form, 'macro code cannot assign', 'bind a new name with `let`, or go through a list with `reduce`');

const loop: SpecialForm = (form) =>
  wrong(form, 'macro code has no loops', 'go through a list with `map`, `filter` or `reduce`');

export const specialForms: ReadonlyMap<string, SpecialForm> = new Map([
  ['quote', quote],
  ['if', conditional],
  ['cond', cond],
  ['let', binding(false)],
  ['let*', binding(true)],
  ['and', logic(false)],
  ['or', logic(true)],
  ['lambda', lambda],
  ['define', define],
  ['defvar', define],
  ['const', define],
  ['defconst', define],
  ['defconstant', define],
  ['defun', defun],
  ['defn', defun],
  ['do', body],
  ['progn', body],
  ['begin', body],
  ['set!', assignment],
  ['setq', assignment],
  ['setf', assignment],
  ['while', loop],
  ['for', loop],
]);
