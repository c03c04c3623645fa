// Forms that only the compiler writes: what the declarations of a program stand for.
import { bytesOf, isSelfContained, roomyTagBytes } from '../../grammar/layout.js';
import { input, inputStart } from '../../grammar/memory.js';
import { frameworkErrorCode } from '../../grammar/framework-errors.js';
import type { BlockId, Size, Value } from '../../grammar/flow.js';
import { pubkey, type Type } from '../../grammar/signature.js';
import { borshBytes } from '../borsh.js';
import type { FlowBuilder } from '../builder.js';
import { only, type FunctionForm, type Lowering, type Operand } from '../form.js';
import { loadTyped, storeTyped } from '../memory.js';

const entry = input.account;

/** The value of an operand that the compiler wrote as a number. */
export function constantOf(call: Lowering, index: number): bigint {
  const { source } = call.operands[index]!;
  return source.kind === 'integer' ? source.value : 0n;
}

function internal(
  name: string,
  doc: string,
  lower: FunctionForm['lower'],
  branch?: FunctionForm['branch'],
): FunctionForm {
  return {
    kind: 'function',
    name,
    signature: `(${name} ...)`,
    doc,
    check: (form, checker) => checker.wrong(form.span),
    lower,
    ...(branch && { branch }),
  };
}

/** The words of a key: constants where it is known, else loads. */
function keyWords(b: FlowBuilder, { source, values }: Operand): (index: number) => Value {
  if (source.kind !== 'pubkey') return (index) => b.load(8, values[0]!, 8 * index);
  const view = new DataView(source.bytes.buffer, source.bytes.byteOffset, 32);
  return (index) => b.constant(view.getBigUint64(8 * index, true));
}

const demandKey = internal('demand-key', 'Fails with a code unless two keys are the same.', (call) => {
  const b = call.builder;
  const [found, wanted] = [keyWords(b, call.operands[0]!), keyWords(b, call.operands[1]!)];
  for (let index = 0; index < 4; index++)
    b.failWithIf('ne', found(index), wanted(index), constantOf(call, 2), call.text!);
  return [];
});

const demand = internal('demand', 'Fails with a code unless a bool is true.', (call) => {
  const b = call.builder;
  b.failWithIf('eq', only(call, 0), b.constant(0), constantOf(call, 1), call.text!);
  return [];
});

const demandWord = internal(
  'demand-word',
  'Fails with a code unless the bytes at an offset of the entry of an account are a number.',
  (call) => {
    const b = call.builder;
    const [offset, size, wanted, code] = [1, 2, 3, 4].map((index) => constantOf(call, index));
    b.failWithIf(
      'ne',
      readWord(b, only(call, 0), Number(offset), Number(size)),
      b.constant(wanted!),
      code!,
      call.text!,
    );
    return [];
  },
);

const demandLength = internal(
  'demand-data-length',
  'Fails with a code unless an account has at least so many bytes of data.',
  (call) => {
    const b = call.builder;
    const length = b.load(8, only(call, 0), entry.dataLength);
    b.failWithIf('ult', length, only(call, 1), constantOf(call, 2), call.text!);
    return [];
  },
);

const demandFlag = internal(
  'demand-flag',
  'Fails with a code unless the byte at an offset of the entry of an account is 1; neighbouring bytes are tested at once.',
  (call) => {
    const b = call.builder;
    const flag = b.load(1, only(call, 0), Number(constantOf(call, 1)));
    b.failWithIf('ne', flag, b.constant(1), constantOf(call, 2), call.text!);
    return [];
  },
);

const demandAlive = internal(
  'demand-alive',
  'Fails with a code if the byte at an offset of the entry of an account is 0.',
  (call) => {
    const b = call.builder;
    const state = b.load(1, only(call, 0), Number(constantOf(call, 1)));
    b.failWithIf('eq', state, b.constant(0), constantOf(call, 2), call.text!);
    return [];
  },
);

/** One to eight bytes as a number. Sizes that no load has are cut out of eight bytes; those behind are there. */
export function readWord(b: FlowBuilder, address: Value, offset: number, size: number): Value {
  if (size === 1 || size === 2 || size === 4 || size === 8) return b.load(size, address, offset);
  return b.binaryWith('and', b.load(8, address, offset), (1n << BigInt(8 * size)) - 1n);
}

const accountCount = internal(
  'demand-accounts',
  'Fails with a code if the instruction names fewer accounts.',
  (call) => {
    const b = call.builder;
    const count = b.load(8, b.constant(inputStart), 0, true);
    b.failWithIf('ult', count, b.constant(constantOf(call, 0)), constantOf(call, 1), call.text!);
    return [];
  },
);

