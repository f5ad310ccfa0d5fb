import { Annotations, Duration, Size, Stack, Token } from 'aws-cdk-lib';
import { CfnStream, type IStream, type IStreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { CfnFunction, type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { checkDuration, checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { differ } from '../shared/differ';
import type { StreamProcessorOptions } from './stream-processor-options';

const LONGEST_RECORD_AGE = Duration.days(7);
const SHORTEST_RETENTION_HOURS = 24;

/** Fails on a setting that Lambda refuses. */
export function checkOptions(scope: Construct, options: StreamProcessorOptions): void {
  const seconds = (setting: string, value: Duration | undefined, low: Duration, high: Duration) => {
    checkDuration(scope, setting, value, low, high);
    if (value === undefined || value.isUnresolved()) return;
    if (!Number.isInteger(value.toSeconds({ integral: false }))) {
      throw new InvalidSettingError(scope, setting, 'whole seconds', value.toHumanString());
    }
  };
  checkWholeNumber(scope, 'batchSize', options.batchSize, 1, 10_000);
  seconds('maxBatchingWindow', options.maxBatchingWindow, Duration.seconds(0), Duration.seconds(300));
  checkWholeNumber(scope, 'parallelizationFactor', options.parallelizationFactor, 1, 10);
  checkWholeNumber(scope, 'retryAttempts', options.retryAttempts, 0, 10_000);
  seconds('maxRecordAge', options.maxRecordAge, Duration.seconds(60), LONGEST_RECORD_AGE);
  seconds('tumblingWindow', options.tumblingWindow, Duration.seconds(0), Duration.seconds(900));
  options.startingPosition?.timestamp(scope);
  const { filters = [] } = options;
  if (filters.length > 10) throw new InvalidSettingError(scope, 'filters', 'at most 10', filters.length);
  for (const [i, filter] of filters.entries()) filter._pattern(scope, `filters[${i}]`);
}

/** Fails unless the stream is in the Region of the mapping, which cannot read from another. */
export function checkRegion(scope: Construct, stream: IStream): void {
  const { region } = Stack.of(scope);
  const theirs = stream.env.region;
  if (!differ(region, theirs)) return;
  throw new InvalidSettingError(scope, 'stream', `in ${region}, the Region of the stack`, `one in ${theirs}`);
}

/** Fails when the consumer is known to be registered with another stream. */
export function checkConsumer(
  scope: Construct,
  stream: IStream,
  consumer: IStreamConsumer | undefined,
): void {
  if (consumer === undefined) return;
  const [ours, theirs] = [stream.streamArn, consumer.stream.streamArn];
  if (!differ(ours, theirs)) return;
  throw new InvalidSettingError(scope, 'consumer', `one of ${ours}`, `one of ${theirs}`);
}

/** Whether the stream is known to belong to another account than the mapping. */
export function isOfAnotherAccount(scope: Construct, stream: IStream): boolean {
  return differ(Stack.of(scope).account, stream.env.account);
}

/** What a stream of this app is made with; nothing for an imported one. */
function resourceOf(stream: IStream): CfnStream | undefined {
  const child = stream.node.defaultChild;
  return CfnStream.isCfnStream(child) ? child : undefined;
}

function retentionHours(stream: IStream): number | undefined {
  const resource = resourceOf(stream);
  if (resource === undefined) return undefined;
  const hours = resource.retentionPeriodHours ?? SHORTEST_RETENTION_HOURS;
  return Token.isUnresolved(hours) ? undefined : hours;
}

/** A record age that ends before the stream's retention, so that nothing expires without a trace. */
export function defaultRecordAge(stream: IStream): Duration {
  const hours = retentionHours(stream);
  if (hours === undefined || hours > LONGEST_RECORD_AGE.toHours()) return LONGEST_RECORD_AGE;
  return Duration.hours(hours - 1);
}

/** Warns of what is legal and, from what is known of stream and function, likely to hurt. */
export function warnOfLimits(
  scope: Construct,
  stream: IStream,
  target: IFunction,
  options: StreamProcessorOptions,
): void {
  const warn = (id: string, text: string) =>
    Annotations.of(scope).addWarningV2(`kinesis-constructs:${id}`, text);
  const { maxRecordAge, parallelizationFactor = 1, tumblingWindow } = options;
  const resource = resourceOf(stream);
  const hours = retentionHours(stream);
  const ageSeconds =
    maxRecordAge === undefined || maxRecordAge.isUnresolved() ? undefined : maxRecordAge.toSeconds();

  if (ageSeconds !== undefined && hours !== undefined && ageSeconds >= hours * 3600) {
    warn(
      'recordAgeBeyondRetention',
      `maxRecordAge is not less than the ${hours} hours that the stream keeps records: what cannot be processed ` +
        'expires there and never reaches the failure bucket.',
    );
  }
  const timeout = target instanceof LambdaFunction ? target.timeout : undefined;
  if (ageSeconds !== undefined && timeout !== undefined && !timeout.isUnresolved()) {
    if (ageSeconds <= timeout.toSeconds()) {
      warn(
        'recordAgeWithinTimeout',
        `maxRecordAge (${ageSeconds} s) is not more than the function's timeout (${timeout.toSeconds()} s): one call ` +
          'that times out makes the batch too old to be tried again.',
      );
    }
  }
  const largest = resource?.maxRecordSizeInKiB;
  // A call carries 6 MB, of which base64 leaves 4.5 MB for data.
  if (largest !== undefined && !Token.isUnresolved(largest) && largest > Size.mebibytes(4).toKibibytes()) {
    warn(
      'recordOverPayload',
      `The stream takes records of up to ${largest} KiB, but a call of a function carries 6 MB of base64: a record of ` +
        'more than about 4.4 MB cannot reach it.',
    );
  }
  const child = target.node.defaultChild;
  const reserved = CfnFunction.isCfnFunction(child) ? child.reservedConcurrentExecutions : undefined;
  const shards = resource?.shardCount;
  if (reserved !== undefined && shards !== undefined && ![reserved, shards].some(Token.isUnresolved)) {
    if (reserved < shards * parallelizationFactor) {
      warn(
        'reservedConcurrency',
        `The function's reserved concurrency (${reserved}) is less than shards × parallelizationFactor ` +
          `(${shards * parallelizationFactor}): shards will wait for one another.`,
      );
    }
  }
  if (tumblingWindow !== undefined && parallelizationFactor > 1) {
    warn(
      'parallelWindows',
      'tumblingWindow keeps one state a shard; AWS does not say how it is shared when parallelizationFactor is over 1.',
    );
  }
  if (options.filters !== undefined && options.filters.length > 5) {
    warn('filterQuota', 'More than 5 filters need a raised Lambda quota in the account.');
  }
}
