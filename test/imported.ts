// The files that the cases of cases/check and cases/run import, by paths relative to those folders.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileText } from '../grammar/source.js';

/** Reads a file for a program in a folder of `test/cases`. */
export const readBeside =
  (folder: string) =>
  (path: string): FileText => {
    const file = fileURLToPath(new URL(`cases/${folder}/${path}`, import.meta.url));
    if (existsSync(file)) return { text: readFileSync(file, 'utf8') };
    return { problem: `there is no file \`${path}\``, hint: 'check the path' };
  };
