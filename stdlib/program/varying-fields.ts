// Fields of accounts that have no offset: those behind fields whose values have several sizes, and these themselves.
import { frameworkErrorCode } from '../../grammar/framework-errors.js';
import { input } from '../../grammar/memory.js';
import type { AccountLayout, Type } from '../../grammar/signature.js';
import type { Value } from '../../grammar/flow.js';
import { borshBytes, isPlain } from '../borsh.js';
import type { Cell, FlowBuilder } from '../builder.js';
import { only, type FunctionForm, type Lowering } from '../form.js';
import { copyBytes } from '../heap.js';
import { storeTyped } from '../memory.js';
import { fieldOffset, firstVarying } from './fields.js';
import { constantOf } from './internal.js';
import { BorshReader } from './read-borsh.js';

const entry = input.account;

/** What is at hand at a field of an account. */
interface Found {
  readonly b: FlowBuilder;
  readonly reader: BorshReader;
  /** Where the reader is. */
  readonly cursor: Cell;
  /** The end of the data. */
  readonly end: Value;
  readonly layout: AccountLayout;
  readonly index: number;
}

/** Passes over the fields before the one that a call names. */
function find(call: Lowering): Found {
  const { builder: b, operands } = call;
  const [{ type }] = operands as [(typeof operands)[0]];
  const layout = type.kind === 'account' ? type.layout! : undefined;
  const index = Number(constantOf(call, 1));
  const account = only(call, 0);
  const start = b.binaryWith('add', account, entry.data);
  const end = b.binary('add', start, b.load(8, account, entry.dataLength));
  const cursor = b.cell();
  const code = frameworkErrorCode('AccountDidNotDeserialize');
  const reader = new BorshReader(b, cursor, end, { code, told: 'the data of an account', isText: undefined });
  const first = Math.min(firstVarying(layout!), index);
  b.write(cursor, b.binaryWith('add', start, fieldOffset(layout!, first)));
  for (const field of layout!.fields.slice(first, index)) reader.skip(field.type);
  return { b, reader, cursor, end, layout: layout!, index };
}

function form(name: string, doc: string, lower: FunctionForm['lower']): FunctionForm {
  const check: FunctionForm['check'] = (list, checker) => checker.wrong(list.span);
  return { kind: 'function', name, signature: `(${name} ...)`, doc, check, lower };
}

const read = form(
  'varying-field',
  'A field of the data of an account, found by passing over others.',
  (call) => {
    const { reader } = find(call);
    return reader.value(call.type);
  },
);

const set = form(
  'set-varying-field',
  'Sets a field of the data of an account; what is behind it moves.',
  (call) => {
    const { values, type } = call.operands[2]!;
    const found = find(call);
    if (isPlain(type)) setInPlace(found, type, values);
    else setWithRoom(found, type, values);
    return values;
  },
);

function setInPlace({ b, reader, cursor }: Found, type: Type, values: readonly Value[]): void {
  const place = b.read(cursor);
  reader.skip(type);
  storeTyped(b, type, place, 0, values);
}

/** Writes a value where another one is that may be longer or shorter. */
function setWithRoom(
  { b, reader, cursor, end, layout, index }: Found,
  type: Type,
  values: readonly Value[],
): void {
  const place = b.read(cursor);
  reader.skip(type);
  const behind = b.read(cursor);
  const later = layout.fields.slice(index + 1);
  for (const field of later) reader.skip(field.type);
  const close = b.read(cursor);
  const [bytes, length] = borshBytes(b, type, values);
  const room = b.binary('add', b.binary('sub', behind, place), b.binary('sub', end, close));
  const code = frameworkErrorCode('AccountDidNotSerialize');
  b.failWithIf('ugt', length, room, code, 'the account has too little room for the value');
  if (later.length > 0) {
    const to = b.binary('add', place, length);
    b.syscall('sol_memmove_', [to, behind, b.binary('sub', close, behind)], true);
  }
  copyBytes(b, place, bytes, length);
}

export const varyingFieldForms: readonly FunctionForm[] = [read, set];
