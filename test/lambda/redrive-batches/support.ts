import type { KinesisStreamRecord } from 'aws-lambda';
import type { RedriveSource } from '../../../lambda/redrive-batches/contract';
import type {
  BatchStore,
  BatchTarget,
  LeaseStore,
  Leases,
  RunClock,
  SendOutcome,
} from '../../../lambda/redrive-batches/ports';
import { planOf } from '../../../lambda/redrive-batches/request';
import { kinesisEvent, VirtualClock } from '../../../lambda/testing';
import { deliverFailure } from '../../../lambda/testing/failure-record';

export const STREAM = 'arn:aws:kinesis:eu-west-1:111122223333:stream/orders';
export const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:settle';
export const MAPPING = '11111111-1111-4111-8111-111111111111';
export const OTHER_MAPPING = '22222222-2222-4222-8222-222222222222';

export const source = (mapping = MAPPING, name = 'settle'): RedriveSource => ({
  mapping,
  functionArn: FUNCTION.replace('settle', name),
  streamArn: STREAM,
  bucket: 'failures',
});

export const SOURCES = [source(), source(OTHER_MAPPING, 'index')];

/** Records of a shard, the first being number `before` in it; data and keys are letters. */
export function records(letters: string, shard = 0, before = 0): KinesisStreamRecord[] {
  const list = [...letters].map((letter) => ({ partitionKey: letter, data: letter }));
  return kinesisEvent(list, { shard, streamName: 'orders', recordsBefore: before }).Records;
}

export interface Kept {
  readonly letters: string;
  readonly shard?: number;
  readonly before?: number;
  readonly mapping?: string;
  /** When Lambda gave up, in seconds since 2026. */
  readonly second?: number;
  readonly destination?: 's3' | 'sqs';
  readonly condition?: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
}

export const START = Date.UTC(2026, 2, 1);
let objects = 0;

/** What Lambda writes for a failed batch. */
export function kept(batch: Kept): { key: string; body: string } {
  const { shard = 0, destination = 's3', second = 0 } = batch;
  const random = (objects++ * 2654435761) % 2 ** 32;
  const { key = '', body } = deliverFailure({
    destination,
    condition: batch.condition ?? 'RetryAttemptsExhausted',
    shardId: `shardId-${String(shard).padStart(12, '0')}`,
    records: records(batch.letters, shard, batch.before ?? 0),
    invokeCount: 1,
    functionError: 'Unhandled',
    functionArn: FUNCTION,
    mappingUuid: batch.mapping ?? MAPPING,
    requestId: 'request',
    objectUuid: `${random.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
    now: START + second * 1000,
  });
  return { key, body };
}

/** A bucket in memory, which may fail. */
export class MemoryBucket implements BatchStore, LeaseStore {
  public readonly objects = new Map<string, string>();
  private versions = 0;
  private readonly etags = new Map<string, string>();

  constructor(
    batches: readonly Kept[] = [],
    private readonly pageSize = 1000,
    private readonly fault: (call: string) => void = () => undefined,
  ) {
    for (const { key, body } of batches.map(kept)) this.objects.set(key, body);
  }

  /** Keys that begin so, ascending. */
  public keys(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  public async list(_: string, prefix: string, after: string): Promise<string[]> {
    return this.keys(prefix)
      .filter((key) => key > after)
      .slice(0, this.pageSize);
  }

  public async read(_: string, key: string): Promise<string | undefined> {
    this.fault('read');
    return this.objects.get(key);
  }

  public async move(_: string, from: string, to: string): Promise<void> {
    this.fault('copy');
    const body = this.objects.get(from);
    if (body === undefined) throw new Error('NoSuchKey');
    this.objects.set(to, body);
    this.fault('delete');
    this.objects.delete(from);
  }

  public async readLease(_: string, key: string): Promise<{ text: string; etag: string } | undefined> {
    const text = this.objects.get(key);
    return text === undefined ? undefined : { text, etag: this.etags.get(key) ?? '' };
  }

  public async writeLease(_: string, key: string, text: string, etag: string | undefined): Promise<boolean> {
    if ((this.objects.has(key) ? this.etags.get(key) : undefined) !== etag) return false;
    this.objects.set(key, text);
    this.etags.set(key, String(++this.versions));
    return true;
  }

  public async deleteLease(_: string, key: string): Promise<void> {
    this.objects.delete(key);
  }
}

/** A run's time, of 15 minutes unless told otherwise. */
export class TestClock extends VirtualClock implements RunClock {
  private readonly end: number;

  constructor(lasting = 900_000, start = START) {
    super(start);
    this.end = start + lasting;
  }

  public remaining(): number {
    return Math.max(0, this.end - this.now());
  }
}

/** Takes down which letters it was sent, and answers as told. */
export class TestTarget implements BatchTarget {
  public readonly sent: string[] = [];

  constructor(
    private readonly answer: (letters: string, call: number) => SendOutcome | Promise<SendOutcome>,
  ) {}

  public async send(_: RedriveSource, batch: readonly KinesisStreamRecord[]): Promise<SendOutcome> {
    const letters = lettersOf(batch);
    this.sent.push(letters);
    return this.answer(letters, this.sent.length);
  }
}

export const succeed = (): SendOutcome => ({ kind: 'done' });

export const failOn =
  (bad: string) =>
  (letters: string): SendOutcome => {
    const done = [...letters].findIndex((letter) => bad.includes(letter));
    return done < 0 ? succeed() : { kind: 'failed', reason: 'bad record', done };
  };

export function lettersOf(batch: readonly KinesisStreamRecord[]): string {
  return batch.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()).join('');
}

export const free: Leases = { acquire: async () => true, release: async () => undefined };

export const plan = (request: object, target: 'function' | 'stream' = 'function') =>
  planOf(request, SOURCES, target);
