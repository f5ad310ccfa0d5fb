import { Duration, Token } from 'aws-cdk-lib';
import { CfnDeliveryStream, type IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { DeliveryKind } from './delivery-kind';

/** What alarms have to know of a delivery stream. */
export interface DeliverySettings {
  readonly kind: DeliveryKind;
  /** Time until a record is delivered when all is well: the destination's buffer and the transform's. */
  readonly bufferInterval: Duration;
  readonly readsStream: boolean;
  readonly transforms: boolean;
  readonly convertsFormat: boolean;
  readonly partitions: boolean;
  /** Whether only failed records go to the backup bucket, so that their coming is news. */
  readonly backsUpFailedOnly: boolean;
  /** Where Firehose logs errors, and nothing else. */
  readonly errorLogGroupName?: string;
}

/** A destination as CloudFormation takes it, as far as alarms look at it. */
interface Destination {
  readonly bufferingHints?: { intervalInSeconds?: number };
  readonly s3Configuration?: Destination;
  readonly cloudWatchLoggingOptions?: { logGroupName?: string };
  readonly processingConfiguration?: { enabled?: boolean; processors?: Processor[] };
  readonly dataFormatConversionConfiguration?: { enabled?: boolean };
  readonly dynamicPartitioningConfiguration?: { enabled?: boolean };
  readonly s3BackupMode?: string;
}

interface Processor {
  readonly type: string;
  readonly parameters?: { parameterName: string; parameterValue: string }[];
}

/** The most that Firehose buffers, in seconds: assumed where the buffer is not known. */
const LONGEST_BUFFER = 900;

/** Seconds that Firehose buffers at most when a destination does not say. */
const DEFAULT_BUFFER = 300;

/** Seconds that Firehose gathers for a transform that does not say. */
const DEFAULT_TRANSFORM_BUFFER = 60;

/** What a delivery stream of the app says of itself; nothing of an imported one. */
export function settingsOf(deliveryStream: IDeliveryStream): DeliverySettings | undefined {
  const resource = deliveryStream.node.defaultChild;
  if (!(resource instanceof CfnDeliveryStream)) return undefined;
  const destinations = resource as unknown as Record<string, Destination | undefined>;
  const kind = DeliveryKind._ALL.find(({ _property }) => destinations[_property] !== undefined);
  const destination = kind && plain(destinations[kind._property]);
  if (kind === undefined || destination === undefined) return undefined;
  const processors = plain(destination.processingConfiguration)?.processors ?? [];
  const transform = processors.find(({ type }) => type === 'Lambda');
  const buffer = bufferOf(destination) + (transform === undefined ? 0 : transformBufferOf(transform));
  return {
    kind,
    bufferInterval: Duration.seconds(buffer),
    readsStream: resource.kinesisStreamSourceConfiguration !== undefined,
    transforms: transform !== undefined,
    convertsFormat: isOn(destination.dataFormatConversionConfiguration),
    partitions: isOn(destination.dynamicPartitioningConfiguration),
    backsUpFailedOnly: !/^(All|Enabled)/.test(destination.s3BackupMode ?? ''),
    errorLogGroupName: plain(destination.cloudWatchLoggingOptions)?.logGroupName,
  };
}

function bufferOf(destination: Destination): number {
  // Redshift is loaded from S3, so the buffer is that of the objects.
  const hints = plain(destination.bufferingHints) ?? plain(destination.s3Configuration)?.bufferingHints;
  return seconds(hints?.intervalInSeconds ?? DEFAULT_BUFFER);
}

function transformBufferOf({ parameters = [] }: Processor): number {
  const given = parameters.find(({ parameterName }) => parameterName === 'BufferIntervalInSeconds');
  return given === undefined ? DEFAULT_TRANSFORM_BUFFER : seconds(Number(given.parameterValue));
}

function seconds(value: number): number {
  return Token.isUnresolved(value) || Number.isNaN(value) ? LONGEST_BUFFER : value;
}

function isOn(setting: { enabled?: boolean } | undefined): boolean {
  const known = plain(setting);
  return known !== undefined && known.enabled !== false;
}

/** The value, unless it is known at deployment only. */
function plain<T>(value: T | undefined): T | undefined {
  return value === undefined || Token.isUnresolved(value) ? undefined : value;
}
