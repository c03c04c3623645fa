// Growing expressions: terms of any kind, by tables of producers.
import { chainComparison } from './grow-edges.js';
import { genericProducers, integerProducers, wordNames } from './grow-integers.js';
import { hasAccounts, hasRoom, index, offset, place } from './grow-memory.js';
import type { Grower, Producer, Producers } from './grower.js';
import { produce } from './grower.js';
import { integerLiteral, pubkeyLiteral, stringLiteral } from './literals.js';
import type { Definition, IntegerName, Kind, Term } from './term.js';
import { bitsOf, integer, integerNames, isFirm, isIntegerKind, term, variable } from './term.js';

/** The types with the most intricate code come more often. */
const integersByWeight: readonly IntegerName[] = [
  ...integerNames,
  ...integerNames.filter((name) => bitsOf(name) >= 64),
  'u64',
  'i64',
];

/** Kinds an expression may be asked for. */
export const valueKinds: readonly Kind[] = [
  ...integersByWeight,
  ...integersByWeight,
  'bool',
  'bool',
  'bool',
  'string',
  'pubkey',
];

/** The kinds variables can have here. */
export const kindsHere = (g: Grower): readonly Kind[] =>
  g.around.generic ? [...valueKinds, 'generic', 'generic', 'generic', 'generic', 'generic'] : valueKinds;

export function leaf(g: Grower, kind: Kind): Term {
  const known = g.around.variables((candidate) => candidate.kind === kind);
  if (known.length > 0 && (kind === 'generic' || g.chance.below(4) > 0)) {
    return variable(g.chance.pick(known).name, kind);
  }
  if (isIntegerKind(kind)) return integerLiteral(g.chance, kind);
  if (kind === 'string') return stringLiteral(g.chance);
  if (kind === 'pubkey') return pubkeyLiteral(g.chance);
  if (kind === 'bool') return term('literal', kind, [], { value: g.chance.once(2) });
  return term('literal', kind);
}

/** A term that says its type, for places that take theirs from it. */
export function firmExpression(g: Grower, kind: Kind, depth: number): Term {
  const grown = g.expression(kind, depth);
  if (isFirm(grown)) return grown;
  return isIntegerKind(kind) ? integer(kind, BigInt(g.chance.below(100))) : leaf(g, kind);
}

/** A code known only when the program runs; literals that are no codes do not compile. */
export function errorCode(g: Grower, depth: number): Term {
  const grown = firmExpression(g, 'u64', depth - 1);
  return ['literal', 'do', 'unchecked', 'let', 'let*'].includes(grown.operation)
    ? integer('u64', BigInt(g.chance.below(99)))
    : grown;
}

/** Leaves the place, in one of the ways there are. */
export const diverge: Producer = (g, _, depth) => {
  const { chance, around } = g;
  const ways: (() => Term)[] = [
    () => term('fail', 'never', [integer('u64', BigInt(chance.below(50)), 'context')]),
    () => term('fail', 'never', [g.expression('string', depth - 1)]),
    () => term('exit', 'never', [integer('u64', BigInt(chance.pick([0, 0, 1, 77])), 'context')]),
  ];
  if (chance.once(3)) ways.push(() => term('fail', 'never', [errorCode(g, depth)]));
  if (around.loops > 0) {
    ways.push(...Array.from({ length: 6 }, () => () => term(chance.pick(['break', 'continue']), 'never')));
  }
  const { returns } = around;
  if (returns !== undefined && returns !== 'unit') {
    const parts = () => (returns === 'null' ? [] : [firmExpression(g, returns, depth - 1)]);
    ways.push(...Array.from({ length: 8 }, () => () => term('return', 'never', parts())));
  }
  return chance.pick(ways)();
};

const conditional: Producer = (g, kind, depth) => {
  const test = g.condition(depth - 1);
  const branches = [g.expression(kind, depth - 1), g.expression(kind, depth - 1)];
  if (g.chance.once(8)) branches[g.chance.below(2)] = diverge(g, kind, depth - 1)!;
  return term('if', kind, [test, ...branches]);
};

const cond: Producer = (g, kind, depth) => {
  const clause = (): Term =>
    term('clause', kind, [
      g.condition(depth - 1),
      ...g.statements(1, depth - 1),
      firmExpression(g, kind, depth - 1),
    ]);
  const clauses = Array.from({ length: g.chance.between(1, 3) }, () => g.around.scoped(clause));
  return term('cond', kind, [...clauses, term('else', kind, [firmExpression(g, kind, depth - 1)])]);
};

const binding: Producer = (g, kind, depth) => {
  const { around, chance } = g;
  const operation = chance.pick(['let', 'let*']);
  return around.scoped(() => {
    const kinds = Array.from({ length: chance.between(1, 3) }, () => chance.pick(kindsHere(g)));
    const names: string[] = [];
    const values: Term[] = [];
    for (const bound of kinds) {
      values.push(firmExpression(g, bound, depth - 1));
      const hidden = chance.once(10) ? around.variables((known) => known.kind !== 'generic') : [];
      const candidates = hidden.map((known) => known.name).filter((candidate) => !names.includes(candidate));
      const name = chance.pick([...candidates, around.fresh('v')]);
      names.push(name);
      if (operation === 'let*') around.declare(name, bound);
    }
    if (operation === 'let') names.forEach((name, at) => around.declare(name, kinds[at]!));
    const body = [...g.statements(1, depth - 1), g.expression(kind, depth - 1)];
    return term(operation, kind, [...values, ...body], { names });
  });
};

const sequence: Producer = (g, kind, depth) =>
  g.around.scoped(() => term('do', kind, [...g.statements(2, depth - 1), g.expression(kind, depth - 1)]));

