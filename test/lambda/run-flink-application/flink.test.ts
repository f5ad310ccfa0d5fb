import { KinesisAnalyticsV2, ResourceNotFoundException } from '@aws-sdk/client-kinesis-analytics-v2';
import type { FlinkUpdateKind } from '../../../lambda/run-flink-application/contract';
import { applicationOf } from '../../../lambda/run-flink-application/flink';
import { GONE, phaseOf } from '../../../lambda/run-flink-application/snapshot';
import { properties } from './framework';

/** A client whose calls are answered by name of the command, and kept. */
function client(answers: Record<string, unknown> = {}) {
  const flink = new KinesisAnalyticsV2({ region: 'eu-west-1' });
  const sent: Record<string, unknown>[] = [];
  jest.spyOn(flink, 'send').mockImplementation(async (command: { constructor: unknown; input: unknown }) => {
    const name = (command.constructor as { name: string }).name.replace(/Command$/, '');
    sent.push({ [name]: command.input });
    const answer = answers[name] ?? {};
    if (answer instanceof Error) throw answer;
    return Array.isArray(answer) ? answer.shift() : answer;
  });
  return { flink, sent };
}

const ApplicationName = 'trades';
const FileKey = 'abc.zip';
const RUNNING = {
  ApplicationDetail: {
    ApplicationStatus: 'RUNNING',
    ApplicationConfigurationDescription: {
      ApplicationCodeConfigurationDescription: {
        CodeContentDescription: { S3ApplicationCodeLocationDescription: { FileKey } },
      },
    },
  },
};

test('an application tells its status and its code', async () => {
  const { flink } = client({ DescribeApplication: RUNNING });
  expect(await applicationOf(properties(), flink).describe()).toEqual({
    phase: 'running',
    status: 'RUNNING',
    code: FileKey,
    lastStart: undefined,
  });
});

test('the newest start is what counts, and one that failed tells why', async () => {
  const operation = (OperationId: string, minute: number, OperationStatus: string) => ({
    OperationId,
    OperationStatus,
    StartTime: new Date(2026, 1, 1, 0, minute),
  });
  const list = [operation('old', 1, 'SUCCESSFUL'), operation('new', 2, 'FAILED')];
  const { flink, sent } = client({
    DescribeApplication: { ApplicationDetail: { ApplicationStatus: 'READY' } },
    ListApplicationOperations: { ApplicationOperationInfoList: list },
    DescribeApplicationOperation: {
      ApplicationOperationInfoDetails: {
        OperationFailureDetails: { ErrorInfo: { ErrorString: 'no such table' } },
      },
    },
  });
  expect(await applicationOf(properties(), flink).describe()).toMatchObject({
    phase: 'ready',
    lastStart: { id: 'new', outcome: 'failed', reason: 'no such table' },
  });
  expect(sent.slice(1)).toEqual([
    { ListApplicationOperations: { ApplicationName, Operation: 'StartApplication' } },
    { DescribeApplicationOperation: { ApplicationName, OperationId: 'new' } },
  ]);
});

test.each([
  ['IN_PROGRESS', 'under-way'],
  ['SUCCESSFUL', 'done'],
  ['CANCELLED', 'failed'],
])('a start that is %s is %s', async (OperationStatus, outcome) => {
  const { flink } = client({
    ListApplicationOperations: { ApplicationOperationInfoList: [{ OperationId: 'a', OperationStatus }] },
  });
  const { phase, lastStart } = await applicationOf(properties(), flink).describe();
  expect({ phase, outcome: lastStart?.outcome }).toEqual({ phase: 'busy', outcome });
});

test('one that is not there is gone, and other errors are told', async () => {
  const gone = client({
    DescribeApplication: new ResourceNotFoundException({ message: 'none', $metadata: {} }),
  });
  expect(await applicationOf(properties(), gone.flink).describe()).toBe(GONE);
  const broken = client({ DescribeApplication: new Error('no answer') });
  await expect(applicationOf(properties(), broken.flink).describe()).rejects.toThrow('no answer');
});

describe('a start', () => {
  const SKIP = { ApplicationRestoreConfiguration: { ApplicationRestoreType: 'SKIP_RESTORE_FROM_SNAPSHOT' } };
  const latest = (AllowNonRestoredState: boolean) => ({
    ApplicationRestoreConfiguration: { ApplicationRestoreType: 'RESTORE_FROM_LATEST_SNAPSHOT' },
    FlinkRunConfiguration: { AllowNonRestoredState },
  });
  const custom = {
    ApplicationRestoreConfiguration: {
      ApplicationRestoreType: 'RESTORE_FROM_CUSTOM_SNAPSHOT',
      SnapshotName: 'friday',
    },
    FlinkRunConfiguration: { AllowNonRestoredState: false },
  };

  test.each<[FlinkUpdateKind, string, string[], unknown]>([
    ['in-place', 'without snapshots begins anew', [], SKIP],
    ['in-place', 'does not wait for a snapshot that is not there yet', ['CREATING'], SKIP],
    ['in-place', 'goes on from the newest snapshot', ['FAILED', 'READY'], latest(false)],
    ['matching-state', 'leaves out what fits no more', ['READY'], latest(true)],
    ['without-state', 'begins anew', ['READY'], SKIP],
    ['from-snapshot', 'goes on from the one that is named', ['READY'], custom],
  ])('%s: %s', async (update, _, statuses, RunConfiguration) => {
    const SnapshotSummaries = statuses.map((SnapshotStatus) => ({ SnapshotStatus }));
    const pages = [{ SnapshotSummaries: [], NextToken: 'more' }, { SnapshotSummaries }];
    const { flink, sent } = client({ ListApplicationSnapshots: pages });
    await applicationOf(properties({ update, snapshot: 'friday' }), flink).start();
    expect(sent.at(-1)).toEqual({ StartApplication: { ApplicationName, RunConfiguration } });
  });
});

test.each([true, false])('a stop with force %s', async (Force) => {
  const { flink, sent } = client();
  await applicationOf(properties(), flink).stop(Force);
  expect(sent).toEqual([{ StopApplication: { ApplicationName, Force } }]);
});

test.each([
  ['STOPPING', 'stopping'],
  ['MAINTENANCE', 'busy'],
  ['A_WORD_OF_TOMORROW', 'busy'],
])('status %s is the phase %s', (status, phase) => expect(phaseOf(status)).toBe(phase));
