import { type Graph, kindOf } from './graph';
import { KINDS } from './kinds';
import type { Landscape, Place } from './landscape';
import { rolesIn, writtenBy } from './rights';
import type { Resource } from './stack';

interface Mapping {
  readonly EventSourceArn?: unknown;
  readonly FunctionName?: unknown;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: unknown } };
}

/** From streams by mappings to functions; what failed goes beside. */
export function mappingFlows(graph: Graph, landscape: Landscape): void {
  for (const mapping of landscape.ofType('AWS::Lambda::EventSourceMapping')) {
    const { EventSourceArn, FunctionName, DestinationConfig } = mapping.properties as Mapping;
    const sources = landscape.places(EventSourceArn, mapping, 'consumer', 'stream', 'table', 'queue');
    const failed = DestinationConfig?.OnFailure?.Destination;
    for (const target of functionsIn(FunctionName, mapping, landscape)) {
      for (const source of sources) graph.connect(source, target);
      for (const place of landscape.places(failed, mapping, 'bucket', 'queue', 'topic')) {
        graph.connect(target, place, 'aside', 'on failure');
      }
    }
  }
}

/** From functions to what they may write to: those that something comes to, and those that write to a stream. */
export function writingFlows(graph: Graph, landscape: Landscape): void {
  const providers = providersOf(landscape);
  for (const one of landscape.ofKind('function')) {
    const written = rolesIn(one.properties.Role, one, landscape).flatMap((role) =>
      writtenBy(role, landscape),
    );
    const isProducer = !providers.has(one) && written.some((place) => KINDS[kindOf(place)].streams);
    if (!graph.has(one) && !isProducer) continue;
    for (const place of written) {
      // Rights that a mapping gave for what failed are no rights to write records.
      if (graph.between(one, place).length === 0) graph.connect(one, place);
    }
  }
}

/** Queues that take what others could not get rid of. */
export function deadLetterFlows(graph: Graph, landscape: Landscape): void {
  for (const queue of landscape.ofKind('queue')) {
    const { deadLetterTargetArn } = (queue.properties.RedrivePolicy ?? {}) as Record<string, unknown>;
    for (const place of landscape.places(deadLetterTargetArn, queue, 'queue')) {
      graph.connect(queue, place, 'aside', 'not taken');
    }
  }
}

function functionsIn(value: unknown, at: Resource, landscape: Landscape): Place[] {
  const found = landscape.places(value, at, 'function');
  const { text } = landscape.read(value, at);
  if (found.length > 0 || text === '' || text.includes('<')) return found;
  return [landscape.named('function', text) ?? { kind: 'function', name: text }];
}

/** What runs when stacks are deployed, and not when records come. */
function providersOf(landscape: Landscape): Set<Resource> {
  return new Set(
    landscape.customResources().flatMap((one) => landscape.read(one.properties.ServiceToken, one).resources),
  );
}
