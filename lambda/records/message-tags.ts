/** Tags of the protobuf message `AggregatedRecord`: field number and wire type in one, as on the wire. */
export const PARTITION_KEY_TABLE = 0x0a;
export const EXPLICIT_HASH_KEY_TABLE = 0x12;
export const RECORDS = 0x1a;

/** Tags of `Record`. */
export const PARTITION_KEY_INDEX = 0x08;
export const EXPLICIT_HASH_KEY_INDEX = 0x10;
export const DATA = 0x1a;
export const TAGS = 0x22;

/** Tag of the required field of `Tag`. */
export const TAG_KEY = 0x0a;
