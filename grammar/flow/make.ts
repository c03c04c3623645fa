// Makes instructions and terminators. The JavaScript engine keeps at most four layouts of objects apart where a field is
// read, and reads many times slower where it meets more: so the kinds share four layouts, and terminators have four. A
// field that a kind does not have is undefined, or -1 among numbers.
import type {
  Account,
  Address,
  Binary,
  Branch,
  Call,
  Compare,
  Constant,
  Edge,
  Extend,
  Fail,
  FlowInstruction,
  Jump,
  Load,
  Made,
  Return,
  Slot,
  Store,
  Syscall,
  Terminator,
  Unreachable,
} from '../flow.js';
import type { Span } from '../source.js';

/** What tells one of a kind. */
type Parts<One> = Omit<One, 'kind' | keyof Made>;

const none = -1;
const noValues: readonly number[] = [];

const made = (layout: object): Made => layout as Made;

type LeafKind = 'constant' | 'slot' | 'address';

function leaf(kind: LeafKind, result: number, value: bigint | undefined, place: number, span: Span): Made {
  return made({ kind, result, value, slot: place, rodata: place, span });
}

export function constant({ result, value, span }: Parts<Constant>): Constant {
  return leaf('constant', result, value, none, span) as Constant;
}

export function slot({ result, slot: place, span }: Parts<Slot>): Slot {
  return leaf('slot', result, undefined, place, span) as Slot;
}

export function address({ result, rodata, span }: Parts<Address>): Address {
  return leaf('address', result, undefined, rodata, span) as Address;
}

interface Operation {
  readonly kind: 'binary' | 'compare';
  readonly operator: Binary['operator'] | undefined;
  readonly comparison: Compare['comparison'] | undefined;
  readonly result: number;
  readonly left: number;
  readonly right: number;
  readonly span: Span;
}

function operation({ kind, operator, comparison, result, left, right, span }: Operation): Made {
  return made({ kind, operator, comparison, result, left, right, span });
}

export function binary({ operator, result, left, right, span }: Parts<Binary>): Binary {
  return operation({ kind: 'binary', operator, comparison: undefined, result, left, right, span }) as Binary;
}

export function compare({ comparison, result, left, right, span }: Parts<Compare>): Compare {
  return operation({
    kind: 'compare',
    operator: undefined,
    comparison,
    result,
    left,
    right,
    span,
  }) as Compare;
}

interface Access {
  readonly kind: 'load' | 'store';
  readonly result: number;
  readonly size: number;
  readonly address: number;
  readonly offset: number;
  readonly value: number;
  readonly invariant: boolean;
  readonly span: Span;
}

function access({ kind, result, size, address: base, offset, value, invariant, span }: Access): Made {
  return made({ kind, result, size, address: base, offset, value, invariant, span });
}

export function load({ result, size, address: base, offset, invariant, span }: Parts<Load>): Load {
  return access({ kind: 'load', result, size, address: base, offset, value: none, invariant, span }) as Load;
}

export function store({ size, address: base, offset, value, span }: Parts<Store>): Store {
  return access({
    kind: 'store',
    result: none,
    size,
    address: base,
    offset,
    value,
    invariant: false,
    span,
  }) as Store;
}

/** Extensions are rare, so that their fields share the layout of calls. */
interface Other {
  readonly kind: 'extend' | 'account' | 'call' | 'syscall';
  readonly result?: number;
  readonly operand?: number;
  readonly bits?: number;
  readonly signed?: boolean;
  readonly index?: number;
  readonly unique?: boolean;
  readonly repeated?: bigint | undefined;
  readonly callee?: number;
  readonly name?: string;
  readonly arguments?: readonly number[];
  readonly results?: readonly number[];
  readonly zero?: boolean;
  readonly span: Span;
}

function other(parts: Other): Made {
  const { kind, result = none, operand = none, bits = none, signed = false, index = none } = parts;
  const { unique = false, repeated, callee = none, name, arguments: operands, results } = parts;
  const { zero = false, span } = parts;
  return made({
    kind,
    result,
    operand,
    bits,
    signed,
    index,
    unique,
    repeated,
    callee,
    name,
    arguments: operands,
    results,
    zero,
    span,
  });
}

export function extend({ result, operand, bits, signed, span }: Parts<Extend>): Extend {
  return other({ kind: 'extend', result, operand, bits, signed, span }) as Extend;
}

export function account({ result, index, unique, repeated, span }: Parts<Account>): Account {
  return other({ kind: 'account', result, index, unique, repeated, span }) as Account;
}

export function call({ callee, arguments: operands, results, span }: Parts<Call>): Call {
  return other({ kind: 'call', callee, arguments: operands, results, span }) as Call;
}

export function syscall({ name, arguments: operands, result, zero, span }: Parts<Syscall>): Syscall {
  return other({ kind: 'syscall', name, arguments: operands, result, zero, span }) as Syscall;
}

/** @param failing the place of the failure that the edge leads to, if it has one of its own */
export function edge(block: number, values: readonly number[] = noValues, failing?: Span): Edge {
  return made({ block, arguments: values, failing }) as Edge;
}

/** The same way into another block. */
export function redirected({ arguments: values, failing }: Edge, block: number): Edge {
  return edge(block, values, failing);
}

export function jump({ target, span }: Parts<Jump>): Jump {
  return made({ kind: 'jump', target, span }) as Jump;
}

export function branch({ comparison, left, right, then, otherwise, span }: Parts<Branch>): Branch {
  return made({ kind: 'branch', comparison, left, right, then, otherwise, span }) as Branch;
}

function giveBack({ values, span }: Parts<Return>): Return {
  return made({ kind: 'return', values, span }) as Return;
}

export { giveBack as return };

export function fail({ code, reason, span }: Parts<Fail>): Fail {
  return made({ kind: 'fail', code, reason, span }) as Fail;
}

export function unreachable({ span }: Parts<Unreachable>): Unreachable {
  return made({ kind: 'unreachable', code: none, reason: '', span }) as Unreachable;
}

const makers = {
  constant,
  slot,
  address,
  binary,
  compare,
  load,
  store,
  extend,
  account,
  call,
  syscall,
  jump,
  branch,
  return: giveBack,
  fail,
  unreachable,
};

/** The same with other parts. For places that are come to now and then: writing all parts out is many times faster. */
export function like<One extends FlowInstruction | Terminator>(one: One, parts: Partial<Parts<One>>): One {
  const make = makers[one.kind] as (all: One) => FlowInstruction | Terminator;
  return make({ ...one, ...parts }) as One;
}
