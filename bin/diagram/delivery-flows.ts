import { destinationOf } from './destinations';
import type { Graph } from './graph';
import type { Landscape, Place } from './landscape';
import type { Properties, Resource } from './stack';

const fields = (value: unknown): Properties =>
  typeof value === 'object' && value !== null ? (value as Properties) : {};

const DESTINATION = /DestinationConfiguration$/;

/** From streams by Firehose to destinations, with transforms and copies. */
export function deliveryFlows(graph: Graph, landscape: Landscape): void {
  for (const delivery of landscape.ofKind('delivery')) {
    const { KinesisStreamSourceConfiguration: source, ...rest } = delivery.properties;
    const { KinesisStreamARN } = fields(source);
    for (const stream of landscape.places(KinesisStreamARN, delivery, 'stream')) {
      graph.connect(stream, delivery);
    }
    graph.add(delivery);
    for (const [name, settings] of Object.entries(rest)) {
      if (DESTINATION.test(name)) destinationFlows(graph, landscape, delivery, name, fields(settings));
    }
  }
}

function destinationFlows(
  graph: Graph,
  landscape: Landscape,
  delivery: Resource,
  name: string,
  settings: Properties,
): void {
  for (const transform of transforms(settings, delivery, landscape)) {
    graph.connect(delivery, transform, 'both', 'transform');
  }
  const { S3Configuration, S3BackupConfiguration, S3BackupMode } = settings;
  const bucketOf = (value: unknown) => landscape.places(fields(value).BucketARN, delivery, 'bucket');
  const target = destinationOf(name, settings, delivery, landscape);
  if (/Redshift/.test(name) && target !== undefined) {
    for (const bucket of bucketOf(S3Configuration)) {
      graph.connect(delivery, bucket);
      graph.connect(bucket, target, 'flow', 'COPY');
    }
  } else if (target === undefined) {
    for (const bucket of bucketOf(settings)) {
      graph.connect(delivery, bucket);
      describedBy(graph, landscape, delivery, settings, bucket);
    }
  } else {
    graph.connect(delivery, target);
    const text = /^All/.test(String(S3BackupMode)) ? 'all, as backup' : 'on failure';
    for (const bucket of bucketOf(S3Configuration)) graph.connect(delivery, bucket, 'aside', text);
  }
  for (const bucket of bucketOf(S3BackupConfiguration)) {
    if (S3BackupMode === 'Enabled') graph.connect(delivery, bucket, 'aside', 'all, as backup');
  }
}

/** The table by which others read what was converted to Parquet or ORC. */
function describedBy(
  graph: Graph,
  landscape: Landscape,
  delivery: Resource,
  { DataFormatConversionConfiguration }: Properties,
  bucket: Place,
): void {
  const { TableName } = fields(fields(DataFormatConversionConfiguration).SchemaConfiguration);
  for (const table of landscape.places(TableName, delivery, 'glueTable')) {
    graph.connect(bucket, table, 'flow', 'read as');
  }
}

function transforms({ ProcessingConfiguration }: Properties, at: Resource, landscape: Landscape): Place[] {
  const { Enabled, Processors } = fields(ProcessingConfiguration);
  if (Enabled !== true || !Array.isArray(Processors)) return [];
  return Processors.flatMap((processor) => [fields(processor).Parameters ?? []].flat())
    .filter((parameter) => fields(parameter).ParameterName === 'LambdaArn')
    .flatMap((parameter) => landscape.places(fields(parameter).ParameterValue, at, 'function'));
}

/** From streams by channels of Kinesis itself to buckets, and what failed beside. */
export function channelFlows(graph: Graph, landscape: Landscape): void {
  for (const channel of landscape.ofKind('channel')) {
    const { StreamConfigurationList, S3DestinationConfiguration, S3TablesDestinationConfiguration } =
      channel.properties;
    for (const stream of landscape.places([StreamConfigurationList].flat(), channel, 'stream')) {
      graph.connect(stream, channel);
    }
    graph.add(channel);
    for (const destination of [S3DestinationConfiguration, S3TablesDestinationConfiguration].map(fields)) {
      const { DeadLetterQueueS3Configuration: failed, ...rest } = destination;
      for (const place of landscape.places([rest], channel, 'tableBucket', 'bucket')) {
        graph.connect(channel, place);
      }
      for (const bucket of landscape.places([failed], channel, 'bucket')) {
        if (graph.between(channel, bucket).length === 0)
          graph.connect(channel, bucket, 'aside', 'on failure');
      }
    }
  }
}
