// Linking: files that load and deploy, the same bytes each time, names for debuggers, and the debug map.
import { describe, expect, it } from 'vitest';
import { link } from '../compiler/7-link/link.js';
import {
  buildDebugMap,
  functionAt,
  locate,
  parseDebugMap,
  serializeDebugMap,
  TrapFinder,
} from '../grammar/debug-map.js';
import { opcodeOf } from '../grammar/sbpf.js';
import { execute } from '../runtime/execute.js';
import { load } from '../runtime/load.js';
import { deploy } from './deploy.js';
import { architectures, assembled, linked, request, run } from './emitted.js';
import { FunctionBuilder, programOf, to } from './flow-builder.js';
import { randomFlow } from './flow-evaluator.js';

/** Calls a function that fails for one of two reasons with one code, by the first byte of the data; else logs. */
function failing() {
  const entry = new FunctionBuilder({ name: 'entry', parameters: 2, results: 1 });
  const choice = entry.load(1, entry.parameters[1]!);
  const [good, bad] = [entry.block(), entry.block(0, true)];
  const [status] = entry.call(1, [choice], 1) as [number];
  entry.branch('ne', status, entry.constant(0), to(bad), to(good));
  entry.open(bad);
  entry.fail(status, 'the callee failed');
  entry.open(good);
  const [large, small] = [entry.block(0, true), entry.block()];
  entry.branch('ugt', choice, entry.constant(10), to(large), to(small));
  entry.open(large);
  entry.fail(entry.constant(6000), 'too large');
  entry.open(small);
  const [odd, even] = [entry.block(0, true), entry.block()];
  entry.branch('set', choice, entry.constant(1), to(odd), to(even));
  entry.open(odd);
  entry.fail(entry.constant(6000), 'odd');
  entry.open(even);
  entry.syscall('sol_log_', [entry.address(0), entry.constant(2)], true);
  entry.return([entry.constant(0)]);
  const callee = new FunctionBuilder({ name: 'λ-checks', parameters: 1, results: 0, fallible: true });
  const [zero, rest] = [callee.block(0, true), callee.block()];
  callee.branch('eq', callee.parameters[0]!, callee.constant(0), to(zero), to(rest));
  callee.open(zero);
  callee.fail(callee.constant(6001), 'zero');
  callee.open(rest);
  callee.return([]);
  return programOf([entry.finish(), callee.finish()], [new TextEncoder().encode('ok')]);
}

describe('files', () => {
  it.each(architectures)('of %s load without complaint, with names and without', (arch) => {
    const plain = load(linked(failing(), arch));
    const named = load(linked(failing(), arch, true));
    expect([plain.ok, named.ok]).toEqual([true, true]);
    if (!plain.ok || !named.ok) return;
    expect([...named.executable.symbols.values()]).toEqual(expect.arrayContaining(['entry', 'λ-checks']));
    expect(named.executable.text).toEqual(plain.executable.text);
  });

  it.each(architectures)('of %s run the same with names', (arch) => {
    for (const data of [Uint8Array.of(2), Uint8Array.of(3), Uint8Array.of(0)])
      expect(run(linked(failing(), arch, true), data).units).toBe(run(linked(failing(), arch), data).units);
  });

  it.each(architectures)('of %s deploy with the real loader and run', async (arch) => {
    for (const symbols of [false, true]) {
      const deployed = await deploy(linked(failing(), arch, symbols), Uint8Array.of(2));
      expect(deployed.logs.join('\n')).toContain('Program log: ok');
      expect(deployed.ok).toBe(true);
    }
  });

  it('without constants or syscalls deploy too', async () => {
    const build = new FunctionBuilder({ name: 'entry', parameters: 2, results: 1 });
    build.return([build.constant(0)]);
    const program = programOf([build.finish()]);
    for (const arch of architectures)
      expect((await deploy(linked(program, arch), Uint8Array.of())).ok).toBe(true);
    expect(linked(program, 'v3').length).toBe(64 + 56 + 8);
  });

  it('have the same bytes each time', () => {
    for (const arch of architectures)
      expect(linked(randomFlow(5), arch, true)).toEqual(linked(randomFlow(5), arch, true));
  });
});

describe('the debug map', () => {
  const { elf, debugMap } = link(assembled(failing(), 'v3'), { symbols: false });

  const failureFor = (first: number): string | undefined => {
    const finder = new TrapFinder(debugMap);
    const data = Uint8Array.of(first);
    execute({ ...request, data, program: elf, observe: (pc) => finder.observe(pc) });
    const found = finder.found;
    return (
      found &&
      `${found.reason}, ${functionAt(debugMap, found.pc)}, column ${locate(debugMap, found.pc)?.column}`
    );
  };

  it('tells reasons and places apart, also where traps are shared', () => {
    expect(failureFor(2)).toBeUndefined();
    expect(failureFor(12)).toBe('too large, entry, column 9');
    expect(failureFor(3)).toBe('odd, entry, column 13');
    expect(failureFor(0)).toBe('the callee failed, entry, column 5');
    const exits = assembled(failing(), 'v3').slots.filter(({ opcode }) => opcode === opcodeOf('exit', 3));
    // Success, the shared trap, the callee's code passed on; the callee's own two.
    expect(exits.length).toBe(5);
  });

  it('comes back from its text unchanged', () => {
    expect(parseDebugMap(serializeDebugMap(debugMap))).toEqual(debugMap);
    const large = buildDebugMap(assembled(randomFlow(3), 'v0'));
    expect(parseDebugMap(serializeDebugMap(large))).toEqual(large);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"format":"osvm debug map 1"}',
    '{"format":"osvm debug map 1","sources":["a"],"locations":[[0,1,1,1,1,1,1]],"functions":[],"traps":[],"trapSites":[]}',
    '{"format":"osvm debug map 1","sources":[],"locations":[],"functions":[["0",1,"f"]],"traps":[],"trapSites":[]}',
  ])('is not read from %j', (damaged) => {
    expect(parseDebugMap(damaged)).toBeUndefined();
  });
});
