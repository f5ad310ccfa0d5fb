/** Environment of the function that stands in for a delivery stream. Sizes are in bytes; absent means off. */
export interface DeliveryEnvironment {
  readonly DELIVERY_STREAM: string;
  readonly BUCKET_ARN: string;
  /** Where each batch's tally goes, as `<delivery stream>/<shard>/<first sequence number>.json`. */
  readonly TALLY_BUCKET: string;
  readonly PREFIX: string;
  readonly ERROR_PREFIX?: string;
  readonly TIME_ZONE: string;
  readonly BUFFER_BYTES: string;
  /** `GZIP` or `UNCOMPRESSED`. */
  readonly COMPRESSION: string;
  /** Replaces the extension that the compression gives. */
  readonly FILE_EXTENSION?: string;
  /** Appended to each record; base64, since it is mostly a line feed. */
  readonly DELIMITER?: string;
  /** How partition keys are taken from the records: the query of a `MetadataExtraction` processor. */
  readonly QUERY?: string;
  readonly TRANSFORM_ARN?: string;
  readonly TRANSFORM_BYTES?: string;
  readonly TRANSFORM_RETRIES?: string;
}

/** What became of one run of records of a shard. The objects are in S3 when this is written. */
export interface Tally {
  readonly shardId: string;
  readonly first: string;
  readonly last: string;
  readonly received: number;
  readonly ok: number;
  readonly dropped: number;
  readonly failed: number;
  readonly objects: readonly TalliedObject[];
  /** When the last of the objects was in S3, in milliseconds since 1970. */
  readonly landedAt: number;
}

/** An object that a run of records has become. */
export interface TalliedObject {
  readonly key: string;
  readonly bytes: number;
}
