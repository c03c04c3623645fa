// Types: how they are written, and the forms that define structs and enums.
import {
  decimal,
  never,
  nothing,
  typeNamed,
  unit,
  type Field,
  type StructType,
  type Type,
  type Variant,
} from '../../grammar/signature.js';
import { nearest } from '../../grammar/suggest.js';
import type { ListSyntax, Syntax, SymbolSyntax } from '../../grammar/syntax.js';
import { headOf } from '../../grammar/syntax.js';
import type { Checker, Draft, NamedVariant, SpecialForm } from '../form.js';
import { tokenLayouts } from '../program/token-layouts.js';
import { fieldName } from './aggregates.js';
import { malformed } from './shape.js';

/** The largest length of an array that is part of its type. */
const mostElements = 10_485_760n;

function readAll(forms: readonly Syntax[], checker: Checker): readonly Type[] | undefined {
  const types = forms.map((form) => checker.typeOf(form));
  return types.every((type) => type !== undefined) ? types : undefined;
}

function readCompound(form: ListSyntax, checker: Checker): Type | undefined | 'unknown' {
  const [, ...parts] = form.items;
  const [first, second] = parts;
  switch (headOf(form)) {
    case 'array': {
      const element = first && parts.length <= 2 ? checker.typeOf(first) : 'unknown';
      if (element === 'unknown' || element === undefined) return element;
      if (!second) return { kind: 'array', element, length: undefined };
      if (second.kind !== 'integer' || second.value < 0n || second.value > mostElements) return 'unknown';
      return { kind: 'array', element, length: Number(second.value) };
    }
    case 'option': {
      const value = first && parts.length === 1 ? checker.typeOf(first) : 'unknown';
      return value === 'unknown' || value === undefined ? value : { kind: 'option', value };
    }
    case 'account': {
      const [layout, mark, more] = first?.kind === 'keyword' ? [undefined, first, second] : parts;
      const isWritable = mark?.kind === 'keyword' && mark.name === 'writable';
      if (more || (mark && !isWritable) || parts.length > 2) return 'unknown';
      const type = layout && checker.typeOf(layout);
      if (layout && type?.kind !== 'account') return type && 'unknown';
      return {
        kind: 'account',
        layout: type?.kind === 'account' ? type.layout : undefined,
        writable: isWritable,
      };
    }
    case 'tuple': {
      const items = readAll(parts, checker);
      return items && { kind: 'tuple', items };
    }
    case 'decimal':
      if (first?.kind !== 'integer' || parts.length !== 1 || first.value < 0n || first.value > 18n)
        return 'unknown';
      return { ...decimal, digits: Number(first.value) };
    default:
      return 'unknown';
  }
}

/** The type a form names; undefined after reporting what is wrong inside it, `unknown` if it names no type. */
export function readType(form: Syntax, checker: Checker): Type | undefined | 'unknown' {
  if (form.kind === 'list') return readCompound(form, checker);
  if (form.kind === 'record') {
    const types = readAll(
      form.entries.map(({ value }) => value),
      checker,
    );
    const names = form.entries.map(({ key }) => fieldName(key));
    if (!types) return undefined;
    if (!names.every((name) => name !== undefined)) return 'unknown';
    return { kind: 'record', fields: names.map((name, index) => ({ name, type: types[index]! })) };
  }
  // `[u8 32]`, as the struct definitions of older programs write arrays.
  if (form.kind === 'array' && form.items.length === 2)
    return readCompound(
      { ...form, kind: 'list', items: [{ kind: 'symbol', name: 'array', span: form.span }, ...form.items] },
      checker,
    );
  const type = form.kind === 'symbol' ? (typeNamed(form.name) ?? tokenLayouts.get(form.name)) : undefined;
  return type && type !== unit && type !== never && type !== nothing ? type : 'unknown';
}

/** A form that defines a type by name. */
export interface TypeDefinition extends SpecialForm {
  /** Where the name stands. */
  nameOf(form: ListSyntax): SymbolSyntax | undefined;
  /** The type, or undefined after reporting. */
  read(form: ListSyntax, checker: Checker): Type | undefined;
}

export function symbolAt(form: Syntax | undefined): SymbolSyntax | undefined {
  return form?.kind === 'symbol' ? form : undefined;
}

/** Fields written `(name type)` each. */
export function readFields(
  row: SpecialForm,
  forms: readonly Syntax[],
  checker: Checker,
): readonly Field<Type>[] | undefined {
  const fields: Field<Type>[] = [];
  for (const form of forms) {
    const parts = form.kind === 'list' ? form.items.filter((part) => symbolAt(part)?.name !== ':') : [];
    const name = symbolAt(parts[0]);
    if (!name || !parts[1] || parts.length !== 2)
      return malformed(row, form, 'a field is a name and a type in parentheses', checker);
    if (fields.some((field) => field.name === name.name))
      return malformed(row, name, `field \`${name.name}\` occurs twice`, checker);
    const type = checker.typeOf(parts[1]);
    if (!type) return undefined;
    fields.push({ name: name.name, type });
  }
  return fields;
}

const defineStruct: TypeDefinition = {
  kind: 'special',
  name: 'define-struct',
  signature: '(define-struct Name (field type) ...)',
  doc: 'Defines a type with named fields, in memory packed one after another. `(Name value ...)` or `(Name :field value ...)` makes a value, `(. value field)` reads a field.',
  example: '(define-struct Point (x i64) (y i64)) (. (Point 3 4) y) ; => 4',
  nameOf: (form) =>
    symbolAt(form.items[1]) ?? symbolAt((form.items[1] as ListSyntax | undefined)?.items?.[0]),
  read(form, checker) {
    const [, head, ...rest] = form.items;
    const forms = head?.kind === 'list' ? [...head.items.slice(1), ...rest] : rest;
    const fields = readFields(this, forms, checker);
    return fields && { kind: 'struct', name: this.nameOf(form)!.name, fields };
  },
  check: (form, checker) => checkDefinition(defineStruct, form, checker),
  expandInside: (form) => form,
};

