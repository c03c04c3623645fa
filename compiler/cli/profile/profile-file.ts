// Profile file: a profile as speedscope reads it, with what a later one is compared to.
// Source: speedscope's file format, https://www.speedscope.app/file-format-schema.json.
import * as z from 'zod/mini';
import { refuse } from '../failure.js';
import { readText } from '../files.js';
import type { Collected, Frame } from './collect.js';
import { totalOf, type Summary } from './summary.js';

interface Event {
  readonly type: 'O' | 'C';
  readonly frame: number;
  readonly at: number;
}

/** The stacks as frames that open and close on an axis of units; equal stacks are one. */
function eventsOf(root: Frame): { readonly frames: readonly { name: string }[]; readonly events: Event[] } {
  const indices = new Map<string, number>();
  const events: Event[] = [];
  const visit = (frame: Frame, at: number): number => {
    const index = indices.get(frame.name) ?? indices.size;
    indices.set(frame.name, index);
    events.push({ type: 'O', frame: index, at });
    let end = at;
    for (const child of frame.children.values()) end = visit(child, end);
    end += frame.self;
    events.push({ type: 'C', frame: index, at: end });
    return end;
  };
  visit(root, 0);
  return { frames: [...indices.keys()].map((name) => ({ name })), events };
}

export function profileText(name: string, { root }: Collected, summary: Summary): string {
  const { frames, events } = eventsOf(root);
  const file = {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'osvm',
    name,
    shared: { frames },
    profiles: [{ type: 'evented', name, unit: 'none', startValue: 0, endValue: totalOf(root), events }],
    osvm: summary,
  };
  return `${JSON.stringify(file)}\n`;
}

const count = z.number();
const profileSchema = z.object({
  osvm: z.object({
    units: count,
    functions: z.array(z.object({ name: z.string(), self: count, total: count, calls: count })),
    lines: z.array(z.object({ source: z.string(), line: count, units: count })),
  }),
});

/** The summary in a profile that was written before. */
export function readSummary(file: string): Summary {
  const text = readText(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse('profileUnusable', { file, problem: 'it is not JSON' });
  }
  const parsed = z.safeParse(profileSchema, value);
  if (!parsed.success)
    refuse('profileUnusable', { file, problem: 'it holds no units of functions and lines' });
  return parsed.data.osvm;
}
