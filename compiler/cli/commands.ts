// The commands of `osvm ovsm`, in the order of the help text.
import type { Command } from './command.js';
import { compileCommand } from './commands/compile.js';
import { profileCommand } from './commands/profile.js';
import { runCommand } from './commands/run.js';
import { evalCommand } from './commands/eval.js';
import { benchCommand } from './commands/bench.js';
import { checkCommand } from './commands/check.js';
import { asmCommand } from './commands/asm.js';
import { disasmCommand } from './commands/disasm.js';
import { fmtCommand } from './commands/fmt.js';
import { explainCommand } from './commands/explain.js';
import { clientCommand } from './commands/client.js';
import { idlCommand } from './commands/idl.js';
import { replCommand } from './commands/repl.js';
import { testCommand } from './commands/test.js';

export const commands: readonly Command[] = [
  compileCommand,
  runCommand,
  evalCommand,
  benchCommand,
  profileCommand,
  checkCommand,
  asmCommand,
  disasmCommand,
  fmtCommand,
  explainCommand,
  idlCommand,
  clientCommand,
  replCommand,
  testCommand,
];
