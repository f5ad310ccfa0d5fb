import { pictureOf } from '../../diagram/draw';
import { type Edge, kindOf, type Way } from '../../diagram/graph';
import type { KindName } from '../../diagram/kinds';
import { labelsOf } from '../../diagram/labels';
import { isResource, type Landscape, type Place } from '../../diagram/landscape';

/** What is counted along an edge; `nothing` where this machine has nothing to count. */
export type Measure =
  | 'sent'
  | 'settled'
  | 'landed'
  | 'counted'
  | 'queued'
  | 'nothing'
  | { readonly functions: readonly string[] };

/** A place of the pipeline. */
export interface GraphNode {
  readonly id: string;
  readonly kind: KindName | 'run';
  readonly name: string;
  /** What it is. */
  readonly word: string;
  /** Logical id. */
  readonly resource?: string;
}

/** How records go from one place to another. */
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly way: Way;
  readonly text?: string;
  readonly measure: Measure;
}

/** The pipeline as its template has it, with the run that feeds it. */
export interface PipelineGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The graph of one stack of a cloud assembly, and all that its template holds. */
export function readGraph(assembly: string, stack: string): { graph: PipelineGraph; landscape: Landscape } {
  const { picture, landscape } = pictureOf(assembly, [stack]);
  const labels = labelsOf(picture.nodes);
  const ids = new Map(picture.nodes.map((place, index) => [place, `n${index + 1}`]));
  const idOf = (place: Place): string => ids.get(place) as string;
  const run: GraphNode = { id: 'n0', kind: 'run', name: 'This run', word: 'producer' };
  const nodes = picture.nodes.map((place) => ({
    id: idOf(place),
    kind: kindOf(place),
    name: labels.get(place)?.name ?? '',
    word: labels.get(place)?.word ?? '',
    ...(isResource(place) ? { resource: place.id } : {}),
  }));
  const feeds = nodes
    .filter(({ kind }) => kind === 'stream')
    .map(({ id }) => ({ from: run.id, to: id, way: 'flow' as const, measure: 'sent' as const }));
  const edges = picture.edges.map((edge) => ({
    from: idOf(edge.from),
    to: idOf(edge.to),
    way: edge.way,
    ...(edge.text === undefined ? {} : { text: edge.text }),
    measure: measureOf(edge, picture.edges),
  }));
  const graph = {
    nodes: [run, ...nodes],
    edges: [...feeds, ...edges].map((edge, index) => ({ id: `e${index}`, ...edge })),
  };
  return { graph, landscape };
}

/** What tells how many records went along an edge. */
function measureOf({ from, to, way }: Edge, edges: readonly Edge[]): Measure {
  const [source, target] = [kindOf(from), kindOf(to)];
  if (way === 'aside') return 'nothing';
  if (target === 'function' && isResource(to)) return { functions: [to.id] };
  if (target === 'consumer') {
    const readers = edges.filter((edge) => edge.from === to).map((edge) => edge.to);
    return { functions: readers.filter(isResource).map(({ id }) => id) };
  }
  if (source === 'stream' && target === 'delivery') return 'settled';
  if (source === 'delivery' && target === 'bucket') return 'landed';
  if (source === 'function' && target === 'table') return 'counted';
  if (source === 'function' && target === 'queue') return 'queued';
  return 'nothing';
}
