import { Duration, type Size, SizeRoundingBehavior, Stack, Token } from 'aws-cdk-lib';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IConstruct } from 'constructs';
import { checkDuration, InvalidSettingError } from '../shared/checks';
import { differ } from '../shared/differ';
import type { ArchiveTable } from './archive-table';
import type { RecordFormat } from './record-format';

/** The formats that Firehose compresses to. */
const FORMATS = ['GZIP', 'HADOOP_SNAPPY', 'Snappy', 'UNCOMPRESSED', 'ZIP'];

/** Fails on a stream that is known to be in another Region. */
export function checkRegion(scope: IConstruct, stream: IStream): void {
  const [there, here] = [stream.env.region, Stack.of(scope).region];
  if (!differ(there, here)) return;
  throw new InvalidSettingError(scope, 'stream', `in ${here}, as the delivery stream is`, `one in ${there}`);
}

/** Fails on a format made by `Compression.of` that Firehose does not know. */
export function checkCompression(scope: IConstruct, { value }: Compression): void {
  if (Token.isUnresolved(value) || FORMATS.includes(value)) return;
  throw new InvalidSettingError(scope, 'compression', `one of ${FORMATS.join(', ')}`, value);
}

/**
 * Fails on a compression of objects whose format compresses by itself.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html
 */
export function checkConverted(scope: IConstruct, format: string, { value }: Compression): void {
  if (Token.isUnresolved(value) || value === Compression.UNCOMPRESSED.value) return;
  const setting = `compression with ${format}`;
  throw new InvalidSettingError(scope, setting, 'UNCOMPRESSED or unset: the format compresses inside', value);
}

/** Fails on a table without a format that it could describe, and on a format without the table it needs. */
export function checkTableNeeds(
  scope: IConstruct,
  table: ArchiveTable | undefined,
  format: RecordFormat | undefined,
): void {
  if (table === undefined && format?._convertsTo !== undefined) {
    const expected = `set with ${format._convertsTo}, which takes its columns from it`;
    throw new InvalidSettingError(scope, 'table', expected, table);
  }
  if (table !== undefined && format === undefined) {
    const expected =
      'set with table: jsonLines(), parquet(), orc(), or unchanged() if each record ends a line';
    throw new InvalidSettingError(scope, 'recordFormat', expected, format);
  }
}

/** What asks for a larger buffer, or a longer one. */
export interface BufferNeeds {
  /** The format that records are converted to. */
  readonly convertsTo?: string;
  readonly isPartitioned?: boolean;
}

/**
 * Fails on a buffer that Firehose refuses. It wants both of its limits or none, so the constructs always give
 * both.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
 */
export function checkBuffer(
  scope: IConstruct,
  size: Size,
  interval: Duration,
  { convertsTo, isPartitioned = false }: BufferNeeds = {},
): void {
  const intervalSetting = isPartitioned ? 'bufferInterval with partitioning' : 'bufferInterval';
  const leastInterval = Duration.seconds(isPartitioned ? 60 : 0);
  checkDuration(scope, intervalSetting, interval, leastInterval, Duration.seconds(900));
  if (size.isUnresolved()) return;
  const cause = isPartitioned ? 'partitioning' : convertsTo;
  const [setting, least] = cause === undefined ? ['bufferSize', 1] : [`bufferSize with ${cause}`, 64];
  const mebibytes = size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (Number.isInteger(mebibytes) && mebibytes >= least && mebibytes <= 128) return;
  throw new InvalidSettingError(scope, setting, `${least} MiB to 128 MiB in whole MiB`, `${mebibytes} MiB`);
}
