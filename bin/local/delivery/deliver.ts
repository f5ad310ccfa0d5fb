import { gzipSync } from 'node:zlib';
import type { Tally } from './contract';
import { dataPrefix, errorPrefix, formatTime, type PrefixContext } from './prefix';
import type { Answer, Answered, Failure, SourceRecord } from './transform';

/** Where and in which form a delivery stream writes. */
export interface DeliverySettings {
  readonly deliveryStream: string;
  readonly prefix: string;
  readonly errorPrefix?: string;
  readonly timeZone: string;
  readonly gzip: boolean;
  readonly fileExtension?: string;
  readonly delimiter: Buffer;
  readonly transformArn?: string;
}

/** An object to put into the bucket. */
export interface DeliveredObject {
  readonly key: string;
  readonly body: Buffer;
}

/** What one run of records of a shard becomes. */
export interface Delivery {
  readonly objects: readonly DeliveredObject[];
  readonly tally: Omit<Tally, 'landedAt'>;
}

/**
 * The objects that a run of records of one shard becomes: one for each combination of partition keys, and one for those
 * that failed. Keys depend on the first record alone, so a run that is delivered again overwrites itself.
 */
export function toDelivery(run: readonly Answered[], settings: DeliverySettings): Delivery {
  const [first, last] = [run[0]?.record, run.at(-1)?.record];
  if (first === undefined || last === undefined) throw new Error('there is nothing to deliver');
  const time = new Date(Math.min(...run.map(({ record }) => record.arrival)));
  const context = { time, timeZone: settings.timeZone, random: first.sequenceNumber.slice(-11) };
  const name = objectName(first, context, settings);

  const objects = [...groupByFate(run)].map(([fate, group]) => {
    const body = Buffer.concat(group.flatMap((answered) => content(answered, settings)));
    return {
      key: `${prefixOf(fate, settings, context)}${name}`,
      body: settings.gzip ? gzipSync(body) : body,
    };
  });
  const count = (result: Answer['result']): number =>
    run.filter(({ answer }) => answer.result === result).length;
  const tally = {
    shardId: first.shardId,
    first: first.sequenceNumber,
    last: last.sequenceNumber,
    received: run.length,
    ok: count('Ok'),
    dropped: count('Dropped'),
    failed: count('Failed'),
    objects: objects.map(({ key, body }) => ({ key, bytes: body.length })),
  };
  return { objects, tally };
}

/** The form in which Firehose keeps a record that failed. */
function errorLine(record: SourceRecord, failure: Failure, lambdaArn: string | undefined): string {
  const line = {
    attemptsMade: failure.attemptsMade,
    arrivalTimestamp: record.arrival,
    errorCode: failure.errorCode,
    errorMessage: failure.errorMessage,
    attemptEndingTimestamp: failure.endedAt,
    rawData: record.data.toString('base64'),
    lambdaArn,
  };
  return `${JSON.stringify(line)}\n`;
}

/** Records that end in the same object: `failed`, or their partition keys as JSON. Dropped ones end in none. */
function groupByFate(run: readonly Answered[]): Map<string, Answered[]> {
  const groups = new Map<string, Answered[]>();
  for (const answered of run) {
    const { answer } = answered;
    if (answer.result === 'Dropped') continue;
    const fate = answer.result === 'Ok' ? JSON.stringify(answer.partitionKeys) : FAILED;
    const group = groups.get(fate);
    if (group === undefined) groups.set(fate, [answered]);
    else group.push(answered);
  }
  return groups;
}

const FAILED = 'failed';

function prefixOf(
  fate: string,
  { prefix, errorPrefix: own }: DeliverySettings,
  context: PrefixContext,
): string {
  if (fate === FAILED) return errorPrefix(own, prefix, { ...context, errorOutputType: 'processing-failed' });
  return dataPrefix(prefix, { ...context, partitionKeys: JSON.parse(fate) });
}

function content({ record, answer }: Answered, { delimiter, transformArn }: DeliverySettings): Buffer[] {
  if (answer.result === 'Failed') return [Buffer.from(errorLine(record, answer.error, transformArn))];
  return answer.result === 'Ok' ? [answer.data, delimiter] : [];
}

/** Firehose ends the name with a UUID; the position in the stream is as unique, and the same at the next attempt. */
function objectName(first: SourceRecord, context: PrefixContext, settings: DeliverySettings): string {
  const { deliveryStream, gzip, fileExtension = gzip ? '.gz' : '' } = settings;
  const time = formatTime('yyyy-MM-dd-HH-mm-ss', context);
  return `${deliveryStream}-1-${time}-${first.shardId}-${first.sequenceNumber}${fileExtension}`;
}
