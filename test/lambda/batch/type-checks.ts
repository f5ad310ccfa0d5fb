import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { FirehoseTransformationHandler, KinesisStreamHandler } from 'aws-lambda';
import * as v from 'valibot';
import { z } from 'zod';
import {
  type BatchLogger,
  type BatchMetrics,
  deliver,
  type ProcessRecordsOptions,
  processRecords,
  type StandardSchemaV1,
  transformRecords,
} from '../../../lambda/batch';

interface Order {
  readonly id: string;
}

/** Compiles only when `Actual` is just `Expected`. */
function is<Expected>() {
  return <Actual>(
    _: Actual,
    ..._proof: [Actual] extends [Expected] ? ([Expected] extends [Actual] ? [] : [never]) : [never]
  ) => {};
}

/** What the type checker must accept, and must refuse. Checked by `npm run typecheck`; not to be run. */
export function compiles(): void {
  processRecords(({ payload }) => is<unknown>()(payload));
  processRecords(({ payload }) => is<string>()(payload), { format: 'text' });
  processRecords(({ payload }) => is<Buffer>()(payload), { format: 'bytes' });
  processRecords<Order>(({ payload }) => is<Order>()(payload));
  processRecords<Order>(({ payload }) => is<Order>()(payload), { concurrency: 4 });
  processRecords(({ payload }) => is<{ n: number }>()(payload), {
    schema: z.object({ n: z.coerce.number() }),
  });
  processRecords(({ payload }) => is<{ n: number }>()(payload), { schema: v.objectAsync({ n: v.number() }) });
  processRecords(({ payload }) => is<number>()(payload), {
    format: 'text',
    schema: z.string().transform(Number),
  });
  processRecords(({ data }) => is<Buffer>()(data), {
    schema: z.unknown(),
    onInvalid: ({ id }) => is<string>()(id),
  });

  const options: ProcessRecordsOptions<Order> = { schema: z.object({ id: z.string() }) };
  const lambdaHandler: KinesisStreamHandler = processRecords<Order>(() => {}, options);
  const firehoseHandler: FirehoseTransformationHandler = transformRecords(({ payload }) => deliver(payload), {
    format: 'text',
  });
  const logger: BatchLogger = new Logger();
  const metrics: BatchMetrics = new Metrics();
  const schema: StandardSchemaV1<unknown, number> = z.number();
  void [lambdaHandler, firehoseHandler, logger, metrics, schema];

  // @ts-expect-error text is no order
  processRecords<Order>(() => {}, { format: 'text' });
  // @ts-expect-error the schema gives no order
  processRecords<Order>(() => {}, { schema: z.number() });
  // @ts-expect-error there is no such format
  processRecords(() => {}, { format: 'xml' });
  // @ts-expect-error a transform has to decide
  transformRecords(() => {});
  // @ts-expect-error undefined is nothing to deliver
  deliver(undefined);
  // @ts-expect-error partition keys are text
  deliver(1, { partitionKeys: { year: 2026 } });
}
