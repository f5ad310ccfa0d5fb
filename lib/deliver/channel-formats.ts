/** What a channel to S3 takes the records for. */
export enum ChannelRecordFormat {
  /** Bytes, whatever they are: no record is refused. */
  BYTES = 'BYTE_ARRAY',

  /** Text. A record that is not UTF-8 is not delivered: the dead-letter bucket says which. */
  STRING = 'STRING',

  /** JSON. A record that is not JSON is not delivered: the dead-letter bucket says which. */
  JSON = 'JSON',
}

/** How a channel compresses the objects that it writes to S3. */
export enum ChannelCompression {
  /** Not at all. */
  NONE = 'NONE',

  /** By gzip, which every reader knows. */
  GZIP = 'GZIP',

  /** By Zstandard: smaller, and faster to read. */
  ZSTD = 'ZSTD',
}

/** In which storage class a channel writes its objects to S3. */
export enum ChannelStorageClass {
  /** For what is read often. */
  STANDARD = 'STANDARD',

  /** S3 moves the objects between tiers by how they are read. */
  INTELLIGENT_TIERING = 'INTELLIGENT_TIERING',

  /** For what is hardly ever read, and then at once. */
  GLACIER_INSTANT_RETRIEVAL = 'GLACIER_IR',
}

/** What a channel to a table takes the records for. */
export enum TableRecordFormat {
  /** JSON without more; the schema is the one that the channel is given. */
  JSON = 'JSON',

  /** JSON as the serializer of the Glue Schema Registry writes it, with the id of its schema. */
  SCHEMA_REGISTRY_JSON = 'GSR_JSON',
}

/** How a channel compresses the Parquet files of a table. */
export enum TableCompression {
  /** Not at all. */
  NONE = 'NONE',

  /** By Snappy: quick, and larger. */
  SNAPPY = 'SNAPPY',

  /** By Zstandard. */
  ZSTD = 'ZSTD',
}
