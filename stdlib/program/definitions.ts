// Definitions of a program: the layouts of its accounts, its events, its errors.
import { discriminatorOf } from '../../grammar/discriminator.js';
import { firstUserError } from '../../grammar/program-errors.js';
import {
  maximumOf,
  typeName,
  u32,
  unit,
  type AccountField,
  type AccountLayout,
  type Type,
} from '../../grammar/signature.js';
import type { ListSyntax, Syntax } from '../../grammar/syntax.js';
import { headOf, symbol } from '../../grammar/syntax.js';
import { isBorsh, isPlain } from '../borsh.js';
import type { Checker, Draft, SpecialForm } from '../form.js';
import { malformed } from '../special/shape.js';
import { readFields, symbolAt, type TypeDefinition } from '../special/types.js';
import type { ProgramDeclarations } from './declarations.js';
import { isReadable } from './arguments.js';
import { firstVarying, sizeOf } from './fields.js';

/** What the program declares; undefined after reporting that there is no program around. */
export function programAround(name: string, form: Syntax, checker: Checker): ProgramDeclarations | undefined {
  if (!checker.program) checker.diagnostics.report('outsideProgram', form.span, { form: name });
  return checker.program;
}

/** `(discriminator n)`, in as few bytes as `n` has, `(discriminator n bytes)`, or `(discriminator none)`. */
export function readDiscriminator(
  form: ListSyntax,
  row: SpecialForm,
  checker: Checker,
): Uint8Array | undefined {
  const [, value, size] = form.items;
  if (value?.kind === 'symbol' && value.name === 'none' && !size) return new Uint8Array(0);
  if (value?.kind !== 'integer' || value.value < 0n || value.value >= 1n << 64n || form.items.length > 3)
    return malformed(row, form, 'a discriminator is an integer of at most eight bytes, or `none`', checker);
  const least = Math.max(1, Math.ceil(value.value.toString(16).length / 2));
  if (size && (size.kind !== 'integer' || size.value < BigInt(least) || size.value > 8n))
    return malformed(row, size, `the discriminator takes ${least} to 8 bytes`, checker);
  const length = size?.kind === 'integer' ? Number(size.value) : least;
  return Uint8Array.from({ length }, (_, at) => Number((value.value >> BigInt(8 * at)) & 0xffn));
}

/** Reports fields that cannot lie in the data of an account. */
function checkFields(
  row: SpecialForm,
  fields: readonly AccountField[],
  form: ListSyntax,
  checker: Checker,
): boolean {
  const first = firstVarying({ fields });
  return fields.every(({ name, type, roomy }, index) => {
    if (roomy ? isRoomy(type) && index < first : isReadable(type)) return true;
    const roomyHint = isRoomy(type)
      ? 'a `coption` stands before all fields whose values have several sizes'
      : 'a `coption` holds integers, bools, pubkeys and the like, whose values have one size';
    const hint = roomy
      ? roomyHint
      : 'integers, decimals, bools, pubkeys, text, options, enums, arrays and what is made of them can';
    const at =
      form.items.find((item) => item.kind === 'list' && symbolAt(item.items[0])?.name === name) ?? form;
    checker.diagnostics.report('fieldType', at.span, { name, type: typeName(type), where: row.name, hint });
    return false;
  });
}

/** Whether values of the option always take the same room. */
const isRoomy = (type: Type): boolean => type.kind === 'option' && isPlain(type.value);

/** The definition has been declared with the body it stands in; what is wrong with it is reported here. */
function checkNamed(row: TypeDefinition, form: ListSyntax, checker: Checker): Draft {
  if (programAround(row.name, form, checker)) {
    const name = row.nameOf(form);
    if (name) checker.typeOf(name);
    else malformed(row, form.items[1] ?? form, 'the name is missing', checker);
  }
  return { kind: 'nothing', type: unit, span: form.span };
}

/** Fields written `(name type)` each, where a type `(coption T)` is an option that takes its room also if it is missing. */
function readAccountFields(
  row: SpecialForm,
  forms: readonly Syntax[],
  checker: Checker,
): readonly AccountField[] | undefined {
  const isRoomy = (form: Syntax): boolean => form.kind === 'list' && headOf(form.items.at(-1)!) === 'coption';
  const plain = (form: Syntax): Syntax => {
    const type = form.kind === 'list' ? form.items.at(-1) : undefined;
    if (form.kind !== 'list' || type?.kind !== 'list') return form;
    const option = { ...type, items: [symbol('option', type.span), ...type.items.slice(1)] };
    return { ...form, items: [...form.items.slice(0, -1), option] };
  };
  const fields = readFields(
    row,
    forms.map((form) => (isRoomy(form) ? plain(form) : form)),
    checker,
  );
  return fields?.map((field, index) => (isRoomy(forms[index]!) ? { ...field, roomy: true } : field));
}

/** The clauses at the front of the forms, which say a number or `none` where fields say a type; and the fields. */
function clausesOf(forms: readonly Syntax[]): readonly [ReadonlyMap<string, ListSyntax>, readonly Syntax[]] {
  const found = new Map<string, ListSyntax>();
  for (const form of forms) {
    const name = headOf(form);
    if (form.kind !== 'list' || (name !== 'discriminator' && name !== 'space')) break;
    const isNumber = form.items[1]?.kind === 'integer' || symbolAt(form.items[1])?.name === 'none';
    if (!isNumber) break;
    found.set(name, form);
  }
  return [found, forms.slice(found.size)];
}

