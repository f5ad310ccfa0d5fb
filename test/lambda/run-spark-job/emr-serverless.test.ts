import { ResourceNotFoundException } from '@aws-sdk/client-emr-serverless';
import { applicationOf } from '../../../lambda/run-spark-job/emr-serverless';
import { GONE } from '../../../lambda/run-spark-job/snapshot';

const driver = {
  entryPoint: 's3://b/job.py',
  entryPointArguments: ['--a'],
  sparkSubmitParameters: '--jars x',
};
const properties = {
  name: 'sessions',
  application: 'app1',
  executionRole: 'arn:aws:iam::111111111111:role/spark',
  driver: JSON.stringify(driver),
  maxFailedAttemptsPerHour: '5',
};

function emrWith(calls: Record<string, (input: never) => unknown>) {
  const done: [string, unknown][] = [];
  const emr = new Proxy({} as never, {
    get: (_, name: string) => async (input: never) => {
      done.push([name, input]);
      return calls[name]?.(input) ?? {};
    },
  });
  return { port: applicationOf(properties, emr), done };
}

const gone = () => {
  throw new ResourceNotFoundException({ message: 'no', $metadata: {} });
};

test('tells of all pages of jobs that are not over, and of its own that is', async () => {
  const pages: Record<string, unknown> = {
    first: {
      jobRuns: [
        { id: '1', name: 'sessions/old', state: 'FAILED', stateDetails: 'before' },
        { id: '2', name: 'sessions/mine', state: 'FAILED', stateDetails: 'why' },
      ],
      nextToken: 'second',
    },
    second: { jobRuns: [{ id: '3', name: 'by hand', state: 'RUNNING', stateDetails: '' }] },
  };
  const { port } = emrWith({
    getApplication: () => ({ application: { state: 'STARTED' } }),
    listJobRuns: ({ nextToken = 'first' }: { nextToken?: string }) => pages[nextToken],
  });
  await expect(port.describe('mine')).resolves.toEqual({
    phase: 'started',
    status: 'STARTED',
    runs: [
      { id: '2', token: 'mine', phase: 'over', status: 'FAILED', reason: 'why' },
      { id: '3', token: '', phase: 'running', status: 'RUNNING', reason: undefined },
    ],
  });
});

test('a state that is not known is waited for', async () => {
  const { port } = emrWith({
    getApplication: () => ({ application: { state: 'NEW' } }),
    listJobRuns: () => ({ jobRuns: [{ id: '1', state: 'NEW' }] }),
  });
  const { phase, runs } = await port.describe('mine');
  expect([phase, runs[0]?.phase]).toEqual(['busy', 'starting']);
});

test('an application that is gone has nothing to end', async () => {
  const { port } = emrWith({ getApplication: gone, cancelJobRun: gone });
  await expect(port.describe('mine')).resolves.toEqual(GONE);
  await expect(port.cancel('1')).resolves.toBeUndefined();
});

test('starts a streaming job under the client token, and cancels and stops what it names', async () => {
  const { port, done } = emrWith({});
  await port.start('mine');
  await port.cancel('1');
  await port.stop();
  expect(done).toEqual([
    [
      'startJobRun',
      {
        applicationId: 'app1',
        clientToken: 'mine',
        executionRoleArn: properties.executionRole,
        name: 'sessions/mine',
        mode: 'STREAMING',
        jobDriver: { sparkSubmit: driver },
        retryPolicy: { maxFailedAttemptsPerHour: 5 },
      },
    ],
    ['cancelJobRun', { applicationId: 'app1', jobRunId: '1' }],
    ['stopApplication', { applicationId: 'app1' }],
  ]);
});
