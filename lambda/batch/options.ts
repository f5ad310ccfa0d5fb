import type { PayloadFormat } from './payload';
import type { BatchLogger, BatchMetrics } from './report';
import type { StandardSchemaV1 } from './standard-schema';

/** Settings that `processRecords` and `transformRecords` share. */
export interface BatchOptions {
  /**
   * How many partition keys (`processRecords`) or records (`transformRecords`) run at the same time, 1 to
   * 1,000.
   *
   * @default 16
   */
  readonly concurrency?: number;

  /**
   * Milliseconds before the function's timeout from which on nothing more is started, 0 to 900,000 and less
   * than the timeout. Choose more than one record takes.
   *
   * @default - a fifth of the timeout, at most 5,000
   */
  readonly deadlineMargin?: number;

  /**
   * Where failures are logged; a `Logger` of Powertools for AWS Lambda, or `console`.
   *
   * @default - a new Powertools logger
   */
  readonly logger?: BatchLogger;

  /**
   * Takes the metrics, and is published once a batch: what the handler adds to it goes out along with them,
   * under the namespace and dimensions of this object. A `Metrics` of Powertools for AWS Lambda.
   *
   * @default - new ones in the namespace `KinesisConstructs`, with the function's and the stream's name as
   * dimensions
   */
  readonly metrics?: BatchMetrics;
}

/** How bytes become a payload of type `T`. */
export type PayloadOptions<T> =
  | {
      /**
       * What the bytes of a record are.
       *
       * @default 'json'
       */
      readonly format?: PayloadFormat;
      /**
       * Validates the payload, and may convert it: any Standard Schema, as zod, valibot and arktype make
       * them.
       */
      readonly schema: StandardSchemaV1<unknown, T>;
    }
  | { readonly format?: 'json'; readonly schema?: undefined };

/** Payloads that are text, without a schema. */
export interface TextPayload {
  readonly format: 'text';
  readonly schema?: undefined;
}

/** Payloads that are the bytes themselves, without a schema. */
export interface BytesPayload {
  readonly format: 'bytes';
  readonly schema?: undefined;
}
