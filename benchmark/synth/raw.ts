import type { Stack } from 'aws-cdk-lib';
import { userFunction } from './function';
import { alarms } from './raw-alarms';
import { archive } from './raw-archive';
import { processor } from './raw-processor';
import { encryptedStream } from './raw-stream';

/** The resources of `ours`, written by hand with the constructs of aws-cdk-lib. */
export function pipeline(stack: Stack): void {
  const stream = encryptedStream(stack);
  const fn = userFunction(stack);
  processor(stack, stream, fn);
  archive(stack, stream);
  alarms(stack, stream, fn);
}
