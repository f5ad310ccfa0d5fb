import type { Stack } from 'aws-cdk-lib';
import {
  EncryptedStream,
  FirehoseToS3,
  IteratorAgeAlarms,
  Reader,
  StreamProcessor,
} from 'kinesis-constructs';
import { userFunction } from './function';

/** A pipeline of this library with its defaults. */
export function pipeline(stack: Stack): void {
  const { stream } = new EncryptedStream(stack, 'Stream');
  const fn = userFunction(stack);
  new StreamProcessor(stack, 'Processor', { stream, function: fn });
  new FirehoseToS3(stack, 'Archive', { stream });
  new IteratorAgeAlarms(stack, 'Lag', { stream, readers: [Reader.polling(), Reader.lambdaFunction(fn)] });
}
