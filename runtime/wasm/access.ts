// Access: loads and stores, with the translation of addresses written out where they are made.
import { frameSize } from '../../grammar/memory.js';
import type { Code } from './code.js';
import type { Decoded } from './decode.js';
import { kinds, rows } from './decode.js';
import type { Frame } from './frame.js';
import {
  cells,
  greatestLength,
  heapPlace,
  inputPlace,
  limitCell,
  regions,
  rodataPlace,
  stackPlace,
} from './layout.js';
import { op } from './opcodes.js';
import type { AccessSite, Fact, Hint, Hull, Knowledge, Places } from './places.js';
import { frameOrigin } from './places.js';
import { hasStackGaps } from '../../grammar/sbpf.js';

const loads: Readonly<Record<number, number>> = {
  8: op.i64Load8,
  16: op.i64Load16,
  32: op.i64Load32,
  64: op.i64Load,
};
const stores: Readonly<Record<number, number>> = {
  8: op.i64Store8,
  16: op.i64Store16,
  32: op.i64Store32,
  64: op.i64Store,
};

/** What the functions that find places are told of an access. */
export const describeAccess = (length: number, write: boolean): number => length * 2 + Number(write);

/** What they answer where the place cannot be found: the host has to say why. */
export const nowhere = -1;

interface Helpers {
  readonly decoded: Decoded;
  readonly framed: boolean;
  /** Finds the place of an access at any address. */
  readonly locate: number;
  /** The same for offsets from the first address of the region of a hint. */
  readonly locateIn: readonly number[];
}

export class AccessEmitter {
  readonly #gaps: boolean;

  constructor(
    readonly code: Code,
    readonly frame: Frame,
    readonly places: Places,
    readonly helpers: Helpers,
    /** Marks the present instruction as the one to go on at, should the translation be left. */
    readonly setSite: () => void,
    /** The label that leads out, from inside one more block. */
    readonly exitLabel: () => number,
  ) {
    const { executable } = helpers.decoded;
    this.#gaps = helpers.framed && hasStackGaps(executable.version);
  }

  emit(site: AccessSite, hulls: ReadonlyMap<number, Hull>, knowledge: Knowledge): void {
    const { kind, row, dst, src, immediate } = this.helpers.decoded;
    const { pc } = site;
    const { shape, width } = rows[row[pc]!]!;
    const isLoad = kind[pc] === kinds.load;
    const { local, offset } = this.#place(site, isLoad ? src[pc]! : dst[pc]!, hulls, knowledge);
    const { code } = this;
    code.get(local);
    if (isLoad) {
      code.access(loads[width]!, offset);
      this.frame.write(code, dst[pc]!);
      return;
    }
    if (shape === 'store-imm') code.i64(immediate[pc]!);
    else this.frame.read(code, src[pc]!);
    code.access(stores[width]!, offset);
  }

