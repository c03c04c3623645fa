// Growing statements: forms for their effect, and the definitions later forms use.
import { callOf, diverge, errorCode, firmExpression, kindsHere, valueKinds } from './grow-expressions.js';
import { word } from './grow-integers.js';
import { hasAccounts, index, offset, place, storedKinds } from './grow-memory.js';
import type { Grower, Producer, Producers } from './grower.js';
import { produce } from './grower.js';
import type { Kind, Term } from './term.js';
import { integer, integerNames, isIntegerKind, leastOf, greatestOf, term, variable } from './term.js';
import { sizeOf } from './value.js';

const define: Producer = (g, _, depth) => {
  const kind = g.chance.pick(kindsHere(g));
  const value = firmExpression(g, kind, depth - 1);
  const name = g.around.fresh('v');
  g.around.declare(name, kind);
  return term('define', 'unit', [value], { names: [name] });
};

const assign: Producer = (g, _, depth) => {
  const known = g.around.variables(({ mutable, kind }) => mutable && kind !== 'pointer');
  if (known.length === 0) return undefined;
  const { name, kind } = g.chance.pick(known);
  const counts = isIntegerKind(kind) || kind === 'generic';
  if (counts && g.chance.once(4)) {
    const amount = g.chance.once(2) ? [] : [g.expression(kind, depth - 1)];
    return term(g.chance.pick(['incf', 'decf']), kind, amount, { names: [name] });
  }
  return term('set!', kind, [g.expression(kind, depth - 1)], { names: [name] });
};

const conditional: Producer = (g, _, depth) => {
  const test = g.condition(depth - 1);
  const body = () => g.around.scoped(() => g.statements(2, depth - 1));
  const block = () =>
    term(
      'do',
      'unit',
      g.around.scoped(() => g.statements(2, depth - 1)),
    );
  return g.chance.pick<() => Term>([
    () => term('when', 'unit', [test, ...body()]),
    () => term('unless', 'unit', [test, ...body()]),
    () => term('if', 'unit', [test, block(), block()]),
    () =>
      term('cond', 'unit', [
        term('clause', 'unit', [test, ...filled(body())]),
        term('else', 'unit', filled(body())),
      ]),
  ])();
};

/** Forms where one at least must stand. */
const filled = (forms: readonly Term[]): readonly Term[] =>
  forms.length > 0 ? forms : [term('literal', 'null')];

const leave: Producer = (g, kind, depth) => {
  const test = g.condition(depth - 1);
  return term('when', 'unit', [test, diverge(g, kind, depth - 1)!]);
};

/** Counts in a variable of its own, first thing in the body, so that `continue` cannot make it endless. */
const whileLoop: Producer = (g, _, depth) => {
  if (g.around.loops > 1) return undefined;
  const name = g.around.fresh('k');
  const kind = g.chance.pick(integerNames);
  return g.around.scoped(() => {
    g.around.declare(name, kind, false);
    const more = term('<', 'bool', [
      variable(name, kind),
      integer(kind, BigInt(g.chance.below(7)), 'sibling'),
    ]);
    const test = g.chance.once(3) ? term('and', 'bool', [more, g.condition(depth - 1)]) : more;
    const body = g.around.inLoop(() => g.statements(3, depth - 1));
    const loop = term('while', 'unit', [test, term('incf', kind, [], { names: [name] }), ...body]);
    return term('let', 'unit', [integer(kind, 0n), loop], { names: [name] });
  });
};

/** Ranges of a few rounds, also where the type ends. */
function range(g: Grower, kind: Kind, depth: number): Term {
  if (!isIntegerKind(kind)) return term('range', kind, [integer('i64', 3n)]);
  const { chance } = g;
  const rounds = BigInt(chance.below(6));
  const start = chance.weighted<() => bigint>([
    [4, () => BigInt(chance.below(5))],
    [1, () => leastOf(kind)],
    [2, () => greatestOf(kind) - rounds],
  ])();
  const step = BigInt(chance.between(2, 4)) * (chance.once(3) ? -1n : 1n);
  if (chance.once(5)) return term('range', kind, [integer(kind, rounds)]);
  if (chance.once(3)) {
    const from = firmExpression(g, kind, depth - 1);
    const held = term('variable', kind, [], { names: [g.around.fresh('r')] });
    const to = term('wrapping-+', kind, [held, integer(kind, rounds, 'sibling')]);
    return term('held-range', kind, [from, to], { names: held.names! });
  }
  const end = start + rounds;
  if (chance.once(2)) {
    const [first, last] = step > 0n ? [start, end] : [end, start];
    return term('range', kind, [integer(kind, first), integer(kind, last), integer(kind, step, 'context')]);
  }
  return term('range', kind, [integer(kind, start), integer(kind, end, 'sibling')]);
}

