import type { DeliveryEnvironment } from './contract';
import type { DeliverySettings } from './deliver';
import { parseQuery, type Query } from './query';

/** Everything the stand-in is told by its environment. */
export interface StandIn {
  readonly bucket: string;
  readonly tallyBucket: string;
  readonly bufferBytes: number;
  readonly delivery: DeliverySettings;
  readonly query?: Query;
  readonly transform?: {
    readonly functionArn: string;
    readonly bufferBytes: number;
    readonly retries: number;
  };
}

/** Reads the environment that the substitution gives the function. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): StandIn {
  const settings = env as Partial<DeliveryEnvironment>;
  const { TRANSFORM_ARN: functionArn, DELIMITER, FILE_EXTENSION, QUERY } = settings;
  const need = (name: keyof DeliveryEnvironment): string => {
    const value = settings[name];
    if (value === undefined) throw new Error(`the environment variable ${name} is not set`);
    return value;
  };
  return {
    bucket: need('BUCKET_ARN').replace(/^.*:::/, ''),
    tallyBucket: need('TALLY_BUCKET'),
    bufferBytes: Number(need('BUFFER_BYTES')),
    delivery: {
      deliveryStream: need('DELIVERY_STREAM'),
      prefix: need('PREFIX'),
      errorPrefix: settings.ERROR_PREFIX,
      timeZone: need('TIME_ZONE'),
      gzip: need('COMPRESSION') === 'GZIP',
      fileExtension: FILE_EXTENSION,
      delimiter: Buffer.from(DELIMITER ?? '', 'base64'),
      transformArn: functionArn,
    },
    query: QUERY === undefined ? undefined : parseQuery(QUERY),
    transform:
      functionArn === undefined
        ? undefined
        : {
            functionArn,
            bufferBytes: Number(need('TRANSFORM_BYTES')),
            retries: Number(need('TRANSFORM_RETRIES')),
          },
  };
}
