// Prints Core as indented s-expressions, each value with its type where it is not plain.
import { typeName } from '../signature.js';
import { childrenOf, type Core, type CoreFunction, type Expression, type Variable } from '../core.js';
import { encodeBase58 } from '../base58.js';

const width = 100;

function variableName(variable: Variable): string {
  return `${variable.name}.${variable.id}`;
}

function head(expression: Expression): string {
  switch (expression.kind) {
    case 'integer':
      return `${expression.value}:${typeName(expression.type)}`;
    case 'boolean':
      return String(expression.value);
    case 'string':
      return JSON.stringify(expression.value);
    case 'pubkey':
      return `(pubkey "${encodeBase58(expression.bytes)}")`;
    case 'nothing':
      return typeName(expression.type);
    case 'variable':
      return variableName(expression.variable);
    case 'define':
      return `define ${variableName(expression.variable)}:${typeName(expression.variable.type)}`;
    case 'assign':
      return `set! ${[variableName(expression.variable), ...expression.path].join('.')}`;
    case 'product':
      return typeName(expression.type);
    case 'part':
      return `part ${expression.index}`;
    case 'variant':
      return `${typeName(expression.type)} variant ${expression.tag}`;
    case 'is':
      return `is ${expression.tag}`;
    case 'payload':
      return `payload ${expression.tag}.${expression.index}`;
    case 'closure':
      return ['closure', ...expression.captures.map(variableName)].join(' ');
    case 'attempt':
      return `attempt ${variableName(expression.variable)}`;
    case 'narrow':
      return `narrow ${expression.tag}`;
    case 'widen':
    case 'view':
    case 'refail':
      return expression.kind;
    case 'loop':
    case 'break':
    case 'continue':
      return `${expression.kind} #${expression.loop}`;
    case 'sequence':
      return 'do';
    case 'cond':
      return `cond:${typeName(expression.type)}`;
    case 'logic':
      return expression.mode;
    case 'return':
    case 'body':
    case 'truth':
      return expression.kind;
    case 'call':
      return `call #${expression.callee}:${typeName(expression.type)}`;
    case 'apply': {
      const of = expression.of ? ` ${typeName(expression.of)}` : '';
      const text = expression.text === undefined ? '' : ` ${JSON.stringify(expression.text)}`;
      return `${expression.form}:${typeName(expression.type)}${of}${text}`;
    }
  }
}

const atoms: ReadonlySet<Expression['kind']> = new Set([
  'integer',
  'boolean',
  'string',
  'pubkey',
  'nothing',
  'variable',
]);

function printExpression(expression: Expression, indent = 0): string {
  if (atoms.has(expression.kind)) return head(expression);
  const inner = childrenOf(expression);
  const printed = inner.map((part) => printExpression(part, indent + 2));
  const flat = `(${[head(expression), ...printed].join(' ')})`;
  if (!flat.includes('\n') && flat.length + indent <= width) return flat;
  const pad = `\n${' '.repeat(indent + 2)}`;
  return `(${head(expression)}${printed.map((part) => pad + part).join('')})`;
}

function printFunction(definition: CoreFunction, index: number): string {
  const parameters = [...definition.captures, ...definition.parameters]
    .map((p) => `${variableName(p)}:${typeName(p.type)}`)
    .join(' ');
  const body = printExpression(definition.body, 2);
  return `(function #${index} ${definition.name} (${parameters}) ${typeName(definition.result)}\n  ${body})\n`;
}

/** The text `--emit core` shows. */
export function printCore(core: Core): string {
  return core.functions.map(printFunction).join('\n');
}
