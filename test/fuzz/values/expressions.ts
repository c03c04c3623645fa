// Growing expressions over aggregates: arithmetic, parts, choices, patterns, failures that are caught.
import { integerNames } from '../term.js';
import { applied, called, functionProducers, functionValue } from './calls.js';
import { construct, literal, plainest, texts } from './construct.js';
import { definitionOf } from './functions.js';
import { fromLibrary } from './library.js';
import type { Grower, Producer, Producers } from './grower.js';
import { produce } from './grower.js';
import type { Node } from './node.js';
import { node } from './node.js';
import { matchOf } from './patterns.js';
import type { Type } from './types.js';
import {
  arrayOf,
  bool,
  decimal,
  i64,
  integerType,
  mentions,
  never,
  optionOf,
  partsOf,
  randomIntegerType,
  sameType,
  string,
  u64,
  u8,
} from './types.js';

const leaf: Producer = (g, type, depth, firm) => {
  const known = g.chance.once(4) ? undefined : g.variable(type);
  return known ?? construct(g, type, depth, firm) ?? g.variable(type) ?? plainest(type);
};

/** What defines nothing can be written twice. */
const canRepeat = ({ operation }: Node): boolean => ['variable', 'part', 'literal'].includes(operation);

/** A position that is mostly inside the sequence. */
export function position(g: Grower, whole: Node, depth: number): Node {
  const { chance } = g;
  const small = (): Node => literal(i64, BigInt(chance.below(3)), true);
  if (!canRepeat(whole)) return small();
  const length = node('length', u64, [whole]);
  return chance.weighted<() => Node>([
    [5, small],
    [2, () => node('%', u64, [node('convert', u64, [g.expression(u8, 0)]), length])],
    [1, () => node('-', u64, [length, literal(u64, 1n, true)])],
    [1, () => g.expression(randomIntegerType(chance).kind === 'integer' ? u8 : u64, depth - 1)],
  ])();
}

/** An array that can be named twice: mostly a variable. */
function sequence(g: Grower, type: Type, depth: number): Node {
  return g.variable(type) ?? g.expression(type, depth - 1);
}

const scoped = (g: Grower, type: Type, depth: number): Node =>
  g.scoped(() => {
    const statements = g.statements(1, depth - 1);
    const last = g.expression(type, depth - 1);
    return statements.length > 0 ? node('do', type, [...statements, last]) : last;
  });

/** Leaves the place. */
export function diverge(g: Grower, depth: number): Node {
  const { chance, returns, loops } = g;
  const ways: (() => Node)[] = [() => node('fail', never, [literal(u64, BigInt(chance.below(50)), true)])];
  if (g.throws) ways.push(() => thrown(g, depth));
  if (loops > 0)
    for (const way of ['break', 'continue'] as const)
      ways.push(
        () => node(way, never),
        () => node(way, never),
      );
  if (returns && returns.kind !== 'unit' && returns.kind !== 'never') {
    const give = () => node('return', never, [g.expression(returns, depth - 1)]);
    ways.push(give, give, give);
  }
  return chance.pick(ways)();
}

function thrown(g: Grower, depth: number): Node {
  const tag = g.chance.pick(['a', 'b']);
  const type = g.tags.get(tag) ?? g.anyType();
  g.tags.set(tag, type);
  return node('throw', never, [g.expression(type, depth - 1)], { value: tag });
}

const conditional: Producer = (g, type, depth) => {
  const branches = [scoped(g, type, depth), scoped(g, type, depth)];
  if (g.chance.once(8)) branches[g.chance.below(2)] = diverge(g, depth - 1);
  return node('if', type, [g.condition(depth - 1), ...branches]);
};

const cond: Producer = (g, type, depth) => {
  const clauses = Array.from({ length: g.chance.between(1, 3) }, () =>
    node('clause', type, [g.condition(depth - 1), scoped(g, type, depth)]),
  );
  return node('cond', type, [...clauses, node('else', type, [scoped(g, type, depth)])]);
};

