// Reads the text that Flow's printer writes, for tests that state Flow as text.
import type {
  BinaryOperator,
  Block,
  Comparison,
  Edge,
  FlowFunction,
  FlowInstruction,
  FlowProgram,
  Size,
  Terminator,
  Value,
} from '../grammar/flow.js';
import * as make from '../grammar/flow/make.js';
import type { Source, Span } from '../grammar/source.js';

const value = (text: string): Value => {
  if (!/^v\d+$/.test(text)) throw new Error(`not a value: ${text}`);
  return Number(text.slice(1));
};
const valuesIn = (text: string): Value[] =>
  text.trim() === '' ? [] : text.split(',').map((one) => value(one.trim()));

function bytesOf(text: string): Uint8Array {
  if (text.startsWith('"')) return new TextEncoder().encode(JSON.parse(text) as string);
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}

function edgeOf(text: string): Edge {
  const parts = /^block(\d+)(?:\((.*)\))?$/.exec(text.trim());
  if (!parts) throw new Error(`not an edge: ${text}`);
  return make.edge(Number(parts[1]), valuesIn(parts[2] ?? ''));
}

function locationOf(text: string): { address: Value; offset: number } {
  const parts = /^\[(v\d+)(?: ([+-]) (\d+))?\]$/.exec(text.trim());
  if (!parts) throw new Error(`not a location: ${text}`);
  return { address: value(parts[1]!), offset: Number(`${parts[2] ?? ''}${parts[3] ?? 0}`) };
}

function instructionOf(text: string, span: Span): FlowInstruction {
  const [, given = '', body] = /^(?:([v\d, ]+) = )?(.*)$/.exec(text) as unknown as [
    string,
    string | undefined,
    string,
  ];
  const results = valuesIn(given);
  const result = results[0] ?? -1;
  const [name, ...rest] = body.split(' ') as [string, ...string[]];
  const tail = rest.join(' ');
  const memory = /^(load|store)([1248])$/.exec(name);
  if (memory?.[1] === 'load') {
    const invariant = tail.endsWith(' invariant');
    const where = locationOf(tail.replace(/ invariant$/, ''));
    return make.load({ result, size: Number(memory[2]) as Size, ...where, invariant, span });
  }
  if (memory) {
    const [where, stored] = tail.split('], ') as [string, string];
    return make.store({
      size: Number(memory[2]) as Size,
      ...locationOf(`${where}]`),
      value: value(stored),
      span,
    });
  }
  switch (name) {
    case 'constant':
      return make.constant({ result, value: BigInt.asUintN(64, BigInt(tail)), span });
    case 'compare': {
      const [left, right] = valuesIn(rest.slice(1).join(' ')) as [Value, Value];
      return make.compare({ comparison: rest[0] as Comparison, result, left, right, span });
    }
    case 'extend': {
      const bits = Number(rest[1]) as 8 | 16 | 32;
      return make.extend({ result, operand: value(rest[2]!), bits, signed: rest[0] === 'signed', span });
    }
    case 'slot':
      return make.slot({ result, slot: Number(tail), span });
    case 'address':
      return make.address({ result, rodata: Number(tail), span });
    case 'account':
      return make.account({
        result,
        index: value(rest[0]!),
        unique: rest[1] === 'unique',
        repeated: rest[2] === undefined ? undefined : BigInt(rest[2]),
        span,
      });
    case 'call': {
      const parts = /^(\d+)\((.*)\)$/.exec(tail)!;
      return make.call({ callee: Number(parts[1]), arguments: valuesIn(parts[2]!), results, span });
    }
    case 'syscall': {
      const parts = /^(\w+)\((.*)\)( zero)?$/.exec(tail)!;
      const zero = parts[3] !== undefined;
      return make.syscall({ name: parts[1]!, arguments: valuesIn(parts[2]!), result, zero, span });
    }
    default: {
      const [left, right] = valuesIn(tail) as [Value, Value];
      return make.binary({ operator: name as BinaryOperator, result, left, right, span });
    }
  }
}

