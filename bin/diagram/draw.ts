import { UsageError } from '../simulate/usage-error';
import { alarmsOf } from './alarms';
import { readAssembly } from './assembly';
import { channelFlows, deliveryFlows } from './delivery-flows';
import { deadLetterFlows, mappingFlows, writingFlows } from './function-flows';
import { Graph } from './graph';
import { jobFlows, redshiftFlows } from './job-flows';
import { isResource, Landscape } from './landscape';
import { mermaid, type Picture } from './mermaid';
import { consumerFlows, replicationFlows, serviceFlows } from './source-flows';
import type { Stack } from './stack';

/** In the order in which edges are written: as data goes. Who writes where depends on who is read by. */
const FLOWS = [
  replicationFlows,
  serviceFlows,
  consumerFlows,
  mappingFlows,
  deliveryFlows,
  channelFlows,
  jobFlows,
  redshiftFlows,
  writingFlows,
  deadLetterFlows,
];

/** What streams in a cloud assembly, or in some of its stacks, as a Mermaid flowchart. */
export function drawAssembly(folder: string, names: readonly string[] = []): string {
  return mermaid(pictureOf(folder, names).picture);
}

/** What streams in a cloud assembly, and all that its templates hold. */
export function pictureOf(
  folder: string,
  names: readonly string[] = [],
): { readonly picture: Picture; readonly landscape: Landscape } {
  const stacks = chosen(readAssembly(folder), names, folder);
  const landscape = new Landscape(stacks);
  const graph = new Graph();
  for (const flows of FLOWS) flows(graph, landscape);
  const { nodes, edges } = graph;
  if (nodes.length === 0) {
    const shown = stacks.map(({ name }) => name).join(', ');
    throw new UsageError(`nothing streams in ${shown || folder}`);
  }
  const drawn = new Set(nodes.filter(isResource).map(({ stack }) => stack.name));
  const alarms = alarmsOf(landscape).filter(({ stack }) => drawn.has(stack));
  return { picture: { nodes, edges, alarms }, landscape };
}

function chosen(stacks: readonly Stack[], names: readonly string[], folder: string): Stack[] {
  for (const name of names) {
    if (stacks.some((stack) => stack.name === name)) continue;
    const known = stacks.map((stack) => stack.name).join(', ');
    throw new UsageError(`${folder} has no stack ${name}${known === '' ? '' : `, only ${known}`}`);
  }
  return stacks.filter(({ name }) => names.length === 0 || names.includes(name));
}