const binding: Producer = (g, type, depth) => {
  const operation = g.chance.pick(['let', 'let*']);
  return g.scoped(() => {
    const names: string[] = [];
    const values: Node[] = [];
    const types: Type[] = [];
    for (let count = g.chance.between(1, 3); count > 0; count--) {
      const { value, of } = bound(g, depth);
      values.push(value);
      types.push(of);
      names.push(g.fresh('v'));
      if (operation === 'let*') g.declare(names.at(-1)!, of);
    }
    if (operation === 'let') names.forEach((name, at) => g.declare(name, types[at]!));
    const body = [...g.statements(2, depth - 1), g.expression(type, depth - 1)];
    return node(operation, type, [...values, ...body], { names });
  });
};

/** A value for a variable, functions among them. */
export function bound(g: Grower, depth: number): { readonly value: Node; readonly of: Type } {
  const { chance } = g;
  if (chance.once(5)) {
    const of = chance.pick(g.signatures);
    return { value: functionValue(g, of, depth - 1), of };
  }
  if (chance.once(12)) {
    const of = arrayOf(chance.pick(g.signatures));
    return { value: g.expression(of, depth - 1), of };
  }
  const of = chance.once(4) ? g.types.random(2) : g.anyType();
  return { value: g.expression(of, depth - 1), of };
}

const sequenceOf: Producer = (g, type, depth) =>
  g.scoped(() => node('do', type, [...g.statements(2, depth - 1), g.expression(type, depth - 1)]));

const assignment: Producer = (g, type, depth) => {
  const place = placeOf(g, type, depth);
  return place && node('set!', type, [place, g.expression(type, depth - 1, 2)]);
};

/** Something of the type that `set!` takes: a variable, a part of one, an element. */
export function placeOf(g: Grower, type: Type, depth: number): Node | undefined {
  if (mentions(type, 'function')) return undefined;
  const ways = [
    () => g.variable(type, ({ mutable }) => mutable),
    () => partOf(g, type, true),
    () => elementOf(g, type, depth),
  ];
  return g.chance.pick(ways)() ?? g.chance.pick(ways)();
}

/** The part of a variable that has the type, at any depth. */
function partOf(g: Grower, type: Type, mutable: boolean): Node | undefined {
  const paths = g
    .variables((known) => !mutable || known.mutable)
    .flatMap(({ name, type: whole }) => pathsTo(node('variable', whole, [], { names: [name] }), type));
  return paths.length > 0 ? g.chance.pick(paths) : undefined;
}

function pathsTo(whole: Node, wanted: Type): readonly Node[] {
  return (partsOf(whole.type) ?? []).flatMap((type, index) => {
    const fields = 'fields' in whole.type ? whole.type.fields : undefined;
    const part = node('part', type, [whole], { index, ...(fields && { names: [fields[index]!.name] }) });
    return [...(sameType(type, wanted) ? [part] : []), ...pathsTo(part, wanted)];
  });
}

function elementOf(g: Grower, type: Type, depth: number): Node | undefined {
  const array = g.variable(arrayOf(type)) ?? partOf(g, arrayOf(type), false);
  return array && node('element', type, [array, position(g, array, depth)]);
}

const attempt: Producer = (g, type, depth) => {
  const name = g.fresh('e');
  const body = g.scoped(() => [...g.statements(2, depth - 1), g.expression(type, depth - 1)]);
  const handler = g.scoped(() => {
    if (!g.throws) g.declare(name, u64);
    return scoped(g, type, depth);
  });
  return node('try', type, [handler, ...body], { names: [name] });
};

const caught: Producer = (g, type, depth) => {
  if (!g.throws || mentions(type, 'generic') || mentions(type, 'function')) return undefined;
  const fitting = [...g.tags].filter(([, of]) => sameType(of, type)).map(([tag]) => tag);
  const free = ['a', 'b'].filter((tag) => !g.tags.has(tag));
  const tags = [...fitting, ...free];
  if (tags.length === 0) return undefined;
  const value = g.chance.pick(tags);
  g.tags.set(value, type);
  return g.scoped(() =>
    node('catch', type, [...g.statements(3, depth - 1), g.expression(type, depth - 1)], { value }),
  );
};

