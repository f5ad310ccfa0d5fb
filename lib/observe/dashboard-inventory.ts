import { Resource, Size, Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnStream, CfnStreamConsumer, type IStream } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { ShardAutoscaler } from '../operate/shard-autoscaler';
import { type CalledFunction, calledFunction } from './dashboard-function';
import { labelOf, referredTo } from './dashboard-names';
import { StreamCapacity } from './stream-capacity';

/** A stream to show. */
export interface ShownStream {
  /** What tells it from others: the resource, or the ARN of one that is imported. */
  readonly key: IConstruct | string;
  readonly label: string;
  readonly streamName: string;
  readonly capacity?: StreamCapacity;
}

/** A registered consumer with enhanced fan-out. */
export interface ShownRegistration {
  readonly stream: IConstruct | string;
  readonly consumerName: string;
}

/** A function that an event source mapping calls with records of a stream. */
export interface ShownConsumer extends CalledFunction {
  readonly stream: IConstruct | string;
  readonly label: string;
  readonly mapping: CfnEventSourceMapping;
}

/** Every construct of a stack below those given, once each; other stages are apps of their own. */
export function constructsBelow(roots: readonly IConstruct[], stage: Stage | undefined): IConstruct[] {
  const all = new Set(roots.flatMap((root) => root.node.findAll()));
  return [...all].filter(
    (construct) => construct.node.scopes.some(Stack.isStack) && Stage.of(construct) === stage,
  );
}

/** The streams among them, made here or imported. */
export function streamsIn(constructs: readonly IConstruct[]): ShownStream[] {
  const scaled = constructs.filter((construct) => construct instanceof ShardAutoscaler);
  const streams = new Map<IConstruct | string, ShownStream>();
  for (const construct of constructs) {
    const stream = asStream(construct);
    if (stream === undefined || streams.has(stream.key)) continue;
    const autoscaler = scaled.find((one) => keyOf(one.stream.streamArn) === stream.key);
    const capacity =
      autoscaler === undefined ? stream.capacity : StreamCapacity.openShards(autoscaler.metricOpenShards());
    streams.set(stream.key, { ...stream, capacity });
  }
  return [...streams.values()];
}

/** The consumers that are registered among them. */
export function registrationsIn(constructs: readonly IConstruct[]): ShownRegistration[] {
  return constructs
    .filter((construct) => construct instanceof CfnStreamConsumer)
    .map(({ streamArn, consumerName }) => ({ stream: keyOf(streamArn), consumerName }));
}

/** The mappings among them that read a stream. */
export function consumersIn(constructs: readonly IConstruct[]): ShownConsumer[] {
  return constructs
    .filter((construct) => construct instanceof CfnEventSourceMapping)
    .flatMap((mapping) => {
      const stream = sourceOf(mapping.eventSourceArn ?? '');
      if (stream === undefined) return [];
      const called = calledFunction(mapping, mapping.functionName);
      return [{ stream, label: labelOf(called.function ?? mapping), ...called, mapping }];
    });
}

/** What the stream of an ARN is known by. */
function keyOf(streamArn: string): IConstruct | string {
  return referredTo(streamArn) ?? streamArn;
}

function sourceOf(arn: string): IConstruct | string | undefined {
  const source = referredTo(arn);
  if (source instanceof CfnStream) return source;
  if (source instanceof CfnStreamConsumer) return keyOf(source.streamArn);
  const [, stream] = /^(.*:kinesis:.*:stream\/[^/]+)/.exec(arn) ?? [];
  return stream;
}

function asStream(construct: IConstruct): ShownStream | undefined {
  if (construct instanceof CfnStream) {
    return {
      key: construct,
      label: labelOf(construct),
      streamName: construct.ref,
      capacity: capacityOf(construct),
    };
  }
  if (!isImportedStream(construct)) return undefined;
  const { streamArn, streamName } = construct;
  const label = Token.isUnresolved(streamName) ? labelOf(construct) : streamName;
  return { key: keyOf(streamArn), label, streamName };
}

function isImportedStream(construct: IConstruct): construct is IStream {
  if (!Resource.isResource(construct) || Resource.isOwnedResource(construct)) return false;
  return 'streamArn' in construct && 'streamName' in construct;
}

function capacityOf({ shardCount, warmThroughputMiBps }: CfnStream): StreamCapacity | undefined {
  if (shardCount !== undefined && !Token.isUnresolved(shardCount)) return StreamCapacity.shards(shardCount);
  if (warmThroughputMiBps === undefined || Token.isUnresolved(warmThroughputMiBps)) return undefined;
  return StreamCapacity.throughput(Size.mebibytes(warmThroughputMiBps));
}
