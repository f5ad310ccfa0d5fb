import { DATA, EXPLICIT_HASH_KEY_INDEX, PARTITION_KEY_INDEX, TAG_KEY, TAGS } from './message-tags';
import { MALFORMED, type WireReader } from './wire-reader';

/** Stands for a field that the record does not have. */
export const ABSENT = -1;

/** The fields of one record at a time, as they are on the wire. */
export class RecordFields {
  public partitionKeyIndex = ABSENT;
  public explicitHashKeyIndex = ABSENT;
  public dataStart = ABSENT;
  public dataEnd = ABSENT;

  /** Reads the record that fills the reader up to its limit. False when it is malformed. */
  public read(reader: WireReader): boolean {
    this.partitionKeyIndex = ABSENT;
    this.explicitHashKeyIndex = ABSENT;
    this.dataStart = ABSENT;
    // Of a field that comes twice the last one counts.
    while (reader.position < reader.limit) {
      const tag = reader.varint();
      if (tag === PARTITION_KEY_INDEX) {
        this.partitionKeyIndex = reader.varint();
        if (this.partitionKeyIndex === MALFORMED) return false;
      } else if (tag === EXPLICIT_HASH_KEY_INDEX) {
        this.explicitHashKeyIndex = reader.varint();
        if (this.explicitHashKeyIndex === MALFORMED) return false;
      } else if (tag === DATA) {
        const length = reader.length();
        if (length === MALFORMED) return false;
        this.dataStart = reader.position;
        this.dataEnd = this.dataStart + length;
        reader.position = this.dataEnd;
      } else if (tag === TAGS ? !skipTag(reader) : !reader.skip(tag)) {
        return false;
      }
    }
    return true;
  }
}

/** Passes over a tag, which carries nothing for the consumer. False when it is malformed or has no key. */
function skipTag(reader: WireReader): boolean {
  const length = reader.length();
  if (length === MALFORMED) return false;
  const { limit } = reader;
  reader.limit = reader.position + length;
  let hasKey = false;
  while (reader.position < reader.limit) {
    const tag = reader.varint();
    if (!reader.skip(tag)) return false;
    hasKey ||= tag === TAG_KEY;
  }
  reader.limit = limit;
  return hasKey;
}
