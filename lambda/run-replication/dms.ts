import {
  type DatabaseMigrationService,
  type Replication,
  type ReplicationTask,
  ResourceNotFoundFault,
} from '@aws-sdk/client-database-migration-service';
import type { ReplicationPort } from './advance';
import type { RunReplicationProperties } from './contract';
import { GONE, phaseOf, type Snapshot } from './snapshot';

/** The replication that the custom resource names. */
export function replicationOf(
  { compute, identifier, arn }: RunReplicationProperties,
  dms: DatabaseMigrationService,
): ReplicationPort {
  return compute === 'serverless' ? serverless(dms, identifier, arn) : task(dms, identifier, arn);
}

function serverless(dms: DatabaseMigrationService, identifier: string, arn: string): ReplicationPort {
  return {
    describe: () =>
      orGone(async () => {
        const Filters = [{ Name: 'replication-config-id', Values: [identifier] }];
        const { Replications = [] } = await dms.describeReplications({ Filters });
        return Replications[0] === undefined ? GONE : snapshotOfReplication(Replications[0]);
      }),
    start: async (StartReplicationType) => {
      await dms.startReplication({ ReplicationConfigArn: arn, StartReplicationType });
    },
    stop: async () => {
      await dms.stopReplication({ ReplicationConfigArn: arn });
    },
  };
}

function task(dms: DatabaseMigrationService, identifier: string, arn: string): ReplicationPort {
  return {
    describe: () =>
      orGone(async () => {
        const Filters = [{ Name: 'replication-task-id', Values: [identifier] }];
        const { ReplicationTasks = [] } = await dms.describeReplicationTasks({
          Filters,
          WithoutSettings: true,
        });
        return ReplicationTasks[0] === undefined ? GONE : snapshotOfTask(ReplicationTasks[0]);
      }),
    start: async (StartReplicationTaskType) => {
      await dms.startReplicationTask({ ReplicationTaskArn: arn, StartReplicationTaskType });
    },
    stop: async () => {
      await dms.stopReplicationTask({ ReplicationTaskArn: arn });
    },
  };
}

async function orGone(describe: () => Promise<Snapshot>): Promise<Snapshot> {
  try {
    return await describe();
  } catch (error) {
    if (error instanceof ResourceNotFoundFault) return GONE;
    throw error;
  }
}

/** What is told of a replication of DMS Serverless. */
export function snapshotOfReplication(replication: Replication): Snapshot {
  const { ReplicationLastStopTime, ReplicationStats, FailureMessages = [] } = replication;
  const dates = [ReplicationStats?.StartDate, ReplicationStats?.StopDate, ReplicationLastStopTime];
  const reasons = [replication.StopReason, ...FailureMessages];
  return snapshot(replication.Status, dates, replication.StopReason, reasons);
}

/** What is told of a task on a replication instance. */
export function snapshotOfTask(replicationTask: ReplicationTask): Snapshot {
  const { ReplicationTaskStartDate, ReplicationTaskStats, StopReason, LastFailureMessage } = replicationTask;
  const dates = [ReplicationTaskStartDate, ReplicationTaskStats?.StartDate, ReplicationTaskStats?.StopDate];
  return snapshot(replicationTask.Status, dates, StopReason, [StopReason, LastFailureMessage]);
}

function snapshot(
  status = 'unknown',
  dates: readonly (Date | undefined)[],
  stopReason: string | undefined,
  reasons: readonly (string | undefined)[],
): Snapshot {
  const phase = phaseOf(status);
  const known = dates.map((date) => date?.toISOString() ?? '');
  return {
    phase,
    status,
    hasRun: phase !== 'fresh' && known.some((date) => date !== ''),
    runMark: known.join('/'),
    finished: /FULL_LOAD_ONLY_FINISHED/.test(stopReason ?? ''),
    reason: reasons.filter((reason) => reason !== undefined && reason !== '').join('; ') || undefined,
  };
}
