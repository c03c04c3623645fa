// Calls of known programs as rows: which accounts with which rights, how the data is laid out, who may sign for them.
import { bytesOf } from '../grammar/layout.js';
import { unit, type Type } from '../grammar/signature.js';
import type { Value } from '../grammar/flow.js';
import { input } from '../grammar/memory.js';
import type { Syntax } from '../grammar/syntax.js';
import type { FlowBuilder } from './builder.js';
import { invoke, type Bytes } from './cpi.js';
import { only, type Checker, type Draft, type FunctionForm, type Lowering, type Operand } from './form.js';
import { storeTyped } from './memory.js';
import { checkSigners, literalSeed, signersOf } from './seeds.js';
import { checkArity, checkInteger, checkKey, checkProgram, operandsOf } from './shapes.js';

/** `w` the callee may write, `s` it is told that the account signed. */
export type Rights = 'w' | 's' | 'ws';

/**
 * What a parameter of a call takes: an account, by its index, with the rights the callee gets; `program`, the callee,
 * by the index of its account or by its key; `key`, a pubkey or the address of 32 bytes; or a value of a type.
 */
export type CallParameter = readonly [
  name: string,
  kind: { readonly account: Rights } | 'program' | 'key' | Type,
];

/** A part of the instruction data: a number in so many bytes, or the parameter of that name. */
export type DataPart = readonly [value: number, bytes: 1 | 4] | string;

export interface CallRow {
  readonly name: string;
  /** In the order in which they are written; the accounts among them are in the order the callee wants. */
  readonly parameters: readonly CallParameter[];
  /** The address of the callee's key, given the operand that names it if there is one. */
  readonly program: (b: FlowBuilder, operand: Operand | undefined) => Value;
  readonly data: readonly DataPart[];
  readonly doc: string;
  /** Of the form as it is, and of the signed one; both with the fixture. */
  readonly examples: readonly [string, string];
  readonly fixture: string;
}

/** The serialized entries of accounts that operands name by index; operands with one known index give one value. */
export function accountEntries(call: Lowering, positions: readonly number[]): readonly Value[] {
  const known = new Map<bigint, Value>();
  return positions.map((position) => {
    const { source } = call.operands[position]!;
    if (source.kind !== 'integer') return call.builder.account(only(call, position));
    const entry = known.get(source.value) ?? call.builder.account(only(call, position));
    known.set(source.value, entry);
    return entry;
  });
}

/** The address of the key of a program that an operand names, see `checkProgram`. */
export function programKey(b: FlowBuilder, { type, values }: Operand): Value {
  if (type.kind === 'pubkey') return values[0]!;
  return b.binaryWith('add', b.account(values[0]!), input.account.key);
}

interface Part {
  readonly size: number;
  /** Its bytes, if they are known when the program is compiled. */
  readonly bytes: Uint8Array | undefined;
  readonly write: (b: FlowBuilder, place: Value, offset: number) => void;
}

function constantPart(value: number, size: 1 | 4): Part {
  return {
    size,
    bytes: Uint8Array.from({ length: size }, (_, at) => (value >>> (8 * at)) & 0xff),
    write: (b, place, offset) => b.store(size, place, offset, b.constant(value)),
  };
}

function operandPart(operand: Operand): Part {
  const { type, values } = operand;
  return {
    size: bytesOf(type),
    bytes: literalSeed(operand),
    write: (b, place, offset) => storeTyped(b, type, place, offset, values),
  };
}

/** The instruction data: a constant if all of it is known, else in the frame. */
function writeParts(b: FlowBuilder, parts: readonly Part[]): Bytes {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const known = parts.flatMap(({ bytes }) => (bytes ? [...bytes] : []));
  if (known.length === size) return [b.address(Uint8Array.from(known)), b.constant(size)];
  const place = b.slot(size);
  let offset = 0;
  for (const part of parts) {
    part.write(b, place, offset);
    offset += part.size;
  }
  return [place, b.constant(size)];
}

/** Values one behind the other in the bytes of their types. */
export function writeData(b: FlowBuilder, operands: readonly Operand[]): Bytes {
  return writeParts(b, operands.map(operandPart));
}

function checkParameter(checker: Checker, operand: Syntax, [name, kind]: CallParameter, form: string): Draft {
  const purpose = `the ${name} of \`${form}\``;
  if (kind === 'program') return checkProgram(checker, operand, purpose);
  if (kind === 'key') return checkKey(checker, operand, purpose);
  if ('account' in kind) return checkInteger(checker, operand, purpose);
  return checker.expect(checker.expression(operand), kind, purpose);
}

const rightsOf = ([, kind]: CallParameter): Rights | undefined =>
  typeof kind === 'object' && 'account' in kind ? kind.account : undefined;

function lowerCall(call: Lowering, { parameters, program, data }: CallRow): readonly Value[] {
  const b = call.builder;
  const positions = parameters.flatMap((parameter, index) => (rightsOf(parameter) ? [index] : []));
  const entries = accountEntries(call, positions);
  const callee = program(b, call.operands[parameters.findIndex(([, kind]) => kind === 'program')]);
  const accounts = positions.map((position, index) => {
    const rights = rightsOf(parameters[position]!)!;
    return { entry: entries[index]!, writable: rights.includes('w'), signer: rights.includes('s') };
  });
  const operandNamed = (name: string): Operand =>
    call.operands[parameters.findIndex(([other]) => other === name)]!;
  const parts = data.map((part) =>
    typeof part === 'string' ? operandPart(operandNamed(part)) : constantPart(...part),
  );
  invoke(b, { program: callee, accounts, data: writeParts(b, parts), signers: signersOf(call.operands) });
  return [];
}

function callForm(row: CallRow, signed: boolean): FunctionForm {
  const name = signed ? `${row.name}-signed` : row.name;
  const names = row.parameters.map(([parameter]) => ` ${parameter}`).join('');
  const form: FunctionForm = {
    kind: 'function',
    name,
    signature: `(${name}${names}${signed ? ' [[seed ...] ...]' : ''})`,
    doc: signed
      ? `Like \`${row.name}\`, signed by the program derived addresses of the seeds as well.`
      : row.doc,
    example: row.examples[signed ? 1 : 0],
    fixture: row.fixture,
    check(list, checker) {
      const count = row.parameters.length;
      if (!checkArity(list, form, checker, signed ? count + 1 : count)) return checker.wrong(list.span);
      const operands = operandsOf(list);
      const drafts = row.parameters.map((parameter, index) =>
        checkParameter(checker, operands[index]!, parameter, name),
      );
      const signers = signed ? checkSigners(checker, operands[count]!, form) : [];
      if (!signers) return checker.wrong(list.span);
      return { kind: 'apply', form: name, arguments: [...drafts, ...signers], type: unit, span: list.span };
    },
    lower: (call) => lowerCall(call, row),
  };
  return form;
}

/** The forms of a call: as it is, and with the signatures of program derived addresses. */
export function callForms(row: CallRow): readonly FunctionForm[] {
  return [callForm(row, false), callForm(row, true)];
}
