// Cases of the public firedancer vectors: one instruction on given registers and memory.
import { verify } from '../../runtime/verify.js';
import { bareExecutable } from '../bare-machine.js';
import { runBareOnEngines } from '../engines.js';
import type { VectorCase } from '../peer-cases.js';
import { fromHex, versionOf } from '../peer-cases.js';
import { compared, type Verdict } from './verdict.js';

const budget = 100;
const registerCount = 11;

function found({ version, text_hex: text, regs, input_hex: input, region_boundary }: VectorCase): string {
  const executable = bareExecutable(versionOf(version), fromHex(text));
  if (verify(executable) !== undefined) return 'verify_fail';
  const options = { input: fromHex(input), boundaries: region_boundary, budget };
  const { run, registers } = runBareOnEngines(executable, options, (machine) => {
    regs.slice(0, registerCount).forEach((value, register) => {
      machine.registers[register] = BigInt(value);
    });
  });
  return run.ok ? `ok ${registers.join(' ')}` : 'fault';
}

/** Runs a case of instruction-vectors.json. */
export function runVector(one: VectorCase): Verdict {
  const registers = one.expected_regs?.slice(0, registerCount).map(BigInt);
  return compared(found(one), one.status === 'ok' ? `ok ${registers?.join(' ')}` : one.status);
}
