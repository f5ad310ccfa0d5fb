import { advance, begin, type LifecycleEvent } from '../../../lambda/run-spark-job/advance';
import type { RunSparkJobProperties } from '../../../lambda/run-spark-job/contract';
import { anyLife, request as ask, type Handling, quiet } from './any-life';
import { FakeEmr, named } from './fake-emr';

const properties = (application: string): RunSparkJobProperties => ({
  name: 'sessions',
  application,
  executionRole: 'arn:aws:iam::111111111111:role/spark',
  driver: '{}',
  maxFailedAttemptsPerHour: '5',
});

type Event = LifecycleEvent<RunSparkJobProperties>;

const request = (emr: FakeEmr, event: Event, how?: Handling) => ask(emr.ports, event, how);

const event = (
  RequestType: Event['RequestType'],
  RequestId: string,
  application: string,
  old?: string,
): Event => ({
  RequestType,
  RequestId,
  ResourceProperties: properties(application),
  ...(old !== undefined && { OldResourceProperties: properties(old) }),
});

describe('one request', () => {
  test('creation starts the job once, and is done when it runs', async () => {
    const emr = new FakeEmr({ slowness: 5 });
    emr.create('a');
    await expect(request(emr, event('Create', '1', 'a'))).resolves.toBe('SUCCESS');
    expect(emr.alive.map(({ state }) => state)).toEqual(['RUNNING']);
    expect(emr.started).toBe(1);
  });

  test('the first call starts nothing', () => {
    expect(begin(event('Create', '1', 'a'))).toEqual({ PhysicalResourceId: 'sessions', Begun: true });
  });

  test('a job that fails, or ends, fails the deployment and is not tried again', async () => {
    const emr = new FakeEmr({ failures: [0] });
    emr.create('a');
    await expect(request(emr, event('Create', '1', 'a'))).resolves.toBe('FAILED');
    expect(emr.started).toBe(1);
  });

  test('a job that starts too slowly fails it when the time is over, and its deletion cancels the job', async () => {
    const emr = new FakeEmr({ slowness: 1000 });
    emr.create('a');
    await expect(request(emr, event('Create', '1', 'a'))).resolves.toBe('FAILED');
    await expect(request(emr, event('Delete', '2', 'a'), { patience: 3000 })).resolves.toBe('SUCCESS');
    expect(emr.alive).toEqual([]);
  });

  test('a change of the application empties the one before, so that it can be deleted', async () => {
    const emr = new FakeEmr();
    emr.create('a');
    await request(emr, event('Create', '1', 'a'));
    emr.create('b');
    await expect(request(emr, event('Update', '2', 'b', 'a'))).resolves.toBe('SUCCESS');
    expect(() => emr.remove('a')).not.toThrow();
    expect(emr.most).toBe(1);
  });

  test('a change that fails is taken back: the job before runs again', async () => {
    const emr = new FakeEmr({ failures: [1] });
    emr.create('a');
    await request(emr, event('Create', '1', 'a'));
    emr.create('b');
    await expect(request(emr, event('Update', '2', 'b', 'a'))).resolves.toBe('FAILED');
    await expect(request(emr, event('Update', '3', 'a', 'b'))).resolves.toBe('SUCCESS');
    expect(() => emr.remove('b')).not.toThrow();
    expect(emr.applications.get('a')?.jobs.at(-1)?.state).toBe('RUNNING');
  });

  test('deletion is done where there is no application, and creation fails', async () => {
    await expect(request(new FakeEmr(), event('Delete', '1', 'a'))).resolves.toBe('SUCCESS');
    await expect(request(new FakeEmr(), event('Create', '1', 'a'))).resolves.toBe('FAILED');
  });

  test.each([
    ['describe', 'AccessDeniedException', 'Delete', 'throws'],
    ['start', 'ValidationException', 'Create', 'throws'],
    ['start', 'ConflictException', 'Create', 'waits'],
    ['stop', 'ValidationException', 'Delete', 'waits'],
  ] as const)('%s with %s during %s %s', async (call, name, type, outcome) => {
    const snapshot = { phase: type === 'Delete' ? 'started' : 'idle', status: '', runs: [] } as const;
    const port = { id: 'a', describe: async () => snapshot, start: quiet, cancel: quiet, stop: quiet };
    const failing = () => Promise.reject(named(name));
    const calls = { ...port, [call]: failing } as never;
    const looked = advance({ ...event(type, '1', 'a'), Begun: true }, () => calls, quiet);
    if (outcome === 'throws') await expect(looked).rejects.toThrow(name);
    else await expect(looked).resolves.toEqual({ IsComplete: false });
  });
});

test('whatever comes in whatever order, two jobs never run, and deletion leaves none', async () => {
  await anyLife((trouble) => {
    const emr = new FakeEmr(trouble);
    return {
      create: (place) => emr.create(place),
      ask: (type, id, to, old, how) => request(emr, event(type, id, to, old), how),
      alive: () => emr.alive.map(({ state }) => state),
      remove: (place) => emr.remove(place),
      most: () => emr.most,
    };
  });
});