const forLoop: Producer = (g, _, depth) => {
  if (g.around.loops > 1) return undefined;
  const kind = g.chance.pick(integerNames);
  const over = range(g, kind, depth);
  const name = g.around.fresh('i');
  const body = g.around.inLoop(() => {
    g.around.declare(name, kind);
    return g.statements(3, depth - 1);
  });
  if (over.operation !== 'held-range') return term('for', 'unit', [over, ...body], { names: [name] });
  // The end depends on a start known only when the program runs.
  const [from, to] = over.parts;
  const start = variable(over.names![0]!, kind);
  const loop = term('for', 'unit', [term('range', kind, [start, to!]), ...body], { names: [name] });
  return term('let', 'unit', [from!, loop], { names: over.names! });
};

const log: Producer = (g, _, depth) =>
  g.chance.weighted<() => Term>([
    [4, () => term('log', 'unit', [g.expression('string', depth - 1)])],
    [
      6,
      () =>
        term(
          'sol_log_64_',
          'unit',
          Array.from({ length: g.chance.between(1, 5) }, () => word(g, depth)),
        ),
    ],
    [2, () => term('sol_log_pubkey', 'unit', [g.expression('pubkey', depth - 1)])],
    [1, () => term('sol_log_compute_units_', 'unit')],
  ])();

const require: Producer = (g, _, depth) => {
  const test = g.chance.once(4)
    ? g.condition(depth - 1)
    : term('or', 'bool', [g.condition(depth - 1), likely(g, depth)]);
  const error = g.chance.pick<() => Term[]>([
    () => [],
    () => [integer('u64', BigInt(g.chance.below(99)), 'context')],
    () => [g.expression('string', depth - 1)],
    () => [errorCode(g, depth)],
  ])();
  return term(g.chance.pick(['require', 'require', 'assert']), 'unit', [test, ...error]);
};

/** A condition that mostly holds. */
const likely = (g: Grower, depth: number): Term =>
  g.chance.once(3) ? g.condition(depth - 1) : term('literal', 'bool', [], { value: true });

const accountCheck: Producer = (g, _, depth) => {
  if (!g.chance.once(3) || !hasAccounts(g)) return undefined;
  const at = index(g, depth).term;
  const name = g.chance.pick(['assert-signer', 'assert-writable', 'assert-owner']);
  const owner = name === 'assert-owner' ? [g.expression('pubkey', depth - 1)] : [];
  return term(name, 'unit', [at, ...owner]);
};

const accountWrite: Producer = (g, _, depth) => {
  if (!hasAccounts(g)) return undefined;
  const kind = g.chance.pick(storedKinds);
  const at = index(g, depth);
  const place = offset(g, at.length, sizeOf(kind), depth);
  return term('account-write', 'unit', [at.term, place, g.expression(kind, depth - 1)], { of: kind });
};

const lamports: Producer = (g, _, depth) => {
  if (!g.chance.once(2) || !hasAccounts(g)) return undefined;
  return term('set-lamports', 'unit', [index(g, depth).term, g.expression('u64', depth - 1)]);
};

/** Moves lamports from one account to another, which keeps their sum. */
const transfer: Producer = (g, _, depth) => {
  if (g.world.accounts.length === 0) return undefined;
  const [from, to] = [index(g, 0).term, index(g, 0).term];
  const amount = term('bit-and', 'u64', [g.expression('u64', depth - 1), integer('u64', 1023n)]);
  const name = g.around.fresh('v');
  const held = variable(name, 'u64');
  const moved = (operation: string, at: Term): Term =>
    term('set-lamports', 'unit', [at, term(operation, 'u64', [term('account-lamports', 'u64', [at]), held])]);
  return term('let', 'unit', [amount, moved('-', from), moved('+', to)], { names: [name] });
};

