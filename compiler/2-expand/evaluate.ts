// Evaluates macro code: a small Lisp over pieces of code, without assignment, input or output, in bounded time.
import type { Span } from '../../grammar/source.js';
import { closest } from '../../grammar/suggest.js';
import type { ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import { literal } from '../../grammar/syntax.js';
import { formNamed } from '../../stdlib/index.js';
import type { Expander } from '../../stdlib/form.js';
import { evaluationLimit, type Budget } from './budget.js';
import { Environment } from './environment.js';
import { MacroFailure, MacroMalformed } from './failure.js';
import { specialForms } from './evaluate-special.js';
import { functionNamed, functionNames } from './functions.js';
import { Operands } from './functions/operands.js';
import { bindPattern, type Binder, type Pattern } from './pattern.js';
import type { Macro, Module, SyntaxFunction, SyntaxVariable } from './scope.js';
import { Template } from './template.js';
import { kindName, type FunctionValue, type Value } from './value.js';

/** What evaluating shares with the expansion it is part of. */
export interface Surroundings extends Expander {
  readonly budget: Budget;
  /** The file of the macro's call. */
  readonly module: Module;
}

/** The evaluation of one use of a macro. */
export class Evaluator {
  readonly template: Template;

  constructor(
    readonly surroundings: Surroundings,
    /** The place of all code that is made: that of the macro's call. Its identity tells this code from operands. */
    readonly site: Span,
  ) {
    this.template = new Template(this);
  }

  get budget(): Budget {
    return this.surroundings.budget;
  }

  evaluate(form: Syntax, environment: Environment): Value {
    const { budget } = this;
    budget.spend(1);
    if (++budget.depth > evaluationLimit)
      throw new MacroFailure(
        `its calls nest more than ${evaluationLimit} deep`,
        form.span,
        'does a function call itself without an end?',
      );
    const value = this.#evaluate(form, environment);
    budget.depth--;
    return value;
  }

  #evaluate(form: Syntax, environment: Environment): Value {
    switch (form.kind) {
      case 'symbol':
        return this.#variable(form, environment);
      case 'list':
        return this.#list(form, environment);
      case 'quoted':
        if (form.mode === 'quote') return this.template.copy(form.form, environment);
        if (form.mode === 'quasiquote') return this.template.fill(form.form, environment);
        throw new MacroFailure('an unquote stands outside of any quasiquote', form.span);
      case 'array':
        return {
          ...form,
          items: form.items.map((item) => this.code(this.evaluate(item, environment), item)),
          span: this.site,
        };
      case 'record': {
        const entries = form.entries.map(({ key, value }) => ({
          key,
          value: this.code(this.evaluate(value, environment), value),
        }));
        return { ...form, entries, span: this.site };
      }
      default:
        return { ...form, span: this.site };
    }
  }

  /** The value of the last form; definitions among them are visible to the later ones. */
  body(forms: readonly Syntax[], environment: Environment): Value {
    let value: Value = literal(null, this.site);
    for (const form of forms) value = this.evaluate(form, environment);
    return value;
  }

  /** The value as code; `at`: the form that gave it. */
  code(value: Value, at: Syntax): Syntax {
    if (value.kind !== 'function') return value;
    throw new MacroFailure(
      `the function \`${value.name}\` is no code`,
      at.span,
      'call it, or write its name with a quote',
    );
  }

  #variable(form: SymbolSyntax, environment: Environment): Value {
    const { name } = form;
    const value = environment.lookup(name);
    if (value) return value;
    const entity = environment.scope.lookup(name);
    switch (entity?.kind) {
      case 'syntax-variable':
        return this.#valueOf(entity, form);
      case 'syntax-function':
        return this.functionOf(entity);
      case 'macro':
        throw new MacroFailure(
          `the macro \`${name}\` is used as a value`,
          form.span,
          `call it: \`(${name} ...)\``,
        );
      default:
        return this.#builtin(name) ?? this.#unknown(form, environment);
    }
  }

  #builtin(name: string): FunctionValue | undefined {
    const row = functionNamed(name);
    return (
      row && {
        kind: 'function',
        name,
        apply: (values, call) => row.run(new Operands(row, values, call, this)),
      }
    );
  }

  #unknown({ name, span }: SymbolSyntax, environment: Environment): never {
    const near = closest(name, [
      ...environment.visible(),
      ...environment.scope.visible(),
      ...functionNames(),
      ...specialForms.keys(),
    ]);
    const hint =
      near === undefined
        ? 'macro code sees its own parameters, what `define-for-syntax` defines, and the functions on code'
        : `did you mean \`${near}\`?`;
    throw new MacroFailure(`nothing is called \`${name}\` while the program is compiled`, span, hint);
  }

  #list(form: ListSyntax, environment: Environment): Value {
    const [head] = form.items;
    if (!head) return { ...form, span: this.site };
    if (head.kind !== 'symbol') return this.#call(this.evaluate(head, environment), form, environment);
    const { name } = head;
    const local = environment.lookup(name);
    if (local) return this.#call(local, form, environment);
    const special = specialForms.get(name);
    if (special) return special(form, environment, this);
    const entity = environment.scope.lookup(name);
    if (entity?.kind === 'macro') return this.evaluate(this.#expanded(entity, form), environment);
    if (entity?.kind !== 'syntax-function' && entity?.kind !== 'syntax-variable') {
      const row = functionNamed(name) ? undefined : formNamed(name);
      if (row?.kind === 'sugar') return this.evaluate(this.#desugared(form), environment);
    }
    return this.#call(this.#variable(head, environment), form, environment);
  }

  /** What a macro makes of a form of macro code. */
  #expanded(macro: Macro, form: ListSyntax): Syntax {
    macro.used = true;
    const environment = new Environment(macro.scope);
    const mismatch = bindPattern(macro.pattern, form.items.slice(1), this.binder(environment));
    if (mismatch) {
      const { problem, at = form } = mismatch;
      throw new MacroFailure(`malformed \`${macro.name}\`: ${problem}`, at.span);
    }
    return this.code(this.body(macro.body, environment), form);
  }

  #desugared(form: ListSyntax): Syntax {
    const row = formNamed((form.items[0] as SymbolSyntax).name);
    const expanded = row?.kind === 'sugar' ? row.expand(form, this.surroundings) : undefined;
    if (expanded) return expanded;
    throw new MacroMalformed();
  }

  #call(callee: Value, form: ListSyntax, environment: Environment): Value {
    const values = form.items.slice(1).map((operand) => this.evaluate(operand, environment));
    return this.apply(callee, values, form);
  }

  apply(callee: Value, values: readonly Value[], call: Syntax): Value {
    if (callee.kind === 'function') return callee.apply(values, call);
    throw new MacroFailure(`${kindName(callee)} is called as a function`, call.span);
  }

  /** The function that a pattern and a body make. */
  closure(name: string, pattern: Pattern, body: readonly Syntax[], outside: Environment): FunctionValue {
    return {
      kind: 'function',
      name,
      apply: (values, call) => {
        const inner = outside.inner();
        const mismatch = bindPattern(pattern, values, this.binder(inner));
        if (mismatch)
          throw new MacroFailure(`\`${name}\` cannot be called so: ${mismatch.problem}`, call.span);
        return this.body(body, inner);
      },
    };
  }

  functionOf(entity: SyntaxFunction): FunctionValue {
    entity.used = true;
    return this.closure(entity.name, entity.pattern, entity.body, new Environment(entity.scope));
  }

  binder(environment: Environment): Binder {
    return {
      span: this.site,
      bind: (name, value) => environment.bind(name, value),
      evaluate: (fallback) => this.evaluate(fallback, environment),
    };
  }

  #valueOf(variable: SyntaxVariable, use: SymbolSyntax): Value {
    variable.used = true;
    if (variable.state === 'open')
      throw new MacroFailure(`the value of \`${variable.name}\` depends on itself`, use.span);
    const { module } = this.surroundings;
    if (variable.state === 'new' || variable.state.usedIn !== module) {
      variable.state = 'open';
      const value = this.evaluate(variable.form, new Environment(variable.scope));
      variable.state = { value, usedIn: module };
    }
    const { value } = variable.state;
    return value.kind === 'function' ? value : this.template.moved(value);
  }
}