const assignment: Producer = (g, kind, depth) => {
  const known = g.around.variables((candidate) => candidate.kind === kind && candidate.mutable);
  if (known.length === 0) return undefined;
  return term('set!', kind, [g.expression(kind, depth - 1)], { names: [g.chance.pick(known).name] });
};

/** Arguments of a call; the first of a recursive function is small. */
export function callOf(g: Grower, definition: Definition, depth: number, wanted?: Kind): Term {
  const type: Kind = wanted ?? g.chance.pick(integerNames);
  const parts = definition.parameters.map(({ kind, declared }, at) => {
    if (at === 0 && g.recursive.has(definition.name)) return integer(kind, BigInt(g.chance.below(7)));
    if (kind === 'pointer') return term('heap', kind);
    if (kind === 'generic') return firmExpression(g, type, depth - 1);
    return declared ? g.expression(kind, depth - 1) : firmExpression(g, kind, depth - 1);
  });
  const kind = definition.result === 'generic' ? type : definition.result;
  return term('call', kind, parts, { names: [definition.name] });
}

const call: Producer = (g, kind, depth) => {
  const fitting = g.around.functions.filter(
    ({ result }) => result === kind || (result === 'generic' && isIntegerKind(kind)),
  );
  if (fitting.length === 0) return undefined;
  const definition = g.chance.pick(fitting);
  return callOf(g, definition, depth, definition.result === 'generic' ? kind : undefined);
};

const anyProducers: Producers = [
  [4, conditional],
  [1, cond],
  [2, binding],
  [1, sequence],
  [1, assignment],
  [5, call],
];

const comparison: Producer = (g, kind, depth) => {
  const compared = g.chance.pick(g.around.generic ? (['generic'] as const) : integerNames);
  const count = g.chance.weighted([
    [8, 2],
    [1, 1],
    [2, 3],
  ]);
  const parts = [
    firmExpression(g, compared, depth - 1),
    ...Array.from({ length: count - 1 }, () => g.expression(compared, depth - 1)),
  ];
  return term(g.chance.pick(['<', '<=', '>', '>=', '=', '!=']), kind, parts);
};

const equality: Producer = (g, kind, depth) => {
  const compared = g.chance.pick<Kind>(['bool', 'string', 'pubkey', 'null']);
  const parts = Array.from({ length: g.chance.between(2, 3) }, () => g.expression(compared, depth - 1));
  return term(g.chance.pick(['=', '!=']), kind, parts);
};

const boolProducers: Producers = [
  [3, (g) => chainComparison(g, g.chance.pick(integersByWeight))],
  [8, comparison],
  [3, equality],
  [2, (g, kind, depth) => term('not', kind, [g.condition(depth - 1)])],
  [
    4,
    (g, kind, depth) => {
      const parts = Array.from({ length: g.chance.between(0, 3) }, () => g.condition(depth - 1));
      return term(g.chance.pick(['and', 'or']), kind, parts);
    },
  ],
  [1, (g, kind, depth) => term('bool', kind, [g.condition(depth - 1)])],
  [
    2,
    (g, kind, depth) => {
      if (!hasAccounts(g)) return undefined;
      const flags = ['account-is-signer', 'account-is-writable', 'account-executable'];
      return term(g.chance.pick(flags), kind, [index(g, depth).term]);
    },
  ],
  [
    1,
    (g, kind, depth) => {
      if (!hasAccounts(g)) return undefined;
      const at = index(g, depth);
      return term('account-read', kind, [at.term, offset(g, at.length, 1, depth)], { of: 'bool' });
    },
  ],
  [
    1,
    (g, kind, depth) => {
      const from = place(g, 1, depth);
      return from && term('load', kind, [from.address, from.offset], { of: 'bool' });
    },
  ],
];

const stringProducers: Producers = [
  [3, (g) => stringLiteral(g.chance)],
  [
    1,
    (g, kind) => {
      const text = term('literal', 'string', [], { value: 'the quick brown fox' });
      return term('substring', kind, [text], { value: g.chance.below(20) });
    },
  ],
];

const pubkeyProducers: Producers = [
  [
    2,
    (g, kind, depth) => {
      if (!hasAccounts(g)) return undefined;
      return term(g.chance.pick(['account-pubkey', 'account-owner']), kind, [index(g, depth).term]);
    },
  ],
  [1, (_, kind) => term('program-id', kind)],
  [1, (g) => pubkeyLiteral(g.chance)],
  [
    1,
    (g, kind, depth) => {
      const at = index(g, depth);
      if (!hasRoom(g, at.length, 32)) return undefined;
      return term('account-read', kind, [at.term, offset(g, at.length, 32, depth)], { of: 'pubkey' });
    },
  ],
];

function producersOf(kind: Kind): Producers {
  if (isIntegerKind(kind)) return integerProducers;
  if (kind === 'generic') return genericProducers;
  if (kind === 'bool') return boolProducers;
  if (kind === 'string') return stringProducers;
  return kind === 'pubkey' ? pubkeyProducers : [];
}

/** A term of the kind. */
export function growExpression(g: Grower, kind: Kind, depth: number): Term {
  if (depth <= 0 || g.chance.once(5)) return leaf(g, kind);
  const own = producersOf(kind);
  const producers = own.length > 0 && g.chance.below(3) > 0 ? own : anyProducers;
  return produce(producers, g, kind, depth) ?? leaf(g, kind);
}

/** Mostly a bool; any other value counts as true or false too. */
export function growCondition(g: Grower, depth: number): Term {
  if (!g.chance.once(6)) return growExpression(g, 'bool', depth);
  const kind = g.chance.pick<Kind>([...wordNames, 'u128', 'i128', 'string', 'null', 'pubkey']);
  return isIntegerKind(kind) ? firmExpression(g, kind, depth) : growExpression(g, kind, depth);
}
