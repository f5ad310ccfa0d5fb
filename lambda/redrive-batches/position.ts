import { KEPT_PREFIX, REDRIVEN_PREFIX, type RedriveSource } from './contract';

/** A place among the objects of a mapping: behind all that was looked at. */
export interface Position {
  /** Keys up to this one are behind. */
  readonly after: string;
  /** Of the objects of the second that follows, those up to this one are behind too. */
  readonly upTo?: Ordinal;
}

/** What orders the objects of one second: the sequence number first, since the rest of their keys is random. */
export interface Ordinal {
  readonly sequenceNumber: string;
  readonly key: string;
}

/** What the key of an object says. */
export interface ObjectKey {
  readonly key: string;
  readonly shardId: string;
  /** The key up to the second, which all objects of one shard and second begin with. */
  readonly second: string;
  /** When Lambda gave the batch up, to the second, in milliseconds since 1970. */
  readonly time: number;
}

const KEY = /^aws\/lambda\/[^/]+\/([^/]+)\/\d{4}\/\d\d\/\d\d\/(\d{4}-\d\d-\d\dT)(\d\d)\.(\d\d)\.(\d\d)(?=-)/;

/** Reads the key of a failed batch; undefined for anything else below the prefix. */
export function parseKey(key: string): ObjectKey | undefined {
  const match = KEY.exec(key);
  if (match === null) return undefined;
  const [second, shardId, day, hours, minutes, seconds] = match;
  const time = Date.parse(`${day}${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(time) ? undefined : { key, shardId, second, time };
}

/** What the keys of a mapping's failed batches begin with. */
export function startOf(source: RedriveSource): string {
  return `${KEPT_PREFIX}${source.mapping}/`;
}

/** Where an object goes once its batch is redriven. */
export function redrivenKey(key: string): string {
  return `${REDRIVEN_PREFIX}${key}`;
}

/** The place before everything of a mapping. */
export function beginning(source: RedriveSource): Position {
  return { after: startOf(source) };
}

/** The place behind one object. */
export function behind(object: ObjectKey, sequenceNumber: string): Position {
  return { after: object.second, upTo: { sequenceNumber, key: object.key } };
}

/** The place behind all objects of an object's shard: "0" follows "/" in ASCII, and no id has a character before it. */
export function behindShard(source: RedriveSource, object: ObjectKey): Position {
  return { after: `${startOf(source)}${object.shardId}0` };
}

/** Ascending. */
export function compareOrdinals(a: Ordinal, b: Ordinal): number {
  const [first, second] = [BigInt(a.sequenceNumber), BigInt(b.sequenceNumber)];
  if (first !== second) return first < second ? -1 : 1;
  return a.key < b.key ? -1 : Number(a.key > b.key);
}

export function encodePosition(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Undefined for what `encodePosition` did not write. */
export function decodePosition(encoded: string): Position | undefined {
  try {
    const { after, upTo } = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as Position;
    if (typeof after !== 'string') return undefined;
    if (upTo === undefined) return { after };
    if (!/^\d+$/.test(upTo.sequenceNumber) || typeof upTo.key !== 'string') return undefined;
    return { after, upTo };
  } catch {
    return undefined;
  }
}
