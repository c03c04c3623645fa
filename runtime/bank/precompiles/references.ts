// References: a precompile's data names each signature, key and message by instruction and offset.
import { unverified } from './error.js';

/** The number that stands for the precompile's own instruction. */
const own = 0xffff;

/** Bytes of a signature's references: three offsets and instructions, and the length of the message. */
const size = 14;

/** Before the references: how many there are, and a byte that is not looked at. */
const start = 2;

/** What is signed, by whom, and the signature. Read one after the other: each may be out of reach. */
export interface Signed {
  signature(): Uint8Array;
  key(): Uint8Array;
  message(): Uint8Array;
}

/** Agave: get_data_slice of the ed25519 and secp256r1 programs. */
function bytesAt(
  data: Uint8Array,
  instructions: readonly Uint8Array[],
  instruction: number,
  offset: number,
  length: number,
): Uint8Array {
  const source = instruction === own ? data : instructions[instruction];
  if (source === undefined || offset + length > source.length) throw unverified('InvalidDataOffsets');
  return source.slice(offset, offset + length);
}

/** The signatures that the data lists; throws InvalidInstructionDataSize where it is too short for as many. */
export function readReferences(
  data: Uint8Array,
  instructions: readonly Uint8Array[],
  keySize: number,
): Signed[] {
  const count = data[0] ?? 0;
  if (data.length < start + count * size) throw unverified('InvalidInstructionDataSize');
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return Array.from({ length: count }, (_, index): Signed => {
    const field = (number: number): number => view.getUint16(start + index * size + 2 * number, true);
    const part = (offset: number, instruction: number, length: number): Uint8Array =>
      bytesAt(data, instructions, field(instruction), field(offset), length);
    return {
      signature: () => part(0, 1, 64),
      key: () => part(2, 3, keySize),
      message: () => part(4, 6, field(5)),
    };
  });
}
