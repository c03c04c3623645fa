// Specializes functions: one checked version for each combination of argument types, recursive ones to a fixed point.
import { Diagnostics } from '../../grammar/diagnostics.js';
import type { CoreFunction, Variable } from '../../grammar/core.js';
import { never, sameType, typeKey, typeName, type Type } from '../../grammar/signature.js';
import type { Span } from '../../grammar/source.js';
import { nearest } from '../../grammar/suggest.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import type { Draft, DraftVariable } from '../../stdlib/form.js';
import {
  freshen,
  isOpen,
  prune,
  settle,
  keyOf,
  unify,
  type Hole,
  type Inferred,
} from '../../stdlib/inferred.js';
import { arrayOf } from '../../stdlib/special/aggregates.js';
import type { ProgramChecker } from './check.js';
import { Finisher } from './finish.js';
import { checkBody } from './function-body.js';
import type { FunctionEntity, Parameter } from './scope.js';

/** A function for given parameter types. */
export interface Instance {
  /** Index in Core. */
  readonly index: number;
  readonly key: string;
  readonly entity: FunctionEntity;
  /** What calls inside its own body take its result to be, while it is being checked. */
  result: Type;
  /** What a look at its body that knows nothing of its result has led to. */
  firstLook: 'unused' | 'used' | 'awaits another' | 'over';
  done: boolean;
  checked: CoreFunction | undefined;
}

/** What a call gives: the values for the parameters, in their order, undefined where a parameter is left out. */
interface Given {
  readonly drafts: readonly (Draft | undefined)[];
  /** All operands in the order in which they are evaluated. */
  readonly operands: readonly Draft[];
}

/** How often the result type of a recursive function may change before it is given up. */
const rounds = 4;
/** How many times bodies are checked before functions that are not settled are given up. */
const mostChecks = 40_000;
/** How many notes a message inside a function carries at most, of those that say who called it. */
const mostNotes = 3;

function parameterText({ name, mode }: Parameter, index: number, all: readonly Parameter[]): string {
  const first = mode !== 'required' && all[index - 1]?.mode !== mode;
  return `${first ? `&${mode} ` : ''}${name}`;
}

/** How many operands without a keyword a function must be given, and how many it takes. */
function countsOf(parameters: readonly Parameter[]): { readonly required: number; readonly most: number } {
  let required = 0;
  let most = 0;
  for (const { mode } of parameters) {
    if (mode === 'required') required++;
    if (mode !== 'key') most += mode === 'rest' ? Infinity : 1;
  }
  return { required, most };
}

function countText(required: number, most: number): string {
  const plural = (n: number): string => `${n} operand${n === 1 ? '' : 's'}`;
  if (most === Infinity) return `at least ${plural(required)}`;
  return required === most ? plural(required) : `${required} to ${plural(most)}`;
}

/** The captures grow until checking is over; then their types are settled too. */
const settledLater = (captures: readonly DraftVariable[]): readonly Variable[] =>
  captures as readonly Variable[];

export class Specializer {
  private readonly instances: Instance[] = [];
  /** The definitions of the functions that some call has reached. */
  readonly called = new Set<ListSyntax>();
  /** Instances being checked, outermost first. */
  private readonly open: Instance[] = [];
  /** The outermost open instance whose assumed result the check in progress has used. */
  private assumed = Infinity;
  private checks = 0;

  constructor(private readonly checker: ProgramChecker) {}

  /** The checked functions, in the order of their indices from 1. */
  finished(): readonly CoreFunction[] {
    return this.instances.flatMap(({ checked }) => (checked ? [checked] : []));
  }

  /** The function an index of Core stands for. */
  entityOf(index: number): FunctionEntity | undefined {
    return this.instances[index - 1]?.entity;
  }

  /** Checks a call with operands as written. */
  call(entity: FunctionEntity, operands: readonly Syntax[], form: ListSyntax, closure?: Draft): Draft {
    this.called.add(entity.form);
    const given = this.match(entity, operands, form);
    return given ? this.callWith(entity, given, form, closure) : this.checker.wrong(form.span);
  }

  /** Checks a call with values, one for each parameter from the first. */
  callDrafts(entity: FunctionEntity, drafts: readonly Draft[], form: ListSyntax, closure?: Draft): Draft {
    this.called.add(entity.form);
    const given = this.distribute(entity, drafts, new Map(), form);
    return given ? this.callWith(entity, given, form, closure) : this.checker.wrong(form.span);
  }

