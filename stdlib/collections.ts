// Collections whose types tell what there is: lists of values, tuples, the fields of records, arrays of pairs.
import { bool, never, nothing, string, typeName, unit, type Field } from '../grammar/signature.js';
import { list, symbol, type ListSyntax, type Syntax } from '../grammar/syntax.js';
import type { Checker, Draft, FunctionForm, SpecialForm } from './form.js';
import { anyHole, prune, settle, showType, unify, type Inferred } from './inferred.js';
import { checkArity, operandsOf } from './shapes.js';
import { arrayOf, diverging, fieldName, tupleOf } from './special/aggregates.js';
import { expandBody, malformedDraft } from './special/shape.js';

type Row = Omit<FunctionForm, 'kind' | 'lower' | 'check'>;

/** A form of operands that are evaluated in order, written as other forms; between `minimum` and `maximum` of them. */
function composed(
  row: Row,
  [minimum, maximum]: readonly [number, number],
  build: (drafts: readonly Draft[], form: ListSyntax, checker: Checker) => Draft,
): FunctionForm {
  const form: FunctionForm = {
    kind: 'function',
    ...row,
    check(list, checker) {
      if (!checkArity(list, form, checker, minimum, maximum)) return checker.wrong(list.span);
      const drafts = operandsOf(list).map((operand) => checker.expression(operand));
      const lost = drafts.find(({ type }) => prune(type).kind === 'unit');
      if (!lost) return diverging(drafts, list.span) ?? build(drafts, list, checker);
      return checker.expect(lost, never, `an operand of \`${row.name}\``);
    },
    lower: () => [],
  };
  return form;
}

function fieldsOf(draft: Draft): readonly Field<Inferred>[] | undefined {
  const type = prune(draft.type);
  return type.kind === 'record' || type.kind === 'struct' ? type.fields : undefined;
}

function notRecord(draft: Draft, checker: Checker, name: string): Draft {
  checker.diagnostics.report('typeMismatch', draft.span, {
    purpose: `an operand of \`${name}\``,
    wanted: 'a record or struct',
    found: showType(draft.type),
    hint: `\`${name}\` works on named fields`,
  });
  return checker.wrong(draft.span);
}

/** The fields of a record as drafts, behind what computes it. */
function opened(
  draft: Draft,
  checker: Checker,
): { readonly define: readonly Draft[]; readonly parts: readonly Draft[] } {
  const held = checker.hold('record', draft);
  const operand = held.read();
  const parts = fieldsOf(draft)!.map(({ type }, index): Draft => {
    return { kind: 'part', operand, index, type, span: draft.span };
  });
  return { define: held.define, parts };
}

function behind(define: readonly Draft[], value: Draft): Draft {
  return { kind: 'sequence', items: [...define, value], type: value.type, span: value.span };
}

/** A form of one record. */
function ofRecord(
  row: Row,
  build: (
    fields: readonly Field<Inferred>[],
    parts: readonly Draft[],
    form: ListSyntax,
    checker: Checker,
  ) => Draft,
): FunctionForm {
  return composed(row, [1, 1], ([record], form, checker) => {
    const fields = fieldsOf(record!);
    if (!fields) return notRecord(record!, checker, row.name);
    const { define, parts } = opened(record!, checker);
    return behind(define, build(fields, parts, form, checker));
  });
}

const nameDraft = (name: string, { span }: ListSyntax): Draft => ({
  kind: 'string',
  value: name,
  type: string,
  span,
});

/** The fields of several records in order, of two of one name the last. */
function merged(records: readonly (readonly [readonly Field<Inferred>[], readonly Draft[]])[]) {
  const found = new Map<string, Draft>();
  for (const [fields, parts] of records) fields.forEach(({ name }, index) => found.set(name, parts[index]!));
  return [...found];
}

function recordOfParts(parts: readonly (readonly [string, Draft])[], { span }: ListSyntax): Draft {
  const fields = parts.map(([name, { type }]) => ({ name, type }));
  return { kind: 'product', items: parts.map(([, part]) => part), type: { kind: 'record', fields }, span };
}

