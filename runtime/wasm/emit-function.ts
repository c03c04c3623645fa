// Emit function: the body of one translated function.
import { frameStride } from '../../grammar/memory.js';
import type { Dialect, Operands, Operation } from './arithmetic.js';
import { comparisons, operationsOf } from './arithmetic.js';
import { AccessEmitter } from './access.js';
import { Code } from './code.js';
import type { Decoded } from './decode.js';
import { kinds, rows, wideConstant } from './decode.js';
import { Frame } from './frame.js';
import type { Block } from './graph.js';
import { ends } from './graph.js';
import { cells } from './layout.js';
import type { FunctionShape } from './liveness.js';
import { everything } from './liveness.js';
import { op } from './opcodes.js';
import type { Knowledge } from './places.js';
import { Places } from './places.js';
import { framePointer, passedBack, registersIn } from './registers.js';
import type { Flow } from './structure.js';
import { emitDispatch, emitStructured } from './structure.js';

/** A place where translated code may be left for the host: the pc to go on at, and the units paid too early. */
export interface Site {
  readonly pc: number;
  readonly refund: number;
}

/** What functions share: the module around them. */
export interface Surroundings {
  readonly decoded: Decoded;
  readonly framed: boolean;
  readonly dialect: Dialect;
  readonly functions: ReadonlyMap<number, FunctionShape & { readonly index: number }>;
  readonly sites: Site[];
  readonly imports: {
    readonly leave: number;
    readonly syscall: number;
    readonly deepen: number;
  };
  readonly locate: number;
  readonly locateIn: readonly number[];
  readonly findTarget: number;
  readonly native: (hash: number) => number | undefined;
  readonly memoryType: number;
  /** What callers put into registers, as far as they were seen. */
  hintsFor(pc: number): Uint8Array;
}

/** Blocks lie in each other as deep as their dominators; writing more of them might overflow the stack. */
const mostNestedBlocks = 3000;

const zeroExtended: ReadonlySet<string> = new Set(['uhmul64', 'udiv64', 'urem64']);

export class FunctionEmitter implements Operands, Flow {
  readonly code = new Code();
  readonly frame: Frame;
  readonly #operations: Readonly<Record<string, Operation>>;
  readonly #places: Places;
  readonly #access: AccessEmitter;
  /** How many blocks of WebAssembly are open, the outermost being the one that leads out of the translation. */
  #depth = 0;
  #pc = 0;
  /** Instructions of the block that come after the present one, itself included. */
  #refund = 0;

