import { Duration, Resource } from 'aws-cdk-lib';
import { Grant, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { grantBucketKey } from '../shared/bucket-key-access';
import { InvalidSettingError } from '../shared/checks';
import { acknowledgeWildcards } from '../shared/wildcards';
import type { FlinkColumn } from './flink-column';
import { checkColumns, checkPartitions } from './flink-ddl';
import type { FlinkFormat } from './flink-format';
import { checkSeconds } from './flink-seconds';
import { type FlinkTableDefinition, placeholder } from './flink-table-definition';

/** How a table writes files to a bucket. */
export interface FlinkBucketSinkOptions {
  /** The columns, by name, in the order that they have in CSV. */
  readonly columns: { [name: string]: FlinkColumn };

  /** What a line of a file is: JSON or CSV. */
  readonly format: FlinkFormat;

  /**
   * Where in the bucket the files go; it ends with `/`.
   *
   * @default - a folder with the table's name
   */
  readonly prefix?: string;

  /**
   * Columns whose values make folders, such as `day=2026-11-19/`. They are not in the files then, so one has to be left.
   *
   * @default - none
   */
  readonly partitionedBy?: string[];

  /**
   * How long a file may stay open, 10 seconds to 1 day, in whole seconds. It can be read after the next checkpoint.
   *
   * @default Duration.minutes(5)
   */
  readonly rolloverInterval?: Duration;
}

/** A table that writes files to a bucket. */
export function bucketSink(bucket: IBucket, options: FlinkBucketSinkOptions): FlinkTableDefinition {
  const { columns, format, partitionedBy = [], rolloverInterval = Duration.minutes(5) } = options;
  const prefixOf = (name: string) => options.prefix ?? `${name}/`;
  return {
    kind: 'sink',
    columns,
    check: (scope, name) => {
      checkColumns(scope, name, columns, 'sink');
      checkPartitions(scope, name, columns, partitionedBy);
      const setting = `tables.${name}`;
      const inFiles = Object.keys(columns).filter((column) => !partitionedBy.includes(column));
      if (inFiles.length === 0) {
        const expected = 'fewer than all columns, which are not in the files then';
        throw new InvalidSettingError(scope, `${setting}.partitionedBy`, expected, 'all');
      }
      format._check(scope, name, inFiles);
      if (!/^([\w!.*'()=-]+\/)+$/.test(prefixOf(name))) {
        const expected = 'folders, each followed by /';
        throw new InvalidSettingError(scope, `${setting}.prefix`, expected, prefixOf(name));
      }
      const [low, high] = [Duration.seconds(10), Duration.days(1)];
      checkSeconds(scope, `${setting}.rolloverInterval`, rolloverInterval, low, high);
    },
    plan: (name) => ({
      name,
      columns,
      partitionedBy,
      options: {
        connector: 'filesystem',
        path: placeholder(name, 'path'),
        'sink.rolling-policy.rollover-interval': `${rolloverInterval.toSeconds()} s`,
        'sink.rolling-policy.check-interval': '10 s',
        ...format._options,
      },
    }),
    bind: (_scope, name, role) => {
      grantFiles(bucket, role, prefixOf(name));
      // The Hadoop file system of Flink, the one that its sinks can write with.
      return { path: `s3a://${bucket.bucketName}/${prefixOf(name)}` };
    },
  };
}

/**
 * Lets `role` write files in parts, and look for and remove what a run before left unfinished.
 *
 * @see https://docs.aws.amazon.com/managed-flink/latest/java/examples-s3.html
 */
function grantFiles(bucket: IBucket, role: IRole, prefix: string): void {
  const inBucket = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
  const onFiles = [
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    's3:GetObject',
    's3:ListMultipartUploadParts',
    's3:PutObject',
  ];
  const grants: [string[], string][] = [
    [inBucket, bucket.bucketArn],
    [onFiles, bucket.arnForObjects(`${prefix}*`)],
  ];
  for (const [actions, arn] of grants) Grant.addToPrincipal({ grantee: role, actions, resourceArns: [arn] });
  grantBucketKey(bucket, role, 'kms:Decrypt', 'kms:GenerateDataKey');
  if (Resource.isOwnedResource(bucket)) {
    const reason = 'files get their names when they are written';
    acknowledgeWildcards(role, [bucket.arnForObjects(`${prefix}*`)], reason);
  }
}
