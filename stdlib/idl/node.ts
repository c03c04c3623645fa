// Parts of an interface file, each with the place where it stands, so that what cannot be read is named.
import * as z from 'zod/mini';
import type { CalledInstruction, CalledProgram, Refusal } from '../../grammar/called-program.js';
import { snakeCase } from '../../grammar/discriminator.js';
import { mostParts, partCount } from '../../grammar/layout.js';
import type { Type } from '../../grammar/signature.js';

/** Ends the reading of an instruction, or of the whole file. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.problem);
  }
}

const kindShape = z.object({ kind: z.string() });
const nameShape = z.object({ name: z.string() });
const listShape = z.array(z.unknown());

/** How many keys may lead to a type. */
const deepest = 64;

export class Node {
  constructor(
    readonly json: unknown,
    /** The keys that lead here: `program.instructions.3`. */
    readonly place: string,
    private readonly depth = 0,
  ) {}

  /** Refuses what lies too deep inside other things to be read. */
  checkDepth(): void {
    if (this.depth > deepest)
      this.refuse('it lies too deep inside other types', 'define some of them by names');
  }

  refuse(problem: string, hint: string): never {
    throw new Refused({ place: this.place, problem, hint });
  }

  /** What is here, if it has the shape wanted. */
  read<Schema extends z.ZodMiniType>(schema: Schema): z.output<Schema> {
    const parsed = schema.safeParse(this.json);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const place = [this.place, ...(issue?.path ?? [])].filter((key) => key !== '').join('.');
    throw new Refused({
      place,
      problem: 'it is not as the specification says',
      hint: `there: ${issue?.message ?? 'wrong'}`,
    });
  }

  at(key: string | number): Node {
    const inner = (this.json as Record<string | number, unknown> | null)?.[key];
    return new Node(inner, this.place === '' ? `${key}` : `${this.place}.${key}`, this.depth + 1);
  }

  /** The part of that name; undefined where there is none. */
  optional(key: string): Node | undefined {
    const inner = this.at(key);
    return inner.json === undefined || inner.json === null ? undefined : inner;
  }

  /** The parts in a list, which may be missing. */
  list(key: string): readonly Node[] {
    const inner = this.optional(key);
    return inner?.read(listShape).map((_, index) => inner.at(index)) ?? [];
  }

  get kind(): string {
    return this.read(kindShape).kind;
  }

  get name(): string {
    return this.read(nameShape).name;
  }
}

/** How many bytes the data of a call may have. Agave: MAX_INSTRUCTION_DATA_LEN. */
export const mostData = 10_240;

/** A length, a size or the number of a variant. */
export const count = z.int().check(z.gte(0), z.lte(mostData));

/** The type, unless its values have too many parts. */
export function checkParts<Part extends Type>(type: Part, node: Node): Part {
  if (partCount(type) <= mostParts) return type;
  return node.refuse(`values of the type have more than ${mostParts} parts`, 'hand over less at once');
}

/** Names of interfaces as the language writes them: `newAccount` and `new_account` as `new-account`. */
export const kebabCase = (name: string): string => snakeCase(name).replaceAll('_', '-');

/** `newAccount` as `NewAccount`. */
export const pascalCase = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

/** Reads each part by itself, so that those that are refused do not keep the others from it. */
function readEach<Read>(
  nodes: readonly Node[],
  read: (node: Node) => Read,
  refuse: (node: Node, refusal: Refusal) => void,
): readonly Read[] {
  return nodes.flatMap((node) => {
    try {
      return [read(node)];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refuse(node, error.refusal);
      return [];
    }
  });
}

/** The instruction with another name for each argument that has one of an account, as clients have it too. */
function withDistinctNames(instruction: CalledInstruction, node: Node): CalledInstruction {
  const accounts = new Set(instruction.accounts.map(({ name }) => name));
  const data = instruction.data.map((part) =>
    part.kind === 'argument' && accounts.has(part.name) ? { ...part, name: `${part.name}-arg` } : part,
  );
  const named = data.flatMap((part) => (part.kind === 'argument' ? [part.name] : []));
  const names = [...instruction.accounts, ...instruction.rest].map(({ name }) => name).concat(named);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) node.refuse(`two of its parts are called \`${twice}\``, 'give one another name');
  return { ...instruction, data };
}

/** The instructions that can be called, and why others cannot. */
export function readInstructions(
  nodes: readonly Node[],
  read: (node: Node) => CalledInstruction,
): Pick<CalledProgram, 'instructions' | 'refused'> {
  const refused = new Map<string, Refusal>();
  const readOne = (node: Node) => withDistinctNames(read(node), node);
  const instructions = readEach(nodes, readOne, (node, why) => refused.set(kebabCase(node.name), why));
  return { instructions, refused };
}

/** Reads types for their names. Those that are refused have none: whoever uses one is told so where that is. */
export function readTypes(nodes: readonly Node[], read: (node: Node) => void): void {
  readEach(nodes, read, () => undefined);
}
