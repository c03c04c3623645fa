// Expressions: whole-number arithmetic in operands, kept in postfix order so that no depth exhausts the stack.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import { join, type Span } from '../../grammar/source.js';
import { nameOf, type Token } from './tokens.js';

type Operation = 'negate' | 'keep' | 'add' | 'subtract' | 'multiply' | 'divide';

type Step =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'name'; readonly name: string; readonly span: Span }
  | { readonly kind: 'here' }
  | { readonly kind: 'operation'; readonly operation: Operation };

export interface Expression {
  /** In postfix order. */
  readonly steps: readonly Step[];
  readonly span: Span;
}

/** The name an expression consists of, if it is nothing else. */
export function soleName({ steps }: Expression): string | undefined {
  const [step] = steps;
  return steps.length === 1 && step?.kind === 'name' ? step.name : undefined;
}

const binary: Readonly<Record<string, { readonly operation: Operation; readonly strength: number }>> = {
  '+': { operation: 'add', strength: 1 },
  '-': { operation: 'subtract', strength: 1 },
  '*': { operation: 'multiply', strength: 2 },
  '/': { operation: 'divide', strength: 2 },
};
const signs: Readonly<Record<string, Operation>> = { '+': 'keep', '-': 'negate' };
const signStrength = 3;

interface Pending {
  readonly token: Token;
  /** Absent for an open parenthesis. */
  readonly operation?: Operation;
  readonly strength: number;
}

/** Values beyond this many bits are refused; it leaves room for sums of two 64-bit numbers. */
const widest = 72;

/** Parses all of `tokens`, of which there is at least one. */
export function parseExpression(tokens: readonly Token[], diagnostics: Diagnostics): Expression | undefined {
  const steps: Step[] = [];
  const pending: Pending[] = [];
  const settle = (strength: number): void => {
    for (let top = pending.at(-1); top?.operation && top.strength >= strength; top = pending.at(-1)) {
      steps.push({ kind: 'operation', operation: top.operation });
      pending.pop();
    }
  };
  const refuse = (token: Token, expected: string): undefined => {
    diagnostics.report('assemblyUnexpected', token.span, { found: `\`${token.text}\``, expected });
  };
  let wantsValue = true;
  for (const token of tokens) {
    if (wantsValue) {
      const sign = signs[token.text];
      if (sign !== undefined) pending.push({ token, operation: sign, strength: signStrength });
      else if (token.text === '(') pending.push({ token, strength: 0 });
      else {
        const step = valueStep(token, diagnostics);
        if (step === undefined) return undefined;
        if (step === 'none') return refuse(token, 'a number or a name was expected here');
        steps.push(step);
        wantsValue = false;
      }
      continue;
    }
    const operator = binary[token.text];
    if (operator !== undefined) {
      settle(operator.strength);
      pending.push({ token, ...operator });
      wantsValue = true;
    } else if (token.text === ')') {
      settle(1);
      if (pending.pop() === undefined) return refuse(token, 'no parenthesis is open here');
    } else return refuse(token, 'an operator, a comma or the end of the line was expected here');
  }
  if (wantsValue) return refuse(tokens.at(-1)!, 'a number or a name was expected behind it');
  settle(1);
  const open = pending.pop();
  if (open !== undefined) return refuse(open.token, 'this parenthesis is not closed');
  return { steps, span: join(tokens[0]!.span, tokens.at(-1)!.span) };
}

function valueStep(token: Token, diagnostics: Diagnostics): Step | 'none' | undefined {
  const { kind, text, span } = token;
  if (kind === 'number') {
    const value = parseNumber(token, diagnostics);
    return value === undefined ? undefined : { kind: 'number', value };
  }
  if (text === '.') return { kind: 'here' };
  if (kind === 'word' || kind === 'string') return { kind: 'name', name: nameOf(token), span };
  return 'none';
}

function parseNumber({ text, span }: Token, diagnostics: Diagnostics): bigint | undefined {
  const digits = text.replaceAll('_', '');
  const wellFormed = /^(?:0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)$/.test(digits);
  if (wellFormed && digits.length <= widest + 2) return BigInt(digits.toLowerCase());
  diagnostics.report('assemblyUnexpected', span, {
    found: `\`${text.slice(0, 40)}\``,
    expected: wellFormed
      ? 'numbers have at most 64 bits'
      : 'numbers are decimal, hexadecimal (0xff) or binary (0b101)',
  });
  return undefined;
}

/** What names stand for at a place. */
export interface Environment {
  /** The value of a name; where it has none this reports why. */
  value(name: string, span: Span): bigint | undefined;
  /** The address of the place; absent where addresses are not settled yet. */
  readonly here: bigint | undefined;
}

/** The value of the expression; a mistake is reported. */
export function evaluate(
  { steps, span }: Expression,
  environment: Environment,
  diagnostics: Diagnostics,
): bigint | undefined {
  const stack: bigint[] = [];
  const refuse = (problem: string, advice: string): undefined => {
    diagnostics.report('valueNotKnown', span, { problem, advice });
  };
  for (const step of steps) {
    if (step.kind === 'number') stack.push(step.value);
    else if (step.kind === 'here') {
      if (environment.here === undefined)
        return refuse('depends on addresses', 'sizes are made of numbers alone');
      stack.push(environment.here);
    } else if (step.kind === 'name') {
      const value = environment.value(step.name, step.span);
      if (value === undefined) return undefined;
      stack.push(value);
    } else {
      const right = stack.pop()!;
      const left = step.operation === 'negate' || step.operation === 'keep' ? 0n : stack.pop()!;
      const value = operate(step.operation, left, right);
      if (value === undefined) return refuse('divides by zero', 'no number is the result of that');
      stack.push(value);
    }
    if (BigInt.asIntN(widest, stack.at(-1)!) !== stack.at(-1)!)
      return refuse('is beyond 64 bits', 'write a smaller number');
  }
  return stack[0];
}

function operate(operation: Operation, left: bigint, right: bigint): bigint | undefined {
  switch (operation) {
    case 'negate':
      return -right;
    case 'keep':
      return right;
    case 'add':
      return left + right;
    case 'subtract':
      return left - right;
    case 'multiply':
      return left * right;
    case 'divide':
      return right === 0n ? undefined : left / right;
  }
}
