// Reading and writing files; whatever the operating system objects to becomes a diagnostic.
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { closest } from '../../grammar/suggest.js';
import type { FileText, Source } from '../../grammar/source.js';
import { CommandFailure, refuse } from './failure.js';
import { codeOf, problemOf } from './system-error.js';

/** More than any program, source or fixture; a device such as /dev/zero ends here. */
const largestFile = 256 * 1024 * 1024;

const elfMagic = [0x7f, 0x45, 0x4c, 0x46];

function suggestNeighbour(file: string): string {
  try {
    const near = closest(basename(file), readdirSync(dirname(file)));
    if (near !== undefined)
      return `did you mean \`${file.slice(0, file.length - basename(file).length)}${near}\`?`;
  } catch {
    // No directory, hence no neighbours to suggest.
  }
  return 'check the path; `-` reads standard input';
}

function readAll(file: string, descriptor: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const chunk = new Uint8Array(total === 0 ? 64 * 1024 : 1024 * 1024);
    let count: number;
    try {
      count = readSync(descriptor, chunk);
    } catch (error) {
      if (codeOf(error) === 'EOF') break;
      if (codeOf(error) !== 'EAGAIN') throw error;
      // Standard input that is a terminal or a slow pipe: wait for it.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      continue;
    }
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    total += count;
    if (total > largestFile) refuse('fileTooLarge', { file, limit: largestFile });
  }
  return chunks.length === 1 ? chunks[0]! : new Uint8Array(Buffer.concat(chunks, total));
}

/** The bytes of a file, or of standard input for `-`. */
export function readBytes(file: string): Uint8Array {
  let descriptor: number | undefined;
  try {
    descriptor = file === '-' ? 0 : openSync(file, 'r');
    const status = fstatSync(descriptor);
    if (status.isDirectory()) refuse('fileIsDirectory', { file });
    if (status.size > largestFile) refuse('fileTooLarge', { file, limit: largestFile });
    return readAll(file, descriptor);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return refuse('fileMissing', { file, suggestion: suggestNeighbour(file) });
    if (code === '') throw error;
    return refuse('fileUnreadable', { file, problem: problemOf(error) });
  } finally {
    if (descriptor !== undefined && descriptor !== 0) closeSync(descriptor);
  }
}

/** What messages call the file. */
export function displayName(file: string): string {
  return file === '-' ? '<stdin>' : file;
}

export function isElf(bytes: Uint8Array): boolean {
  return elfMagic.every((byte, index) => bytes[index] === byte);
}

/** The offset of the first byte that fits no UTF-8 character. */
function firstMisfit(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let boundary = 0;
  for (let offset = 0; offset < bytes.length; offset++) {
    try {
      if (decoder.decode(bytes.subarray(offset, offset + 1), { stream: true }) !== '') boundary = offset + 1;
    } catch {
      return boundary;
    }
  }
  return boundary;
}

/** The bytes of `file` as UTF-8 text; a byte order mark is kept for the reader to see. */
export function decodeText(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('fileNotText', { file: displayName(file), offset: firstMisfit(bytes) });
  }
}

export function readText(file: string): string {
  return decodeText(file, readBytes(file));
}

/** Reads a source file for `command`; a compiled program in its place is refused. */
export function readSource(file: string, command: string): Source {
  const bytes = readBytes(file);
  if (isElf(bytes)) refuse('fileIsProgram', { file: displayName(file), command });
  return { name: displayName(file), text: decodeText(file, bytes) };
}

/** Reads a file that a program imports; what the operating system objects to is told, not thrown. */
export function readImport(file: string): FileText {
  try {
    return { text: readSource(file, 'import').text };
  } catch (error) {
    const [diagnostic] = error instanceof CommandFailure ? error.diagnostics : [];
    if (!diagnostic) throw error;
    return { problem: diagnostic.message, hint: diagnostic.hint };
  }
}

function sameFile(left: string, right: string): boolean {
  try {
    return realpathSync(left) === realpathSync(right);
  } catch {
    return false;
  }
}

/** Writes or replaces `file`, unless it is one of `inputs`. */
export function writeFile(file: string, content: string | Uint8Array, inputs: readonly string[]): void {
  if (inputs.some((input) => sameFile(input, file))) refuse('outputIsInput', { file });
  try {
    writeFileSync(file, content);
  } catch (error) {
    if (codeOf(error) === 'EISDIR') refuse('fileIsDirectory', { file });
    refuse('fileUnwritable', { file, problem: problemOf(error) });
  }
}

/**
 * Puts `text` in the place of what `file` holds, all at once: whatever happens meanwhile, the file has either the old
 * text or the new. Links stay links and permissions stay as they are.
 */
export function replaceFile(file: string, text: string): void {
  let temporary: string | undefined;
  try {
    const target = realpathSync(file);
    const { mode } = statSync(target);
    // The right to replace a file is the right to write its directory; a file that may not be written is left alone.
    closeSync(openSync(target, 'r+'));
    temporary = join(dirname(target), `.${basename(target)}.${process.pid}.osvm`);
    writeFileSync(temporary, text, { mode, flag: 'wx', flush: true });
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined && codeOf(error) !== 'EEXIST') rmSync(temporary, { force: true });
    refuse('fileUnwritable', { file, problem: problemOf(error) });
  }
}

/** A file that is written piece by piece. */
export interface OutputFile {
  write(text: string): void;
  close(): void;
}

/** Creates or empties `file`, unless it is one of `inputs`. */
export function createFile(file: string, inputs: readonly string[]): OutputFile {
  writeFile(file, '', inputs);
  const descriptor = openSync(file, 'a');
  return {
    write(text) {
      try {
        writeFileSync(descriptor, text);
      } catch (error) {
        refuse('fileUnwritable', { file, problem: problemOf(error) });
      }
    },
    close: () => closeSync(descriptor),
  };
}
