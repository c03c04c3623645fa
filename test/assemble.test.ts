// The assembler: against the public one's cases, against the disassembler, and against wrong texts.
import { describe, expect, it } from 'vitest';
import { assembledHex, runAssembleCase, type AssembleCase } from './conformance/assemble.js';
import { havePeerCases, sbpfCases } from './peer-cases.js';

describe.skipIf(!havePeerCases)('the cases of the public assembler', () => {
  const cases = sbpfCases();

  it('give the expected instructions and errors', () => {
    const own = cases.filter(({ kind }) => kind === 'assemble');
    expect(own.length).toBeGreaterThan(0);
    for (const one of own) expect(runAssembleCase(one as AssembleCase), one.id).toEqual({ result: 'passed' });
  });

  it('give the bytes that the other kinds run, verify and disassemble', () => {
    const others = cases.filter(({ asm, text_hex: text }) => asm !== undefined && text !== undefined);
    expect(others.length).toBeGreaterThan(50);
    for (const one of others) expect(assembledHex(one), one.id).toBe(one.text_hex);
  });
});