  /** A local and an offset that make the place of an access; code to find it is written if none is known. */
  #place(
    site: AccessSite,
    base: number,
    hulls: ReadonlyMap<number, Hull>,
    knowledge: Knowledge,
  ): { readonly local: number; readonly offset: number } {
    const { origin, offset, size, write } = site;
    const inFrame = origin === frameOrigin && this.helpers.framed;
    if (inFrame && offset >= -frameSize && offset + size <= 0)
      return { local: this.frame.frame, offset: frameSize + offset };
    const known = knowledge.facts.get(origin);
    if (known !== undefined && covers(known, site)) return through(known, offset);
    let hull: Hull = { low: offset, high: offset + size, write };
    const whole = hulls.get(origin);
    if (!inFrame && whole !== undefined && whole.high - whole.low <= greatestLength) hull = whole;
    const registerOffset = offset - this.helpers.decoded.offset[site.pc]!;
    const local = this.frame.firstPlace + knowledge.locals++;
    this.#find(local, base, hull.low - registerOffset, hull, this.places.hintOf(origin));
    const fact = { local, ...hull, writable: hull.write };
    if (!inFrame) knowledge.facts.set(origin, fact);
    return through(fact, offset);
  }

  /** Writes code that puts where `base` plus `delta` lies into `local`. */
  #find(local: number, base: number, delta: number, hull: Hull, hint: Hint): void {
    const length = hull.high - hull.low;
    const row = hint - 1;
    if (row < 0) this.#findAnywhere(local, base, delta, length, hull.write);
    else if (row === stackRow && this.#gaps) this.#findInGappedStack(local, base, delta, length, hull.write);
    else this.#findInRegion(local, row, base, delta, length, hull.write);
  }

  #findInRegion(
    local: number,
    row: number,
    base: number,
    delta: number,
    length: number,
    write: boolean,
  ): void {
    const { code, frame } = this;
    this.setSite();
    frame
      .read(code, base)
      .i64(delta - row * 2 ** 32)
      .byte(op.i64Add)
      .tee(frame.address);
    code
      .i32(0)
      .access(op.i64Load, limitCell(row, length, write))
      .byte(op.i64GeU);
    code.byte(op.if).byte(0x40);
    this.#askFor(local, this.helpers.locateIn[row]!, length, write);
    code.byte(op.else).get(frame.address).byte(op.i32WrapI64);
    code.i32(this.#regionPlace(row)).byte(op.i32Add).set(local).byte(op.end);
  }

  #regionPlace(row: number): number {
    const { bytes } = this.helpers.decoded.executable.rodata;
    return [rodataPlace, rodataPlace, stackPlace, heapPlace, inputPlace(bytes.length)][row]!;
  }

  /** Calls a function that finds the place of the address, and leaves the translation if there is none. */
  #askFor(local: number, locate: number, length: number, write: boolean): void {
    const { code, frame } = this;
    code.get(frame.address).i32(describeAccess(length, write)).call(locate).tee(local);
    code.i32(nowhere).byte(op.i32Eq).byte(op.brIf).unsigned(this.exitLabel());
  }

  #findAnywhere(local: number, base: number, delta: number, length: number, write: boolean): void {
    const { code, frame } = this;
    this.setSite();
    frame.read(code, base);
    if (delta !== 0) code.i64(delta).byte(op.i64Add);
    code.tee(frame.address).get(frame.address).i64(24).ops(op.i64ShrU, op.i32WrapI64);
    code.i32(rowMask).byte(op.i32And).tee(frame.row);
    code.access(op.i64Load, regions.start + regions.first).byte(op.i64Sub);
    code
      .get(frame.row)
      .access(op.i64Load, limitCell(0, length, write))
      .byte(op.i64GeU);
    code.byte(op.if).byte(0x40);
    this.#askFor(local, this.helpers.locate, length, write);
    code.byte(op.else).get(frame.address).byte(op.i32WrapI64);
    code
      .get(frame.row)
      .access(op.i32Load, regions.start + regions.place)
      .byte(op.i32Add)
      .set(local);
    code.byte(op.end);
  }

  /** Frames have gaps between them in the address space, but not in linear memory. */
  #findInGappedStack(local: number, base: number, delta: number, length: number, write: boolean): void {
    const { code, frame } = this;
    this.setSite();
    frame
      .read(code, base)
      .i64(delta - stackRow * 2 ** 32)
      .byte(op.i64Add)
      .tee(frame.address);
    if (write) code.i32(0).access(op.i64Load, cells.stackLimit);
    else code.i64(gappedStackSize);
    code.byte(op.i64GeU);
    code.get(frame.address).byte(op.i32WrapI64).tee(frame.row);
    code
      .i32(2 * frameSize - 1)
      .byte(op.i32And)
      .i32(frameSize - length)
      .ops(op.i32GtU, op.i32Or);
    code.byte(op.if).byte(0x40);
    this.#askFor(local, this.helpers.locateIn[stackRow]!, length, write);
    code.byte(op.else);
    emitWithoutGaps(code, frame.row);
    code.i32(stackPlace).byte(op.i32Add).set(local).byte(op.end);
  }
}

const stackRow = 2;
const gappedStackSize = 0x80000;
/** The bits of a row's place among those of an address shifted right by 24. */
const rowMask = (regions.count - 1) * regions.rowSize;

/** The offset in the frames of an offset in a stack with gaps that is in the local; it lies in a frame. */
export function emitWithoutGaps(code: Code, local: number): void {
  code.get(local).i32(1).byte(op.i32ShrU).i32(-frameSize).byte(op.i32And);
  code
    .get(local)
    .i32(frameSize - 1)
    .ops(op.i32And, op.i32Or);
}

function covers({ low, high, writable }: Fact, { offset, size, write }: AccessSite): boolean {
  return low <= offset && offset + size <= high && (writable || !write);
}

function through({ local, low }: Fact, offset: number): { local: number; offset: number } {
  return { local, offset: offset - low };
}