function terminatorOf(text: string, span: Span): Terminator | undefined {
  const [name, ...rest] = text.split(' ') as [string, ...string[]];
  const tail = rest.join(' ');
  switch (name) {
    case 'jump':
      return make.jump({ target: edgeOf(tail), span });
    case 'branch': {
      const parts = /^(\w+) (v\d+), (v\d+) then (.*) else (.*)$/.exec(tail)!;
      return make.branch({
        comparison: parts[1] as Comparison,
        left: value(parts[2]!),
        right: value(parts[3]!),
        then: edgeOf(parts[4]!),
        otherwise: edgeOf(parts[5]!),
        span,
      });
    }
    case 'return':
      return make.return({ values: valuesIn(tail), span });
    case 'fail':
      return make.fail({
        code: value(rest[0]!),
        reason: JSON.parse(rest.slice(1).join(' ')) as string,
        span,
      });
    case 'unreachable':
      return make.unreachable({ span });
    default:
      return undefined;
  }
}

interface OpenBlock {
  readonly parameters: Value[];
  readonly cold: boolean;
  readonly instructions: FlowInstruction[];
  terminator?: Terminator;
}

/** Throws on text that the printer could not have written. Comments start with `;`. */
export function readFlow(text: string, name = 'text.flow'): FlowProgram {
  const source: Source = { name, text };
  const functions: FlowFunction[] = [];
  const rodata: Uint8Array[] = [];
  const greatest = Array.from(text.matchAll(/\bv(\d+)/g), (match) => Number(match[1])).reduce(
    (most, number) => Math.max(most, number),
    -1,
  );
  let globalBytes = 0;
  let open: { head: Omit<FlowFunction, 'blocks' | 'values'>; blocks: OpenBlock[] } | undefined;

  const finish = (): void => {
    if (!open) return;
    const blocks = open.blocks.map((block, i): Block => {
      if (!block.terminator) throw new Error(`block${i} has no end`);
      return { ...block, terminator: block.terminator };
    });
    // The greatest number of the whole text is great enough for each of its functions.
    functions.push({ ...open.head, blocks, values: greatest + 1 });
    open = undefined;
  };
  let offset = 0;
  for (const raw of text.split('\n')) {
    const span: Span = { source, start: offset, end: offset + raw.length };
    offset += raw.length + 1;
    const line = raw.replace(/(^|\s+);.*$/, '').trim();
    if (line === '') continue;
    const head = /^function \d+ (".*")\((.*)\) results ([012])( fallible)?( allocates)?$/.exec(line);
    const block = /^block\d+(?:\((.*)\))?( cold)?:$/.exec(line);
    const [word, ...rest] = line.split(' ') as [string, ...string[]];
    if (word === 'globals') globalBytes = Number(rest[0]);
    else if (word === 'rodata') rodata.push(bytesOf(rest.slice(1).join(' ')));
    else if (head) {
      finish();
      open = {
        head: {
          name: JSON.parse(head[1]!) as string,
          span,
          parameters: valuesIn(head[2]!),
          results: Number(head[3]) as 0 | 1 | 2,
          fallible: head[4] !== undefined,
          slots: [],
          allocates: head[5] !== undefined,
          kept: undefined,
        },
        blocks: [],
      };
    } else if (!open) throw new Error(`outside any function: ${line}`);
    else if (word === 'slots') open.head.slots.push(...rest.join('').split(',').map(Number));
    else if (block)
      open.blocks.push({ parameters: valuesIn(block[1] ?? ''), cold: !!block[2], instructions: [] });
    else {
      const current = open.blocks.at(-1);
      if (!current || current.terminator) throw new Error(`outside any block: ${line}`);
      const terminator = terminatorOf(line, span);
      if (terminator) current.terminator = terminator;
      else current.instructions.push(instructionOf(line, span));
    }
  }
  finish();
  return { functions, rodata, globalBytes };
}
