import type { Stack } from 'aws-cdk-lib';
import {
  EncryptedStream,
  FirehoseToS3,
  IteratorAgeAlarms,
  Reader,
  RecordBucket,
  StreamProcessor,
} from 'kinesis-constructs';
import { userFunction } from './function';

/** A pipeline of this library that comes near to what the two patterns of AWS Solutions Constructs make. */
export function pipeline(stack: Stack): void {
  const { stream, encryptionKey } = new EncryptedStream(stack, 'Stream');
  const fn = userFunction(stack);
  const { bucket } = new RecordBucket(stack, 'Records', { encryptionKey });
  new StreamProcessor(stack, 'Processor', { stream, function: fn, failureBucket: bucket });
  new FirehoseToS3(stack, 'Archive', { stream, bucket });
  const readers = [Reader.polling()];
  new IteratorAgeAlarms(stack, 'Lag', { stream, readers, warnActions: [], pageActions: [] });
}
