// Instruction data: what a builtin program was told, read as bincode writes it.
import { failed } from '../errors.js';

/** Bytes a builtin program looks at. Agave: limited_deserialize with PACKET_DATA_SIZE. */
const limit = 1232;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads one field after the other; throws InvalidInstructionData past the end. What follows the last is ignored. */
export class InstructionData {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#bytes = data.subarray(0, limit);
    this.#view = new DataView(data.buffer, data.byteOffset, this.#bytes.length);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  key(): Uint8Array {
    return this.#copy(32);
  }

  /** A length as u64, then as many bytes. */
  bytes(): Uint8Array {
    const length = this.u64();
    if (length > BigInt(limit)) throw failed('InvalidInstructionData');
    return this.#copy(Number(length));
  }

  text(): string {
    try {
      return decoder.decode(this.bytes());
    } catch (thrown) {
      if (thrown instanceof TypeError) throw failed('InvalidInstructionData');
      throw thrown;
    }
  }

  #copy(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.slice(start, start + length);
  }

  #take(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.length) throw failed('InvalidInstructionData');
    this.#at += length;
    return start;
  }
}
