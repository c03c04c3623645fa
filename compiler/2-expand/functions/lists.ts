// Functions of macro code on lists. They take arrays as well, and never change what they are given.
import type { Syntax } from '../../../grammar/syntax.js';
import { sameValue, type FunctionValue } from '../value.js';
import type { FunctionRow, Operands } from './operands.js';

type Items = readonly Syntax[];

/** A function of one list. */
const ofList = (
  name: string,
  aliases: readonly string[],
  doc: string,
  example: string,
  run: (items: Items, operands: Operands) => Syntax,
): FunctionRow => ({
  name,
  aliases,
  signature: `(${name} list)`,
  doc,
  example,
  minimum: 1,
  maximum: 1,
  run: (operands) => run(operands.items(0), operands),
});

/** A function that looks at a list through a function. */
const through = (
  name: string,
  doc: string,
  example: string,
  run: (items: Items, callee: FunctionValue, operands: Operands) => Syntax,
  aliases: readonly string[] = [],
): FunctionRow => ({
  name,
  aliases,
  signature: `(${name} list function)`,
  doc,
  example,
  minimum: 2,
  maximum: 2,
  run(operands) {
    const [items, callee] = operands.itemsAndFunction();
    return run(items, callee, operands);
  },
});

const isWithin = (item: Syntax, items: Items, { evaluator }: Operands): boolean =>
  items.some((other) => sameValue(item, other, evaluator.budget));

