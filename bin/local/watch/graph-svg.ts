import type { KindName } from '../../diagram/kinds';
import { escaped, rect, round, shorten } from '../../draw-dashboard/svg';
import type { GraphEdge, GraphNode, PipelineGraph } from './graph';
import { layout, type Measures, type Point } from './layout';

/** For a page as wide as a desk's, and for one as narrow as a phone's. */
export const WIDE: Measures = {
  direction: 'right',
  nodeWidth: 134,
  nodeHeight: 62,
  layerGap: 82,
  nodeGap: 26,
  bend: 14,
};
export const NARROW: Measures = {
  direction: 'down',
  nodeWidth: 108,
  nodeHeight: 58,
  layerGap: 52,
  nodeGap: 6,
  bend: 32,
};

const NAME_SIZE = 12.5;
/** Sorts of places that share a colour. */
const HUES: Readonly<Partial<Record<KindName | 'run', string>>> = {
  run: 'run',
  stream: 'stream',
  consumer: 'stream',
  delivery: 'delivery',
  function: 'function',
  bucket: 'store',
  table: 'store',
  queue: 'store',
};

/** The graph as SVG, whose figures the page fills in. `id` is unique on the page. */
export function graphSvg({ nodes, edges }: PipelineGraph, measures: Measures, id: string): string {
  const { width, height, ...places } = layout(
    nodes.map((node) => node.id),
    edges,
    measures,
  );
  const margin = 4;
  const view = [-margin, -margin, width + 2 * margin, height + 2 * margin].map(round).join(' ');
  const lines = edges.map((edge) => edgeSvg(edge, places.edges.get(edge.id) ?? [], measures, id));
  const labels = edges.map((edge) => labelSvg(edge, labelAt(places.edges.get(edge.id) ?? [])));
  const boxes = nodes.map((node) => nodeSvg(node, places.nodes.get(node.id) ?? { x: 0, y: 0 }, measures));
  return `<svg id="${id}" class="graph" viewBox="${view}" role="img" aria-labelledby="${id}-title">
<title id="${id}-title">The pipeline: how records go from one place to the next. The table below says the same.</title>
<defs><marker id="${id}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker></defs>
${[...lines, ...boxes, ...labels].join('\n')}
</svg>`;
}

function edgeSvg(edge: GraphEdge, points: readonly Point[], measures: Measures, id: string): string {
  const both = edge.way === 'both' ? ` marker-start="url(#${id}-arrow)"` : '';
  const d = curve(points, measures.direction);
  return `<g data-edge="${edge.id}" class="edge ${edge.way}"><path class="line" d="${d}" marker-end="url(#${id}-arrow)"${both}/><path class="pulse" d="${d}"/></g>`;
}

/** Where there is room: between two layers, or where an edge passes one with nodes above and below. */
function labelAt(points: readonly Point[]): Point {
  const [from = { x: 0, y: 0 }, to = from] = points.slice(points.length > 2 ? 1 : 0);
  return { x: round((from.x + to.x) / 2), y: round((from.y + to.y) / 2) };
}

function labelSvg(edge: GraphEdge, { x, y }: Point): string {
  const text = (dy: number, kind: string, content = '') =>
    `<text class="${kind}" x="${x}" y="${round(y + dy)}" text-anchor="middle"${kind === 'aside-text' ? '' : ` data-${kind}="${edge.id}"`}>${escaped(content)}</text>`;
  if (edge.measure === 'nothing') return text(3, 'aside-text', edge.text);
  return `${text(-4, 'count')}${text(11, 'rate')}`;
}

function nodeSvg({ id, kind, name, word }: GraphNode, { x, y }: Point, measures: Measures): string {
  const { nodeWidth: width, nodeHeight: height } = measures;
  const [left, top] = [x - width / 2, y - height / 2];
  const room = width - 16;
  const line = (dy: number, className: string, content: string, more = '') =>
    `<text class="${className}" x="${round(left + 13)}" y="${round(top + dy)}"${more}>${escaped(content)}</text>`;
  return `<g class="node ${HUES[kind] ?? 'other'}">
<title>${escaped(`${name}, ${word}`)}</title>
${rect(left, top, width, height, 'rx="6" class="box"')}
${rect(left, top + 8, 3.5, height - 16, 'rx="1.75" class="hue"')}
${line(19, 'name', shorten(lastOf(name), NAME_SIZE, room))}
${line(33, 'word', word)}
${line(50, 'fact', '', ` data-fact="${id}"`)}
<circle class="bell" data-bell="${id}" cx="${round(left + width - 11)}" cy="${round(top + height - 14)}" r="4"/>
</g>`;
}

/** The construct's own id: what it is is written below, and where it is in the tooltip and the table. */
function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Through the points, leaving and reaching each in the direction of flow. */
function curve(points: readonly Point[], direction: Measures['direction']): string {
  return points
    .map((to, index) => {
      const from = points[index - 1];
      if (from === undefined) return `M${round(to.x)} ${round(to.y)}`;
      const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
      const bends =
        direction === 'right' ? [x, from.y, x, to.y, to.x, to.y] : [from.x, y, to.x, y, to.x, to.y];
      return `C${bends.map(round).join(' ')}`;
    })
    .join('');
}
