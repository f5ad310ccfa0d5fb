import { unsupportedExpressions } from '../delivery/prefix';
import { parseQuery } from '../delivery/query';
import { type Resource, SubstitutionError } from './template';

type Properties = Readonly<Record<string, unknown>>;

/** A delivery stream from a stream to S3, as far as the stand-in honours it. Values may be intrinsic functions. */
export interface Delivery {
  readonly streamArn: unknown;
  readonly bucketArn: unknown;
  readonly prefix: unknown;
  readonly errorPrefix: unknown;
  readonly timeZone: unknown;
  readonly fileExtension: unknown;
  readonly compression: 'GZIP' | 'UNCOMPRESSED';
  readonly bufferMiB: number;
  readonly delimiter?: string;
  /** How partition keys are taken from the records. */
  readonly query?: string;
  readonly transform?: {
    readonly functionArn: unknown;
    readonly bufferMiB: number;
    readonly retries: number;
  };
}

/** Reads a delivery stream; `undefined` if it does not lead from a stream to S3, which the emulator does itself. */
export function readDelivery(id: string, { Properties = {} }: Resource): Delivery | undefined {
  const source = Properties.KinesisStreamSourceConfiguration as Properties | undefined;
  const destination = Properties.ExtendedS3DestinationConfiguration as Properties | undefined;
  if (source === undefined || destination === undefined) return undefined;
  if (isEnabled(destination.DataFormatConversionConfiguration)) refuse(id, 'it converts to Parquet or ORC');
  if (destination.S3BackupMode === 'Enabled') refuse(id, 'it backs up source records');
  const processors = readProcessors(id, destination.ProcessingConfiguration as Properties | undefined);
  const keys = processors.query === undefined ? [] : parseQuery(processors.query).keys;
  checkPrefix(id, destination.Prefix, keys);
  checkPrefix(id, destination.ErrorOutputPrefix);
  const hints = destination.BufferingHints as Properties | undefined;
  return {
    streamArn: source.KinesisStreamARN,
    bucketArn: destination.BucketARN,
    prefix: destination.Prefix ?? '',
    errorPrefix: destination.ErrorOutputPrefix,
    timeZone: destination.CustomTimeZone ?? 'UTC',
    fileExtension: destination.FileExtension,
    compression: readCompression(id, destination.CompressionFormat),
    bufferMiB: Number(hints?.SizeInMBs ?? 5),
    ...processors,
  };
}

type Processing = Pick<Delivery, 'transform' | 'delimiter' | 'query'>;

function readProcessors(id: string, configuration: Properties | undefined): Processing {
  const processors = isEnabled(configuration) ? ((configuration?.Processors ?? []) as Properties[]) : [];
  return Object.assign({}, ...processors.map((processor) => readProcessor(id, processor)));
}

function readProcessor(id: string, { Type: type, Parameters }: Properties): Processing {
  const list = (Parameters ?? []) as { ParameterName: string; ParameterValue: unknown }[];
  const parameters = new Map(
    list.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue]),
  );
  switch (type) {
    case 'Lambda':
      return {
        transform: {
          functionArn: parameters.get('LambdaArn'),
          bufferMiB: Number(parameters.get('BufferSizeInMBs') ?? 1),
          retries: Number(parameters.get('NumberOfRetries') ?? 3),
        },
      };
    case 'AppendDelimiterToRecord':
      return { delimiter: String(parameters.get('Delimiter') ?? '\n').replaceAll('\\n', '\n') };
    case 'MetadataExtraction':
      return { query: readQuery(id, parameters.get('MetadataExtractionQuery')) };
    default:
      return refuse(id, `it has a processor of type ${type}`);
  }
}

/** Fails here and not in the function, where nobody would see it. */
function readQuery(id: string, query: unknown): string {
  if (typeof query !== 'string')
    return refuse(id, 'its query for partition keys is not known before deployment');
  try {
    parseQuery(query);
  } catch (error) {
    refuse(id, `of its query for partition keys, ${(error as Error).message}`);
  }
  return query;
}

function readCompression(id: string, format: unknown = 'UNCOMPRESSED'): Delivery['compression'] {
  if (format === 'GZIP' || format === 'UNCOMPRESSED') return format;
  return refuse(id, `its compression is ${format}`);
}

function checkPrefix(id: string, prefix: unknown, queryKeys: readonly string[] = []): void {
  const [unsupported] = typeof prefix === 'string' ? unsupportedExpressions(prefix, queryKeys) : [];
  if (unsupported !== undefined) refuse(id, `its prefix has the expression ${unsupported}`);
}

function isEnabled(configuration: unknown): boolean {
  return configuration !== undefined && (configuration as Properties).Enabled !== false;
}

function refuse(id: string, reason: string): never {
  throw new SubstitutionError(id, reason);
}
