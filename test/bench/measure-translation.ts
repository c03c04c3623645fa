// Measure translation: how long SPL Token takes to become WebAssembly, and how long that is.
import { isSyscall } from '../../runtime/syscalls/table.js';
import { translate } from '../../runtime/wasm/translate.js';
import { loaded, median } from './contenders.js';
import { tokenPrograms } from './tokens.js';

export interface TranslationResult {
  /** Of processor time, for all functions, in a warm process; V8 compiles them when they are called. */
  readonly milliseconds: number;
  /** Bytes of WebAssembly for each byte of text. */
  readonly sizeRatio: number;
}

function processorTime(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

export function measureTranslation(): TranslationResult {
  const [[, file]] = tokenPrograms() as [readonly [string, Uint8Array]];
  const executable = loaded(file);
  const kind = { isSyscall, natives: true, standardStack: true, allRegisters: false, targets: [] };
  let size = 0;
  const once = (): void => {
    const { bytes } = translate(executable, kind)!;
    size = bytes.length;
    new WebAssembly.Module(bytes);
  };
  const times = Array.from({ length: 61 }, () => processorTime(once));
  return { milliseconds: median(times.slice(20)), sizeRatio: size / executable.text.length };
}
