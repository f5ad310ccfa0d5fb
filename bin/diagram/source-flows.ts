import type { Graph } from './graph';
import type { Landscape, Place } from './landscape';
import type { Resource } from './stack';

/** From streams to their enhanced fan-out consumers. */
export function consumerFlows(graph: Graph, landscape: Landscape): void {
  for (const stream of landscape.ofKind('stream')) graph.add(stream);
  for (const consumer of landscape.ofKind('consumer')) {
    for (const stream of landscape.places(consumer.properties.StreamARN, consumer, 'stream')) {
      graph.connect(stream, consumer);
    }
  }
}

/** From databases by AWS DMS to streams and buckets. */
export function replicationFlows(graph: Graph, landscape: Landscape): void {
  for (const replication of landscape.ofKind('replication')) {
    const { SourceEndpointArn, TargetEndpointArn } = replication.properties;
    for (const place of ends(SourceEndpointArn, replication, landscape)) graph.connect(place, replication);
    for (const place of ends(TargetEndpointArn, replication, landscape)) graph.connect(replication, place);
  }
}

/** The stream or bucket of an endpoint, or the endpoint itself in the place of its database. */
function ends(value: unknown, at: Resource, landscape: Landscape): Place[] {
  return landscape.places(value, at, 'database').flatMap((endpoint) => {
    if (!('stack' in endpoint)) return [];
    const { KinesisSettings, S3Settings } = endpoint.properties as Record<string, Record<string, unknown>>;
    const stream = landscape.places(KinesisSettings?.StreamArn, endpoint, 'stream');
    const name = S3Settings?.BucketName;
    const bucket = landscape.places(name, endpoint, 'bucket');
    return [...stream, ...bucket].length > 0 ? [...stream, ...bucket] : [endpoint];
  });
}

/** What AWS itself puts on streams: changes of tables, logs and events. */
export function serviceFlows(graph: Graph, landscape: Landscape): void {
  for (const table of landscape.ofKind('table')) {
    const { KinesisStreamSpecification } = table.properties as Record<string, Record<string, unknown>>;
    for (const stream of landscape.places(KinesisStreamSpecification?.StreamArn, table, 'stream')) {
      graph.connect(table, stream, 'flow', 'changes');
    }
  }
}