const unwrapped: Producer = (g, type, depth) => {
  if (type.kind === 'option' || type.kind === 'generic' || mentions(type, 'function')) return undefined;
  const of = optionOf(type);
  const option = g.variable(of) ?? (g.chance.once(2) ? g.expression(of, depth - 1) : undefined);
  if (!option) return undefined;
  if (g.chance.once(5)) return node('unwrap', type, [option]);
  if (g.chance.once(2)) return node('unwrap-or', type, [option, g.expression(type, depth - 1)]);
  const name = g.fresh('o');
  const present = g.scoped(() => {
    g.declare(name, type);
    return g.expression(type, depth - 1);
  });
  return node('if-let', type, [option, present, g.expression(type, depth - 1)], { names: [name] });
};

const part: Producer = (g, type) => partOf(g, type, false);

const element: Producer = (g, type, depth) => {
  const found = elementOf(g, type, depth);
  const isPlain = type.kind !== 'option' && type.kind !== 'generic' && !mentions(type, 'function');
  if (found && isPlain && g.chance.once(5))
    return node('get-or', type, [...found.parts, g.expression(type, depth - 1)]);
  return found && node('get', type, found.parts);
};

const shown: Producer = (g, type, depth) =>
  node('do', type, [
    node('log', { kind: 'unit' }, [literal(string, g.chance.pick(texts))]),
    g.expression(type, depth - 1),
  ]);

const caseOf: Producer = (g, type, depth) => {
  const subject = g.chance.once(3) ? string : u8;
  const constant = (at: number): Node =>
    subject === string ? literal(string, texts[at]!) : literal(u8, BigInt(at), true);
  const clauses = Array.from({ length: g.chance.between(1, 3) }, (_, at) =>
    node('clause', type, [constant(at), scoped(g, type, depth)]),
  );
  return node('case', type, [
    g.expression(subject, depth - 1),
    ...clauses,
    node('else', type, [scoped(g, type, depth)]),
  ]);
};

const classNames = ['int', 'number', 'array', 'record', 'string', 'bool', 'decimal', 'pubkey'];

const typecase: Producer = (g, type, depth) => {
  const known = g.variables((candidate) => candidate.type.kind !== 'function');
  if (known.length === 0) return undefined;
  const generic = known.filter((candidate) => candidate.type.kind === 'generic');
  const { name, type: of } = g.chance.pick(generic.length > 0 ? generic : known);
  const clauses = Array.from({ length: g.chance.between(1, 3) }, () =>
    node('clause', type, [scoped(g, type, depth)], { value: g.chance.pick(classNames) }),
  );
  const subject = node('variable', of, [], { names: [name] });
  return node('typecase', type, [subject, ...clauses, node('else', type, [scoped(g, type, depth)])]);
};

/** A form through a macro that says the same. */
const throughMacro: Producer = (g, type, depth, firm) => {
  const name = g.chance.pick(['m-do', 'm-let', 'm-if']);
  const value = (): Node => g.expression(type, depth - 1, firm);
  if (name !== 'm-if') return node('macro', type, [value()], { names: [name] });
  return node('if', type, [g.condition(depth - 1), scoped(g, type, depth), scoped(g, type, depth)], {
    names: [name],
  });
};

const withFunction: Producer = (g, type, depth) =>
  g.scoped(() => {
    const definition = definitionOf(g, depth - 1, false);
    g.functions.push(definition);
    const body = [...g.statements(1, depth - 1), g.expression(type, depth - 1)];
    return node(g.chance.pick(['flet', 'labels']), type, body, { functions: [definition] });
  });

const anyProducers: Producers = [
  [1, throughMacro],
  [1, withFunction],
  [4, conditional],
  [1, cond],
  [3, binding],
  [2, sequenceOf],
  [2, assignment],
  [2, attempt],
  [2, caught],
  [2, unwrapped],
  [4, part],
  [4, element],
  [1, shown],
  [1, caseOf],
  [1, typecase],
  [4, matchOf],
  [6, called],
  [3, applied],
];

