import { Duration, Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Compression } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DeliveryBackup } from '../../../lib/deliver/destination-backup';
import { testStack } from '../../support/stack';
import { configurationIn, DESTINATIONS, deliverTo, type MakeDestination } from './destination-fixtures';

function synthesized(name: string, make: MakeDestination, backup?: (stack: Stack) => DeliveryBackup) {
  const stack = testStack();
  deliverTo(stack, make(stack, { backup: backup?.(stack) }));
  return { configuration: configurationIn(stack, name), template: Template.fromStack(stack) };
}

const [redshift, ...others] = DESTINATIONS;

test.each(
  others.filter(([name]) => !name.startsWith('Iceberg')),
)('%s: all or the failed records', (name, make) => {
  const modes = [DeliveryBackup.failedRecords(), DeliveryBackup.allRecords()].map(
    (backup) => synthesized(name, make, () => backup).configuration.S3BackupMode,
  );
  const what = /Search|search/.test(name) ? 'Documents' : name.startsWith('Splunk') ? 'Events' : 'Data';
  const failed = what === 'Data' ? 'FailedDataOnly' : `Failed${what}Only`;
  expect(modes).toEqual([failed, `All${what}`]);
});

test('where, and in which objects, is up to the user', () => {
  const { configuration, template } = synthesized(...others[0], (stack) =>
    DeliveryBackup.allRecords({
      bucket: new Bucket(stack, 'Given'),
      prefix: 'a/!{timestamp:yyyy}/',
      errorPrefix: 'b/!{firehose:error-output-type}/',
      compression: Compression.UNCOMPRESSED,
      bufferSize: Size.mebibytes(128),
      bufferInterval: Duration.seconds(900),
    }),
  );
  expect(configuration.S3Configuration).toMatchObject({
    Prefix: 'a/!{timestamp:yyyy}/',
    ErrorOutputPrefix: 'b/!{firehose:error-output-type}/',
    CompressionFormat: 'UNCOMPRESSED',
    BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 900 },
  });
  expect(configuration.S3Configuration.EncryptionConfiguration).toBeUndefined();
  template.resourceCountIs('AWS::S3::Bucket', 1);
});

test.each<[string, DeliveryBackup, string]>([
  [
    'an unknown format',
    DeliveryBackup.failedRecords({ compression: Compression.of('ZSTD') }),
    'compression must be',
  ],
  [
    'an error prefix that does not say the error',
    DeliveryBackup.failedRecords({ errorPrefix: 'b/!{timestamp:yyyy}/' }),
    'backup.errorPrefix must be with !{firehose:error-output-type} once or more',
  ],
  [
    'too large a buffer',
    DeliveryBackup.failedRecords({ bufferSize: Size.mebibytes(129) }),
    'backup.bufferSize must be 1 MiB to 128 MiB',
  ],
])('refuses %s', (_, backup, message) => {
  const stack = testStack();
  const destination = others[0][1](stack, { backup });
  expect(() => deliverTo(stack, destination)).toThrow(message);
});

test('Redshift keeps nothing beside the staging bucket unless told', () => {
  const { configuration } = synthesized(...redshift);
  expect(configuration.S3BackupMode).toBeUndefined();
  expect(configuration.S3BackupConfiguration).toBeUndefined();
});
