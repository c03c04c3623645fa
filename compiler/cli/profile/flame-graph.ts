// Flame graph: the stacks of a profile as a picture; the wider a function, the more units it took with all it called.
import type { Frame } from './collect.js';
import { totalOf } from './summary.js';

const width = 1200;
const rowHeight = 18;
const margin = 10;
const titleHeight = 30;
/** What is narrower is left out; what is wider gets its name. */
const narrowest = 0.3;
const leastForName = 30;
const characterWidth = 6.6;

interface Box {
  readonly name: string;
  readonly depth: number;
  readonly start: number;
  readonly total: number;
  readonly self: number;
}

function boxesOf(root: Frame): Box[] {
  const boxes: Box[] = [];
  const visit = (frame: Frame, depth: number, start: number): void => {
    boxes.push({ name: frame.name, depth, start, total: totalOf(frame), self: frame.self });
    let at = start;
    for (const child of frame.children.values()) {
      visit(child, depth + 1, at);
      at += totalOf(child);
    }
  };
  visit(root, 0, 0);
  return boxes;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Warm colours, the same for the same name. */
function colourOf(name: string): string {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) % 360;
  return `hsl(${hash % 50} 80% ${62 + (hash % 16)}%)`;
}

export function flameGraph(title: string, root: Frame): string {
  const boxes = boxesOf(root);
  const units = Math.max(totalOf(root), 1);
  const deepest = boxes.reduce((depth, box) => Math.max(depth, box.depth), 0);
  const height = titleHeight + (deepest + 1) * rowHeight + margin;
  const scale = (width - 2 * margin) / units;
  const shapes = boxes.flatMap(({ name, depth, start, total, self }) => {
    const wide = total * scale;
    if (wide < narrowest) return [];
    const x = margin + start * scale;
    const y = height - margin - (depth + 1) * rowHeight;
    const share = ((100 * total) / units).toFixed(1);
    const shown = name.slice(0, Math.floor((wide - 6) / characterWidth));
    const text =
      wide < leastForName ? '' : `<text x="${(x + 3).toFixed(1)}" y="${y + 13}">${escaped(shown)}</text>`;
    return [
      `<g><title>${escaped(name)}: ${total} units (${share}%), ${self} of its own</title>` +
        `<rect x="${x.toFixed(1)}" y="${y}" width="${wide.toFixed(1)}" height="${rowHeight - 1}" ` +
        `fill="${colourOf(name)}"/>${text}</g>`,
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<style>text { font: 11px monospace }</style>
<rect width="100%" height="100%" fill="white"/>
<text x="${margin}" y="20">${escaped(title)}: ${units} units</text>
${shapes.join('\n')}
</svg>
`;
}
