// Arithmetic: the WebAssembly of instructions on registers. Source: Agave's interpreter; SIMD-0173, SIMD-0174.
import type { Code } from './code.js';
import { op } from './opcodes.js';

/** An instruction's operands, as code that puts them on the stack. */
export interface Operands {
  readonly code: Code;
  /** The constant operand; undefined where it is a register. */
  readonly constant: bigint | undefined;
  dst(): Code;
  dst32(): Code;
  operand(): Code;
  operand32(): Code;
  /** Takes a 64-bit number from the stack into dst. */
  put(): void;
  /** Leaves the translated program for the fault that is due if what `condition` puts on the stack is not 0. */
  faultIf(condition: () => void): void;
}

export type Operation = (operands: Operands) => void;

/** Where versions differ. */
export interface Dialect {
  readonly signExtendsResults: boolean;
  readonly signExtendsMoves: boolean;
  readonly subtractsFromImmediate: boolean;
}

const wide =
  (opcode: number): Operation =>
  (operands) => {
    operands.dst();
    operands.operand().byte(opcode);
    operands.put();
  };

const narrow =
  (opcode: number, extend: number = op.i64ExtendI32U): Operation =>
  (operands) => {
    operands.dst32();
    operands.operand32().byte(opcode).byte(extend);
    operands.put();
  };

/** The exponent of a power of two, or -1. */
function exponentOf(value: bigint | undefined): number {
  if (value === undefined || value <= 0n || (value & (value - 1n)) !== 0n) return -1;
  return value.toString(2).length - 1;
}

function refuseZero(operands: Operands, width: 32 | 64): void {
  if (operands.constant === undefined)
    operands.faultIf(() => {
      if (width === 64) operands.operand().byte(op.i64Eqz);
      else operands.operand32().byte(op.i32Eqz);
    });
  else if (BigInt.asUintN(width, operands.constant) === 0n) operands.faultIf(() => operands.code.i32(1));
}

const unsignedDivision =
  (opcode: number, width: 32 | 64, remainder: boolean): Operation =>
  (operands) => {
    refuseZero(operands, width);
    const exponent = exponentOf(operands.constant && BigInt.asUintN(width, operands.constant));
    if (exponent >= 0 && width === 64) {
      operands.dst();
      if (remainder) operands.code.i64((1n << BigInt(exponent)) - 1n).byte(op.i64And);
      else operands.code.i64(exponent).byte(op.i64ShrU);
      operands.put();
    } else (width === 64 ? wide(opcode) : narrow(opcode))(operands);
  };

/** The least number divided by -1 is too great for its width; Agave refuses the remainder too. */
const signedDivision =
  (opcode: number, width: 32 | 64): Operation =>
  (operands) => {
    refuseZero(operands, width);
    const { code, constant } = operands;
    if (constant === undefined || constant === -1n)
      operands.faultIf(() => {
        if (width === 64) {
          operands
            .dst()
            .i64(-(1n << 63n))
            .byte(op.i64Eq);
          operands.operand().i64(-1).byte(op.i64Eq);
        } else {
          operands
            .dst32()
            .i32(-(2 ** 31))
            .byte(op.i32Eq);
          operands.operand32().i32(-1).byte(op.i32Eq);
        }
        code.byte(op.i32And);
      });
    (width === 64 ? wide(opcode) : narrow(opcode))(operands);
  };

const halves = 0xffff_ffffn;

/**
 * The high half of a 128-bit product: of a * b with a = ah:al and b = bh:bl it is ah*bh and the carries of the other
 * three products.
 */
const highProduct: Operation = (operands) => {
  const { code } = operands;
  const low = (push: () => Code): Code => push().i64(halves).byte(op.i64And);
  const high = (push: () => Code): Code => push().i64(32).byte(op.i64ShrU);
  const a = () => operands.dst();
  const b = () => operands.operand();
  /** ah*bl + (al*bl >> 32) */
  const middle = (): void => {
    high(a);
    low(b).byte(op.i64Mul);
    low(a);
    low(b).ops(op.i64Mul).i64(32).ops(op.i64ShrU, op.i64Add);
  };
  high(a);
  high(b).byte(op.i64Mul);
  middle();
  code.i64(32).ops(op.i64ShrU, op.i64Add);
  low(a);
  high(b).byte(op.i64Mul);
  middle();
  code.i64(halves).ops(op.i64And, op.i64Add).i64(32).ops(op.i64ShrU, op.i64Add);
};

const unsignedHighProduct: Operation = (operands) => {
  highProduct(operands);
  operands.put();
};

/** The unsigned one, less each factor where the other is negative. */
const signedHighProduct: Operation = (operands) => {
  highProduct(operands);
  operands.operand();
  operands.dst().i64(63).ops(op.i64ShrS, op.i64And, op.i64Sub);
  operands.dst();
  operands.operand().i64(63).ops(op.i64ShrS, op.i64And, op.i64Sub);
  operands.put();
};

const littleEndian: Operation = (operands) => {
  const width = Number(operands.constant);
  if (width === 64) return;
  operands
    .dst()
    .i64(width === 16 ? 0xffff : 0xffff_ffff)
    .byte(op.i64And);
  operands.put();
};

