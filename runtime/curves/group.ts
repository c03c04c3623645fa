// A group of curve points as syscalls see it: bytes in, bytes out, undefined where the bytes name nothing.

export type ByteOrder = 'little' | 'big';

export type Bytes = Uint8Array;

/** Operations on encoded points. Every one gives undefined for bytes that are no point, or no scalar, of the group. */
export interface Group {
  readonly isMember: (point: Bytes) => boolean;
  readonly add: (left: Bytes, right: Bytes) => Bytes | undefined;
  readonly subtract: (left: Bytes, right: Bytes) => Bytes | undefined;
  readonly multiply: (scalar: Bytes, point: Bytes) => Bytes | undefined;
}