const recordForms: readonly FunctionForm[] = [
  ofRecord(
    {
      name: 'keys',
      signature: '(keys record)',
      doc: 'An array of the names of the fields.',
      example: '(keys {:a 1 :b "x"}) ; => ["a", "b"]',
    },
    (fields, _parts, form, checker) =>
      arrayOf(
        fields.map(({ name }) => nameDraft(name, form)),
        form.span,
        checker,
      ),
  ),
  ofRecord(
    {
      name: 'record-values',
      aliases: ['object-values', 'vals'],
      signature: '(record-values record)',
      doc: 'An array of the values of the fields; a tuple where they are of several types.',
      example: '(record-values {:a 1 :b 2}) ; => [1, 2]',
    },
    (_fields, parts, form, checker) => arrayOf(parts, form.span, checker),
  ),
  ofRecord(
    {
      name: 'entries',
      aliases: ['object-entries'],
      signature: '(entries record)',
      doc: 'An array of tuples of the name and the value of each field; a tuple of such where the values are of several types.',
      example: '(entries {:a 1 :b 2}) ; => [["a", 1], ["b", 2]]',
    },
    (fields, parts, form, checker) => {
      const pairs = parts.map((part, index) =>
        tupleOf([nameDraft(fields[index]!.name, form), part], form.span),
      );
      return arrayOf(pairs, form.span, checker);
    },
  ),
  composed(
    {
      name: 'merge',
      signature: '(merge record ...)',
      doc: 'A record of the fields of all records; of fields of one name the last one counts.',
      example: '(merge {:a 1 :b 2} {:b "x" :c 3}) ; => {a: 1, b: "x", c: 3}',
    },
    [1, Infinity],
    (records, form, checker) => {
      const wrong = records.find((record) => !fieldsOf(record));
      if (wrong) return notRecord(wrong, checker, 'merge');
      const open = records.map((record) => opened(record, checker));
      const all = merged(records.map((record, index) => [fieldsOf(record)!, open[index]!.parts] as const));
      return behind(
        open.flatMap(({ define }) => define),
        recordOfParts(all, form),
      );
    },
  ),
];

/** The lambda that reads a field. */
function fieldReader(key: Syntax): ListSyntax {
  const { span } = key;
  const record = symbol('record', span);
  const read = list([symbol('.', span), record, key], span);
  return list([symbol('lambda', span), list([record], span), read], span);
}

const pluck: FunctionForm = {
  kind: 'function',
  name: 'pluck',
  signature: '(pluck records key)',
  doc: 'A new array of the values of one field of each record or struct in an array.',
  example: '(pluck [{:a 1 :b 2} {:a 3 :b 4}] :b) ; => [2, 4]',
  check(form, checker) {
    if (!checkArity(form, pluck, checker, 2)) return checker.wrong(form.span);
    const [records, key] = operandsOf(form);
    if (fieldName(key!) === undefined)
      return malformedDraft(pluck, form, key!, 'a key is a keyword or a string literal', checker);
    const drafts = [checker.expression(records!), checker.lambda(fieldReader(key!))];
    return checker.callLibrary('map', drafts, form);
  },
  lower: () => [],
};

const setKey: FunctionForm = {
  kind: 'function',
  name: 'set-key',
  aliases: ['put'],
  signature: '(set-key record key value)',
  doc: 'A record of the same fields but for the one of that name, which has the value; it is added where there is none.',
  example: '(set-key {:a 1 :b 2} :b "x") ; => {a: 1, b: "x"}',
  check(form, checker) {
    if (!checkArity(form, setKey, checker, 3)) return checker.wrong(form.span);
    const [record, key, value] = operandsOf(form);
    const draft = checker.expression(record!);
    const name = fieldName(key!);
    if (prune(draft.type).kind === 'never') return draft;
    if (!fieldsOf(draft)) return notRecord(draft, checker, 'set-key');
    if (name === undefined)
      return malformedDraft(setKey, form, key!, 'a key is a keyword or a string literal', checker);
    const changed = checker.expression(value!);
    if (prune(changed.type).kind === 'unit') return checker.expect(changed, never, `field \`${name}\``);
    const { define, parts } = opened(draft, checker);
    const added: readonly Field<Inferred>[] = [{ name, type: changed.type }];
    return behind(
      define,
      recordOfParts(
        merged([
          [fieldsOf(draft)!, parts],
          [added, [changed]],
        ]),
        form,
      ),
    );
  },
  lower: () => [],
};