/** Swaps neighbouring groups of `bits` bits in all of dst. */
function swapGroups(operands: Operands, bits: number, mask: bigint): void {
  operands.dst().i64(mask).byte(op.i64And).i64(bits).byte(op.i64Shl);
  operands.dst().i64(bits).byte(op.i64ShrU).i64(mask).ops(op.i64And, op.i64Or);
}

const bigEndian: Operation = (operands) => {
  const { code } = operands;
  const width = Number(operands.constant);
  swapGroups(operands, 8, width === 16 ? 0xffn : 0x00ff_00ff_00ff_00ffn);
  if (width === 16) code.i64(0xffff).byte(op.i64And);
  operands.put();
  if (width === 16) return;
  swapGroups(operands, 16, width === 32 ? 0xffffn : 0x0000_ffff_0000_ffffn);
  if (width === 32) code.i64(0xffff_ffff).byte(op.i64And);
  else code.i64(32).byte(op.i64Rotl);
  operands.put();
};

const move: Operation = (operands) => {
  operands.operand();
  operands.put();
};

const shared: Readonly<Record<string, Operation>> = {
  add64: wide(op.i64Add),
  sub64: wide(op.i64Sub),
  mul64: wide(op.i64Mul),
  lmul64: wide(op.i64Mul),
  or64: wide(op.i64Or),
  and64: wide(op.i64And),
  xor64: wide(op.i64Xor),
  lsh64: wide(op.i64Shl),
  rsh64: wide(op.i64ShrU),
  arsh64: wide(op.i64ShrS),
  hor64: wide(op.i64Or),
  or32: narrow(op.i32Or),
  and32: narrow(op.i32And),
  xor32: narrow(op.i32Xor),
  lsh32: narrow(op.i32Shl),
  rsh32: narrow(op.i32ShrU),
  arsh32: narrow(op.i32ShrS),
  lmul32: narrow(op.i32Mul),
  div64: unsignedDivision(op.i64DivU, 64, false),
  udiv64: unsignedDivision(op.i64DivU, 64, false),
  mod64: unsignedDivision(op.i64RemU, 64, true),
  urem64: unsignedDivision(op.i64RemU, 64, true),
  div32: unsignedDivision(op.i32DivU, 32, false),
  udiv32: unsignedDivision(op.i32DivU, 32, false),
  mod32: unsignedDivision(op.i32RemU, 32, true),
  urem32: unsignedDivision(op.i32RemU, 32, true),
  sdiv64: signedDivision(op.i64DivS, 64),
  srem64: signedDivision(op.i64RemS, 64),
  sdiv32: signedDivision(op.i32DivS, 32),
  srem32: signedDivision(op.i32RemS, 32),
  uhmul64: unsignedHighProduct,
  shmul64: signedHighProduct,
  le: littleEndian,
  be: bigEndian,
  mov64: move,
  lddw: move,
  neg64: (operands) => {
    operands.code.i64(0);
    operands.dst().byte(op.i64Sub);
    operands.put();
  },
  neg32: (operands) => {
    operands.code.i32(0);
    operands.dst32().ops(op.i32Sub, op.i64ExtendI32U);
    operands.put();
  },
};

/** How each operation is written in a version, by mnemonic. */
export function operationsOf(dialect: Dialect): Readonly<Record<string, Operation>> {
  const extend = dialect.signExtendsResults ? op.i64ExtendI32S : op.i64ExtendI32U;
  const subtract64: Operation = (operands) => {
    if (operands.constant === undefined || !dialect.subtractsFromImmediate) return wide(op.i64Sub)(operands);
    operands.operand();
    operands.dst().byte(op.i64Sub);
    operands.put();
  };
  const subtract32: Operation = (operands) => {
    if (operands.constant === undefined || !dialect.subtractsFromImmediate)
      return narrow(op.i32Sub, extend)(operands);
    operands.operand32();
    operands.dst32().ops(op.i32Sub, extend);
    operands.put();
  };
  const move32: Operation = (operands) => {
    const { code, constant } = operands;
    if (constant !== undefined) code.i64(BigInt.asUintN(32, constant));
    else if (dialect.signExtendsMoves) operands.operand().byte(op.i64Extend32S);
    else operands.operand32().byte(op.i64ExtendI32U);
    operands.put();
  };
  return {
    ...shared,
    sub64: subtract64,
    sub32: subtract32,
    add32: narrow(op.i32Add, extend),
    mul32: narrow(op.i32Mul, extend),
    mov32: move32,
  };
}

/** The comparison of each branch, by mnemonic; both sides are on the stack before it. */
export const comparisons: Readonly<Record<string, number>> = {
  jeq: op.i64Eq,
  jne: op.i64Ne,
  jgt: op.i64GtU,
  jge: op.i64GeU,
  jlt: op.i64LtU,
  jle: op.i64LeU,
  jsgt: op.i64GtS,
  jsge: op.i64GeS,
  jslt: op.i64LtS,
  jsle: op.i64LeS,
  jeq32: op.i32Eq,
  jne32: op.i32Ne,
  jgt32: op.i32GtU,
  jge32: op.i32GeU,
  jlt32: op.i32LtU,
  jle32: op.i32LeU,
  jsgt32: op.i32GtS,
  jsge32: op.i32GeS,
  jslt32: op.i32LtS,
  jsle32: op.i32LeS,
};
