// Arena: a linear memory with the regions of one running program.
import { frameSize, heapStart, inputStart, stackSize, stackStart } from '../../grammar/memory.js';
import { hasStackGaps } from '../../grammar/sbpf.js';
import type { Version } from '../../grammar/sbpf.js';
import type { Executable } from '../executable.js';
import type { Access } from '../fault.js';
import type { Region } from '../memory.js';
import { Memory } from '../memory.js';
import {
  cells,
  deepestFrame,
  heapPlace,
  inputPlace,
  lengthClasses,
  regions,
  rodataPlace,
  stackPlace,
  targets,
} from './layout.js';

const pageSize = 65_536;
/** Frames that are cleared after every run; deeper ones only where a run of the program came to them. */
const firstFrames = 4;
/** How many more frames are allowed at a time. */
const moreFrames = 2;
/** After so many runs it is looked anew what a program touches. */
const forgetAfter = 256;

const stackHigh = Number(stackStart >> 32n);
const heapHigh = Number(heapStart >> 32n);

/** What a run asks an arena for. */
export interface Room {
  readonly executable: Executable;
  readonly heapSize: number;
  readonly inputLength: number;
  /** Whether syscalls insist on alignment. */
  readonly aligned: boolean;
}

export class Arena {
  readonly linear = new WebAssembly.Memory({ initial: Math.ceil(rodataPlace / pageSize) + 1 });
  bytes = new Uint8Array(this.linear.buffer);
  /** The same memory as i32. */
  words = new Int32Array(this.linear.buffer);
  /** r0 to r10. */
  registers = new BigUint64Array(this.linear.buffer, cells.registers, 11);
  #doubles = new BigUint64Array(this.linear.buffer);
  #room: Room | undefined;
  #memory: Memory | undefined;
  #input = new Uint8Array(0);
  /** The memory that the rows of the regions tell of, and whether calls were watched in it. */
  #described: Memory | undefined;
  #watched = false;
  #stackDirty = false;
  #heapDirty = false;
  #lastFrame = 0;
  /** Runs since it was last looked what they touch. */
  #runs = 0;

  /** The program whose image and targets it holds. */
  get executable(): Executable | undefined {
    return this.#room?.executable;
  }

  /** Makes room for a run: stack and heap are zeros, the input is whatever it was. */
  prepare(room: Room): Memory {
    const old = this.#room;
    const { executable, heapSize, inputLength, aligned } = room;
    const grown = this.#reserve(inputPlace(executable.rodata.bytes.length) + inputLength);
    const same = old?.executable === executable && !grown;
    if (old?.executable !== executable) {
      this.bytes.set(executable.rodata.bytes, rodataPlace);
      this.forgetTargets();
    }
    this.#room = room;
    if (
      this.#memory === undefined ||
      !same ||
      old.heapSize !== heapSize ||
      old.inputLength !== inputLength ||
      old.aligned !== aligned
    )
      this.#changeRoom(room);
    return this.#memory!;
  }