const typeOf = composed(
  {
    name: 'type-of',
    aliases: ['typeof'],
    signature: '(type-of value)',
    doc: 'The name of the type of the value as text, known when the program is compiled.',
    example: '(type-of [1 2]) ; => "(array i64)"',
  },
  [1, 1],
  ([value], form) => behind([value!], nameDraft(typeName(settle(value!.type)), form)),
);

/** What calls of some forms with all elements of an array are. */
const foldedForms: ReadonlyMap<string, string> = new Map([
  ['+', 'sum'],
  ['*', 'product'],
  ['min', 'min-of'],
  ['max', 'max-of'],
  ['append', 'flatten'],
  ['concat', 'flatten'],
]);

const apply: FunctionForm = {
  kind: 'function',
  name: 'apply',
  signature: '(apply function operand ... array)',
  doc: 'Calls the function with the operands and the elements of the array, which must be written there, since a call has as many operands as the program says. `+`, `*`, `min`, `max` and `append` take the elements of any array.',
  example: '(apply max [3 9 4]) ; => 9\n(apply (lambda (a b c) (+ (* a b) c)) 2 [3 4]) ; => 10',
  check(form, checker) {
    if (!checkArity(form, apply, checker, 2, Infinity)) return checker.wrong(form.span);
    const [target, ...operands] = operandsOf(form);
    const last = operands.at(-1)!;
    if (last.kind === 'array')
      return checker.expression(list([target!, ...operands.slice(0, -1), ...last.items], form.span));
    const fold = target!.kind === 'symbol' ? foldedForms.get(target!.name) : undefined;
    if (fold !== undefined && operands.length === 1)
      return checker.callLibrary(fold, [checker.expression(last)], form);
    return malformedDraft(apply, form, last, 'the last operand must be an array written here', checker);
  },
  lower: () => [],
};

const hasKey: FunctionForm = {
  kind: 'function',
  name: 'has-key?',
  aliases: ['has-field?'],
  signature: '(has-key? record key)',
  doc: 'Whether the record or struct has a field of that name, which is known when the program is compiled.',
  example: '(has-key? {:a 1} :b) ; => false',
  check(form, checker) {
    if (!checkArity(form, hasKey, checker, 2)) return checker.wrong(form.span);
    const record = checker.expression(form.items[1]!);
    const fields = fieldsOf(record);
    const name = fieldName(form.items[2]!);
    if (prune(record.type).kind === 'never') return record;
    if (!fields) return notRecord(record, checker, 'has-key?');
    if (name === undefined)
      return malformedDraft(hasKey, form, form.items[2]!, 'a key is a keyword or a string literal', checker);
    const value = fields.some((field) => field.name === name);
    return behind([record], { kind: 'boolean', value, decided: true, type: bool, span: form.span });
  },
  lower: () => [],
};

/** The pair in an array of pairs whose first item is a key. */
const assoc = composed(
  {
    name: 'assoc',
    signature: '(assoc key pairs)',
    doc: 'The first tuple of an array whose first item equals the key, or null.',
    example: '(assoc "b" [["a" 1] ["b" 2]]) ; => ["b", 2]\n(assoc "key" []) ; => null',
  },
  [2, 2],
  ([key, pairs], form, checker) => {
    const type = prune(pairs!.type);
    const element = type.kind === 'array' ? prune(type.element) : type;
    if (element.kind === 'hole') unify(element, { kind: 'tuple', items: [key!.type, anyHole()] });
    return checker.callLibrary('pair-with', [key!, pairs!], form);
  },
);

