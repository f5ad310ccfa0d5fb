import {
  DatabaseMigrationService,
  DescribeReplicationsCommand,
  DescribeReplicationTasksCommand,
  ResourceNotFoundFault,
} from '@aws-sdk/client-database-migration-service';
import { replicationOf, snapshotOfReplication, snapshotOfTask } from '../../../lambda/run-replication/dms';
import { GONE } from '../../../lambda/run-replication/snapshot';
import { ARN, properties } from './framework';

const started = new Date('2026-03-01T00:00:00Z');

/** A client that answers every call so, and what was sent. */
function client(answer: () => unknown) {
  const dms = new DatabaseMigrationService({ region: 'eu-west-1' });
  const sent: { constructor: unknown; input: unknown }[] = [];
  jest.spyOn(dms, 'send').mockImplementation(async (command: unknown) => {
    sent.push(command as (typeof sent)[number]);
    return answer();
  });
  return { dms, sent };
}

test('a replication without a server is asked for by name, and started and stopped by ARN', async () => {
  const { dms, sent } = client(() => ({ Replications: [{ Status: 'running' }] }));
  const port = replicationOf(properties(), dms);
  expect(await port.describe()).toMatchObject({ phase: 'running', hasRun: false });
  await port.start('resume-processing');
  await port.stop();
  expect(sent[0]).toBeInstanceOf(DescribeReplicationsCommand);
  expect(sent.map(({ input }) => input)).toEqual([
    { Filters: [{ Name: 'replication-config-id', Values: ['orders'] }] },
    { ReplicationConfigArn: ARN, StartReplicationType: 'resume-processing' },
    { ReplicationConfigArn: ARN },
  ]);
});

test('so is a task', async () => {
  const { dms, sent } = client(() => ({ ReplicationTasks: [{ Status: 'ready' }] }));
  const port = replicationOf(properties({ compute: 'instance' }), dms);
  expect(await port.describe()).toMatchObject({ phase: 'fresh' });
  await port.start('start-replication');
  await port.stop();
  expect(sent[0]).toBeInstanceOf(DescribeReplicationTasksCommand);
  expect(sent.map(({ input }) => input)).toEqual([
    { Filters: [{ Name: 'replication-task-id', Values: ['orders'] }], WithoutSettings: true },
    { ReplicationTaskArn: ARN, StartReplicationTaskType: 'start-replication' },
    { ReplicationTaskArn: ARN },
  ]);
});

test.each(['serverless', 'instance'] as const)('%s: one that is not there is gone', async (compute) => {
  expect(await replicationOf(properties({ compute }), client(() => ({})).dms).describe()).toBe(GONE);
  const { dms } = client(() => {
    throw new ResourceNotFoundFault({ message: 'none', $metadata: {} });
  });
  expect(await replicationOf(properties({ compute }), dms).describe()).toBe(GONE);
  const broken = client(() => {
    throw new Error('no answer');
  });
  await expect(replicationOf(properties({ compute }), broken.dms).describe()).rejects.toThrow('no answer');
});

test('one that failed tells why, and that it ran', () => {
  expect(
    snapshotOfReplication({
      Status: 'failed',
      StopReason: 'Stop Reason FATAL_ERROR',
      FailureMessages: ['out of memory'],
      ReplicationStats: { StartDate: started },
    }),
  ).toEqual({
    phase: 'failed',
    status: 'failed',
    hasRun: true,
    runMark: `${started.toISOString()}//`,
    finished: false,
    reason: 'Stop Reason FATAL_ERROR; out of memory',
  });
});

test('a task whose full load is done says so', () => {
  const StopReason = 'Stop Reason FULL_LOAD_ONLY_FINISHED';
  expect(snapshotOfTask({ Status: 'stopped', StopReason, ReplicationTaskStartDate: started })).toMatchObject({
    phase: 'stopped',
    hasRun: true,
    finished: true,
  });
  expect(snapshotOfTask({})).toEqual({
    phase: 'busy',
    status: 'unknown',
    hasRun: false,
    runMark: '//',
    finished: false,
  });
});
