// Runs the target `deploy`: damaged program files handed to loader v3, whose rules are stricter than those of running.
import { prepareProgram } from '../../runtime/bank/programs.js';
import { deploy } from '../deploy.js';
import { Chance } from './chance.js';
import { files } from './files.js';
import { damaged } from './mutate-file.js';
import type { FuzzOptions, FuzzReport } from './report.js';

const accepted = 'deployed';

function ours(file: Uint8Array): string {
  const prepared = prepareProgram(file, { deploying: true });
  return 'error' in prepared ? prepared.error.logged : accepted;
}

/** The line of the log that tells why the loader refuses the file. */
async function theirs(file: Uint8Array): Promise<string> {
  const { ok, logs } = await deploy(file);
  if (ok) return accepted;
  const reason = logs.find((line) => !/^Program \w+ (invoke|success|failed|consumed)/.test(line));
  return reason ?? logs.join('; ');
}

export async function fuzzDeployments({ count, seed, progress }: FuzzOptions): Promise<FuzzReport> {
  const chance = new Chance(seed);
  const { small } = files();
  const found: string[] = [];
  const facts = { accepted: 0 };
  for (let index = 0; index < count; index++) {
    const file = damaged(chance, chance.pick(small));
    const [own, judged] = [ours(file), await theirs(file)];
    if (own === accepted) facts.accepted++;
    if (own !== judged)
      found.push(
        `--- case ${index} of seed ${seed}\n${Buffer.from(file).toString('base64')}\n${own} | ${judged}\n`,
      );
    progress?.(index + 1, found.length);
  }
  return { noun: 'deployments', count, found, facts };
}