const aggregateForms: readonly FunctionForm[] = [
  composed(
    {
      name: 'list',
      aliases: ['vector'],
      signature: '(list value ...)',
      doc: 'An array of the values, a tuple where they are of several types: as brackets write it.',
      example: '(list 1 2 3) ; => [1, 2, 3]',
    },
    [0, Infinity],
    (drafts, form, checker) => arrayOf(drafts, form.span, checker),
  ),
  composed(
    {
      name: 'tuple',
      signature: '(tuple value ...)',
      doc: 'A tuple of the values, also where they are of one type.',
      example: '(get (tuple 1 2) 0) ; => 1',
    },
    [1, Infinity],
    (drafts, form) => tupleOf(drafts, form.span),
  ),
  composed(
    {
      name: 'values',
      signature: '(values value ...)',
      doc: 'A tuple of the values, for `multiple-value-bind`; of one value, that value; of none, null.',
      example: '(values 1 "a") ; => [1, "a"]\n(values) ; => null',
    },
    [0, Infinity],
    (drafts, form) => {
      if (drafts.length === 0) return { kind: 'nothing', type: nothing, span: form.span };
      return drafts.length === 1 ? drafts[0]! : tupleOf(drafts, form.span);
    },
  ),
  assoc,
];

/** Names for the items of a tuple, null where it has no more; a value alone is its own first item. */
function itemsOf(value: Draft, names: readonly Syntax[]): readonly Draft[] {
  const type = prune(value.type);
  const items = type.kind === 'tuple' ? type.items : undefined;
  return names.map(({ span }, index) => {
    if (!items && index === 0) return value;
    const item = items?.[index];
    if (!item) return { kind: 'nothing', type: nothing, span };
    return { kind: 'part', operand: value, index, type: item, span };
  });
}

const multipleValueBind: SpecialForm = {
  kind: 'special',
  name: 'multiple-value-bind',
  signature: '(multiple-value-bind (name ...) value body ...)',
  doc: 'Evaluates the body with names for the items of a tuple, as `values` makes it; further names are null. Any other value is the first item.',
  example:
    '(multiple-value-bind (q r) (values 3 2) (+ (* q 10) r)) ; => 32\n(multiple-value-bind (x y) 42 (if (null? y) x 0)) ; => 42',
  check(form, checker, use) {
    const [, names, value, ...body] = form.items;
    const isList = names?.kind === 'list' || names?.kind === 'array';
    if (!isList || !value)
      return malformedDraft(multipleValueBind, form, names ?? form, 'names and a value are needed', checker);
    const wrong = names.items.find(({ kind }) => kind !== 'symbol');
    if (wrong) return malformedDraft(multipleValueBind, form, wrong, 'it is not a name', checker);
    const held = checker.hold('values', checker.expression(value));
    return checker.scoped(() => {
      const defines = itemsOf(held.read(), names.items).map((item, index): Draft => {
        const name = names.items[index] as Syntax & { readonly kind: 'symbol' };
        const variable = checker.define(name, item.type, item);
        return { kind: 'define', variable, value: item, type: unit, span: name.span };
      });
      const inner = checker.sequence(body, form.span, use);
      return behind([...held.define, ...defines], inner);
    });
  },
  expandInside: (form, expand, body) => {
    const [head, names, ...rest] = form.items;
    if (!names) return form;
    const inner = expandBody(2)({ ...form, items: [head!, ...rest] }, expand, body);
    return { ...inner, items: [head!, names, ...inner.items.slice(1)] };
  },
};

export const collectionForms: readonly (FunctionForm | SpecialForm)[] = [
  ...aggregateForms,
  multipleValueBind,
  ...recordForms,
  hasKey,
  setKey,
  pluck,
  apply,
  typeOf,
];
