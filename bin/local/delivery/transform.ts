import type {
  FirehoseTransformationEvent,
  FirehoseTransformationEventRecord,
  FirehoseTransformationResult,
  FirehoseTransformationResultRecord,
} from 'aws-lambda';
import { splitBySize } from './split';

/** A record on its way from the stream to the bucket. */
export interface SourceRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Milliseconds since 1970. */
  readonly arrival: number;
  readonly data: Buffer;
}

/** What the transform made of one record. */
export type Answer =
  | { readonly result: 'Ok'; readonly data: Buffer; readonly partitionKeys: Record<string, string> }
  | { readonly result: 'Dropped' }
  | { readonly result: 'Failed'; readonly error: Failure };

/** Why a record goes to the error output. */
export interface Failure {
  readonly attemptsMade: number;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly endedAt: number;
}

/** A record with its answer. */
export interface Answered {
  readonly record: SourceRecord;
  readonly answer: Answer;
}

/** How the transform is invoked. */
export interface TransformSettings {
  readonly deliveryStreamArn: string;
  readonly sourceStreamArn: string;
  readonly region: string;
  readonly bufferBytes: number;
  readonly retries: number;
}

/** Invokes the transform function, synchronously; throws if the invocation or the function fails. */
export type Invoke = (event: FirehoseTransformationEvent) => Promise<unknown>;

/** A record in the form the transform takes it. */
interface Question {
  readonly record: SourceRecord;
  readonly event: FirehoseTransformationEventRecord;
}

/** Lambda's limit for a synchronous invocation, less room for what the event holds beside its records. */
const RECORDS_LIMIT = 6 * 1024 * 1024 - 2048;

/** Passes records through the transform in batches, as Firehose does. One answer a record, in order. */
export async function transformAll(
  records: readonly SourceRecord[],
  settings: TransformSettings,
  invoke: Invoke,
): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const buffer of splitBySize(records, settings.bufferBytes, ({ data }) => data.length)) {
    for (const batch of splitBySize(buffer.map(toQuestion), RECORDS_LIMIT, sizeInEvent)) {
      answered.push(...(await transformBatch(batch, settings, invoke)));
    }
  }
  return answered;
}

async function transformBatch(
  batch: readonly Question[],
  settings: TransformSettings,
  invoke: Invoke,
): Promise<Answered[]> {
  const event = {
    deliveryStreamArn: settings.deliveryStreamArn,
    sourceKinesisStreamArn: settings.sourceStreamArn,
    region: settings.region,
    records: batch.map(({ event }) => event),
  };
  for (let attemptsMade = 1; ; attemptsMade++) {
    try {
      const response = await invoke({
        ...event,
        invocationId: `${batch[0]?.event.recordId}.${attemptsMade}`,
      });
      return readAnswers(batch, response, attemptsMade);
    } catch (error) {
      if (attemptsMade <= settings.retries) continue;
      const message = error instanceof Error ? error.message : String(error);
      const answer = failed(attemptsMade, 'Lambda.FunctionError', message);
      return batch.map(({ record }) => ({ record, answer }));
    }
  }
}

/** Matches the answers of one invocation to its records: each must come back, and once. */
function readAnswers(batch: readonly Question[], response: unknown, attempt: number): Answered[] {
  const answers = (response as FirehoseTransformationResult | null)?.records;
  if (!Array.isArray(answers)) throw new Error('the transform did not answer with a list of records');
  const byId = new Map<string, FirehoseTransformationResultRecord[]>();
  for (const answer of answers) byId.set(answer.recordId, [...(byId.get(answer.recordId) ?? []), answer]);
  return batch.map(({ record, event }) => ({
    record,
    answer: readAnswer(byId.get(event.recordId) ?? [], attempt),
  }));
}

function readAnswer(answers: readonly FirehoseTransformationResultRecord[], attempt: number): Answer {
  const [answer] = answers;
  if (answer === undefined) {
    return failed(attempt, 'Lambda.MissingRecordId', 'the transform did not return this record');
  }
  if (answers.length > 1) {
    return failed(attempt, 'Lambda.DuplicatedRecordId', 'the transform returned this record more than once');
  }
  if (answer.result === 'Dropped') return { result: 'Dropped' };
  if (answer.result !== 'Ok') {
    return failed(attempt, 'Lambda.ProcessingFailedStatus', 'the transform could not process this record');
  }
  const partitionKeys = answer.metadata?.partitionKeys ?? {};
  return { result: 'Ok', data: Buffer.from(answer.data ?? '', 'base64'), partitionKeys };
}

function failed(attemptsMade: number, errorCode: string, errorMessage: string): Answer {
  return { result: 'Failed', error: { attemptsMade, errorCode, errorMessage, endedAt: Date.now() } };
}

function toQuestion(record: SourceRecord): Question {
  const { shardId, sequenceNumber, partitionKey, arrival, data } = record;
  const event = {
    recordId: `${shardId}.${sequenceNumber}`,
    approximateArrivalTimestamp: arrival,
    data: data.toString('base64'),
    kinesisRecordMetadata: {
      shardId,
      partitionKey,
      approximateArrivalTimestamp: arrival,
      sequenceNumber,
      subsequenceNumber: '0',
    },
  };
  return { record, event };
}

function sizeInEvent({ event }: Question): number {
  return Buffer.byteLength(JSON.stringify(event)) + 1;
}
