import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { kinesisEvent, type MappingReport, type TestRecord } from '../../../lambda/testing';

/** One record a letter; the letters are the data. */
export function letters(text: string, common: Partial<TestRecord> = {}): TestRecord[] {
  return [...text].map((data) => ({ ...common, data }));
}

/** The event of `letters` in one shard. */
export const letterEvent = (text: string): KinesisStreamEvent => kinesisEvent(letters(text));

/** The data of records, joined. */
export function textOf(records: readonly KinesisStreamRecord[]): string {
  return records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString('utf8')).join('');
}

/** `['abcd partial', 'cd success']`: what was sent, and how it ended. */
export function traceOf(report: MappingReport): string[] {
  return report.invocations.map(({ records, outcome }) => `${textOf(records)} ${outcome}`);
}

/** A handler that throws when a batch holds one of `poison`. */
export function throwOn(poison: string): (event: KinesisStreamEvent) => void {
  return (event) => {
    if ([...textOf(event.Records)].some((letter) => poison.includes(letter))) throw new Error('poison');
  };
}

/** A handler that reports each record of `poison`. */
export function reportOn(poison: string): (event: KinesisStreamEvent) => KinesisStreamBatchResponse {
  return (event) => ({
    batchItemFailures: event.Records.filter((record) => poison.includes(textOf([record]))).map(
      ({ kinesis }) => ({
        itemIdentifier: kinesis.sequenceNumber,
      }),
    ),
  });
}
