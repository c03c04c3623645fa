// The page of runtime/syscalls/: what each syscall takes, costs and does.
import { describeCost } from '../../grammar/costs.js';
import type { SyscallSignature } from '../../grammar/syscall.js';
import { syscallFamilies } from '../../runtime/syscalls/table.js';
import { code, page, table } from './markdown.js';

function marks({ zeroResult, noReturn, notDeployable }: SyscallSignature): string {
  const words = [
    zeroResult && 'r0 is 0 whenever it returns.',
    noReturn && 'Does not return.',
    notDeployable && 'Programs that call it cannot be deployed.',
  ];
  return words.filter(Boolean).join(' ');
}

function line(syscall: SyscallSignature): string[] {
  const { name, parameters, cost, doc, specification } = syscall;
  const call = `${name}(${parameters.map((parameter) => parameter.name).join(', ')})`;
  return [code(call), describeCost(cost), `${doc} ${marks(syscall)}`.trim(), specification];
}

export function syscallsPage(): string {
  const families = Object.entries(syscallFamilies).flatMap(([family, rows]) => [
    `## ${family[0]!.toUpperCase()}${family.slice(1)}`,
    table(['call', 'units', 'does', 'specification'], rows.map(line)),
  ]);
  return page('Syscalls', 'the rows in this folder', [
    'What a program may ask of the machine. Arguments are in r1 to r5, the result is in r0. The units come on top of ' +
      'the one of the call instruction.',
    ...families,
  ]);
}
