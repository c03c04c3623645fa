// Key name: 32 bytes as a text that can be looked up; quicker to make than base58.

/** Two keys have the same name if they have the same bytes. */
export function keyName(key: Uint8Array): string {
  return String.fromCharCode(...key);
}
