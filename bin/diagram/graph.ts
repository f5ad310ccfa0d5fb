import { KINDS, type KindName, kindOfType } from './kinds';
import { isResource, type Place } from './landscape';
import type { Resource } from './stack';

/** How data goes along an edge: records on their way, copies and failures beside it, or there and back. */
export type Way = 'flow' | 'aside' | 'both';

/** Data that goes from one place to another. */
export interface Edge {
  readonly from: Place;
  readonly to: Place;
  readonly way: Way;
  readonly text?: string;
}

/** Places, and how data goes between them. */
export class Graph {
  private readonly places = new Map<unknown, Place>();
  private readonly found: Edge[] = [];

  /** All edges, but for those that have nothing to do with what streams. */
  public get edges(): Edge[] {
    const shown = this.streaming();
    return this.found.filter(({ from }) => shown.has(from));
  }

  /** All places in the order in which they came in, but for those that have nothing to do with what streams. */
  public get nodes(): Place[] {
    const shown = this.streaming();
    return [...this.places.values()].filter((place) => shown.has(place));
  }

  /** A place is one node, however often it is spoken of. */
  public add(place: Place): Place {
    const key = isResource(place) ? place : [place.kind, place.name, place.region].join();
    const known = this.places.get(key) ?? place;
    this.places.set(key, known);
    return known;
  }

  /** Whether a resource has come in yet, be it drawn in the end or not. */
  public has(resource: Resource): boolean {
    return this.places.has(resource);
  }

  /** Adds an edge; one more of the same adds nothing. */
  public connect(from: Place, to: Place, way: Way = 'flow', text?: string): void {
    const edge = { from: this.add(from), to: this.add(to), way, text };
    const isKnown = this.between(from, to).some((other) => other.way === way && other.text === text);
    if (!isKnown) this.found.push(edge);
  }

  /** What goes from one place straight to the other. */
  public between(from: Place, to: Place): Edge[] {
    const ends = [this.add(from), this.add(to)];
    return this.found.filter((edge) => edge.from === ends[0] && edge.to === ends[1]);
  }

  /** Whatever hangs together with something that streams. */
  private streaming(): Set<Place> {
    const shown = new Set([...this.places.values()].filter((place) => KINDS[kindOf(place)].streams));
    for (let before = -1; before !== shown.size; ) {
      before = shown.size;
      for (const { from, to } of this.found) {
        if (shown.has(from) || shown.has(to)) shown.add(from).add(to);
      }
    }
    return shown;
  }
}

/** What a place is. */
export function kindOf(place: Place): KindName {
  // Only resources of a kind become places.
  return isResource(place) ? (kindOfType(place.type) as KindName) : place.kind;
}