const accountAt = internal('account-at', 'The account with a number.', (call) => [
  call.builder.account(only(call, 0)),
]);

const repeated = frameworkErrorCode('ConstraintDuplicateMutableAccount');

const uniqueAccount = internal(
  'unique-account',
  'The account with a number, which may not repeat one before it.',
  (call) => [call.builder.account(only(call, 0), true, repeated)],
);

/** Fails where a writable account is the same as one before it that is writable too. */
const distinct = internal(
  'demand-distinct',
  'Fails with a code if the first account is one of the others.',
  (call) => {
    const b = call.builder;
    const [account, ...others] = call.operands.map(({ values }) => values[0]!);
    for (const other of others) b.failWithIf('eq', account!, other, repeated, call.text!);
    return [];
  },
);

/** The data of the instruction from an offset on. */
const instructionAddress = internal(
  'instruction-address',
  'The address of the instruction data at an offset.',
  (call) => [call.builder.binaryWith('add', call.builder.instructionData(), constantOf(call, 0))],
);

const instructionEnd = internal(
  'instruction-end',
  'The address behind the instruction data.',
  ({ builder: b }) => {
    const data = b.instructionData();
    return [b.binary('add', data, b.load(8, data, -8, true))];
  },
);

/** Behind the data stands the program's address, so that eight bytes can always be read. */
function isInstruction(call: Lowering, then: BlockId, otherwise: BlockId): void {
  const b = call.builder;
  const size = Number(constantOf(call, 1));
  const word = readWord(b, b.instructionData(), 0, size);
  b.branch('eq', word, b.constant(constantOf(call, 0)), then, otherwise);
}

const instructionIs = internal(
  'instruction-is',
  'Whether the instruction data begins with a number of so many bytes.',
  (call) => {
    const b = call.builder;
    const word = readWord(b, b.instructionData(), 0, Number(constantOf(call, 1)));
    return [b.compare('eq', word, b.constant(constantOf(call, 0)))];
  },
  isInstruction,
);

const instructionLength = internal(
  'demand-instruction-length',
  'Fails with a code if the instruction data is shorter.',
  (call) => {
    const b = call.builder;
    const length = b.load(8, b.instructionData(), -8, true);
    b.failWithIf('ult', length, b.constant(constantOf(call, 0)), constantOf(call, 1), call.text!);
    return [];
  },
);

const argument = internal('argument', 'An argument at a known offset of the instruction data.', (call) =>
  loadTyped(call.builder, call.type, call.builder.instructionData(), Number(constantOf(call, 0))),
);

/** Farther than loads reach, the offset goes into the address. */
const farthest = 32_000n;

function dataAt(call: Lowering, index: number): readonly [address: Value, offset: number] {
  const account = only(call, index);
  const offset = constantOf(call, index + 1) + BigInt(entry.data);
  if (offset <= farthest) return [account, Number(offset)];
  return [call.builder.binaryWith('add', account, offset), 0];
}

/** Where the elements of a field of any length stand, and how many there may be. */
interface Tail {
  readonly address: Value;
  readonly offset: number;
  readonly stride: number;
  /** How many bytes of data there are behind the count. */
  readonly room: Value;
}

function tailOf(call: Lowering, type: Type, index: number): Tail {
  const b = call.builder;
  const [address, offset] = dataAt(call, index);
  const length = b.load(8, only(call, index), entry.dataLength);
  const room = b.binaryWith('sub', length, constantOf(call, index + 1) + 4n);
  return { address, offset, stride: type.kind === 'array' ? bytesOf(type.element) : 1, room };
}

function loadTail(call: Lowering): readonly Value[] {
  const b = call.builder;
  const { address, offset, stride, room } = tailOf(call, call.type, 0);
  const count = b.load(4, address, offset);
  const size = b.binaryWith('mul', count, stride);
  const code = frameworkErrorCode('AccountDidNotDeserialize');
  b.failWithIf('ugt', size, room, code, 'a field is longer than the data of its account');
  return [b.binaryWith('add', address, offset + 4), count];
}

function storeTail(call: Lowering, type: Type, values: readonly Value[]): void {
  const b = call.builder;
  const { address, offset, stride, room } = tailOf(call, type, 0);
  const [from, count] = values;
  const size = b.binaryWith('mul', count!, stride);
  const code = frameworkErrorCode('AccountDidNotSerialize');
  b.failWithIf('ugt', size, room, code, 'the account has too little room for the value');
  b.store(4, address, offset, count!);
  b.syscall('sol_memmove_', [b.binaryWith('add', address, offset + 4), from!, size], true);
}

