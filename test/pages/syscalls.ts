// The page of runtime/syscalls/: what each syscall takes, costs and does, and the gates it depends on.
import { describeCost } from '../../grammar/costs.js';
import { gates } from '../../grammar/gates.js';
import type { SyscallSignature } from '../../grammar/syscall.js';
import { isActive } from '../../grammar/syscall.js';
import { inactiveSyscalls } from '../../runtime/syscalls/inactive.js';
import { syscallFamilies } from '../../runtime/syscalls/table.js';
import { code, page, table } from './markdown.js';

function marks(syscall: SyscallSignature): string {
  const words = [
    syscall.zeroResult && 'r0 is 0 whenever it returns.',
    syscall.noReturn && 'Does not return.',
    syscall.notDeployable && 'Programs that call it cannot be deployed.',
    !isActive(syscall) && 'Not active.',
  ];
  return words.filter(Boolean).join(' ');
}

function gateCell({ gate, removedBy, changedBy = [] }: SyscallSignature): string {
  const parts = [
    gate && code(gate),
    removedBy && `removed by ${code(removedBy)}`,
    changedBy.length > 0 && `changed by ${changedBy.map(code).join(', ')}`,
  ];
  return parts.filter(Boolean).join('; ');
}

function line(syscall: SyscallSignature): string[] {
  const { name, parameters, cost, doc, specification } = syscall;
  const call = `${name}(${parameters.map((parameter) => parameter.name).join(', ')})`;
  return [
    code(call),
    describeCost(cost),
    gateCell(syscall),
    `${doc} ${marks(syscall)}`.trim(),
    specification,
  ];
}

const headings = ['call', 'units', 'gate', 'does', 'specification'];

export function syscallsPage(): string {
  const families = Object.entries(syscallFamilies).flatMap(([family, rows]) => [
    `## ${family[0]!.toUpperCase()}${family.slice(1)}`,
    table(headings, rows.map(line)),
  ]);
  return page('Syscalls', 'the rows in this folder', [
    'What a program may ask of the machine, in every version of sBPF. Arguments are in r1 to r5, the result is in r0. ' +
      'The units come on top of the one of the call instruction. The gate is the feature that brought a syscall; the ' +
      'oldest have none.',
    ...families,
    '## Not active',
    'Solana knows these, and mainnet does not have them: a program that calls one calls an unknown syscall.',
    table(headings, inactiveSyscalls.map(line)),
    '## Gates',
    table(
      ['gate', 'address', 'active on mainnet'],
      gates.map(({ name, address, active }) => [code(name), code(address), active ? 'yes' : 'no']),
    ),
  ]);
}
