// Translation folder: keeps translated programs as files, each named by what it is of.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TranslationStore } from '../../../runtime/wasm/translation-file.js';
import { refuse } from '../failure.js';
import { writeFile } from '../files.js';
import { problemOf } from '../system-error.js';

const fileOf = (folder: string, name: string): string => join(folder, `${name}.translation`);

export function translationFolder(folder: string): TranslationStore {
  return {
    read(name) {
      const file = fileOf(folder, name);
      return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
    },
    write(name, bytes) {
      try {
        mkdirSync(folder, { recursive: true });
      } catch (error) {
        refuse('fileUnwritable', { file: folder, problem: problemOf(error) });
      }
      writeFile(fileOf(folder, name), bytes, []);
    },
  };
}
