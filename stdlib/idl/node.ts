// Parts of an interface file, each with the place where it stands, so that what cannot be read is named.
import * as z from 'zod/mini';
import type { Refusal } from '../../grammar/called-program.js';
import { snakeCase } from '../../grammar/discriminator.js';

/** Ends the reading of an instruction, or of the whole file. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.problem);
  }
}

export class Node {
  constructor(
    readonly json: unknown,
    /** The keys that lead here: `program.instructions.3`. */
    readonly place: string,
  ) {}

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
    return new Node(inner, this.place === '' ? `${key}` : `${this.place}.${key}`);
  }

  /** The part of that name; undefined where there is none. */
  optional(key: string): Node | undefined {
    const inner = this.at(key);
    return inner.json === undefined || inner.json === null ? undefined : inner;
  }

  /** The parts in a list, which may be missing. */
  list(key: string): readonly Node[] {
    const inner = this.optional(key);
    return inner?.read(z.array(z.unknown())).map((_, index) => inner.at(index)) ?? [];
  }

  get kind(): string {
    return this.read(z.object({ kind: z.string() })).kind;
  }

  get name(): string {
    return this.read(z.object({ name: z.string() })).name;
  }
}

/** Names of interfaces as the language writes them: `newAccount` and `new_account` as `new-account`. */
export const kebabCase = (name: string): string => snakeCase(name).replaceAll('_', '-');

/** Reads each instruction by itself, so that those that cannot be called do not keep the others from it. */
export function readEach<Read>(
  nodes: readonly Node[],
  read: (node: Node) => Read,
): { readonly instructions: readonly Read[]; readonly refused: ReadonlyMap<string, Refusal> } {
  const refused = new Map<string, Refusal>();
  const instructions = nodes.flatMap((node) => {
    try {
      return [read(node)];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.set(kebabCase(node.name), error.refusal);
      return [];
    }
  });
  return { instructions, refused };
}
