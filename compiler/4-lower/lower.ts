// Lowers Core to Flow: every function, the globals they share, and what the program does with its last value.
import type { Core, CoreFunction, Expression, ExpressionOf, Variable } from '../../grammar/core.js';
import { eachChild, isLiteral } from '../../grammar/core.js';
import type { Diagnostics } from '../../grammar/diagnostics.js';
import type { FlowInstruction, FlowProgram } from '../../grammar/flow.js';
import * as make from '../../grammar/flow/make.js';
import { componentsOf } from '../../grammar/layout.js';
import { defaultHeapSize, heapStart } from '../../grammar/memory.js';
import type { SyscallSignature } from '../../grammar/syscall.js';
import { FlowBuilder } from '../../stdlib/builder.js';
import { FlowModule } from '../../stdlib/flow-module.js';
import { carriedComponents, FunctionLowering, isReturnedInMemory, type Globals } from './lower-function.js';
import { FieldChanges } from './field-changes.js';
import { endProgram } from './result.js';
import { settleStatus } from './settle-status.js';

/** What lowering wants to know of the whole program before it begins. */
interface Survey {
  /** The names of all forms that the program uses. */
  readonly forms: ReadonlySet<string>;
  /** What gives values to the variables that functions share. */
  readonly shared: readonly ExpressionOf<'define' | 'attempt'>[];
}

function survey(core: Core): Survey {
  const forms = new Set<string>();
  const shared: ExpressionOf<'define' | 'attempt'>[] = [];
  const open: Expression[] = core.functions.map(({ body }) => body);
  const visit = (expression: Expression): void => void open.push(expression);
  for (let expression = open.pop(); expression; expression = open.pop()) {
    eachChild(expression, visit);
    if (expression.kind === 'apply') forms.add(expression.form);
    else if (expression.kind !== 'define' && expression.kind !== 'attempt') continue;
    else if (expression.variable.shared) shared.push(expression);
  }
  return { forms, shared };
}

/** Constants and heap addresses of the variables that functions share. */
function placeGlobals({ shared }: Survey, module: FlowModule): Globals {
  const constants = new Map<Variable, Expression>();
  const addresses = new Map<Variable, bigint>();
  for (const expression of shared) {
    const { variable } = expression;
    const value = expression.kind === 'define' ? expression.value : undefined;
    if (value && isLiteral(value) && !variable.mutated) constants.set(variable, value);
    else addresses.set(variable, module.global(8 * componentsOf(variable.type)));
  }
  return { constants, addresses };
}

/** Leaves a value at an address before the program begins. */
function storeAtEntry(program: FlowProgram, address: bigint, value: bigint | 'instruction-data'): void {
  const entry = program.functions[0]!;
  const first = entry.blocks[0]!;
  const span = first.terminator.span;
  const constant = (bits: bigint): FlowInstruction & { readonly result: number } =>
    make.constant({ result: entry.values++, value: bits, span });
  const place = constant(address);
  const stored = value === 'instruction-data' ? undefined : constant(value);
  first.instructions.unshift(
    ...(stored ? [stored] : []),
    place,
    make.store({
      size: 8,
      address: place.result,
      offset: 0,
      value: stored?.result ?? entry.parameters[1]!,
      span,
    }),
  );
}

/** How many bits of each parameter of a function may be set, as far as their types say so. */
function bitsOf({ captures, parameters }: CoreFunction): readonly (number | undefined)[] {
  const carried = captures.flatMap((one) => new Array<undefined>(carriedComponents(one)).fill(undefined));
  const given = parameters.flatMap(({ type }) => {
    if (type.kind === 'bool') return [1];
    if (type.kind === 'integer' && !type.signed && type.bits < 64) return [type.bits];
    return new Array<undefined>(componentsOf(type)).fill(undefined);
  });
  return [...carried, ...given];
}

export interface LowerOptions {
  readonly syscalls: ReadonlyMap<string, SyscallSignature>;
}

/** Flow that does what `core`, free of errors, says; undefined after reporting that it does not fit the machine. */
export function lower(core: Core, diagnostics: Diagnostics, options: LowerOptions): FlowProgram | undefined {
  const surveyed = survey(core);
  const { forms } = surveyed;
  const module = new FlowModule(options.syscalls, forms, core.errorCodes);
  const globals = placeGlobals(surveyed, module);
  // A function without results reports failure in the register that holds the code, so `(exit 0)` would look like
  // success there; with a result the status has a register of its own.
  const leastResults = forms.has('exit') ? 1 : 0;
  const fields = new FieldChanges(core, forms);
  core.functions.forEach(() => module.reserve());
  core.functions.forEach((definition, index) => {
    const entry = index === 0;
    const inMemory = !entry && isReturnedInMemory(definition.result);
    const components = inMemory ? 0 : componentsOf(definition.result);
    const results = entry ? 1 : components === 0 ? leastResults : components;
    const builder = new FlowBuilder(module, { name: definition.name, span: definition.span, results, entry });
    const counts = [
      inMemory ? 1 : 0,
      ...definition.captures.map(carriedComponents),
      ...definition.parameters.map(({ type }) => componentsOf(type)),
    ];
    const count = entry ? 2 : counts.reduce((total, n) => total + n, 0);
    const parameters = builder.newValues(count);
    const lowering = new FunctionLowering(builder, globals, core, leastResults, fields);
    lowering.begin(definition, entry ? [] : parameters);
    const values = lowering.expression(definition.body);
    if (entry) endProgram(builder, core, definition, values);
    else lowering.return(values, definition.result);
    const built = builder.finish(parameters);
    const { limit } = definition;
    if (limit) {
      const bits = inMemory ? [undefined, ...bitsOf(definition)] : bitsOf(definition);
      built.kept = { limit, bits };
    }
    module.functions[index] = built;
  });
  const program = module.finish();
  if (program.globalBytes > defaultHeapSize) {
    diagnostics.report('globalsTooLarge', core.functions[0]!.span, {
      bytes: program.globalBytes,
      limit: defaultHeapSize,
    });
    return undefined;
  }
  if (module.instructionData !== undefined) {
    storeAtEntry(program, module.instructionData, 'instruction-data');
  }
  if (module.heapTop !== undefined) {
    storeAtEntry(program, module.heapTop, heapStart + BigInt(program.globalBytes));
  }
  settleStatus(program);
  return program;
}
