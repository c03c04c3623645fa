// Specializes functions: one checked version for each combination of argument types, recursive ones to a fixed point.
import { Diagnostics } from '../../grammar/diagnostics.js';
import type { CoreFunction } from '../../grammar/core.js';
import { never, sameType, typeName, type Type } from '../../grammar/signature.js';
import type { ListSyntax } from '../../grammar/syntax.js';
import type { Draft } from '../../stdlib/form.js';
import { hole, prune, settle, showType, unify, type Inferred } from '../../stdlib/inferred.js';
import type { ProgramChecker } from './check.js';
import { Finisher } from './finish.js';
import type { FunctionEntity } from './scope.js';

/** A function for given parameter types. */
export interface Instance {
  /** Index in Core. */
  readonly index: number;
  readonly key: string;
  readonly entity: FunctionEntity;
  /** What calls inside its own body take its result to be, while it is being checked. */
  result: Type;
  done: boolean;
  checked: CoreFunction | undefined;
}

/** How often the result type of a recursive function may change before it is given up. */
const rounds = 4;
/** How many times bodies are checked before functions that are not settled are given up. */
const mostChecks = 40_000;
/** How many notes a message inside a function carries at most, of those that say who called it. */
const mostNotes = 3;

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

  call(entity: FunctionEntity, form: ListSyntax): Draft {
    const { checker } = this;
    this.called.add(entity.form);
    const operands = form.items.slice(1);
    const drafts = operands.map((operand) => checker.expression(operand));
    if (operands.length !== entity.parameters.length) {
      const count = entity.parameters.length;
      checker.diagnostics.report(
        'wrongArity',
        form.span,
        {
          form: entity.name,
          wanted: `${count} operand${count === 1 ? '' : 's'}`,
          given: operands.length === 1 ? '1 is' : `${operands.length} are`,
          signature: `(${[entity.name, ...entity.parameters.map(({ name }) => name)].join(' ')})`,
        },
        [{ message: 'defined here', span: entity.form.items[1]!.span }],
      );
      return checker.wrong(form.span);
    }
    const typed = drafts.map((draft, index) => {
      const { name, type } = entity.parameters[index]!;
      const purpose = `argument \`${name}\` of \`${entity.name}\``;
      if (type) return checker.expect(draft, type, purpose);
      return draft.type.kind === 'unit' ? checker.expect(draft, never, purpose) : draft;
    });
    const given = typed.map((draft, index) => entity.parameters[index]!.type ?? prune(draft.type));
    const types = given.some(({ kind }) => kind === 'hole') ? this.decide(entity, given) : (given as Type[]);
    // An argument that never comes to be has no type to specialize for.
    if (!types || types.some((type) => type.kind === 'never')) {
      return { kind: 'sequence', items: typed, type: never, span: form.span };
    }
    given.forEach((type, index) => unify(type, types[index]!));
    const instance = this.specialize(entity, types, form);
    return { kind: 'call', callee: instance.index, arguments: typed, type: instance.result, span: form.span };
  }

  /**
   * Finds the types of arguments that are open literals: those the body of the function needs, seen by checking it
   * once with the literals still open. Undefined inside that very trial.
   */
  private decide(entity: FunctionEntity, given: readonly Inferred[]): readonly Type[] | undefined {
    const key = given.map((type) => (type.kind === 'hole' ? '?' : showType(type))).join(' ');
    const known = entity.patterns.get(key);
    // What is found from here on rests on a trial that is not over.
    if (known === 'open') this.assumed = -1;
    if (known) return known === 'open' ? undefined : known;
    entity.patterns.set(key, 'open');
    const { checker } = this;
    const { diagnostics } = checker;
    const { length } = this.instances;
    const { assumed } = this;
    checker.diagnostics = new Diagnostics();
    const trial = given.map((type) => (type.kind === 'hole' ? hole() : type));
    checker.inFunction(length + 1, entity, trial);
    checker.diagnostics = diagnostics;
    this.assumed = assumed;
    this.forget(length);
    const decided = trial.map(settle);
    entity.patterns.set(key, decided);
    return decided;
  }

  private specialize(entity: FunctionEntity, types: readonly Type[], form: ListSyntax): Instance {
    const key = types.map(typeName).join(' ');
    const known = entity.instances.get(key) as Instance | undefined;
    if (known) {
      if (!known.done) this.assumed = Math.min(this.assumed, this.open.indexOf(known));
      return known;
    }
    const index = this.instances.length + 1;
    const result = entity.result ?? entity.results.get(key) ?? never;
    const instance: Instance = { index, key, entity, result, done: false, checked: undefined };
    this.instances.push(instance);
    entity.instances.set(key, instance);
    this.settleResult(instance, types, form);
    return instance;
  }

  /** Checks the body until the result type assumed for recursive calls is the one found. */
  private settleResult(instance: Instance, types: readonly Type[], form: ListSyntax): void {
    const { checker } = this;
    const outer = checker.diagnostics;
    const outerAssumed = this.assumed;
    const depth = this.open.push(instance) - 1;
    const { entity, key } = instance;
    let stable = false;
    for (let round = 1; ; round++) {
      const { length } = this.instances;
      this.checks++;
      checker.diagnostics = new Diagnostics();
      this.assumed = Infinity;
      const { parameters, body, result } = checker.inFunction(instance.index, instance.entity, types);
      const found = settle(result);
      stable = sameType(found, instance.result) || this.assumed > depth;
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
          parameters: parameters.map((parameter) => finisher.variable(parameter)),
          result: found,
          body: finisher.expression(body),
        };
        break;
      }
      instance.result = found;
      this.forget(length);
    }
    const note = {
      message: `in \`${instance.entity.name}\` for (${types.map(typeName).join(' ')}), called here`,
      span: form.span,
    };
    for (const inner of checker.diagnostics.list) {
      const notes = inner.notes.length < mostNotes ? [...inner.notes, note] : inner.notes;
      outer.list.push({ ...inner, notes });
    }
    checker.diagnostics = outer;
    this.open.pop();
    instance.done = true;
    const usedOuter = this.assumed < depth ? this.assumed : Infinity;
    if (stable && usedOuter === Infinity) entity.results.set(key, instance.result);
    this.assumed = Math.min(outerAssumed, usedOuter);
  }

  /** Checks a function that nothing calls, for the types its parameters declare; nothing of it is kept. */
  inspect(entity: FunctionEntity): void {
    const { length } = this.instances;
    const types = entity.parameters.map(({ type }) => type ?? never);
    const { body } = this.checker.inFunction(length + 1, entity, types);
    new Finisher(this.checker.diagnostics).expression(body);
    this.forget(length);
  }

  /** Drops instances made under an assumption that turned out wrong. */
  private forget(length: number): void {
    for (const instance of this.instances.splice(length)) instance.entity.instances.delete(instance.key);
  }
}
