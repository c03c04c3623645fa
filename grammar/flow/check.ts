// Checks that Flow keeps its rules: one definition before every use, edges and calls of the right arity, known targets.
import {
  edgesOf,
  mostResults,
  operandsOf,
  resultsOf,
  type BlockId,
  type FlowFunction,
  type FlowInstruction,
  type FlowProgram,
  type Terminator,
  type Value,
} from '../flow.js';
import { dominates, graphOf } from './dominators.js';
import { printInstruction, printTerminator } from './print.js';

/** How many results a call of `callee` has: a fallible callee gives its status too. */
function callResults(callee: FlowFunction): number {
  return callee.results + (callee.fallible ? 1 : 0);
}

class FunctionChecker {
  readonly problems: string[] = [];
  /** The block that defines a value; function parameters count as block 0's. */
  private readonly home: Int32Array;
  /** Where in its block: parameters at -1, instruction i at i. */
  private readonly position: Int32Array;

  constructor(
    private readonly program: FlowProgram,
    private readonly flowFunction: FlowFunction,
    private readonly index: number,
  ) {
    this.home = new Int32Array(flowFunction.values).fill(-1);
    this.position = new Int32Array(flowFunction.values);
  }

  private report(where: string, problem: string): void {
    this.problems.push(`${this.flowFunction.name}: ${where}: ${problem}`);
  }

  private define(value: Value, block: BlockId, position: number, where: string): void {
    if (!Number.isInteger(value) || value < 0 || value >= this.flowFunction.values) {
      this.report(where, `v${value} is outside the function's ${this.flowFunction.values} values`);
    } else if (this.home[value] !== -1) this.report(where, `v${value} is defined twice`);
    else {
      this.home[value] = block;
      this.position[value] = position;
    }
  }

  private shape(): void {
    const { parameters, results, fallible, slots, blocks } = this.flowFunction;
    if (this.index === 0 && parameters.length !== 2) {
      this.report('signature', `the entry takes 2 parameters, not ${parameters.length}`);
    }
    if (this.index === 0 && fallible) this.report('signature', 'the entry has no status');
    if (!Number.isInteger(results) || results < 0 || results > mostResults)
      this.report('signature', `${results} results`);
    slots.forEach((size, i) => {
      if (!Number.isInteger(size) || size < 0) this.report(`slot ${i}`, `a size of ${size} bytes`);
    });
    if (blocks.length === 0) this.report('body', 'no blocks');
    if ((blocks[0]?.parameters.length ?? 0) > 0) this.report('block0', 'the entry block has parameters');
  }

  private instruction(instruction: FlowInstruction, where: string): void {
    const expect = (fine: boolean, problem: string): void => {
      if (!fine) this.report(where, problem);
    };
    switch (instruction.kind) {
      case 'constant':
        expect(BigInt.asUintN(64, instruction.value) === instruction.value, 'not an unsigned 64-bit pattern');
        break;
      case 'load':
      case 'store':
        expect(
          Number.isInteger(instruction.offset) && Math.abs(instruction.offset) < 2 ** 31,
          'offset out of range',
        );
        break;
      case 'slot':
        expect(instruction.slot in this.flowFunction.slots, `there is no slot ${instruction.slot}`);
        break;
      case 'address':
        expect(instruction.rodata in this.program.rodata, `there is no rodata ${instruction.rodata}`);
        break;
      case 'account':
        expect(this.index === 0 || this.flowFunction.fallible, 'account in a function that is not fallible');
        break;
      case 'call': {
        const callee = this.program.functions[instruction.callee];
        if (!callee || instruction.callee === 0) {
          this.report(where, `there is no function ${instruction.callee} to call`);
          break;
        }
        const given = instruction.arguments.length;
        expect(
          given === callee.parameters.length,
          `${callee.name} takes ${callee.parameters.length} arguments`,
        );
        expect(
          instruction.results.length === callResults(callee),
          `${callee.name} gives ${callResults(callee)} results`,
        );
        break;
      }
      case 'syscall':
        expect(instruction.arguments.length <= 5, 'a syscall takes at most 5 arguments');
        break;
      default:
    }
  }

  private terminator(terminator: Terminator, where: string): void {
    for (const edge of edgesOf(terminator)) {
      const target = this.flowFunction.blocks[edge.block];
      if (!target) this.report(where, `there is no block${edge.block}`);
      else if (edge.block === 0) this.report(where, 'the entry block is no target');
      else if (target.parameters.length !== edge.arguments.length) {
        this.report(where, `block${edge.block} takes ${target.parameters.length} arguments`);
      }
    }
    if (terminator.kind === 'return' && terminator.values.length !== this.flowFunction.results) {
      this.report(where, `the function gives ${this.flowFunction.results} results`);
    }
    if (terminator.kind === 'fail' && this.index !== 0 && !this.flowFunction.fallible) {
      this.report(where, 'fail in a function that is not fallible');
    }
  }

  private uses(): void {
    const graph = graphOf(this.flowFunction);
    const use = (value: Value, block: BlockId, position: number, where: string): void => {
      const home = this.home[value] ?? -1;
      if (home === -1) this.report(where, `v${value} is never defined`);
      else if (home === block ? this.position[value]! >= position : !dominates(graph, home, block)) {
        this.report(where, `v${value} is not defined on every way here`);
      }
    };
    for (const block of graph.order) {
      const { instructions, terminator } = this.flowFunction.blocks[block]!;
      instructions.forEach((instruction, i) => {
        const where = `block${block}: ${printInstruction(instruction)}`;
        for (const value of operandsOf(instruction)) use(value, block, i, where);
      });
      const where = `block${block}: ${printTerminator(terminator)}`;
      for (const value of valuesOf(terminator)) use(value, block, instructions.length, where);
    }
  }

  run(): string[] {
    this.shape();
    const { parameters, blocks } = this.flowFunction;
    for (const value of parameters) this.define(value, 0, -1, 'signature');
    blocks.forEach((block, i) => {
      for (const value of block.parameters) this.define(value, i, -1, `block${i}`);
      block.instructions.forEach((instruction, j) => {
        const where = `block${i}: ${printInstruction(instruction)}`;
        for (const value of resultsOf(instruction)) this.define(value, i, j, where);
        this.instruction(instruction, where);
      });
      this.terminator(block.terminator, `block${i}: ${printTerminator(block.terminator)}`);
    });
    // Dominance means nothing while edges lead nowhere.
    if (this.problems.length === 0) this.uses();
    return this.problems;
  }
}

/** The values a terminator reads, its edges' arguments among them. */
export function valuesOf(terminator: Terminator): readonly Value[] {
  switch (terminator.kind) {
    case 'jump':
      return terminator.target.arguments;
    case 'branch': {
      const { left, right, then, otherwise } = terminator;
      return [left, right, ...then.arguments, ...otherwise.arguments];
    }
    case 'return':
      return terminator.values;
    case 'fail':
      return [terminator.code];
    case 'unreachable':
      return [];
  }
}

/** What is wrong with a program, each problem one line; empty if it is well formed. */
export function check(program: FlowProgram): string[] {
  if (program.functions.length === 0) return ['the program has no entry function'];
  return program.functions.flatMap((flowFunction, i) => new FunctionChecker(program, flowFunction, i).run());
}
