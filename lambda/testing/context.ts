import type { Context } from 'aws-lambda';
import { type Clock, VirtualClock } from './clock';

/** Settings of `lambdaContext`. */
export interface LambdaContextOptions {
  /**
   * Time left to the invocation when it begins, in milliseconds.
   *
   * @default 30000
   */
  readonly remainingMs?: number;

  /**
   * Clock the remaining time runs down by.
   *
   * @default - a virtual clock that nobody advances, so that the remaining time stays the same
   */
  readonly clock?: Clock;

  /** @default 'test-function' */
  readonly functionName?: string;

  /** @default - a function of that name in eu-west-1 */
  readonly functionArn?: string;

  /** @default '00000000-0000-4000-8000-000000000000' */
  readonly requestId?: string;
}

/**
 * The context that Lambda hands a function, with as little in it as handlers use.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function lambdaContext(options: LambdaContextOptions = {}): Context {
  const {
    remainingMs = 30_000,
    clock = new VirtualClock(),
    functionName = 'test-function',
    functionArn = `arn:aws:lambda:eu-west-1:111122223333:function:${functionName}`,
    requestId = '00000000-0000-4000-8000-000000000000',
  } = options;
  const deadline = clock.now() + remainingMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '128',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: '2026/01/01/[$LATEST]00000000000000000000000000000000',
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now()),
    done: refuse,
    fail: refuse,
    succeed: refuse,
  };
}

function refuse(): never {
  throw new Error(
    'context.done, fail and succeed are of a Node.js runtime long gone: return a value or throw',
  );
}
