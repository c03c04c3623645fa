// Stands in for node:child_process in the bundle: commander would start programs with it, but our commands are functions.
// Loading the real one takes a noticeable part of the start.

export function spawn(): never {
  throw new Error('the command line starts no other programs');
}
