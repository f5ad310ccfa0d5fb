/** Wire types of the protobuf encoding: how a field's value is laid out. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const GROUP_START = 3;
const GROUP_END = 4;
const FIXED32 = 5;

/** Groups in groups beyond this are refused, as protobuf's own parsers do. */
const MAX_GROUP_DEPTH = 100;

/** What the reading methods return when the bytes are not protobuf. */
export const MALFORMED = -1;

/**
 * Reads the protobuf wire format between two offsets, without allocating.
 *
 * https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  /** `position` is the offset of the next byte to read, `limit` the one after the last. */
  constructor(
    private readonly bytes: Uint8Array,
    public position: number,
    public limit: number,
  ) {}

  /**
   * An unsigned integer of at most 64 bits, or `MALFORMED`. Bits beyond the 64th are dropped, as protobuf asks.
   * Above 2^53 the number is rounded, which no caller can tell from too large.
   */
  public varint(): number {
    if (this.position >= this.limit) return MALFORMED;
    const byte = this.bytes[this.position];
    if (byte >= 0x80) return this.longVarint(byte & 0x7f);
    this.position += 1;
    return byte;
  }

  /** Length of a length-delimited value that ends within the limit, or `MALFORMED`. */
  public length(): number {
    const length = this.varint();
    return length <= this.limit - this.position ? length : MALFORMED;
  }

  /** Passes over the value of the field that `tag` opens. False when tag or value is malformed. */
  public skip(tag: number): boolean {
    if (!isTag(tag)) return false;
    return (tag & 7) === GROUP_START ? this.skipGroup(tag >>> 3) : this.skipValue(tag & 7);
  }

  private longVarint(low: number): number {
    const { bytes, position } = this;
    // Below 16,384, as most lengths are, it takes two bytes and no loop.
    if (position + 1 < this.limit && bytes[position + 1] < 0x80) {
      this.position += 2;
      return low | (bytes[position + 1] << 7);
    }
    let value = 0;
    let scale = 1;
    for (let count = 1; count <= 10 && this.position < this.limit; count++) {
      const byte = this.bytes[this.position++];
      // Nine bytes carry 63 bits, so of the tenth only the lowest counts.
      value += (byte & (count === 10 ? 0x01 : 0x7f)) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    return MALFORMED;
  }

  private skipValue(wireType: number): boolean {
    switch (wireType) {
      case VARINT:
        return this.varint() !== MALFORMED;
      case FIXED64:
        return this.advance(8);
      case LENGTH_DELIMITED: {
        const length = this.length();
        return length !== MALFORMED && this.advance(length);
      }
      case FIXED32:
        return this.advance(4);
      default:
        return false;
    }
  }

  /** Passes over a group, and those inside it, to the end tag of the same number; without recursion. */
  private skipGroup(number: number): boolean {
    const open = [number];
    while (open.length > 0) {
      const tag = this.varint();
      if (!isTag(tag)) return false;
      const wireType = tag & 7;
      if (wireType === GROUP_START) {
        if (open.push(tag >>> 3) > MAX_GROUP_DEPTH) return false;
      } else if (wireType === GROUP_END) {
        if (open.pop() !== tag >>> 3) return false;
      } else if (!this.skipValue(wireType)) {
        return false;
      }
    }
    return true;
  }

  private advance(count: number): boolean {
    if (count > this.limit - this.position) return false;
    this.position += count;
    return true;
  }
}

/** Whether `value` can be a field's number and wire type: the number has 29 bits and is not 0. */
function isTag(value: number): boolean {
  return value > 7 && value <= 0xffffffff;
}
