// Templates: quasiquotes filled in, and quoted code, as code at the place of the macro's call.
import type { QuotedSyntax, Syntax } from '../../grammar/syntax.js';
import { symbol } from '../../grammar/syntax.js';
import type { Environment } from './environment.js';
import type { Evaluator } from './evaluate.js';
import { MacroFailure } from './failure.js';
import type { Module } from './scope.js';
import { kindName } from './value.js';

export class Template {
  readonly #evaluator: Evaluator;
  /** The fresh names of this use of the macro, by what the template calls them: `name#`. */
  readonly #fresh = new Map<string, string>();

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  /** The code that a quasiquote describes. */
  fill(form: Syntax, environment: Environment): Syntax {
    return this.#fill(form, 1, environment);
  }

  /** Quoted code. */
  copy(form: Syntax, environment: Environment): Syntax {
    return this.#rebuild(form, (name) => this.#resolved(name, environment.scope.module));
  }

  /** Code that was made for another use. */
  moved(form: Syntax): Syntax {
    return this.#rebuild(form, (name) => name);
  }

  #rebuild(form: Syntax, rename: (name: string) => string): Syntax {
    this.#evaluator.budget.spend(1);
    const again = (part: Syntax): Syntax => this.#rebuild(part, rename);
    const span = this.#evaluator.site;
    switch (form.kind) {
      case 'symbol':
        return symbol(rename(form.name), span);
      case 'list':
      case 'array':
        return { ...form, items: form.items.map(again), span };
      case 'record':
        return {
          ...form,
          entries: form.entries.map(({ key, value }) => ({ key, value: again(value) })),
          span,
        };
      case 'quoted':
        return { ...form, form: again(form.form), span };
      default:
        return { ...form, span };
    }
  }

  /** `level`: how many quasiquotes minus unquotes are around; unquotes of level 1 are evaluated. */
  #fill(form: Syntax, level: number, environment: Environment): Syntax {
    this.#evaluator.budget.spend(1);
    const span = this.#evaluator.site;
    switch (form.kind) {
      case 'symbol':
        return symbol(this.#nameIn(form.name, level, environment), span);
      case 'list':
      case 'array':
        return { ...form, items: form.items.flatMap((item) => this.#items(item, level, environment)), span };
      case 'record': {
        const entries = form.entries.map(({ key, value }) => ({
          key,
          value: this.#fill(value, level, environment),
        }));
        return { ...form, entries, span };
      }
      case 'quoted':
        return this.#quoted(form, level, environment);
      default:
        return { ...form, span };
    }
  }

  #quoted(form: QuotedSyntax, level: number, environment: Environment): Syntax {
    const evaluator = this.#evaluator;
    const within = (inner: number): Syntax => ({
      ...form,
      form: this.#fill(form.form, inner, environment),
      span: evaluator.site,
    });
    if (form.mode === 'quote') return within(level);
    if (form.mode === 'quasiquote') return within(level + 1);
    if (level > 1) return within(level - 1);
    if (form.mode === 'unquote') return evaluator.code(evaluator.evaluate(form.form, environment), form.form);
    throw new MacroFailure('`,@` has no list around it to insert into', form.span, 'write `,` for one form');
  }

  /** What an item of a list becomes: one form, or the items that `,@` inserts. */
  #items(form: Syntax, level: number, environment: Environment): readonly Syntax[] {
    if (form.kind !== 'quoted' || form.mode !== 'splice' || level > 1)
      return [this.#fill(form, level, environment)];
    const value = this.#evaluator.evaluate(form.form, environment);
    if (value.kind === 'list' || value.kind === 'array') {
      this.#evaluator.budget.spend(value.items.length);
      return value.items;
    }
    if (value.kind === 'literal' && value.value === null) return [];
    throw new MacroFailure(
      `\`,@\` inserts the items of a list, but this is ${kindName(value)}`,
      form.form.span,
      'write `,` for one form',
    );
  }

  #nameIn(name: string, level: number, { scope }: Environment): string {
    if (level > 1 || !name.endsWith('#')) return this.#resolved(name, scope.module);
    let fresh = this.#fresh.get(name);
    if (fresh === undefined) {
      fresh = this.#evaluator.surroundings.fresh(name);
      this.#fresh.set(name, fresh);
    }
    return fresh;
  }

  /** A name that the macro's file defines means that definition wherever the macro is used. */
  #resolved(name: string, home: Module | undefined): string {
    if (home === undefined || home === this.#evaluator.surroundings.module) return name;
    return home.names.has(name) ? `${name}#${home.number}` : name;
  }
}