  constructor(
    readonly shape: FunctionShape,
    readonly around: Surroundings,
  ) {
    const { decoded, framed, dialect } = around;
    let used = shape.takes;
    for (const { reads, writes, liveIn, liveOut, ending } of shape.graph.blocks) {
      used |= reads | writes | liveIn | liveOut;
      if (ending === ends.syscall) used |= 1;
    }
    used &= everything(framed);
    this.frame = new Frame(shape.takes, used, framed, decoded.executable.version);
    this.#operations = operationsOf(dialect);
    this.#places = new Places(decoded, shape.graph.blocks.length, framed, around.hintsFor(shape.graph.entry));
    this.#access = new AccessEmitter(
      this.code,
      this.frame,
      this.#places,
      around,
      () => this.#setSite(),
      () => this.#depth,
    );
  }

  /** The body and the number of locals for facts it needs. */
  emit(): { readonly body: Code; readonly locals: ReturnType<Frame['locals']> } {
    const { code, shape } = this;
    const { graph } = shape;
    code.byte(op.block).byte(0x40);
    this.#depth = 1;
    if (graph.reducible && graph.blocks.length <= mostNestedBlocks) emitStructured(graph.blocks[0]!, this);
    else emitDispatch(graph.blocks, this, this.frame.label);
    code.byte(op.end);
    this.#emitLeaving();
    return { body: code, locals: this.frame.locals(this.#places.locals) };
  }

  // Flow: what the structure asks for.

  open(opcode: number): void {
    this.code.byte(opcode).byte(0x40);
    this.#depth++;
  }

  close(): void {
    this.code.byte(op.end);
    this.#depth--;
  }

  get depth(): number {
    return this.#depth;
  }

  /** The instructions of a block, with what has to be checked before; branches leave their condition on the stack. */
  emitBlock(block: Block): void {
    const { code, frame } = this;
    if (block.check > 0) {
      this.#refund = 0;
      this.#pc = block.start;
      this.faultIf(() => code.get(frame.units).i64(block.check).byte(op.i64LtS));
    }
    if (block.units > 0) code.get(frame.units).i64(block.units).byte(op.i64Sub).set(frame.units);
    const knowledge = this.#places.enter(block);
    this.#emitInstructions(block, knowledge);
    this.#places.leave(block, knowledge);
  }

  /** How a block ends that does not go on in the same function. */
  emitEnd(block: Block): void {
    const { frame, code, shape } = this;
    if (block.ending === ends.exit) {
      if (shape.isLast) code.i32(0).i32(block.last).access(op.i32Store, cells.exit);
      for (const register of registersIn(shape.gives)) frame.read(code, register);
      code.get(frame.units).byte(op.return);
    } else if (block.ending === ends.tail) this.#emitTail(block);
    else {
      this.#pc = block.end;
      this.#refund = 0;
      this.#leaveNow();
    }
  }

  #emitInstructions(block: Block, knowledge: Knowledge): void {
    const { decoded } = this.around;
    const { accesses, hulls } = this.#places.follow(block, knowledge);
    let next = 0;
    this.#pc = block.start;
    for (let count = 0; count < block.units; count++) {
      const pc = this.#pc;
      this.#refund = block.units - count;
      const what = decoded.kind[pc]!;
      const row = rows[decoded.row[pc]!]!;
      if (what === kinds.plain) this.#operations[row.mnemonic]!(this);
      else if (what === kinds.load || what === kinds.store)
        this.#access.emit(accesses[next++]!, hulls, knowledge);
      else if (what === kinds.branch) this.#emitCondition(row.mnemonic, row.width);
      else if (what === kinds.call) this.#emitCall(block, knowledge);
      else if (what === kinds.syscall) this.#emitSyscall();
      else if (what === kinds.callx) this.#emitCallx(block);
      this.#pc += row.shape === 'lddw' ? 2 : 1;
    }
  }

  // Operands: what arithmetic asks for.

  get constant(): bigint | undefined {
    const { decoded } = this.around;
    const { shape, mnemonic } = rows[decoded.row[this.#pc]!]!;
    const immediate = decoded.immediate[this.#pc]!;
    if (shape === 'lddw') return wideConstant(decoded, this.#pc);
    if (shape === 'dst-src' || shape === 'branch-reg') return undefined;
    if (mnemonic === 'hor64') return BigInt(immediate) << 32n;
    return BigInt(zeroExtended.has(mnemonic) ? immediate >>> 0 : immediate);
  }

  dst(): Code {
    return this.frame.read(this.code, this.around.decoded.dst[this.#pc]!);
  }

  dst32(): Code {
    return this.dst().byte(op.i32WrapI64);
  }

  operand(): Code {
    const { constant } = this;
    if (constant !== undefined) return this.code.i64(constant);
    return this.frame.read(this.code, this.around.decoded.src[this.#pc]!);
  }

  operand32(): Code {
    const { constant } = this;
    if (constant !== undefined) return this.code.i32(Number(BigInt.asIntN(32, constant)));
    return this.operand().byte(op.i32WrapI64);
  }

  put(): void {
    this.frame.write(this.code, this.around.decoded.dst[this.#pc]!);
  }

  faultIf(condition: () => void): void {
    this.#setSite();
    condition();
    this.code.byte(op.brIf).unsigned(this.#depth - 1);
  }

  #setSite(): void {
    const { sites } = this.around;
    this.code.i32(sites.length).set(this.frame.site);
    sites.push({ pc: this.#pc, refund: this.#refund });
  }

  #leaveNow(): void {
    this.#setSite();
    this.code.byte(op.br).unsigned(this.#depth - 1);
  }

  #emitCondition(mnemonic: string, width: number): void {
    const { code } = this;
    if (mnemonic.startsWith('jset')) {
      if (width === 64) {
        this.dst();
        this.operand().byte(op.i64And).ops(op.i64Eqz, op.i32Eqz);
      } else {
        this.dst32();
        this.operand32().byte(op.i32And);
      }
      return;
    }
    if (width === 64) {
      this.dst();
      if (this.constant === 0n && mnemonic === 'jeq') code.byte(op.i64Eqz);
      else this.operand().byte(comparisons[mnemonic]!);
    } else {
      this.dst32();
      this.operand32().byte(comparisons[mnemonic]!);
    }
  }

  /** Leaves the translation where no further frame may be opened. */
  #checkDepth(): void {
    const { code, frame, around } = this;
    this.#setSite();
    code.get(frame.frame).i32(0).access(op.i32Load, cells.lastFrame).byte(op.i32GeU);
    code.byte(op.if).byte(0x40);
    code.get(frame.frame).call(around.imports.deepen).byte(op.brIf).unsigned(this.#depth);
    code.byte(op.end);
  }

  #pushFrame(): void {
    this.code.get(this.frame.frame).i32(4096).byte(op.i32Add).get(this.frame.units);
  }

  /** r10 as the called function finds it, where it is kept like any other register. */
  #pushPointer(): void {
    const stride = frameStride(this.around.decoded.executable.version);
    this.frame.read(this.code, framePointer);
    if (stride > 0) this.code.i64(stride).byte(op.i64Add);
  }

  #emitCall(block: Block, knowledge: Knowledge): void {
    const { code, frame, around } = this;
    const target = around.decoded.target[this.#pc]!;
    this.#checkDepth();
    const callee = around.functions.get(target);
    const after = block.liveOut & passedBack;
    if (callee === undefined) {
      this.#emitIndirect(after, () => code.i32(target));
      return;
    }
    this.#tellHints(target, knowledge);
    for (const register of registersIn(callee.takes))
      if (register === framePointer) this.#pushPointer();
      else frame.read(code, register);
    this.#pushFrame();
    code.call(callee.index).set(frame.units);
    for (const register of registersIn(callee.gives).toReversed())
      if ((after >> register) & 1) frame.write(code, register);
      else code.byte(op.drop);
  }

  #tellHints(target: number, { origins }: Knowledge): void {
    const hints = this.around.hintsFor(target);
    for (let register = 1; register <= 5; register++)
      hints[register] ||= this.#places.hintOf(origins[register]!);
  }

  /** A call through the memory: of a function that is found by its pc, put on the stack by `target`. */
  #emitIndirect(after: number, target: () => void): void {
    const { code, frame, around } = this;
    frame.flush(code, everything(around.framed) & ~(1 << framePointer));
    if (!around.framed) {
      code.i32(0);
      this.#pushPointer();
      code.access(op.i64Store, cells.registers + 8 * framePointer);
    }
    this.#pushFrame();
    target();
    code.call(around.findTarget);
    code.byte(op.callIndirect).unsigned(around.memoryType).unsigned(0).set(frame.units);
    frame.fetch(code, after);
  }

  #emitCallx(block: Block): void {
    const { code, frame, around } = this;
    const { executable, length, src } = around.decoded;
    const target = src[this.#pc]!;
    this.#checkDepth();
    const offset = (): void => {
      frame.read(code, target).i64(executable.textAddress).ops(op.i64Sub).i64(3).byte(op.i64ShrU);
    };
    this.faultIf(() => {
      offset();
      code.i64(length).byte(op.i64GeU);
    });
    this.#emitIndirect(block.liveOut & passedBack, () => {
      offset();
      code.byte(op.i32WrapI64);
    });
  }

  #emitSyscall(): void {
    const { code, frame, around } = this;
    const hash = around.decoded.immediate[this.#pc]! >>> 0;
    const native = around.native(hash);
    const site = around.sites.length;
    around.sites.push({ pc: this.#pc, refund: 0 });
    if (native !== undefined) {
      for (let register = 1; register <= 4; register++) frame.read(code, register);
      code.get(frame.units).i32(site).call(native).set(frame.units);
      code.i64(0);
      frame.write(code, 0);
      return;
    }
    frame.flush(code, 0x3e);
    frame.storeUnits(code);
    code.i32(site).call(around.imports.syscall);
    frame.fetch(code, 1);
    frame.loadUnits(code);
  }

  #emitTail(block: Block): void {
    const { code, frame, around, shape } = this;
    const callee = around.functions.get(block.start);
    if (callee === undefined) {
      this.#pc = block.start;
      this.#refund = 0;
      this.#leaveNow();
      return;
    }
    for (const register of registersIn(callee.takes)) frame.read(code, register);
    code.get(frame.frame).get(frame.units);
    if (callee.gives !== shape.gives) throw new RangeError('functions in one frame must give the same');
    code.byte(op.returnCall).unsigned(callee.index);
  }

  /** Hands the rest of the function to the host: it goes on at the site, and stops with the function. */
  #emitLeaving(): void {
    const { code, frame, shape, around } = this;
    frame.flush(code);
    frame.storeUnits(code);
    code.i32(0).get(frame.frame).access(op.i32Store, cells.frame);
    code.get(frame.site).call(around.imports.leave);
    for (const register of registersIn(shape.gives))
      code.i32(0).access(op.i64Load, cells.registers + 8 * register);
    code.i32(0).access(op.i64Load, cells.units);
  }
}
