// Measures every source of every subject and sets it beside its peers.
import { compiled } from '../ways.js';
import { judge, type Case, type Judged } from '../oracle.js';
import { allowedUnits, peerNumbers, type Checks, type PeerNumber } from './numbers.js';
import { readSource, type Fixture, type SourceFile, type Style, type Subject } from './subject.js';

export interface Measured {
  readonly program: string;
  readonly instruction: string;
  readonly checks: Checks;
  readonly style: Style;
  readonly units: number;
  /** Of the v3 file of the whole program. */
  readonly bytes: number;
  /** Peers of the same meaning that make the same checks, the cheapest first. */
  readonly peers: readonly PeerNumber[];
  /** The bytes of the smallest of them. */
  readonly peerBytes: number | undefined;
  readonly allowedUnits: number;
}

/** Runs one instruction and sees that it did what it must; `run` gives what litesvm says. */
export function measureFixture(
  elf: Uint8Array,
  fixture: Fixture,
  run: (elf: Uint8Array, request: Case) => Judged = judge,
): Judged {
  const request = fixture.request();
  const outcome = run(elf, request);
  if (outcome.status !== 'ok')
    throw new Error(
      `${fixture.instruction} failed: ${JSON.stringify(outcome.error)}\n${outcome.logs.join('\n')}`,
    );
  fixture.verify(outcome, request);
  return outcome;
}

function allowed(program: string, instruction: string, checks: Checks): number {
  const row = allowedUnits.find(
    ([ofProgram, ofInstruction, ofChecks]) =>
      ofProgram === program && ofInstruction === instruction && ofChecks === checks,
  );
  if (!row) throw new Error(`nothing says how many units ${program} ${instruction} (${checks}) may take`);
  return row[3];
}

function peersOf(program: string, instruction: string, checks: Checks): readonly PeerNumber[] {
  return peerNumbers
    .filter((peer) => peer.program === program && peer.instruction === instruction && peer.checks === checks)
    .toSorted((a, b) => a.units - b.units);
}

/** Measures one source on all fixtures of its subject. */
export function measureSource(
  { program, fixtures }: Subject,
  source: SourceFile,
  run?: (elf: Uint8Array, request: Case) => Judged,
): readonly Measured[] {
  const { elf } = compiled(readSource(source));
  const { checks, style } = source;
  return fixtures.map((fixture) => {
    const { instruction } = fixture;
    const { units } = measureFixture(elf, fixture, run);
    const peers = peersOf(program, instruction, checks);
    const sizes = peers.flatMap(({ bytes }) => bytes ?? []);
    return {
      program,
      instruction,
      checks,
      style,
      units,
      bytes: elf.length,
      peers,
      peerBytes: sizes.length > 0 ? Math.min(...sizes) : undefined,
      allowedUnits: allowed(program, instruction, checks),
    };
  });
}
