/** A place in a layered drawing: a node, or a bend of an edge that passes a layer. */
export interface Slot {
  readonly id: string;
  readonly isBend: boolean;
}

/** Where an edge leads from and to. */
export interface Link {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** Nodes by layer, and what each edge passes. */
export interface Layers {
  readonly layers: readonly (readonly Slot[])[];
  /** Slots that an edge goes through, from its first to its last, by the edge's id. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
}

const SWEEPS = 8;

/**
 * Puts nodes into layers so that edges lead forward, and orders each layer so that few of them cross (Sugiyama's method:
 * longest paths, bends for what passes a layer, barycentres).
 */
export function layersOf(nodes: readonly string[], links: readonly Link[]): Layers {
  const ranks = ranksOf(nodes, links);
  const layers: Slot[][] = [];
  for (const id of nodes) push(layers, ranks.get(id) ?? 0, { id, isBend: false });
  const routes = new Map(
    links.map((link) => {
      const [from, to] = [ranks.get(link.from) ?? 0, ranks.get(link.to) ?? 0];
      const step = to < from ? -1 : 1;
      const route = [link.from];
      for (let rank = from + step; (to - rank) * step > 0; rank += step) {
        const id = `${link.id}@${rank}`;
        push(layers, rank, { id, isBend: true });
        route.push(id);
      }
      return [link.id, [...route, link.to]] as const;
    }),
  );
  return { layers: ordered(layers, [...routes.values()]), routes };
}

/** The longest path to each node. An edge that would close a circle does not count. */
function ranksOf(nodes: readonly string[], links: readonly Link[]): Map<string, number> {
  const ranks = new Map<string, number>();
  const rankOf = (id: string, above: ReadonlySet<string>): number => {
    const known = ranks.get(id);
    if (known !== undefined) return known;
    const path = new Set([...above, id]);
    const before = links.filter(({ from, to }) => to === id && !path.has(from));
    const rank = Math.max(-1, ...before.map(({ from }) => rankOf(from, path))) + 1;
    ranks.set(id, rank);
    return rank;
  };
  for (const id of nodes) rankOf(id, new Set());
  return ranks;
}

function ordered(layers: readonly Slot[][], routes: readonly (readonly string[])[]): Slot[][] {
  const neighbours = new Map<string, string[]>();
  for (const route of routes) {
    for (let i = 1; i < route.length; i++) {
      push2(neighbours, route[i - 1] as string, route[i] as string);
      push2(neighbours, route[i] as string, route[i - 1] as string);
    }
  }
  let best = layers.map((layer) => [...layer]);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const places = new Map(
      best.flatMap((layer) => layer.map(({ id }, at) => [id, (at + 0.5) / layer.length])),
    );
    best = best.map((layer) => {
      const wanted = layer.map((slot) => ({
        slot,
        at: mean(neighbours.get(slot.id) ?? [], places, slot.id),
      }));
      const sorted = wanted.sort((a, b) => a.at - b.at).map(({ slot }) => slot);
      sorted.forEach(({ id }, at) => {
        places.set(id, (at + 0.5) / sorted.length);
      });
      return sorted;
    });
  }
  return best;
}

function mean(ids: readonly string[], places: ReadonlyMap<string, number>, own: string): number {
  const found = ids.map((id) => places.get(id) ?? 0);
  return found.length === 0
    ? (places.get(own) ?? 0)
    : found.reduce((sum, place) => sum + place, 0) / found.length;
}

function push(layers: Slot[][], rank: number, slot: Slot): void {
  while (layers.length <= rank) layers.push([]);
  layers[rank]?.push(slot);
}

function push2(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}