  #changeRoom(room: Room): void {
    const { executable, inputLength, aligned } = room;
    const start = inputPlace(executable.rodata.bytes.length);
    this.#input = this.bytes.subarray(start, start + inputLength);
    this.#memory = new WatchedMemory(this.#regions(room), executable.version, aligned, this);
  }

  /** The input region of the room. */
  get input(): Uint8Array {
    return this.#input;
  }

  #regions({ executable, heapSize }: Room): Region[] {
    const { rodata, version } = executable;
    const part = (place: number, length: number): Uint8Array => this.bytes.subarray(place, place + length);
    return [
      {
        name: 'program',
        start: rodata.address,
        bytes: part(rodataPlace, rodata.bytes.length),
        writable: false,
      },
      {
        name: 'stack',
        start: stackStart,
        bytes: part(stackPlace, stackSize),
        writable: true,
        ...(hasStackGaps(version) && { gap: frameSize }),
      },
      { name: 'heap', start: heapStart, bytes: part(heapPlace, heapSize), writable: true },
      { name: 'input', start: inputStart, bytes: this.#input, writable: true },
    ];
  }

  /** Whether the memory had to grow, which gives it new views. */
  #reserve(size: number): boolean {
    const missing = Math.ceil((size - this.bytes.length) / pageSize);
    if (missing <= 0) return false;
    this.linear.grow(missing);
    const { buffer } = this.linear;
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.registers = new BigUint64Array(buffer, cells.registers, 11);
    this.#doubles = new BigUint64Array(buffer);
    return true;
  }

  forgetTargets(): void {
    this.bytes.fill(0, targets.start, targets.start + 8 * targets.count);
  }

  /** Takes note of where in the table the function at a pc is. */
  rememberTarget(pc: number, place: number): void {
    const entry = (targets.start >> 2) + 2 * (pc & (targets.count - 1));
    this.words[entry] = pc + 1;
    this.words[entry + 1] = place;
  }

  /** The number in a cell of 64 bits; beyond what a double holds exactly there are none. */
  number(cell: number): number {
    return this.words[(cell >> 2) + 1]! * 2 ** 32 + (this.words[cell >> 2]! >>> 0);
  }

  setNumber(cell: number, value: number): void {
    this.words[cell >> 2] = value;
    this.words[(cell >> 2) + 1] = Math.floor(value / 2 ** 32);
  }

  addressCell(): bigint {
    return this.#doubles[cells.address >> 3]!;
  }

  /**
   * Tells translated code of the regions. `watched`: whether the code itself keeps to the frames, so that it can be
   * watched how far into the stack it writes.
   */
  describe(memory: Memory, watched: boolean): void {
    const same = memory === this.#described && watched === this.#watched;
    this.#runs = same ? this.#runs + 1 : 0;
    if (memory !== this.#described) this.#describeRegions(memory);
    this.#described = memory;
    this.#watched = watched;
    if (this.#runs % forgetAfter === 0) {
      this.#lastFrame = stackPlace + (firstFrames - 1) * frameSize;
      this.#heapDirty = false;
    } else if (this.#stackDirty === !watched) return;
    this.#stackDirty = !watched;
    if (!watched) this.#lastFrame = deepestFrame;
    this.#limitWrites();
  }

  #describeRegions(memory: Memory): void {
    const { buffer } = this.linear;
    for (let high = 0; high < regions.count; high++) {
      const own = memory.regions.filter(({ start }) => Number(start >> 32n) === high);
      const [region] = own;
      const simple =
        own.length === 1 &&
        region!.gap === undefined &&
        region!.bytes.buffer === buffer &&
        (region!.start & 0xffff_ffffn) === 0n;
      if (!simple) this.#setRow(high, 0, 0, 0);
      else {
        const { bytes, writable } = region!;
        this.#setRow(high, bytes.byteOffset, bytes.length, writable ? bytes.length : 0);
      }
    }
  }

  #setRow(high: number, place: number, readSize: number, writeSize: number): void {
    const row = regions.start + high * regions.rowSize;
    this.setNumber(row + regions.first, high * 2 ** 32);
    this.words[(row + regions.place) >> 2] = place;
    this.setNumber(row + regions.readSize, readSize);
    this.#setWriteSize(high, writeSize);
    lengthClasses.forEach((length, index) => {
      this.setNumber(row + regions.readLimits + 8 * index, Math.max(0, readSize - length + 1));
    });
  }

  #setWriteSize(high: number, size: number): void {
    const row = regions.start + high * regions.rowSize;
    this.setNumber(row + regions.writeSize, size);
    lengthClasses.forEach((length, index) => {
      this.setNumber(row + regions.writeLimits + 8 * index, Math.max(0, size - length + 1));
    });
  }

  readSize(high: number): number {
    return this.number(regions.start + high * regions.rowSize + regions.readSize);
  }

  /** How much of the stack may be written without asking. */
  #stackLimit(): number {
    return this.#stackDirty ? stackSize : this.#lastFrame + frameSize - stackPlace;
  }

  #limitWrites(): void {
    const limit = this.#stackLimit();
    this.words[cells.lastFrame >> 2] = this.#lastFrame;
    this.setNumber(cells.stackLimit, 2 * limit);
    if (this.readSize(stackHigh) > 0) this.#setWriteSize(stackHigh, limit);
    const heapSize = this.readSize(heapHigh);
    if (heapSize > 0) this.#setWriteSize(heapHigh, this.#heapDirty ? heapSize : 0);
  }

  /** Allows calls from a frame; false where no deeper one may be opened. */
  deepen(frame: number): boolean {
    if (frame >= deepestFrame) return false;
    this.#lastFrame = Math.min(deepestFrame, frame + moreFrames * frameSize);
    this.#limitWrites();
    return true;
  }

  /** Takes note of a write that ends so far into a region, gaps included. */
  noteWrite(high: number, end: number): void {
    const beyond = high === stackHigh && end > this.#stackLimit();
    if (high === heapHigh ? this.#heapDirty : !beyond) return;
    if (high === heapHigh) this.#heapDirty = true;
    else this.#stackDirty = true;
    this.#limitWrites();
  }

  /** Takes note of writes that may go anywhere. */
  touch(): void {
    if (this.#stackDirty && this.#heapDirty) return;
    this.#stackDirty = true;
    this.#heapDirty = true;
    this.#limitWrites();
  }

  /** Clears what the run left in stack and heap. */
  clear(): void {
    this.bytes.fill(0, stackPlace, stackPlace + this.#stackLimit());
    if (this.#heapDirty) this.bytes.fill(0, heapPlace, heapPlace + this.#room!.heapSize);
  }
}

/** The memory of an arena, which takes note of where the host writes. */
class WatchedMemory extends Memory {
  constructor(
    regionList: readonly Region[],
    version: Version,
    aligned: boolean,
    readonly arena: Arena,
  ) {
    super(regionList, version, aligned);
  }

  override find(address: bigint, size: number, access: Access): number {
    const offset = super.find(address, size, access);
    if (access === 'write')
      this.arena.noteWrite(Number(BigInt.asUintN(64, address) >> 32n), Number(address & 0xffff_ffffn) + size);
    return offset;
  }
}
