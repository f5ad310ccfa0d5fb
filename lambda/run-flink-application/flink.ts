import {
  type KinesisAnalyticsV2,
  ResourceNotFoundException,
  type RunConfiguration,
} from '@aws-sdk/client-kinesis-analytics-v2';
import type { ApplicationPort } from './advance';
import type { RunFlinkApplicationProperties } from './contract';
import { GONE, phaseOf, type Snapshot, type Start } from './snapshot';

/** The application that the custom resource names. */
export function applicationOf(
  properties: RunFlinkApplicationProperties,
  flink: KinesisAnalyticsV2,
): ApplicationPort {
  const ApplicationName = properties.application;
  return {
    describe: async () => {
      try {
        return await describe(flink, ApplicationName);
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return GONE;
        throw error;
      }
    },
    start: async () => {
      const restores = properties.update !== 'without-state' && (await hasSnapshot(flink, ApplicationName));
      const RunConfiguration = runConfigurationOf(properties, restores);
      await flink.startApplication({ ApplicationName, RunConfiguration });
    },
    stop: async (Force) => {
      await flink.stopApplication({ ApplicationName, Force });
    },
  };
}

/**
 * How the application begins: from the newest snapshot unless something else was asked for. The first start of all has none.
 *
 * @see https://docs.aws.amazon.com/managed-flink/latest/apiv2/API_ApplicationRestoreConfiguration.html
 */
export function runConfigurationOf(
  { update, snapshot }: RunFlinkApplicationProperties,
  restores: boolean,
): RunConfiguration {
  if (!restores) {
    return { ApplicationRestoreConfiguration: { ApplicationRestoreType: 'SKIP_RESTORE_FROM_SNAPSHOT' } };
  }
  return {
    ApplicationRestoreConfiguration:
      update === 'from-snapshot'
        ? { ApplicationRestoreType: 'RESTORE_FROM_CUSTOM_SNAPSHOT', SnapshotName: snapshot }
        : { ApplicationRestoreType: 'RESTORE_FROM_LATEST_SNAPSHOT' },
    FlinkRunConfiguration: { AllowNonRestoredState: update === 'matching-state' },
  };
}

async function describe(flink: KinesisAnalyticsV2, ApplicationName: string): Promise<Snapshot> {
  const { ApplicationDetail } = await flink.describeApplication({ ApplicationName });
  const status = ApplicationDetail?.ApplicationStatus ?? 'unknown';
  const { ApplicationCodeConfigurationDescription: configuration } =
    ApplicationDetail?.ApplicationConfigurationDescription ?? {};
  const code = configuration?.CodeContentDescription?.S3ApplicationCodeLocationDescription?.FileKey;
  return { phase: phaseOf(status), status, code, lastStart: await lastStart(flink, ApplicationName) };
}

async function lastStart(flink: KinesisAnalyticsV2, ApplicationName: string): Promise<Start | undefined> {
  const Operation = 'StartApplication';
  const { ApplicationOperationInfoList = [] } = await flink.listApplicationOperations({
    ApplicationName,
    Operation,
  });
  const time = (date: Date | undefined) => date?.getTime() ?? 0;
  const [newest] = [...ApplicationOperationInfoList].sort((a, b) => time(b.StartTime) - time(a.StartTime));
  const OperationId = newest?.OperationId;
  if (OperationId === undefined) return undefined;
  if (newest.OperationStatus === 'IN_PROGRESS') return { id: OperationId, outcome: 'under-way' };
  if (newest.OperationStatus === 'SUCCESSFUL') return { id: OperationId, outcome: 'done' };
  const { ApplicationOperationInfoDetails: details } = await flink.describeApplicationOperation({
    ApplicationName,
    OperationId,
  });
  const reason = details?.OperationFailureDetails?.ErrorInfo?.ErrorString;
  return { id: OperationId, outcome: 'failed', reason };
}

async function hasSnapshot(flink: KinesisAnalyticsV2, ApplicationName: string): Promise<boolean> {
  let NextToken: string | undefined;
  do {
    const page = await flink.listApplicationSnapshots({ ApplicationName, NextToken });
    if (page.SnapshotSummaries?.some(({ SnapshotStatus }) => SnapshotStatus === 'READY')) return true;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return false;
}
