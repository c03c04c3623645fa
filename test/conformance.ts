// Conformance: `npm run conformance -- FILE...` runs case files and tells how many cases pass.
import { runCommand } from './conformance/command.js';

process.exitCode = runCommand(process.argv.slice(2), { print: console.log, complain: console.error });
