// Growing calls and function values: lambdas that take variables along, functions of several kinds.
import type { Grower, Producer, Producers } from './grower.js';
import type { Definition, Node, Parameter } from './node.js';
import { node } from './node.js';
import { literal } from './construct.js';
import type { FunctionType, Type } from './types.js';
import { i64, instantiate, mentions, sameType } from './types.js';

/** What a definition is as a value; undefined where calls of it need more than operands in order. */
function signatureOf(g: Grower, { name, parameters, result }: Definition): FunctionType | undefined {
  if (g.generics.has(name) || g.recursive.has(name)) return undefined;
  if (!parameters.every(({ mode }) => mode === 'required')) return undefined;
  return { kind: 'function', parameters: parameters.map(({ type }) => type), result };
}

/** What a function gives is said once where it is a function: two of them are of two types. */
export function giveOnce(g: Grower, result: Type): void {
  if (mentions(result, 'function')) g.returns = undefined;
}

/** A new function that uses what is around it. */
export function lambdaNode(g: Grower, type: FunctionType, depth: number): Node {
  return g.inFunction(type.result, () => {
    const names = type.parameters.map((parameter) => {
      const name = g.fresh('a');
      g.declare(name, parameter);
      return name;
    });
    giveOnce(g, type.result);
    const body = [...g.statements(2, depth - 1), g.expression(type.result, depth - 1)];
    return node('lambda', type, body, { names });
  });
}

/** Forms as values, by the types they take. */
function formNames({ parameters, result }: FunctionType): readonly string[] {
  const [first] = parameters;
  if (!first || !['integer', 'decimal'].includes(first.kind)) return [];
  if (!parameters.every((parameter) => sameType(parameter, first))) return [];
  if (sameType(result, first))
    return parameters.length === 1 ? ['abs'] : parameters.length === 2 ? ['+', '-', '*', 'min', 'max'] : [];
  return result.kind === 'bool' && parameters.length === 2 ? ['<', '>=', '='] : [];
}

export function functionValue(g: Grower, type: FunctionType, depth: number): Node {
  const { chance } = g;
  const ways: (readonly [number, () => Node | undefined])[] = [
    [4, () => lambdaNode(g, type, depth)],
    [3, () => g.variable(type)],
    [
      2,
      () => {
        const fitting = g.functions.filter((definition) => {
          const signature = signatureOf(g, definition);
          return signature && sameType(signature, type);
        });
        return fitting.length > 0
          ? node('function', type, [], { names: [chance.pick(fitting).name] })
          : undefined;
      },
    ],
    [
      1,
      () => {
        const names = formNames(type);
        return names.length > 0 ? node('function', type, [], { names: [chance.pick(names)] }) : undefined;
      },
    ],
    [2, () => (depth > 0 ? calledFor(g, type, depth) : undefined)],
    [
      2,
      () =>
        depth > 0
          ? node('if', type, [
              g.condition(depth - 1),
              functionValue(g, type, depth - 1),
              functionValue(g, type, depth - 1),
            ])
          : undefined,
    ],
  ];
  return chance.weighted(ways)() ?? lambdaNode(g, type, depth);
}

/** Operands for the parameters, and the keywords of the last of them. */
function operandsFor(
  g: Grower,
  { name, parameters }: Definition,
  of: Type | undefined,
  depth: number,
): { readonly parts: readonly Node[]; readonly keys: readonly string[] } {
  const { chance } = g;
  const typeOf = ({ type }: Parameter): Type => (of ? instantiate(type, of) : type);
  const give = (parameter: Parameter): Node =>
    g.expression(typeOf(parameter), depth - 1, parameter.declared ? 2 : 0);
  const parts: Node[] = [];
  const keys: string[] = [];
  let open = true;
  parameters.forEach((parameter, index) => {
    const { mode } = parameter;
    if (mode === 'required') {
      const isCount = index === 0 && g.recursive.has(name) && parameter.type.kind === 'integer';
      parts.push(isCount ? literal(parameter.type, BigInt(chance.below(8)), true) : give(parameter));
    } else if (mode === 'optional') {
      open &&= !chance.once(2);
      if (open) parts.push(give(parameter));
    } else if (mode === 'rest') {
      const { element } = typeOf(parameter) as Type & { kind: 'array' };
      for (let count = open ? chance.between(1, 3) : 1; count > 0; count--)
        parts.push(g.expression(element, depth - 1));
    } else if (chance.once(2)) {
      keys.push(parameter.name);
      parts.push(give(parameter));
    }
  });
  return { parts, keys };
}