const field = internal('account-field', 'A field of the data of an account.', (call) => {
  if (isSelfContained(call.type)) return loadTyped(call.builder, call.type, ...dataAt(call, 0));
  return loadTail(call);
});

const setField = internal('set-account-field', 'Sets a field of the data of an account.', (call) => {
  const { values, type } = call.operands[2]!;
  if (isSelfContained(type)) storeTyped(call.builder, type, ...dataAt(call, 0), values);
  else storeTail(call, type, values);
  return values;
});

const option = internal(
  'account-option',
  'An option in the data of an account that takes its room also where it is missing.',
  (call) => {
    const b = call.builder;
    const [address, offset] = dataAt(call, 0);
    const there = b.compare('eq', b.load(4, address, offset), b.constant(1));
    return [there, ...loadTyped(b, optionValue(call.type), address, offset + roomyTagBytes)];
  },
);

const optionValue = (type: Type): Type => (type.kind === 'option' ? type.value : type);

const setOption = internal(
  'set-account-option',
  'Sets an option in the data of an account that takes its room also where it is missing.',
  (call) => {
    const b = call.builder;
    const { values, type } = call.operands[2]!;
    const [address, offset] = dataAt(call, 0);
    const [there, ...value] = values;
    const [present, after] = [b.block(), b.block()];
    b.store(4, address, offset, there!);
    b.branch('ne', there!, b.constant(0), present, after);
    b.enterSealed(present);
    storeTyped(b, optionValue(type), address, offset + roomyTagBytes, value);
    b.jump(after);
    b.enterSealed(after);
    return values;
  },
);

const setLamports = internal('set-account-lamports', 'Sets the lamports of an account.', (call) => {
  call.builder.store(8, only(call, 0), entry.lamports, only(call, 1));
  return [only(call, 1)];
});

const setEntryWord = internal(
  'set-account-word',
  'Sets a number at an offset of the entry of an account.',
  (call) => {
    const [offset, size] = [Number(constantOf(call, 1)), Number(constantOf(call, 2)) as Size];
    call.builder.store(size, only(call, 0), offset, call.builder.constant(constantOf(call, 3)));
    return [];
  },
);

const fail = internal('fail-with-code', 'Fails with a code.', (call) => {
  call.builder.fail(call.builder.constant(constantOf(call, 0)), call.text!);
  return [];
});

const failCheck = internal(
  'fail-check',
  'Fails with a code, or what the program declares in its place.',
  (call) => {
    const b = call.builder;
    b.fail(b.constant(b.module.errorCode(constantOf(call, 0))), call.text!);
    return [];
  },
);

const accountsFrom = internal('accounts-from', 'The accounts of the instruction.', () => []);

const instructionBytes = internal('instruction-bytes', 'The instruction data.', ({ builder: b }) => {
  const data = b.instructionData();
  return [data, b.load(8, data, -8, true)];
});

const returnBorsh = internal(
  'return-borsh',
  'Sets a value as return data, in Borsh.',
  ({ builder: b, operands }) => {
    const { type, values } = operands[0]!;
    b.syscall('sol_set_return_data', borshBytes(b, type, values), true);
    return [];
  },
);

/** Takes all lamports of an account, its data and its owner, so that it is gone when the instruction is over. */
const close = internal(
  'close-account',
  'Moves the lamports of an account to another and ends it.',
  (call) => {
    const b = call.builder;
    const [account, destination] = [only(call, 0), only(call, 1)];
    const sum = b.binary('add', b.load(8, destination, entry.lamports), b.load(8, account, entry.lamports));
    b.store(8, destination, entry.lamports, sum);
    b.store(8, account, entry.lamports, b.constant(0));
    b.store(8, account, entry.dataLength, b.constant(0));
    for (let word = 0; word < 32; word += 8) b.store(8, account, entry.owner + word, b.constant(0));
    return [];
  },
);

/** A key that goes on being what it is when the account it comes from changes. */
export function copyKey(b: FlowBuilder, address: Value): Value {
  const slot = b.slot(32);
  storeTyped(b, pubkey, slot, 0, [address]);
  return slot;
}

export const internalProgramForms: readonly FunctionForm[] = [
  demandKey,
  demand,
  demandWord,
  demandLength,
  demandFlag,
  demandAlive,
  accountCount,
  accountAt,
  uniqueAccount,
  distinct,
  instructionAddress,
  instructionEnd,
  instructionIs,
  instructionLength,
  argument,
  field,
  setField,
  option,
  setOption,
  setLamports,
  setEntryWord,
  fail,
  failCheck,
  accountsFrom,
  instructionBytes,
  returnBorsh,
  close,
];
