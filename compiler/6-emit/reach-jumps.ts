// Jump reach: jumps farther than their 16-bit offset can say go by way of islands, jumps placed in between.
import type { Item, Label } from './assemble.js';

/** Slots an offset can surely bridge, with room for islands added later. */
const reach = 0x7000;
/** How far from the best place an island may be put to find code that does not run on. */
const leeway = 0x400;

export interface PlacedItems {
  readonly items: Item[];
  /** The first label not used yet. */
  readonly labels: Label;
}

/** Gives every jump of a function a target within reach. */
export function reachJumps(items: Item[], firstLabel: Label): PlacedItems {
  if (items.length <= reach) return { items, labels: firstLabel };
  let labels = firstLabel;
  let current = items;
  // One island serves all the jumps around it that go the same way, else islands would push each other apart.
  const destinations = new Map<Label, Label>();
  const ways = new Map<Label, Label[]>();
  for (;;) {
    const places = measure(current);
    const islands = new Map<number, { label: Label; target: Label }[]>();
    let changed = false;
    const islandToward = (destination: Label, here: number): Label | undefined => {
      const end = places.byLabel.get(destination)!;
      let nearest = Math.abs(end - here);
      let found: Label | undefined;
      for (const label of ways.get(destination) ?? []) {
        const place = places.byLabel.get(label)!;
        if (Math.abs(place - here) > reach || Math.abs(end - place) >= nearest) continue;
        nearest = Math.abs(end - place);
        found = label;
      }
      return found;
    };
    const next = current.map((item, index): Item => {
      if (item.kind !== 'jump' && item.kind !== 'branch') return item;
      const here = places.byItem[index]!;
      const distance = places.byLabel.get(item.target)! - here;
      if (Math.abs(distance) <= reach) return item;
      changed = true;
      const destination = destinations.get(item.target) ?? item.target;
      const known = islandToward(destination, here);
      if (known !== undefined) return { ...item, target: known };
      const way = Math.sign(places.byLabel.get(destination)! - here);
      const at = islandPlace(current, places.byItem, here + way * (reach - 2 * leeway));
      const label = labels++;
      islands.set(at, [...(islands.get(at) ?? []), { label, target: destination }]);
      destinations.set(label, destination);
      ways.set(destination, [...(ways.get(destination) ?? []), label]);
      places.byLabel.set(label, places.byItem[at]!);
      return { ...item, target: label };
    });
    if (!changed) return { items: current, labels };
    current = next.flatMap((item, index) => [...build(islands.get(index), next[index - 1]), item]);

    function build(group: { label: Label; target: Label }[] | undefined, before: Item | undefined): Item[] {
      if (!group) return [];
      const made = group.flatMap(({ label, target }): Item[] => [
        { kind: 'label', label, trap: undefined, isTold: false },
        { kind: 'jump', target, span: undefined },
      ]);
      if (before && fallsThrough(before)) {
        const over = labels++;
        return [
          { kind: 'jump', target: over, span: undefined },
          ...made,
          { kind: 'label', label: over, trap: undefined, isTold: false },
        ];
      }
      return made;
    }
  }
}

function measure(items: readonly Item[]): { byItem: number[]; byLabel: Map<Label, number> } {
  const byLabel = new Map<Label, number>();
  let pc = 0;
  const byItem = items.map((item) => {
    if (item.kind === 'label') byLabel.set(item.label, pc);
    return item.kind === 'label' ? pc : pc++;
  });
  return { byItem, byLabel };
}

const exitOpcode = 0x95;

function fallsThrough(item: Item): boolean {
  return !(item.kind === 'jump' || (item.kind === 'slot' && item.slot.opcode === exitOpcode));
}

/** The index before which an island near slot `wanted` costs least: after code that does not run on, if there is any. */
function islandPlace(items: readonly Item[], byItem: readonly number[], wanted: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byItem[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  for (let distance = 0; distance < leeway; distance++)
    for (const index of [low - distance, low + distance])
      if (index > 0 && index < items.length && !fallsThrough(items[index - 1]!)) return index;
  let index = low;
  // Never between the two slots of a wide constant.
  for (let item = items[index]; item?.kind === 'slot' && item.slot.opcode === 0; item = items[index]) index--;
  return index;
}
