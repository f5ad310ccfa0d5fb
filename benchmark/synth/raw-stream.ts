import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';

export function encryptedStream(stack: Stack): Stream {
  const encryptionKey = new Key(stack, 'StreamKey', {
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return new Stream(stack, 'Stream', {
    encryption: StreamEncryption.KMS,
    encryptionKey,
    retentionPeriod: Duration.hours(24),
    streamMode: StreamMode.ON_DEMAND,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** Use of the stream's key for its records alone. */
export function streamKeyStatement(stack: Stack, stream: Stream): PolicyStatement {
  return new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [stream.encryptionKey?.keyArn ?? ''],
    conditions: {
      StringEquals: {
        'kms:ViaService': `kinesis.${stack.region}.amazonaws.com`,
        'kms:EncryptionContext:aws:kinesis:arn': stream.streamArn,
      },
    },
  });
}
