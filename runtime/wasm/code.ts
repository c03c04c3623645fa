// Code: the bytes of WebAssembly as they are written, one instruction after the other.
import { op } from './opcodes.js';

/** Bytes that grow. Numbers are written as LEB128, as the format asks. */
export class Code {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  byte(value: number): this {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  /** Instructions without operands. */
  ops(...opcodes: number[]): this {
    for (const opcode of opcodes) this.byte(opcode);
    return this;
  }

  /** Up to 32 bits. */
  unsigned(value: number): this {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.byte(rest);
  }

  /** A whole number that a double holds exactly. */
  signed(value: number): this {
    let rest = value;
    while (rest < -64 || rest >= 64) {
      const low = rest & 0x7f;
      this.byte(low | 0x80);
      rest = rest === (rest | 0) ? rest >> 7 : Math.floor(rest / 128);
    }
    return this.byte(rest & 0x7f);
  }

  signedBig(value: bigint): this {
    const wrapped = BigInt.asIntN(64, value);
    const short = Number(wrapped);
    if (Number.isSafeInteger(short)) return this.signed(short);
    let rest = wrapped;
    while (rest < -64n || rest >= 64n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    return this.byte(Number(rest & 0x7fn));
  }

  append(other: Code): this {
    this.#reserve(other.#length);
    this.#bytes.set(other.#bytes.subarray(0, other.#length), this.#length);
    this.#length += other.#length;
    return this;
  }

  text(value: string): this {
    const bytes = new TextEncoder().encode(value);
    this.unsigned(bytes.length);
    for (const byte of bytes) this.byte(byte);
    return this;
  }

  /** A copy of the bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  // The instructions that have operands.

  get(local: number): this {
    return this.byte(op.localGet).unsigned(local);
  }
  set(local: number): this {
    return this.byte(op.localSet).unsigned(local);
  }
  tee(local: number): this {
    return this.byte(op.localTee).unsigned(local);
  }
  i32(value: number): this {
    return this.byte(op.i32Const).signed(value | 0);
  }
  i64(value: number | bigint): this {
    this.byte(op.i64Const);
    return typeof value === 'number' ? this.signed(value) : this.signedBig(value);
  }
  call(index: number): this {
    return this.byte(op.call).unsigned(index);
  }
  /** A load or store whose address is on the stack; `offset` is added without wrapping. */
  access(opcode: number, offset: number): this {
    return this.byte(opcode).byte(0).unsigned(offset);
  }
}
