// Locate: functions of a translated module that find the place of an address where the code itself could not.
import { frameSize } from '../../grammar/memory.js';
import { emitWithoutGaps } from './access.js';
import { Code } from './code.js';
import { cells, regions, stackPlace, targets } from './layout.js';
import type { Module } from './module.js';
import { op, valueType } from './opcodes.js';

const { i32, i64 } = valueType;
const rowMask = (regions.count - 1) * regions.rowSize;
const gappedStackSize = 0x80000;
const stackHigh = 2;

/**
 * `(address: i64, access: i32) -> place: i32`, the access as `describeAccess` tells it. What no row of the regions
 * allows is asked of the host.
 */
export function defineLocate(module: Module, gaps: boolean, askHost: number): number {
  const index = module.reserve();
  const [address, access, row, offset, length] = [0, 1, 2, 3, 4];
  const code = new Code();
  code.get(access).i32(1).ops(op.i32ShrU, op.i64ExtendI32U).set(length);
  code.get(address).get(address).i64(24).ops(op.i64ShrU, op.i32WrapI64).i32(rowMask).byte(op.i32And).tee(row);
  code
    .access(op.i64Load, regions.start + regions.first)
    .byte(op.i64Sub)
    .set(offset);
  const limit = (): void => {
    // The size for writes lies behind the one for reads.
    code.get(access).i32(1).byte(op.i32And).i32(3).byte(op.i32Shl).get(row).byte(op.i32Add);
    code.access(op.i64Load, regions.start + regions.readSize);
  };
  code.get(offset);
  limit();
  code.byte(op.i64LtU).get(offset).get(length).byte(op.i64Add);
  limit();
  code.ops(op.i64LeU, op.i32And);
  code.byte(op.if).byte(0x40);
  code
    .get(offset)
    .byte(op.i32WrapI64)
    .get(row)
    .access(op.i32Load, regions.start + regions.place);
  code.ops(op.i32Add, op.return, op.end);
  if (gaps) {
    code
      .get(address)
      .i64(stackHigh * 2 ** 32)
      .byte(op.i64Sub)
      .tee(offset);
    code.i64(gappedStackSize).i32(0).access(op.i64Load, cells.stackLimit);
    code.get(access).i32(1).ops(op.i32And, op.i32Eqz, op.select).byte(op.i64LtU);
    code
      .get(offset)
      .byte(op.i32WrapI64)
      .tee(row)
      .i32(2 * frameSize - 1)
      .byte(op.i32And);
    code.get(length).ops(op.i32WrapI64, op.i32Add).i32(frameSize).ops(op.i32LeU, op.i32And);
    code.byte(op.if).byte(0x40);
    emitWithoutGaps(code, row);
    code.i32(stackPlace).ops(op.i32Add, op.return, op.end);
  }
  code.i32(0).get(address).access(op.i64Store, cells.address);
  code.get(access).call(askHost);
  const locals = [
    { count: 1, type: i32 },
    { count: 2, type: i64 },
  ];
  module.define(index, module.typeIndex([i64, i32], [i32]), locals, code);
  return index;
}

/** The same for an offset from the first address of the region `high`. */
export function defineLocateIn(module: Module, high: number, locate: number): number {
  const index = module.reserve();
  const [offset, access] = [0, 1];
  const code = new Code();
  code
    .get(offset)
    .i64(high * 2 ** 32)
    .byte(op.i64Add)
    .get(access)
    .call(locate);
  module.define(index, module.typeIndex([i64, i32], [i32]), [], code);
  return index;
}

/** `(pc: i32) -> place in the table: i32`, remembered for pcs that were asked for before. */
export function defineFindTarget(module: Module, askHost: number): number {
  const index = module.reserve();
  const [pc, entry] = [0, 1];
  const code = new Code();
  code
    .get(pc)
    .i32(targets.count - 1)
    .byte(op.i32And)
    .i32(3)
    .byte(op.i32Shl)
    .tee(entry);
  code.access(op.i32Load, targets.start).get(pc).i32(1).ops(op.i32Add, op.i32Eq);
  code
    .byte(op.if)
    .byte(0x40)
    .get(entry)
    .access(op.i32Load, targets.start + 4)
    .ops(op.return, op.end);
  code.get(pc).call(askHost);
  module.define(index, module.typeIndex([i32], [i32]), [{ count: 1, type: i32 }], code);
  return index;
}
