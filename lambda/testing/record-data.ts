/**
 * Bytes of a record: text becomes UTF-8, bytes stay as they are, any other value is written as JSON.
 */
export function toBytes(data: unknown): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const json = JSON.stringify(data);
  if (json === undefined) throw new TypeError(`data must be text, bytes or a JSON value, got ${typeof data}`);
  return Buffer.from(json, 'utf8');
}

/** Milliseconds since 1970 of a date, or of milliseconds themselves. */
export function toMillis(time: Date | number): number {
  return typeof time === 'number' ? time : time.getTime();
}
