import { Duration, type Size, SizeRoundingBehavior, Stack, Token } from 'aws-cdk-lib';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IConstruct } from 'constructs';
import { checkDuration, InvalidSettingError } from '../shared/checks';

/** The formats that Firehose compresses to. */
const FORMATS = ['GZIP', 'HADOOP_SNAPPY', 'Snappy', 'UNCOMPRESSED', 'ZIP'];

/** Fails on a stream that is known to be in another Region. */
export function checkRegion(scope: IConstruct, stream: IStream): void {
  const [there, here] = [stream.env.region, Stack.of(scope).region];
  if (Token.isUnresolved(there) || Token.isUnresolved(here) || there === here) return;
  throw new InvalidSettingError(scope, 'stream', `in ${here}, as the delivery stream is`, `one in ${there}`);
}

/** Fails on a format made by `Compression.of` that Firehose does not know. */
export function checkCompression(scope: IConstruct, { value }: Compression): void {
  if (Token.isUnresolved(value) || FORMATS.includes(value)) return;
  throw new InvalidSettingError(scope, 'compression', `one of ${FORMATS.join(', ')}`, value);
}

/**
 * Fails on a buffer that Firehose refuses. It wants both of its limits or none, so the constructs always give
 * both.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
 */
export function checkBuffer(scope: IConstruct, size: Size, interval: Duration): void {
  checkDuration(scope, 'bufferInterval', interval, Duration.seconds(0), Duration.seconds(900));
  if (size.isUnresolved()) return;
  const mebibytes = size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (Number.isInteger(mebibytes) && mebibytes >= 1 && mebibytes <= 128) return;
  throw new InvalidSettingError(scope, 'bufferSize', '1 MiB to 128 MiB in whole MiB', `${mebibytes} MiB`);
}