const defineEnum: TypeDefinition = {
  kind: 'special',
  name: 'define-enum',
  signature: '(define-enum Name Variant (Variant (field type) ...) ...)',
  doc: 'Defines a type whose values are one of several variants, with or without fields. `Name::Variant` or `(Name::Variant value ...)` makes a value, `match` takes it apart.',
  example:
    '(define-enum Shape (Square (side u64)) Dot) (match (Shape::Square 5) ((Shape::Square s) (* s s)) (Shape::Dot 0)) ; => 25',
  nameOf: (form) => symbolAt(form.items[1]),
  read(form, checker) {
    const variants: Variant[] = [];
    for (const item of form.items.slice(2)) {
      const name = symbolAt(item.kind === 'list' ? item.items[0] : item);
      if (!name)
        return malformed(this, item, 'a variant is a name, or a name and fields in parentheses', checker);
      if (variants.some((variant) => variant.name === name.name))
        return malformed(this, name, `variant \`${name.name}\` occurs twice`, checker);
      const fields = readFields(this, item.kind === 'list' ? item.items.slice(1) : [], checker);
      if (!fields) return undefined;
      variants.push({ name: name.name, fields });
    }
    if (variants.length === 0 || variants.length > 256)
      return malformed(this, form, 'it has 1 to 256 variants', checker);
    return { kind: 'enum', name: this.nameOf(form)!.name, variants };
  },
  check: (form, checker) => checkDefinition(defineEnum, form, checker),
  expandInside: (form) => form,
};

/** The type has been declared with the body it stands in; what is wrong with it is reported here. */
function checkDefinition(row: TypeDefinition, form: ListSyntax, checker: Checker): Draft {
  const name = row.nameOf(form);
  if (!name) malformed(row, form.items[1] ?? form, 'the name is missing', checker);
  else checker.typeOf(name);
  return { kind: 'nothing', type: unit, span: form.span };
}

export const plainTypeDefinitions: readonly TypeDefinition[] = [defineStruct, defineEnum];

/** Values for fields, by position or by keyword, in the order of the fields; undefined after reporting. */
function fieldValues(
  what: string,
  fields: readonly Field<Type>[],
  operands: readonly Syntax[],
  form: ListSyntax,
  checker: Checker,
): { readonly define: readonly Draft[]; readonly items: readonly Draft[] } | undefined {
  const signature = `(${[what, ...fields.map(({ name }) => `:${name} value`)].join(' ')})`;
  const wrong = (at: Syntax, problem: string) => malformed({ name: what, signature }, at, problem, checker);
  const purpose = ({ name }: Field<Type>) => `field \`${name}\` of \`${what}\``;
  if (operands[0]?.kind !== 'keyword') {
    if (operands.length !== fields.length)
      return wrong(form, `it has ${fields.length} fields, and ${operands.length} values are given`);
    const items = fields.map((field, index) =>
      checker.expect(checker.expression(operands[index]!), field.type, purpose(field)),
    );
    return { define: [], items };
  }
  const values = new Map<string, ReturnType<Checker['hold']>>();
  for (let i = 0; i < operands.length; i += 2) {
    const key = operands[i]!;
    const value = operands[i + 1];
    const field = key.kind === 'keyword' ? fields.find(({ name }) => name === key.name) : undefined;
    if (!field) {
      const names = fields.map((known) => known.name);
      const near = key.kind === 'keyword' ? nearest(key.name, names, '', ':') : '';
      return wrong(key, `there is no such field; ${near || `it has ${names.join(', ')}`}`);
    }
    if (!value) return wrong(key, 'the value of the field is missing');
    if (values.has(field.name)) return wrong(key, `field \`${field.name}\` is given twice`);
    const draft = checker.expect(checker.expression(value), field.type, purpose(field));
    values.set(field.name, checker.hold(field.name, draft));
  }
  const missing = fields.find(({ name }) => !values.has(name));
  if (missing) return wrong(form, `field \`${missing.name}\` is missing`);
  const define = [...values.values()].flatMap((held) => held.define);
  return { define, items: fields.map(({ name }) => values.get(name)!.read()) };
}

function behind(define: readonly Draft[], value: Draft): Draft {
  if (define.length === 0) return value;
  return { kind: 'sequence', items: [...define, value], type: value.type, span: value.span };
}

export function constructStruct(
  type: StructType,
  operands: readonly Syntax[],
  form: ListSyntax,
  checker: Checker,
): Draft {
  const values = fieldValues(type.name, type.fields, operands, form, checker);
  if (!values) return checker.wrong(form.span);
  return behind(values.define, { kind: 'product', items: values.items, type, span: form.span });
}

/** A value of a variant; `form` is the call, or the name alone where it has no fields. */
export function constructVariant(
  { type, tag }: NamedVariant,
  operands: readonly Syntax[],
  form: ListSyntax | SymbolSyntax,
  checker: Checker,
): Draft {
  const { name, fields } = type.variants[tag]!;
  const whole: ListSyntax = form.kind === 'list' ? form : { kind: 'list', items: [form], span: form.span };
  const values = fieldValues(`${type.name}::${name}`, fields, operands, whole, checker);
  if (!values) return checker.wrong(form.span);
  return behind(values.define, { kind: 'variant', tag, items: values.items, type, span: form.span });
}
