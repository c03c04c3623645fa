// Function values: what makes them, and calls of what may be one of several functions.
import { bool, type FunctionType, type Lambda } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { list, symbol } from '../../grammar/syntax.js';
import type { Draft, DraftVariable, FunctionForm, Held } from '../../stdlib/form.js';
import { prune, showType } from '../../stdlib/inferred.js';
import type { ProgramChecker } from './check.js';
import { readLambda, type EntityContext } from './declare.js';
import type { FunctionEntity, Scope } from './scope.js';

export class FunctionValues {
  /** What function values stand for, by the number of their lambda. */
  private readonly targets = new Map<number, FunctionEntity | FunctionForm>();
  private readonly formLambdas = new Map<FunctionForm, Lambda>();
  private lambdaCount = 0;

  constructor(private readonly checker: ProgramChecker) {}

  /** What a function that is defined in the scope needs besides its text. */
  context(scope: Scope, horizon = Infinity): EntityContext {
    const { checker } = this;
    return { scope, checker, id: this.lambdaCount++, horizon, library: checker.library };
  }

  closure(entity: FunctionEntity, span: Span): Draft {
    this.checker.specializer.called.add(entity.form);
    this.targets.set(entity.lambda.id, entity);
    const captures = entity.captures as readonly DraftVariable[];
    return { kind: 'closure', captures, type: { kind: 'function', lambdas: [entity.lambda] }, span };
  }

  lambda(form: ListSyntax): Draft {
    const { checker } = this;
    const entity = readLambda(form, this.context(checker.place.scope, checker.variables.count));
    return entity ? this.closure(entity, form.span) : checker.wrong(form.span);
  }

  /** A form used as a value: `(reduce xs 0 +)`. */
  form(row: FunctionForm, span: Span): Draft {
    const known = this.formLambdas.get(row) ?? { id: this.lambdaCount++, name: row.name, captures: [] };
    this.formLambdas.set(row, known);
    this.targets.set(known.id, row);
    return { kind: 'closure', captures: [], type: { kind: 'function', lambdas: [known] }, span };
  }

  call(value: Draft, operands: readonly Syntax[], form: ListSyntax): Draft {
    const { checker } = this;
    const type = prune(value.type);
    if (type.kind !== 'function')
      return checker.expect(value, { kind: 'function', lambdas: [] }, 'what is called');
    const [only] = type.lambdas;
    const target = this.targets.get(only!.id)!;
    if (type.lambdas.length === 1 && 'captures' in target)
      return checker.specializer.call(target, operands, form, value);
    const held = checker.hold('function', value);
    const drafts = operands.map((operand) => checker.hold('operand', checker.expression(operand)));
    const { span } = form;
    const bodies = type.lambdas.map((lambda, tag) =>
      this.callOne(
        lambda,
        type,
        tag,
        held,
        drafts.map((draft) => draft.read()),
        form,
      ),
    );
    const joined = checker.common(bodies);
    if (!joined.type) {
      const [first, second] = [showType(joined.first.type), showType(joined.second.type)];
      checker.diagnostics.report('branchesDiffer', span, {
        form: 'the call of a function value',
        first,
        second,
      });
      return checker.wrong(span);
    }
    const clauses = joined.drafts.slice(0, -1).map((body, tag) => ({
      test: { kind: 'is', operand: held.read(), tag, type: bool, span } as const,
      body,
    }));
    const otherwise = joined.drafts.at(-1)!;
    const { type: result } = joined;
    const choice: Draft =
      clauses.length === 0 ? otherwise : { kind: 'cond', clauses, otherwise, type: result, span };
    const items = [...held.define, ...drafts.flatMap(({ define }) => define), choice];
    return { kind: 'sequence', items, type: result, span };
  }

  /** Calls one of the lambdas that a function value may be. */
  private callOne(
    lambda: Lambda,
    type: FunctionType,
    tag: number,
    value: Held,
    operands: readonly Draft[],
    form: ListSyntax,
  ): Draft {
    const { checker } = this;
    const { span } = form;
    const target = this.targets.get(lambda.id)!;
    if ('captures' in target) {
      // The captures of a lambda among others are its payload.
      const single: FunctionType = { kind: 'function', lambdas: [lambda] };
      const closure: Draft =
        type.lambdas.length === 1
          ? value.read()
          : { kind: 'narrow', operand: value.read(), tag, type: single, span };
      return checker.specializer.callDrafts(target, operands, form, closure);
    }
    return checker.scoped(() => {
      const names = operands.map((operand, index) => {
        const name = ` operand ${index}`;
        const { variable } = operand as Extract<Draft, { kind: 'variable' }>;
        checker.place.scope.declare(name, { kind: 'variable', variable });
        return symbol(name, operand.span);
      });
      // A form is checked as it stands in the program, wherever it is called.
      return checker.withChecks(() =>
        target.check(list([symbol(target.name, span), ...names], span), checker),
      );
    });
  }
}