export const listFunctions: readonly FunctionRow[] = [
  {
    name: 'list',
    signature: '(list a ...)',
    doc: 'A list of the operands.',
    example: '(list \'a 2 "b") ; => (a 2 "b")',
    minimum: 0,
    maximum: Infinity,
    run: (operands) => operands.list(operands.values.map((_, index) => operands.code(index))),
  },
  {
    name: 'cons',
    signature: '(cons item list)',
    doc: 'The list with an item before it.',
    example: "(cons 'a '(b c)) ; => (a b c)",
    minimum: 2,
    maximum: 2,
    run: (operands) => operands.list([operands.code(0), ...operands.items(1)]),
  },
  {
    name: 'append',
    aliases: ['concat'],
    signature: '(append list ...)',
    doc: 'One list of the items of several.',
    example: "(append '(a) '(b c)) ; => (a b c)",
    minimum: 0,
    maximum: Infinity,
    run: (operands) => operands.list(operands.values.flatMap((_, index) => operands.items(index))),
  },
  ofList(
    'first',
    ['head', 'car'],
    'The first item, null if there is none.',
    "(first '(a b)) ; => a",
    ([item], operands) => item ?? operands.nothing(),
  ),
  ofList(
    'rest',
    ['tail', 'cdr'],
    'The items after the first.',
    "(rest '(a b c)) ; => (b c)",
    (items, operands) => operands.list(items.slice(1)),
  ),
  ofList(
    'last',
    [],
    'The last item, null if there is none.',
    "(last '(a b c)) ; => c",
    (items, operands) => items.at(-1) ?? operands.nothing(),
  ),
  ofList(
    'reverse',
    [],
    'The items from the last to the first.',
    "(reverse '(a b c)) ; => (c b a)",
    (items, operands) => operands.list(items.toReversed()),
  ),
  ofList(
    'distinct',
    ['unique'],
    'The items without those that occurred before.',
    "(distinct '(a b a)) ; => (a b)",
    (items, operands) =>
      operands.list(items.filter((item, index) => !isWithin(item, items.slice(0, index), operands))),
  ),
  {
    name: 'nth',
    signature: '(nth list index)',
    doc: 'The item at an index from 0, null if there is none.',
    example: "(nth '(a b c) 1) ; => b",
    minimum: 2,
    maximum: 2,
    run: (operands) => operands.items(0)[operands.size(1)] ?? operands.nothing(),
  },
  {
    name: 'take',
    signature: '(take list count)',
    doc: 'The first items, at most as many as the count says.',
    example: "(take '(a b c) 2) ; => (a b)",
    minimum: 2,
    maximum: 2,
    run: (operands) => operands.list(operands.items(0).slice(0, operands.size(1))),
  },
  {
    name: 'drop',
    signature: '(drop list count)',
    doc: 'The items after the first ones.',
    example: "(drop '(a b c) 2) ; => (c)",
    minimum: 2,
    maximum: 2,
    run: (operands) => operands.list(operands.items(0).slice(operands.size(1))),
  },
  {
    name: 'contains?',
    aliases: ['contains', 'includes'],
    signature: '(contains? list item)',
    doc: 'Whether an item of the list is the same code.',
    example: "(contains? '(a b) 'b) ; => true",
    minimum: 2,
    maximum: 2,
    run: (operands) => operands.bool(isWithin(operands.code(1), operands.items(0), operands)),
  },
  {
    name: 'zip',
    signature: '(zip list list)',
    doc: 'Lists of two: the items of both lists at each index that both have.',
    example: "(zip '(a b) '(1 2)) ; => ((a 1) (b 2))",
    minimum: 2,
    maximum: 2,
    run(operands) {
      const others = operands.items(1);
      const pairs = operands.items(0).slice(0, others.length);
      return operands.list(pairs.map((item, index) => operands.list([item, others[index]!])));
    },
  },
  {
    name: 'range',
    signature: '(range [start] end [step])',
    doc: 'The integers from start (0 if left out) up to but not including end.',
    example: '(range 1 4) ; => (1 2 3)',
    minimum: 1,
    maximum: 3,
    run(operands) {
      const start = operands.count > 1 ? operands.integer(0) : 0n;
      const end = operands.integer(operands.count > 1 ? 1 : 0);
      const step = operands.count > 2 ? operands.integer(2) : 1n;
      if (step === 0n) operands.fail('the step of a range cannot be 0');
      const items: Syntax[] = [];
      for (let at = start; step > 0n ? at < end : at > end; at += step) {
        operands.spend(1);
        items.push(operands.number(at));
      }
      return operands.list(items);
    },
  },
  through(
    'map',
    'What the function gives for each item.',
    "(map '(1 2) (lambda (x) (* x 10))) ; => (10 20)",
    (items, callee, operands) => operands.list(items.map((item) => operands.applyToCode(callee, item))),
  ),
  through(
    'map-indexed',
    'What the function gives for the index, from 0, and the item.',
    "(map-indexed '(a b) list) ; => ((0 a) (1 b))",
    (items, callee, operands) =>
      operands.list(items.map((item, index) => operands.applyToCode(callee, operands.number(index), item))),
  ),
  through(
    'append-map',
    'One list of the lists that the function gives for each item.',
    "(append-map '(a b) (lambda (x) (list x x))) ; => (a a b b)",
    (items, callee, operands) =>
      operands.list(
        items.flatMap((item) => {
          const given = operands.apply(callee, item);
          return given.kind === 'list' || given.kind === 'array'
            ? given.items
            : operands.fail('it gives no list');
        }),
      ),
    ['mapcat'],
  ),
  through(
    'filter',
    'The items for which the function gives something true.',
    "(filter '(1 a 2) integer?) ; => (1 2)",
    (items, callee, operands) => operands.list(items.filter((item) => operands.holds(callee, item))),
  ),
  through(
    'remove',
    'The items for which the function gives something false.',
    "(remove '(1 a 2) integer?) ; => (a)",
    (items, callee, operands) => operands.list(items.filter((item) => !operands.holds(callee, item))),
  ),
  through(
    'find',
    'The first item for which the function gives something true, null if there is none.',
    "(find '(1 a b) symbol?) ; => a",
    (items, callee, operands) => items.find((item) => operands.holds(callee, item)) ?? operands.nothing(),
  ),
  through(
    'every?',
    'Whether the function holds for all items.',
    "(every? '(1 2) integer?) ; => true",
    (items, callee, operands) => operands.bool(items.every((item) => operands.holds(callee, item))),
    ['every', 'all'],
  ),
  through(
    'some?',
    'Whether the function holds for an item.',
    "(some? '(1 a) symbol?) ; => true",
    (items, callee, operands) => operands.bool(items.some((item) => operands.holds(callee, item))),
    ['some'],
  ),
  {
    name: 'reduce',
    signature: '(reduce list initial function)',
    doc: 'Calls the function with what it gave last, at first the initial value, and each item in turn. The function may stand first.',
    example: '(reduce (list 1 2 3) 0 +) ; => 6',
    minimum: 3,
    maximum: 3,
    run(operands) {
      const isFirst = operands.value(0).kind === 'function';
      const callee = operands.value(isFirst ? 0 : 2);
      if (callee.kind !== 'function')
        return operands.fail('`reduce` needs a function as its first or last operand');
      const items = operands.items(isFirst ? 2 : 0);
      return items.reduce((value, item) => operands.apply(callee, value, item), operands.value(1));
    },
  },
  {
    name: 'apply',
    signature: '(apply function list)',
    doc: 'Calls the function with the items as operands.',
    example: '(apply + (list 1 2 3)) ; => 6',
    minimum: 2,
    maximum: 2,
    run(operands) {
      const [items, callee] = operands.itemsAndFunction();
      return operands.apply(callee, ...items);
    },
  },
];