/** An i64 may be a literal that has no type yet, and would take that of the conversion. */
const convertible = integerNames.filter((name) => name !== 'i64');

/** Arithmetic that wraps around; nothing else is written inside. */
const unchecked: Producer = (g, type, depth) => {
  const inside = (left: number): Node => {
    if (left === 0 || g.chance.once(3)) return leaf(g, type, 0, 0)!;
    return node(g.chance.pick(['wraps-+', 'wraps--', 'wraps-*']), type, [inside(left - 1), inside(left - 1)]);
  };
  return node('unchecked', type, [inside(Math.min(depth, 3))]);
};

const integerProducers: Producers = [
  [1, unchecked],
  [
    6,
    (g, type, depth) => {
      const operation = g.chance.pick([
        '+',
        '-',
        '*',
        '/',
        '%',
        'min',
        'max',
        'bit-and',
        'bit-xor',
        'wrapping-+',
        'wrapping-*',
      ]);
      const right = ['/', '%'].includes(operation)
        ? literal(type, BigInt(g.chance.between(1, 9)), true)
        : g.expression(type, depth - 1);
      return node(operation, type, [g.expression(type, depth - 1), right]);
    },
  ],
  [1, (g, type, depth) => node('abs', type, [g.expression(type, depth - 1)])],
  [
    3,
    (g, type, depth) => {
      const from = g.chance.once(6) ? bool : integerType(g.chance.pick(convertible));
      const operand = g.expression(from, depth - 1);
      return operand.operation === 'literal' ? undefined : node('convert', type, [operand]);
    },
  ],
  [
    3,
    (g, type, depth) => {
      const of = g.chance.once(4) ? string : (g.palette.find(({ kind }) => kind === 'array') ?? string);
      return node('length', type, [sequence(g, of, depth)]);
    },
  ],
  [
    2,
    (g, type, depth) => {
      const over = arrayOf(type);
      const value = g.chance.pick(['sum', 'sum', 'count']);
      if (value === 'count' && !sameType(type, i64)) return undefined;
      const from = sequence(g, value === 'count' ? arrayOf(g.anyType()) : over, depth);
      return collected(g, type, from, value, value === 'count' ? bool : type, depth);
    },
  ],
  [
    1,
    (g, type) =>
      type.kind === 'integer' && g.readsBytes
        ? node('account-read', type, [], { index: g.chance.below(32) })
        : undefined,
  ],
];

/** `loop` over an array. */
function collected(g: Grower, type: Type, from: Node, value: string, action: Type, depth: number): Node {
  const name = g.fresh('x');
  const parts = g.inLoop(() => {
    g.declare(name, (from.type as Type & { kind: 'array' }).element, false);
    return [g.expression(bool, depth - 2), g.expression(action, depth - 2)];
  });
  return node('collect', type, [from, ...parts], { names: [name], value });
}

const decimalProducers: Producers = [
  [
    4,
    (g, type, depth) => {
      const operation = g.chance.pick(['+', '-', '*', '*', '/', 'min', 'max']);
      const right =
        operation === '/' ? literal(decimal, 3_500_000_000n) : g.expression(decimal, depth - 1, 1);
      return node(operation, type, [g.expression(decimal, depth - 1), right]);
    },
  ],
  [1, (g, type, depth) => node('abs', type, [g.expression(type, depth - 1)])],
  [2, (g, type, depth) => node('convert', type, [g.expression(u8, depth - 1)])],
];

const boolProducers: Producers = [
  [
    5,
    (g, type, depth) => {
      const of = g.chance.once(4) ? decimal : randomIntegerType(g.chance);
      const operation = g.chance.pick(['<', '<=', '>', '>=']);
      return node(operation, type, [g.expression(of, depth - 1), g.expression(of, depth - 1, 1)]);
    },
  ],
  [
    4,
    (g, type, depth) => {
      const of = g.anyType();
      if (mentions(of, 'function')) return undefined;
      return node(g.chance.pick(['=', '!=']), type, [
        g.expression(of, depth - 1),
        g.expression(of, depth - 1),
      ]);
    },
  ],
  [2, (g, type, depth) => node('not', type, [g.condition(depth - 1)])],
  [
    3,
    (g, type, depth) =>
      node(g.chance.pick(['and', 'or']), type, [g.condition(depth - 1), g.condition(depth - 1)]),
  ],
  [
    2,
    (g, type) => {
      const known = g.variables((candidate) => candidate.type.kind === 'option');
      if (known.length === 0) return undefined;
      const { name, type: of } = g.chance.pick(known);
      return node('null?', type, [node('variable', of, [], { names: [name] })]);
    },
  ],
];

