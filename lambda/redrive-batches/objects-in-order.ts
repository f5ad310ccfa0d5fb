import type { RedriveSource } from './contract';
import { parseBatch } from './failed-batch';
import type { BatchStore } from './ports';
import { compareOrdinals, type ObjectKey, type Ordinal, type Position, parseKey, startOf } from './position';

/** Times at which Lambda gave batches up, in milliseconds since 1970: the first included, the last not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const SECOND_MS = 1000;

/**
 * The failed batches of a mapping behind `start`: by shard, and each shard's in the order in which Lambda gave them up,
 * which for one partition key is that of its records. A shard's id is lower than those of the shards it was split into.
 *
 * Keys tell the second alone. Within it the sequence numbers decide, so objects that share one are read for theirs.
 */
export async function* objectsInOrder(
  store: BatchStore,
  source: RedriveSource,
  start: Position,
  { from, to }: Span,
): AsyncGenerator<ObjectKey> {
  let ofOneSecond: ObjectKey[] = [];
  for await (const key of keysAfter(store, source, start.after)) {
    const object = parseKey(key);
    if (object === undefined || object.time + SECOND_MS <= from || object.time >= to) continue;
    if (ofOneSecond[0] !== undefined && ofOneSecond[0].second !== object.second) {
      yield* inSequence(store, source, start, ofOneSecond);
      ofOneSecond = [];
    }
    ofOneSecond.push(object);
  }
  yield* inSequence(store, source, start, ofOneSecond);
}

/** The lowest sequence number of a batch; 0 of an object that is none, so that it comes first. */
export function sequenceNumberIn(text: string): string {
  try {
    return parseBatch(text).info.startSequenceNumber;
  } catch {
    return '0';
  }
}

async function* keysAfter(store: BatchStore, source: RedriveSource, after: string): AsyncGenerator<string> {
  let last = after;
  while (true) {
    const keys = await store.list(source.bucket, startOf(source), last);
    if (keys.length === 0) return;
    yield* keys;
    last = keys.at(-1) as string;
  }
}

async function* inSequence(
  store: BatchStore,
  source: RedriveSource,
  start: Position,
  objects: readonly ObjectKey[],
): AsyncGenerator<ObjectKey> {
  const upTo = objects[0]?.second === start.after ? start.upTo : undefined;
  if (objects.length < 2 && upTo === undefined) {
    yield* objects;
    return;
  }
  const ordered: (Ordinal & { object: ObjectKey })[] = [];
  for (const object of objects) {
    const text = await store.read(source.bucket, object.key);
    if (text === undefined) continue;
    ordered.push({ object, key: object.key, sequenceNumber: sequenceNumberIn(text) });
  }
  ordered.sort(compareOrdinals);
  for (const ordinal of ordered) {
    if (upTo === undefined || compareOrdinals(ordinal, upTo) > 0) yield ordinal.object;
  }
}