export const defineAccount: TypeDefinition = {
  kind: 'special',
  contextual: true,
  name: 'define-account',
  signature: '(define-account Name [(discriminator n)] [(space n)] (field type) ...)',
  doc: 'Defines how the data of accounts of the program lies: eight bytes that tell their kind (the hash of `account:Name`, or those given), then the fields, packed. A type `(coption T)` is an option behind a u32 that keeps its room where the value is missing, as SPL programs have it. Fields may be text, arrays of any length, options and enums, in Borsh; where one may be of any length `space` says how long the data is.',
  nameOf: (form) => symbolAt(form.items[1]),
  read(form, checker) {
    const program = programAround(this.name, form, checker);
    if (!program) return undefined;
    const { name } = this.nameOf(form)!;
    const [clauses, rest] = clausesOf(form.items.slice(2));
    const written = clauses.get('discriminator');
    const discriminator = written
      ? readDiscriminator(written, this, checker)
      : discriminatorOf('account', name);
    const fields = readAccountFields(this, rest, checker);
    if (!fields || !discriminator || !checkFields(this, fields, form, checker)) return undefined;
    const { size, exact } = sizeOf(fields, discriminator.length);
    const space = clauses.get('space')?.items[1];
    const wanted = space?.kind === 'integer' ? Number(space.value) : undefined;
    if (wanted !== undefined && wanted < size)
      return malformed(this, space!, `the fields take ${size} bytes`, checker);
    const layout: AccountLayout = {
      name,
      discriminator,
      fields,
      size: wanted ?? size,
      exact: exact || wanted !== undefined,
      owner: undefined,
    };
    program.layouts.push(layout);
    return { kind: 'account', layout, writable: false };
  },
  check: (form, checker) => checkNamed(defineAccount, form, checker),
  expandInside: (form) => form,
};

export const defineEvent: TypeDefinition = {
  kind: 'special',
  contextual: true,
  name: 'define-event',
  signature: '(define-event Name (field type) ...)',
  doc: 'Defines an event, which `emit` writes to the log: eight bytes that tell its kind (the hash of `event:Name`), then the fields in Borsh.',
  nameOf: (form) => symbolAt(form.items[1]),
  read(form, checker) {
    const program = programAround(this.name, form, checker);
    const fields = program && readFields(this, form.items.slice(2), checker);
    if (!program || !fields) return undefined;
    const wrong = fields.find(({ type }) => !isBorsh(type));
    if (wrong) {
      const hint = 'values with a form in Borsh can: no functions, no accounts';
      const blanks = { name: wrong.name, type: typeName(wrong.type), where: this.name, hint };
      checker.diagnostics.report('fieldType', form.span, blanks);
      return undefined;
    }
    const { name } = this.nameOf(form)!;
    const type: Type = { kind: 'struct', name, fields };
    program.events.set(type, { name, fields, discriminator: discriminatorOf('event', name) });
    return type;
  },
  check: (form, checker) => checkNamed(defineEvent, form, checker),
  expandInside: (form) => form,
};

/** The code that an error is given, if it is, and what stands behind it. */
function errorParts({ items }: ListSyntax) {
  const [, , code] = items;
  return code?.kind === 'integer'
    ? { code, rest: items.slice(3) }
    : { code: undefined, rest: items.slice(2) };
}

export const defineError: SpecialForm = {
  kind: 'special',
  contextual: true,
  name: 'define-error',
  signature: '(define-error Name [code] ["message"])',
  doc: 'Defines an error of the program: its code is the one given, else one more than that of the error before, and 6000 for the first. `(fail Name)` and `(require condition Name)` fail with it. The message is for clients and costs nothing, unless `(declare (log-errors))` has it logged.',
  check(form, checker) {
    const [, name] = form.items;
    if (programAround(this.name, form, checker)) {
      const { code, rest } = errorParts(form);
      const [message] = rest;
      if (name?.kind !== 'symbol') malformed(this, name ?? form, 'the name is missing', checker);
      else if (code && (code.value < 0n || code.value > maximumOf(u32)))
        malformed(this, code, 'codes of errors are numbers of 32 bits', checker);
      else if (rest.length > 1 || (message && message.kind !== 'string'))
        malformed(this, message ?? form, 'behind the name stand a code and a message, if anything', checker);
    }
    return { kind: 'nothing', type: unit, span: form.span };
  },
  expandInside: (form) => form,
};

/** The error that a `define-error` form defines, now that it is declared; undefined where it is malformed. */
export function declareError(form: ListSyntax, program: ProgramDeclarations) {
  const [, name] = form.items;
  if (name?.kind !== 'symbol') return undefined;
  const { code: written, rest } = errorParts(form);
  const [message] = rest;
  const next = program.errors.length > 0 ? program.errors.at(-1)!.code + 1 : Number(firstUserError);
  const code = written ? Number(written.value) : next;
  const error = { name: name.name, code, message: message?.kind === 'string' ? message.value : undefined };
  program.errors.push(error);
  return { name, error };
}