  /** Which operand goes to which parameter. */
  private match(entity: FunctionEntity, operands: readonly Syntax[], form: ListSyntax): Given | undefined {
    const { checker } = this;
    const keys = entity.parameters.filter(({ mode }) => mode === 'key');
    const positional: Draft[] = [];
    const named = new Map<string, Draft>();
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      if (operand.kind !== 'keyword' || keys.length === 0) {
        positional.push(checker.expression(operand));
        continue;
      }
      const known = keys.find(({ name }) => name === operand.name);
      const value = operands[++i];
      if (!known || !value || named.has(operand.name)) {
        const problem = !known ? 'unknown' : value ? 'given twice' : 'given without a value';
        checker.diagnostics.report('wrongKeyword', operand.span, {
          function: entity.name,
          name: operand.name,
          problem,
          hint: nearest(
            operand.name,
            keys.map(({ name }) => name),
            `its keywords are ${keys.map(({ name }) => `:${name}`).join(', ')}`,
            ':',
          ),
        });
        return undefined;
      }
      named.set(operand.name, checker.expression(value));
    }
    return this.distribute(entity, positional, named, form);
  }

  private distribute(
    entity: FunctionEntity,
    positional: readonly Draft[],
    named: ReadonlyMap<string, Draft>,
    form: ListSyntax,
  ): Given | undefined {
    const { parameters } = entity;
    const { required, most } = countsOf(parameters);
    if (positional.length < required || positional.length > most) {
      const { length } = positional;
      this.checker.diagnostics.report(
        'wrongArity',
        form.span,
        {
          form: entity.name,
          wanted: countText(required, most),
          given: length === 1 ? '1 is' : `${length} are`,
          signature: `(${[entity.name, ...parameters.map(parameterText)].join(' ')})`,
        },
        entity.library ? [] : [{ message: 'defined here', span: entity.form.items[1]!.span }],
      );
      return undefined;
    }
    let next = 0;
    const drafts = parameters.map(({ mode, name }) => {
      if (mode === 'key') return named.get(name);
      if (mode === 'rest') return arrayOf(positional.slice(next), form.span, this.checker);
      return positional[next++];
    });
    return { drafts, operands: named.size === 0 ? positional : [...positional, ...named.values()] };
  }

  private callWith(entity: FunctionEntity, given: Given, form: ListSyntax, closure?: Draft): Draft {
    const { checker } = this;
    const typed = given.drafts.map((draft, index) => {
      if (!draft) return undefined;
      const { name, type } = entity.parameters[index]!;
      if (!type && prune(draft.type).kind !== 'unit') return draft;
      return checker.expect(draft, type ?? never, `argument \`${name}\` of \`${entity.name}\``);
    });
    const types = this.parameterTypes(entity, typed);
    const { span } = form;
    // An argument that never comes to be has no type to specialize for.
    if (!types || types.some((type) => type?.kind === 'never')) {
      return { kind: 'sequence', items: given.operands, type: never, span };
    }
    const instance = this.specialize(entity, types, form);
    const args = typed.filter((draft) => draft !== undefined);
    return { kind: 'call', callee: instance.index, closure, arguments: args, type: instance.result, span };
  }

  private parameterTypes(
    entity: FunctionEntity,
    typed: readonly (Draft | undefined)[],
  ): readonly (Type | undefined)[] | undefined {
    const given = typed.map((draft, index) => draft && (entity.parameters[index]!.type ?? prune(draft.type)));
    const open = given.some((type) => type && isOpen(type));
    const decided = open ? this.decide(entity, given) : given;
    decided?.forEach((type, index) => type && unify(given[index]!, type));
    return decided && given.map((type) => type && settle(type));
  }

  /**
   * Finds the types of arguments that are open literals: those the body of the function needs, seen by checking it
   * once with the literals still open. Undefined inside that very trial.
   */
  private decide(
    entity: FunctionEntity,
    given: readonly (Inferred | undefined)[],
  ): readonly (Type | undefined)[] | undefined {
    const key = given.map((type) => (type ? keyOf(type) : '-')).join(' ');
    const known = entity.patterns.get(key);
    // What is found from here on rests on a trial that is not over.
    if (known === 'open') this.assumed = -1;
    if (known) return known === 'open' ? undefined : known;
    entity.patterns.set(key, 'open');
    const { checker } = this;
    const { diagnostics } = checker;
    const { length } = this.instances;
    const { assumed } = this;
    const takeBack = checker.variables.markThrown();
    checker.diagnostics = new Diagnostics();
    const made = new Map<Hole, Hole>();
    const trial = given.map((type) => type && freshen(type, made));
    checkBody(length + 1, entity, trial, checker);
    checker.diagnostics = diagnostics;
    this.assumed = assumed;
    this.forget(length);
    takeBack();
    const decided = trial.map((type) => type && settle(type));
    entity.patterns.set(key, decided);
    return decided;
  }

  private specialize(
    entity: FunctionEntity,
    types: readonly (Type | undefined)[],
    form: ListSyntax,
  ): Instance {
    const key = types.map((type) => (type ? typeKey(type) : '-')).join(' ');
    const known = entity.instances.get(key) as Instance | undefined;
    if (known) {
      if (!known.done) this.assumed = Math.min(this.assumed, this.open.indexOf(known));
      if (known.firstLook === 'unused') known.firstLook = 'used';
      return known;
    }
    const index = this.instances.length + 1;
    const result = entity.result ?? entity.results.get(key) ?? never;
    const firstLook = result === never ? 'unused' : 'over';
    const instance: Instance = { index, key, entity, result, firstLook, done: false, checked: undefined };
    this.instances.push(instance);
    entity.instances.set(key, instance);
    this.settleResult(instance, types, form);
    return instance;
  }

  /** Checks the body until the result type assumed for recursive calls is the one found. */
  private settleResult(instance: Instance, types: readonly (Type | undefined)[], form: ListSyntax): void {
    const { checker } = this;
    const outer = checker.diagnostics;
    const outerAssumed = this.assumed;
    const depth = this.open.push(instance) - 1;
    const { entity, key } = instance;
    let stable = false;
    for (let round = 1; ; round++) {
      const { length } = this.instances;
      const takeBack = checker.variables.markThrown();
      this.checks++;
      checker.diagnostics = new Diagnostics();
      this.assumed = Infinity;
      const { parameters, body, result, limit } = checkBody(instance.index, entity, types, checker);
      const found = settle(result);
      stable =
        instance.firstLook !== 'awaits another' && (sameType(found, instance.result) || this.assumed > depth);
      instance.firstLook = 'over';
      if (stable || round === rounds || this.checks > mostChecks) {
        if (!stable) {
          checker.diagnostics.report('endlessRecursion', instance.entity.form.span, {
            name: instance.entity.name,
          });
        }
        instance.result = found;
        const finisher = new Finisher(checker.diagnostics);
        instance.checked = {
          name: instance.entity.name,
          span: instance.entity.form.span,
          captures: settledLater(instance.entity.captures),
          parameters: parameters.map((parameter) => finisher.variable(parameter)),
          result: found,
          body: finisher.expression(body),
          ...(limit && { limit }),
        };
        break;
      }
      instance.result = found;
      this.forget(length);
      takeBack();
    }
    const inside = checker.diagnostics;
    checker.diagnostics = outer;
    this.handOn(inside, entity, types, form.span);
    this.open.pop();
    instance.done = true;
    const usedOuter = this.assumed < depth ? this.assumed : Infinity;
    if (stable && usedOuter === Infinity) entity.results.set(key, instance.result);
    this.assumed = Math.min(outerAssumed, usedOuter);
  }

  /**
   * Whether the type of something may wait, as it may be that of a function whose result has been used before anything
   * is known of it; then there is another look at that function.
   */
  postpone(): boolean {
    const begun = this.open.find(({ firstLook }) => firstLook === 'used' || firstLook === 'awaits another');
    if (begun) begun.firstLook = 'awaits another';
    return begun !== undefined;
  }

  /** Reports what was found inside a function to whoever called it. */
  private handOn(
    inside: Diagnostics,
    entity: FunctionEntity,
    types: readonly (Type | undefined)[],
    span: Span,
  ): void {
    if (inside.list.length === 0) return;
    const { diagnostics } = this.checker;
    const given = types.flatMap((type) => (type ? [typeName(type)] : [])).join(' ');
    const note = { message: `in \`${entity.name}\` for (${given}), called here`, span };
    // The text of the library is not the program's business, but functions of the program that it calls are.
    const isOwn = (at: Span | undefined) => entity.library && at?.source === entity.form.span.source;
    for (const inner of inside.list) {
      if (isOwn(inner.span)) continue;
      const before = inner.notes.filter((other) => !isOwn(other.span));
      const notes = before.length < mostNotes ? [...before, note] : before;
      diagnostics.list.push({ ...inner, notes });
    }
    const first = inside.list.find((inner) => inner.level === 'error' && isOwn(inner.span));
    if (!first) return;
    // Of a function of the library in another the reason counts, which is its hint.
    const reason = first.name === 'libraryArguments' ? first.hint : first.message;
    diagnostics.report('libraryArguments', span, { function: entity.name, given, reason });
  }

  /** Checks a function that nothing calls, for the types its parameters declare; nothing of it is kept. */
  inspect(entity: FunctionEntity): void {
    const { length } = this.instances;
    const takeBack = this.checker.variables.markThrown();
    const types = entity.parameters.map(({ type, mode }) =>
      mode === 'required' ? (type ?? never) : undefined,
    );
    const { body } = checkBody(length + 1, entity, types, this.checker);
    new Finisher(this.checker.diagnostics).expression(body);
    this.forget(length);
    takeBack();
  }

  /** Drops instances made under an assumption that turned out wrong. */
  private forget(length: number): void {
    for (const instance of this.instances.splice(length)) instance.entity.instances.delete(instance.key);
  }
}