const stringProducers: Producers = [
  [
    4,
    (g, type, depth) =>
      node(g.chance.pick(['append', '+']), type, [
        g.expression(type, depth - 1),
        g.expression(type, depth - 1),
      ]),
  ],
  [2, (g, type, depth) => sliced(g, type, depth)],
  [
    1,
    (g, type, depth) => {
      const whole = sequence(g, type, depth);
      return node('get', type, [whole, position(g, whole, depth)]);
    },
  ],
];

function sliced(g: Grower, type: Type, depth: number): Node {
  const { chance } = g;
  const whole = sequence(g, type, depth);
  const start = literal(i64, BigInt(chance.below(2)), true);
  const end =
    canRepeat(whole) && chance.once(2)
      ? node('length', u64, [whole])
      : literal(i64, BigInt(chance.between(1, 3)), true);
  return node('slice', type, [whole, start, end]);
}

const arrayProducers: Producers = [
  [3, (g, type, depth) => sliced(g, type, depth)],
  [
    3,
    (g, type, depth) => node('append', type, [g.expression(type, depth - 1), g.expression(type, depth - 1)]),
  ],
  [
    3,
    (g, type, depth) => {
      const { element: to } = type as Type & { kind: 'array' };
      const from = g.chance.once(2) ? to : g.anyType();
      const callee = functionValue(g, { kind: 'function', parameters: [from], result: to }, depth - 1);
      return node('map', type, [g.expression(arrayOf(from), depth - 1), callee]);
    },
  ],
  [
    2,
    (g, type, depth) => {
      const { element: of } = type as Type & { kind: 'array' };
      const callee = functionValue(g, { kind: 'function', parameters: [of], result: bool }, depth - 1);
      return node('filter', type, [g.expression(type, depth - 1), callee]);
    },
  ],
  [
    1,
    (g, type, depth) => {
      const of = arrayOf(g.anyType());
      const { element: to } = type as Type & { kind: 'array' };
      return collected(g, type, sequence(g, of, depth), 'collect', to, depth);
    },
  ],
];

const reduced: Producer = (g, type, depth) => {
  const of = g.anyType();
  const callee = functionValue(g, { kind: 'function', parameters: [type, of], result: type }, depth - 1);
  return node('reduce', type, [g.expression(arrayOf(of), depth - 1), g.expression(type, depth - 1), callee]);
};

const foldable: Producers = [...anyProducers, [1, reduced], [3, fromLibrary], [3, fromLibrary]];

function producersOf({ kind }: Type): Producers {
  if (kind === 'integer') return integerProducers;
  if (kind === 'decimal') return decimalProducers;
  if (kind === 'bool') return boolProducers;
  if (kind === 'string') return stringProducers;
  return kind === 'array' ? arrayProducers : [];
}

export const expression: Producer = (g, type, depth, firm) => {
  if (type.kind === 'function') return functionValue(g, type, depth);
  if (mentions(type, 'function'))
    return produce(functionProducers, g, type, depth, firm) ?? construct(g, type, depth, 0);
  if (depth <= 0 || g.chance.once(5)) return leaf(g, type, depth, firm);
  if (g.chance.once(3)) {
    const built = construct(g, type, depth, firm);
    if (built) return built;
  }
  if (type.kind === 'generic')
    return produce(anyProducers, g, type, depth, firm) ?? leaf(g, type, depth, firm);
  const own = producersOf(type);
  const producers = own.length > 0 && g.chance.once(2) ? own : foldable;
  return produce(producers, g, type, depth, firm) ?? leaf(g, type, depth, firm);
};
