import { Duration } from 'aws-cdk-lib';
import type { Connections } from 'aws-cdk-lib/aws-ec2';
import type { CfnApplication } from 'aws-cdk-lib/aws-kinesisanalyticsv2';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { jarInCode } from './flink-code';
import type { Parallelism } from './flink-parallelism';
import { FlinkLogLevel, type FlinkSqlApplicationProps } from './flink-sql-application-props';

export interface ConfigurationParts {
  readonly code: Asset;
  readonly parallelism: Parallelism;
  /** Values of the placeholders. */
  readonly properties: Readonly<Record<string, string>>;
  readonly connections: Connections;
}

/** The group that the runner reads. */
const SQL_GROUP = 'sql';

/**
 * The configuration of an application. Whatever has a `configurationType` is ignored by the service unless that is `CUSTOM`.
 *
 * @see https://docs.aws.amazon.com/managed-flink/latest/java/how-python-creating.html
 */
export function configurationOf(
  props: FlinkSqlApplicationProps,
  { code, parallelism, properties, connections }: ConfigurationParts,
): CfnApplication.ApplicationConfigurationProperty {
  const { autoScaling = true, snapshots = true, logLevel = FlinkLogLevel.INFO } = props;
  const { checkpointInterval = Duration.minutes(1), systemRollback = snapshots } = props;
  const configurationType = 'CUSTOM';
  return {
    applicationCodeConfiguration: {
      codeContentType: 'ZIPFILE',
      codeContent: { s3ContentLocation: { bucketArn: code.bucket.bucketArn, fileKey: code.s3ObjectKey } },
    },
    environmentProperties: {
      propertyGroups: [
        {
          propertyGroupId: 'kinesis.analytics.flink.run.options',
          propertyMap: { python: 'main.py', jarfile: jarInCode(props.connectorJar) },
        },
        ...(Object.keys(properties).length === 0
          ? []
          : [{ propertyGroupId: SQL_GROUP, propertyMap: properties }]),
      ],
    },
    flinkApplicationConfiguration: {
      checkpointConfiguration: {
        configurationType,
        checkpointingEnabled: true,
        checkpointInterval: checkpointInterval.toMilliseconds(),
        minPauseBetweenCheckpoints: 5000,
      },
      monitoringConfiguration: { configurationType, logLevel, metricsLevel: 'APPLICATION' },
      parallelismConfiguration: {
        configurationType,
        autoScalingEnabled: autoScaling,
        parallelism: parallelism.parallelism,
        parallelismPerKpu: parallelism.perKpu,
      },
    },
    applicationSnapshotConfiguration: { snapshotsEnabled: snapshots },
    applicationSystemRollbackConfiguration: { rollbackEnabled: systemRollback },
    vpcConfigurations: props.vpc && [
      {
        subnetIds: props.vpc.selectSubnets(props.vpcSubnets).subnetIds,
        securityGroupIds: connections.securityGroups.map(({ securityGroupId }) => securityGroupId),
      },
    ],
  };
}
