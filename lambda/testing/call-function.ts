import type { Callback, Context, KinesisStreamEvent } from 'aws-lambda';
import type { Clock } from './clock';

/**
 * A function that takes a batch: a handler, or whatever reaches one. To throw, or to reject, is a function error.
 */
export type InvokeFunction = (
  event: KinesisStreamEvent,
  context: Context,
  callback: Callback<unknown>,
) => unknown;

/**
 * Thrown by an `InvokeFunction` to say that the function did not run at all, for instance for want of concurrency.
 *
 * Lambda then tries again until the records expire or grow too old: no retry is used up, no batch is split.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export class FunctionThrottledError extends Error {
  constructor(message = 'Rate Exceeded.') {
    super(message);
    this.name = 'FunctionThrottledError';
  }
}

/** How a call of the function ended. */
export type CallResult =
  | { readonly kind: 'returned'; readonly response: unknown }
  | { readonly kind: 'error'; readonly reason: string }
  | { readonly kind: 'throttled'; readonly reason: string };

/** A response of a synchronous invocation is 6 MB at most. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

/**
 * Calls the function as Lambda does: with an event of its own each time, and with its response as JSON.
 */
export async function callFunction(
  invoke: InvokeFunction,
  event: KinesisStreamEvent,
  context: Context,
  clock: Clock,
  timeoutMs: number,
): Promise<CallResult> {
  const startedAt = clock.now();
  try {
    // A copy, through JSON as in Lambda: a handler that changes its event must not change what a retry is sent.
    const copy = JSON.parse(JSON.stringify(event)) as KinesisStreamEvent;
    const response = await invoke(copy, context, refuseCallback);
    if (clock.now() - startedAt >= timeoutMs) {
      return { kind: 'error', reason: `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds` };
    }
    const json = JSON.stringify(response) as string | undefined;
    if (json === undefined) return { kind: 'returned', response: undefined };
    if (Buffer.byteLength(json) > MAX_RESPONSE_BYTES) {
      return { kind: 'error', reason: 'Response payload size exceeded the maximum of 6 MB' };
    }
    return { kind: 'returned', response: JSON.parse(json) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: error instanceof FunctionThrottledError ? 'throttled' : 'error', reason };
  }
}

function refuseCallback(): never {
  throw new Error('a handler answers by returning, as Node.js 24 in Lambda has no callback');
}
