import { type Link, layersOf, type Slot } from './layers';

/** A point of the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Measures of a drawing, in pixels. */
export interface Measures {
  /** Where edges lead: to the right, or down. */
  readonly direction: 'right' | 'down';
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  /** Between layers: room for what is written on edges. */
  readonly layerGap: number;
  /** Between the nodes of a layer. */
  readonly nodeGap: number;
  /** Room for an edge that passes a layer. */
  readonly bend: number;
}

/** Where everything is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Middles of nodes. */
  readonly nodes: ReadonlyMap<string, Point>;
  /** Points that edges go through, from the rim of one node to that of the other. */
  readonly edges: ReadonlyMap<string, readonly Point[]>;
}

const PASSES = 12;

/** Lays out nodes in layers, each near the middle of what it is connected with. */
export function layout(nodes: readonly string[], links: readonly Link[], measures: Measures): Layout {
  const { direction, nodeWidth, nodeHeight, layerGap } = measures;
  const isDown = direction === 'down';
  const depth = isDown ? nodeHeight : nodeWidth;
  const { layers, routes } = layersOf(nodes, links);
  const across = positions(layers, [...routes.values()], isDown ? nodeWidth : nodeHeight, measures);
  const along = new Map(
    layers.flatMap((layer, rank) => layer.map(({ id }) => [id, depth / 2 + rank * (depth + layerGap)])),
  );
  const at = (id: string, shift = 0): Point => {
    const [a, b] = [(along.get(id) ?? 0) + shift, across.places.get(id) ?? 0];
    return isDown ? { x: b, y: a } : { x: a, y: b };
  };
  const length = layers.length * depth + Math.max(0, layers.length - 1) * layerGap;
  const edges = [...routes].map(([id, route]) => {
    const forward = (along.get(route[0] ?? '') ?? 0) <= (along.get(route.at(-1) ?? '') ?? 0) ? 1 : -1;
    const points = route.map((slot, index) => {
      if (index === 0) return [at(slot, (forward * depth) / 2)];
      if (index === route.length - 1) return [at(slot, (-forward * depth) / 2)];
      return [at(slot, (-forward * depth) / 2), at(slot, (forward * depth) / 2)];
    });
    return [id, points.flat()] as const;
  });
  return {
    width: isDown ? across.size : length,
    height: isDown ? length : across.size,
    nodes: new Map(nodes.map((id) => [id, at(id)])),
    edges: new Map(edges),
  };
}

/** Middles of all slots across the direction of flow: close to their neighbours' mean, in order, and apart. */
function positions(
  layers: readonly (readonly Slot[])[],
  routes: readonly (readonly string[])[],
  size: number,
  { bend, nodeGap: gap }: Measures,
): { places: ReadonlyMap<string, number>; size: number } {
  const sizeOf = ({ isBend }: Slot): number => (isBend ? bend : size);
  const places = new Map<string, number>();
  for (const layer of layers)
    place(
      layer,
      layer.map(() => 0),
      sizeOf,
      gap,
      places,
    );
  const neighboursOf = (id: string): string[] =>
    routes.flatMap((route) => {
      const at = route.indexOf(id);
      return at < 0 ? [] : [route[at - 1], route[at + 1]].filter((one) => one !== undefined);
    });
  for (let pass = 0; pass < PASSES; pass++) {
    const order = pass % 2 === 0 ? layers : [...layers].reverse();
    for (const layer of order) {
      const wanted = layer.map(({ id }) => {
        const found = neighboursOf(id).map((one) => places.get(one) ?? 0);
        return found.length === 0 ? (places.get(id) ?? 0) : found.reduce((a, b) => a + b, 0) / found.length;
      });
      place(layer, wanted, sizeOf, gap, places);
    }
  }
  const slots = layers.flat();
  const low = Math.min(...slots.map((slot) => (places.get(slot.id) ?? 0) - sizeOf(slot) / 2));
  const high = Math.max(...slots.map((slot) => (places.get(slot.id) ?? 0) + sizeOf(slot) / 2));
  return {
    places: new Map([...places].map(([id, value]) => [id, value - low])),
    size: high - low,
  };
}

/** Puts a layer's slots as near to where they want to be as their order and sizes allow. */
function place(
  layer: readonly Slot[],
  wanted: readonly number[],
  sizeOf: (slot: Slot) => number,
  gap: number,
  places: Map<string, number>,
): void {
  const apart = (i: number): number => (sizeOf(layer[i - 1] as Slot) + sizeOf(layer[i] as Slot)) / 2 + gap;
  const up = [...wanted];
  for (let i = 1; i < up.length; i++) up[i] = Math.max(up[i] ?? 0, (up[i - 1] ?? 0) + apart(i));
  const down = [...wanted];
  for (let i = down.length - 2; i >= 0; i--)
    down[i] = Math.min(down[i] ?? 0, (down[i + 1] ?? 0) - apart(i + 1));
  layer.forEach(({ id }, i) => {
    places.set(id, ((up[i] ?? 0) + (down[i] ?? 0)) / 2);
  });
}
