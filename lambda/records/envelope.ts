import { createHash, hash } from 'node:crypto';

/** What precedes the protobuf message of an aggregate. Its type is said, as that inferred is unknown to TypeScript before 5.7. */
export const MAGIC: Buffer = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);

/** Length of the MD5 digest that follows the message. */
export const DIGEST_BYTES = 16;

/**
 * Whether `data` is an aggregate: the magic number, a message, and the MD5 digest of that message.
 *
 * Whether the message can be read is left to `deaggregate`.
 */
export function isAggregate(data: Uint8Array): boolean {
  const messageEnd = data.length - DIGEST_BYTES;
  // The Kinesis Client Library takes an aggregate without a message for a plain record, and so does this.
  if (messageEnd <= MAGIC.length || !startsWithMagic(data)) return false;
  return md5(data.subarray(MAGIC.length, messageEnd)).compare(data, messageEnd) === 0;
}

/** The MD5 digest of `bytes`. Throws where Node.js runs in a FIPS mode without MD5. */
export function md5(bytes: Uint8Array): Buffer {
  // The one-shot function came with Node.js 20.12; it saves a microsecond or two a call.
  return typeof hash === 'function' ? hash('md5', bytes, 'buffer') : createHash('md5').update(bytes).digest();
}

function startsWithMagic(data: Uint8Array): boolean {
  return data[0] === MAGIC[0] && data[1] === MAGIC[1] && data[2] === MAGIC[2] && data[3] === MAGIC[3];
}
