// Calls: what the head of a list makes of it.
import { typeName } from '../../grammar/signature.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { list, symbol } from '../../grammar/syntax.js';
import type { Draft, Use } from '../../stdlib/form.js';
import { formNamed } from '../../stdlib/index.js';
import { prune, type Inferred } from '../../stdlib/inferred.js';
import { reportExtension } from '../../stdlib/extensions.js';
import { operandsOf } from '../../stdlib/shapes.js';
import { constructStruct, constructVariant } from '../../stdlib/special/types.js';
import { checkSyscall, reportInactive } from '../../stdlib/syscalls.js';
import type { ProgramChecker } from './check.js';
import type { Entity } from './scope.js';

/** The form with another head. */
function renamed(form: ListSyntax, name: string): ListSyntax {
  return { ...form, items: [symbol(name, form.items[0]!.span), ...form.items.slice(1)] };
}

const headHint = 'the first element of a list names the form or function to call';

/** What somebody meant who called a variable. */
function calledHint(name: string, type: Inferred | undefined, [first]: readonly Syntax[]): string {
  if (first?.kind === 'symbol' && formNamed(first.name)?.kind === 'function')
    return `the operator comes first: \`(${first.name} ${name} ...)\``;
  const key = first?.kind === 'keyword' || first?.kind === 'symbol' ? first.name : 'field';
  if (type?.kind === 'array' || type?.kind === 'string') return `an element is \`(get ${name} index)\``;
  if (type?.kind === 'record' || type?.kind === 'struct') return `a field is \`(. ${name} ${key})\``;
  return headHint;
}

export class Calls {
  constructor(private readonly checker: ProgramChecker) {}

  check(form: ListSyntax, use: Use): Draft {
    const { checker } = this;
    const { diagnostics, functionValues, names, specializer } = checker;
    const head = form.items[0];
    if (!head) {
      diagnostics.report('emptyList', form.span, {});
      return checker.wrong(form.span);
    }
    if (head.kind === 'array' && head.items.length === 0) return this.check(renamed(form, 'get'), use);
    if (head.kind === 'keyword' && form.items.length === 2)
      return this.check(
        list([symbol('.', head.span), form.items[1]!, symbol(head.name, head.span)], form.span),
        use,
      );
    if (head.kind !== 'symbol') return this.ofExpression(head, operandsOf(form), form);
    const entity = checker.place.scope.lookup(head.name);
    if (entity?.kind === 'function') return specializer.call(entity, operandsOf(form), form);
    if (entity?.kind === 'broken') return this.operandsOnly(form);
    if (entity?.kind === 'type') return this.construct(entity, operandsOf(form), form);
    if (entity?.kind === 'variable' && prune(entity.variable.type).kind === 'function')
      return functionValues.call(checker.read(entity.variable, head.span), operandsOf(form), form);
    const row = names.row(head.name);
    if (row?.kind === 'special') return row.check(form, checker, use);
    if (row?.kind === 'function') return row.check(form, checker);
    const operands = operandsOf(form);
    if (row?.kind === 'library') {
      const found = checker.libraryFunctions.find(row.name);
      return found ? specializer.call(found, operands, form) : checker.wrong(form.span);
    }
    if (entity) {
      const what = `${entity.kind} \`${head.name}\``;
      const type = entity.kind === 'variable' ? prune(entity.variable.type) : undefined;
      diagnostics.report('notCallable', head.span, { what, hint: calledHint(head.name, type, operands) });
      return checker.wrong(form.span);
    }
    const variant = names.variant(head.name);
    if (variant) return constructVariant(variant, operands, form, checker);
    const syscall = checker.syscalls.get(head.name);
    if (syscall) return checkSyscall(form, 1, syscall, checker);
    if (reportInactive(head.name, head.span, checker)) return this.operandsOnly(form);
    if (reportExtension(head.name, head.span, checker)) return this.operandsOnly(form);
    diagnostics.report('unknownForm', head.span, {
      name: head.name,
      hint: names.suggestion(head.name, true),
    });
    return this.operandsOnly(form);
  }

  private ofExpression(head: Syntax, operands: readonly Syntax[], form: ListSyntax): Draft {
    const { checker } = this;
    const what = { integer: 'a number', string: 'a string', keyword: 'a keyword' }[head.kind as string];
    if (head.kind === 'list') {
      const value = checker.expression(head);
      const { kind } = prune(value.type);
      if (kind === 'function') return checker.functionValues.call(value, operands, form);
      if (kind === 'never') return this.operandsOnly(form);
    }
    checker.diagnostics.report('notCallable', head.span, {
      what: what ?? 'the value of an expression',
      hint: headHint,
    });
    return checker.wrong(form.span);
  }

  /** `(Struct ...)`. */
  private construct(
    entity: Extract<Entity, { kind: 'type' }>,
    operands: readonly Syntax[],
    form: ListSyntax,
  ): Draft {
    const { checker } = this;
    const type = entity.find();
    if (type?.kind === 'struct') return constructStruct(type, operands, form, checker);
    if (!type) return this.operandsOnly(form);
    const what = `the ${type.kind} \`${typeName(type)}\` itself`;
    const hint = type.kind === 'enum' ? `its values are written \`${typeName(type)}::Variant\`` : headHint;
    checker.diagnostics.report('notCallable', form.items[0]!.span, { what, hint });
    return checker.wrong(form.span);
  }

  /** What is called is unknown, but the operands may hold mistakes of their own. */
  private operandsOnly(form: ListSyntax): Draft {
    form.items.slice(1).forEach((item) => item.kind === 'list' && this.checker.expression(item, 'effect'));
    return this.checker.wrong(form.span);
  }
}