export function callNode(
  g: Grower,
  definition: Definition,
  result: Type,
  of: Type | undefined,
  depth: number,
): Node {
  const { parts, keys } = operandsFor(g, definition, of, depth);
  return node('call', result, parts, { names: [definition.name, ...keys], ...(of && { generic: of }) });
}

function calledFor(g: Grower, type: Type, depth: number): Node | undefined {
  const fitting = g.functions.filter(({ name, result }) => {
    if (sameType(result, type)) return !g.generics.has(name) || !mentions(result, 'generic');
    return g.generics.has(name) && result.kind === 'generic' && !mentions(type, 'function');
  });
  if (fitting.length === 0) return undefined;
  const definition = g.chance.pick(fitting);
  const isGeneric = g.generics.has(definition.name);
  const of = !isGeneric ? undefined : definition.result.kind === 'generic' ? type : g.anyType();
  return callNode(g, definition, type, of, depth);
}

export const called: Producer = (g, type, depth) => calledFor(g, type, depth);

/** A call of a function value: a variable, an element of an array of them, what another call gives. */
export const applied: Producer = (g, type, depth) => {
  const known = g.variables(({ type: of }) => of.kind === 'function' && sameType(of.result, type));
  const signatures = g.signatures.filter(({ result }) => sameType(result, type));
  if (known.length === 0 && signatures.length === 0) return undefined;
  if (known.length > 0 && !g.chance.once(4)) {
    const { name, type: of } = g.chance.pick(known);
    return applyNode(g, node('variable', of, [], { names: [name] }), depth);
  }
  if (signatures.length === 0) return undefined;
  const of = g.chance.pick(signatures);
  const arrays = g.variables(({ type: held }) => held.kind === 'array' && sameType(held.element, of));
  if (arrays.length > 0 && g.chance.once(2)) {
    const { name, type: held } = g.chance.pick(arrays);
    const array = node('variable', held, [], { names: [name] });
    return applyNode(g, node('get', of, [array, literal(i64, BigInt(g.chance.below(2)), true)]), depth);
  }
  const made = calledFor(g, of, depth - 1) ?? lambdaNode(g, of, depth - 1);
  return made.operation === 'lambda' || made.operation === 'call' ? applyNode(g, made, depth) : undefined;
};

function applyNode(g: Grower, callee: Node, depth: number): Node {
  const { parameters, result } = callee.type as FunctionType;
  return node('apply', result, [
    callee,
    ...parameters.map((parameter) => g.expression(parameter, depth - 1)),
  ]);
}

/** Values that hold functions. */
export const functionProducers: Producers = [
  [2, (g, type) => g.variable(type)],
  [1, (g, type, depth) => calledFor(g, type, depth)],
  [
    3,
    (g, type, depth) => {
      if (type.kind !== 'array' || type.element.kind !== 'function') return undefined;
      const { element } = type;
      return node(
        'array',
        type,
        Array.from({ length: g.chance.between(1, 3) }, () => functionValue(g, element, depth - 1)),
      );
    },
  ],
  [
    2,
    (g, type, depth) => {
      if (type.kind !== 'array' || type.element.kind !== 'function') return undefined;
      const from = g.anyType();
      const maker: FunctionType = { kind: 'function', parameters: [from], result: type.element };
      return node('map', type, [
        g.expression({ kind: 'array', element: from }, depth - 1),
        lambdaNode(g, maker, depth - 1),
      ]);
    },
  ],
];
