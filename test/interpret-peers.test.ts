// The cases of the public sbpf and firedancer suites.
import { describe, expect, it } from 'vitest';
import { runSbpfCase } from './conformance/sbpf.js';
import { runVector } from './conformance/vectors.js';
import { havePeerCases, instructionVectors, sbpfCases } from './peer-cases.js';

describe.skipIf(!havePeerCases)('peer suites', () => {
  it('agree on the execute cases', () => {
    const cases = sbpfCases().filter(({ kind }) => kind === 'execute');
    expect(cases.length).toBeGreaterThan(100);
    for (const one of cases)
      expect({ id: one.id, ...runSbpfCase(one) }).toEqual({ id: one.id, result: 'passed' });
  });

  it('agree on the instruction vectors', () => {
    const vectors = instructionVectors();
    expect(vectors.length).toBeGreaterThan(1000);
    for (const one of vectors)
      expect({ id: one.id, ...runVector(one) }).toEqual({ id: one.id, result: 'passed' });
  });
});
