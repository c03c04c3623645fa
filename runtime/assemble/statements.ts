// Statements of assembly text: labels, instructions and directives with their operands.
import type { Diagnostics } from '../../grammar/diagnostics.js';
import { join, type Source, type Span } from '../../grammar/source.js';
import { parseExpression, type Expression } from './expressions.js';
import { nameOf, tokenLines, type Token } from './tokens.js';

export type Operand =
  | { readonly kind: 'register'; readonly register: number; readonly span: Span }
  | {
      readonly kind: 'memory';
      readonly register: number;
      /** Absent for `[r1]`. */
      readonly offset: Expression | undefined;
      readonly span: Span;
      readonly registerSpan: Span;
    }
  | {
      readonly kind: 'value';
      readonly expression: Expression;
      /** Set where the operand is one string, which is a text or a name. */
      readonly text: Token | undefined;
      readonly span: Span;
    };

export type Statement =
  | { readonly kind: 'label'; readonly name: string; readonly span: Span }
  | {
      /** A directive's name begins with a dot. */
      readonly kind: 'instruction' | 'directive';
      readonly name: string;
      readonly nameSpan: Span;
      readonly operands: readonly Operand[];
      readonly span: Span;
    };

export type Command = Exclude<Statement, { kind: 'label' }>;

/** The statements in their order; those with mistakes are reported and left out. */
export function parseStatements(source: Source, diagnostics: Diagnostics): Statement[] {
  const statements: Statement[] = [];
  for (const tokens of tokenLines(source, diagnostics)) {
    let start = 0;
    while (tokens[start + 1]?.text === ':' && tokens[start]!.kind !== 'mark') {
      const name = labelName(tokens[start]!, diagnostics);
      if (name !== undefined) statements.push({ kind: 'label', name, span: tokens[start]!.span });
      start += 2;
    }
    if (start === tokens.length) continue;
    const statement = parseCommand(tokens.slice(start), diagnostics);
    if (statement !== undefined) statements.push(statement);
  }
  return statements;
}

const registerPattern = /^r([0-9]+)$/;

function labelName(token: Token, diagnostics: Diagnostics): string | undefined {
  if (
    token.kind === 'string' ||
    (token.kind === 'word' && !registerPattern.test(token.text) && token.text !== '.')
  )
    return nameOf(token);
  diagnostics.report('assemblyUnexpected', token.span, {
    found: `\`${token.text}:\``,
    expected: 'labels begin with a letter and are not called like a register',
  });
  return undefined;
}

function parseCommand(tokens: readonly Token[], diagnostics: Diagnostics): Command | undefined {
  const [name, ...rest] = tokens;
  if (name === undefined) return undefined;
  if (name.kind !== 'word') {
    diagnostics.report('assemblyUnexpected', name.span, {
      found: `\`${name.text}\``,
      expected: 'a line begins with a label, an instruction or a directive',
    });
    return undefined;
  }
  const operands = parseOperands(name, rest, diagnostics);
  if (operands === undefined) return undefined;
  const kind = name.text.startsWith('.') ? 'directive' : 'instruction';
  const span = join(name.span, tokens.at(-1)!.span);
  return { kind, name: name.text, nameSpan: name.span, operands, span };
}

/** What stands between the commas. */
function parseOperands(
  before: Token,
  tokens: readonly Token[],
  diagnostics: Diagnostics,
): Operand[] | undefined {
  if (tokens.length === 0) return [];
  const operands: Operand[] = [];
  let start = 0;
  for (let end = 0; end <= tokens.length; end++) {
    if (end < tokens.length && tokens[end]!.text !== ',') continue;
    if (end === start) {
      const found = tokens[end] ?? tokens[end - 1] ?? before;
      diagnostics.report('assemblyUnexpected', found.span, {
        found: `\`${found.text}\``,
        expected: 'an operand is missing here',
      });
      return undefined;
    }
    const operand = parseOperand(tokens.slice(start, end), diagnostics);
    if (operand === undefined) return undefined;
    operands.push(operand);
    start = end + 1;
  }
  return operands;
}

function registerOf(token: Token | undefined): number | undefined {
  if (token?.kind !== 'word' || !token.text.startsWith('r')) return undefined;
  const digits = registerPattern.exec(token.text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function parseOperand(tokens: readonly Token[], diagnostics: Diagnostics): Operand | undefined {
  const first = tokens[0]!;
  const span = join(first.span, tokens.at(-1)!.span);
  const register = registerOf(first);
  if (register !== undefined && tokens.length === 1) return { kind: 'register', register, span };
  if (first.text === '[') return parseMemory(tokens, span, diagnostics);
  const misplaced = tokens.find((token) => registerOf(token) !== undefined);
  if (misplaced !== undefined) {
    diagnostics.report('assemblyUnexpected', misplaced.span, {
      found: `register \`${misplaced.text}\``,
      expected:
        misplaced === first
          ? 'a register stands alone between commas'
          : 'registers are no part of sums; memory is written `[r1+8]`',
    });
    return undefined;
  }
  const expression = parseExpression(tokens, diagnostics);
  const text = first.kind === 'string' && tokens.length === 1 ? first : undefined;
  return expression && { kind: 'value', expression, text, span };
}

function parseMemory(tokens: readonly Token[], span: Span, diagnostics: Diagnostics): Operand | undefined {
  const inside = tokens.slice(1, -1);
  const register = registerOf(inside[0]);
  const sign = inside[1];
  const closed = tokens.length > 1 && tokens.at(-1)!.text === ']';
  if (!closed || register === undefined || (sign !== undefined && sign.text !== '+' && sign.text !== '-')) {
    diagnostics.report('assemblyUnexpected', span, {
      found: 'memory operand',
      expected: 'memory is written as a register and an offset: `[r1]`, `[r1+8]` or `[r10-0x10]`',
    });
    return undefined;
  }
  const offset = sign === undefined ? undefined : parseExpression(inside.slice(1), diagnostics);
  if (sign !== undefined && offset === undefined) return undefined;
  return { kind: 'memory', register, offset, span, registerSpan: inside[0]!.span };
}
