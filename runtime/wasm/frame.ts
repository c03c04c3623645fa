// Frame: the locals of a translated function, and the code that reads and writes registers through them.
import { frameSize, initialStackPointer, stackStart } from '../../grammar/memory.js';
import type { Version } from '../../grammar/sbpf.js';
import { hasStackGaps } from '../../grammar/sbpf.js';
import type { Code } from './code.js';
import { cells, stackPlace } from './layout.js';
import { op, valueType } from './opcodes.js';
import { framePointer, registersIn } from './registers.js';

/** The type of a translated function: the registers it takes, its frame, the units left; and what it hands back. */
export function signatureOf(takes: number, gives: number): { parameters: number[]; results: number[] } {
  return {
    parameters: [...registersIn(takes).map(() => valueType.i64), valueType.i32, valueType.i64],
    results: [...registersIn(gives).map(() => valueType.i64), valueType.i64],
  };
}

export class Frame {
  readonly #registers = new Int16Array(framePointer + 1).fill(-1);
  /** Where the frame of the function lies in linear memory. */
  readonly frame: number;
  readonly units: number;
  /** The site a function is left from. */
  readonly site: number;
  /** Scratch: an address, an offset and a row of the regions; where a function goes on. */
  readonly address: number;
  readonly row: number;
  readonly label: number;
  readonly firstPlace: number;
  readonly #moreRegisters: number;

  /** `used`: the registers that the function mentions; those it takes come first. */
  constructor(
    readonly takes: number,
    readonly used: number,
    readonly framed: boolean,
    readonly version: Version,
  ) {
    let next = 0;
    for (const register of registersIn(takes)) this.#registers[register] = next++;
    this.frame = next++;
    this.units = next++;
    const more = registersIn(used & ~takes);
    for (const register of more) this.#registers[register] = next++;
    this.#moreRegisters = more.length;
    this.address = next++;
    this.site = next++;
    this.row = next++;
    this.label = next++;
    this.firstPlace = next;
  }

  /** The locals behind the parameters; `places` are for facts about memory. */
  locals(places: number): { readonly count: number; readonly type: number }[] {
    return [
      { count: this.#moreRegisters + 1, type: valueType.i64 },
      { count: 3 + places, type: valueType.i32 },
    ];
  }

  has(register: number): boolean {
    return this.#registers[register]! >= 0;
  }

  read(code: Code, register: number): Code {
    if (this.framed && register === framePointer) return this.#readPointer(code);
    return code.get(this.#registers[register]!);
  }

  write(code: Code, register: number): Code {
    return code.set(this.#registers[register]!);
  }

  /** r10 as a program sees it. */
  #readPointer(code: Code): Code {
    code.get(this.frame).byte(op.i64ExtendI32U);
    const start = Number(initialStackPointer(this.version));
    if (!hasStackGaps(this.version)) return code.i64(start - stackPlace).byte(op.i64Add);
    return code
      .i64(1)
      .byte(op.i64Shl)
      .i64(start - 2 * stackPlace)
      .byte(op.i64Add);
  }

  /** Stores all registers the function has where the host and other programs find them. */
  flush(code: Code, mask: number = this.used | this.takes): void {
    for (const register of registersIn(mask)) {
      code.i32(0);
      this.read(code, register).access(op.i64Store, cells.registers + 8 * register);
    }
  }

  /** Loads registers from there. */
  fetch(code: Code, mask: number): void {
    for (const register of registersIn(mask)) {
      code.i32(0).access(op.i64Load, cells.registers + 8 * register);
      this.write(code, register);
    }
  }

  storeUnits(code: Code): void {
    code.i32(0).get(this.units).access(op.i64Store, cells.units);
  }

  loadUnits(code: Code): void {
    code.i32(0).access(op.i64Load, cells.units).set(this.units);
  }
}

/** The bytes of the frame of a function begin so far below r10. */
export const frameDepth = frameSize;

/** How far the address of a stack byte is from its place, where frames have no gaps between them. */
export const stackShift = Number(stackStart) - stackPlace;