const store: Producer = (g, _, depth) => {
  const sized = g.chance.once(3);
  const size = g.chance.pick([1, 2, 4, 8]);
  const kind = g.chance.pick(storedKinds);
  const to = place(g, sized ? size : sizeOf(kind), depth);
  if (!to) return undefined;
  const { address, offset: at } = to;
  if (sized) return term(`mem-store${size === 8 ? '' : size}`, 'unit', [address, at, word(g, depth)]);
  return term('store', 'unit', [address, at, g.expression(kind, depth - 1)], { of: kind });
};

/** Memory of the frame, written before anything can read it. */
const stackBytes: Producer = (g, _, depth) => {
  const size = 8 * g.chance.between(1, 6);
  const name = g.around.fresh('p');
  const own = variable(name, 'pointer');
  const fill = Array.from({ length: size / 8 }, (_unused, at) =>
    term('store', 'unit', [own, integer('u64', BigInt(8 * at), 'context'), g.expression('u64', depth - 2)], {
      of: 'u64',
    }),
  );
  g.around.declare(name, 'pointer', false, size);
  return term('do', 'unit', [
    term('define', 'unit', [term('stack-bytes', 'pointer', [], { value: size })], { names: [name] }),
    ...fill,
  ]);
};

const block: Producer = (g, _, depth) => {
  const operation = g.chance.pick(['unchecked', 'let']);
  const body = g.around.scoped(() => g.statements(3, depth - 1));
  return body.length === 0 ? undefined : term(operation, 'unit', body, { names: [] });
};

const call: Producer = (g, _, depth) =>
  g.around.functions.length > 0 ? callOf(g, g.chance.pick(g.around.functions), depth) : undefined;

/** A function among the forms of the program's body, whose variables it shares. */
const definition: Producer = (g) => {
  if (g.around.inside) return undefined;
  const made = g.definition();
  g.around.functions.push(made);
  return term('defun', 'unit', [], { definition: made });
};

/** Logs the whole value of a variable. */
export function shown(name: string, kind: Kind): Term | undefined {
  const own = variable(name, kind);
  if (kind === 'string') return term('log', 'unit', [own]);
  if (kind === 'pubkey') return term('sol_log_pubkey', 'unit', [own]);
  const low = term('wrapping-u64', 'u64', [own]);
  if (kind === 'generic') return term('sol_log_64_', 'unit', [low]);
  if (kind === 'u128' || kind === 'i128') {
    const high = term('shift-right', kind, [own, integer('u64', 64n)]);
    return term('sol_log_64_', 'unit', [low, term('wrapping-u64', 'u64', [high])]);
  }
  return kind === 'bool' || isIntegerKind(kind) ? term('sol_log_64_', 'unit', [own]) : undefined;
}

const showExpression: Producer = (g, _, depth) => {
  const kind = g.chance.pick(kindsHere(g));
  const name = g.around.fresh('v');
  const log = shown(name, kind);
  return log && term('let', 'unit', [firmExpression(g, kind, depth - 1), log], { names: [name] });
};

/** Logs of some of the variables here, so that wrong values do not stay unseen. */
export function showVariables(g: Grower, limit: number): Term[] {
  const logs = g.around.visible().map(({ name, kind }) => shown(name, kind));
  return logs.filter((log) => log !== undefined).slice(-limit);
}

const producers: Producers = [
  [8, define],
  [8, assign],
  [5, conditional],
  [2, leave],
  [3, whileLoop],
  [4, forLoop],
  [6, log],
  [3, require],
  [1, accountCheck],
  [4, accountWrite],
  [1, lamports],
  [2, transfer],
  [3, store],
  [1, stackBytes],
  [1, block],
  [4, call],
  [1, definition],
  [1, (g, _, depth) => g.expression(g.chance.pick(valueKinds), depth - 1)],
  [3, showExpression],
];

/** Up to `count` forms. */
export function growStatements(g: Grower, count: number, depth: number): Term[] {
  if (depth <= 0) return [];
  return Array.from({ length: g.chance.below(count + 1) }, () => produce(producers, g, 'unit', depth)).filter(
    (made) => made !== undefined,
  );
}
