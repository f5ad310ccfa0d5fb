import type { EMR } from '@aws-sdk/client-emr';
import { advance, type LifecycleEvent } from '../../../lambda/run-spark-job/advance';
import type { RunSparkStepProperties } from '../../../lambda/run-spark-step/contract';
import { clusterOf } from '../../../lambda/run-spark-step/emr';
import { anyLife, request as ask, type Handling, quiet } from '../run-spark-job/any-life';
import { named } from '../run-spark-job/fake-emr';
import { FakeEmr } from './fake-emr';

type Event = LifecycleEvent<RunSparkStepProperties>;

const properties = (cluster: string): RunSparkStepProperties => ({
  name: 'sessions',
  cluster,
  command: '["spark-submit","job.py"]',
});

const placesOf = (emr: FakeEmr) => (named: RunSparkStepProperties) => clusterOf(named, emr as unknown as EMR);
const request = (emr: FakeEmr, event: Event, how?: Handling) => ask(placesOf(emr), event, how);

const event = (RequestType: Event['RequestType'], RequestId: string, to: string, old?: string): Event => ({
  RequestType,
  RequestId,
  ResourceProperties: properties(to),
  ...(old !== undefined && { OldResourceProperties: properties(old) }),
});

describe('one request', () => {
  test('creation adds the step once, under the name of the request, and is done when it runs', async () => {
    const emr = new FakeEmr({ slowness: 5 });
    emr.create('a');
    await expect(request(emr, event('Create', '1', 'a'))).resolves.toBe('SUCCESS');
    expect(emr.alive.map(({ name, state }) => [name, state])).toEqual([['sessions/1', 'RUNNING']]);
    expect(emr.added).toBe(1);
  });

  test('a step that was added twice, since the answer got lost, is there once in the end', async () => {
    // Looks take two calls each; the third is the start.
    const emr = new FakeEmr({ faults: ['none', 'none', 'none'] });
    emr.create('a');
    await expect(request(emr, event('Create', '1', 'a'), { repeated: true })).resolves.toBe('SUCCESS');
    expect(emr.added).toBe(2);
    expect(emr.alive.map(({ id, state }) => [id, state])).toEqual([['s-0', 'RUNNING']]);
  });

  test('a changed program takes the place of the one before', async () => {
    const emr = new FakeEmr({ slowness: 2 });
    emr.create('a');
    await request(emr, event('Create', '1', 'a'));
    await expect(request(emr, event('Update', '2', 'a', 'a'))).resolves.toBe('SUCCESS');
    expect(emr.alive.map(({ name }) => name)).toEqual(['sessions/2']);
    expect(emr.most).toBe(1);
  });

  test('a step that was added by hand is cancelled', async () => {
    const emr = new FakeEmr();
    emr.create('a');
    await emr.addJobFlowSteps({ JobFlowId: 'a', Steps: [{ Name: 'by hand' }] });
    await expect(request(emr, event('Create', '1', 'a'))).resolves.toBe('SUCCESS');
    expect(emr.alive.map(({ name }) => name)).toEqual(['sessions/1']);
  });

  test.each([
    'TERMINATING',
    'TERMINATED',
    'TERMINATED_WITH_ERRORS',
  ])('on a cluster that is %s creation fails and deletion is done', async (state) => {
    const emr = new FakeEmr();
    emr.clusters.set('a', { state, steps: [] });
    await expect(request(emr, event('Delete', '1', 'a'))).resolves.toBe('SUCCESS');
    await expect(request(emr, event('Create', '2', 'a'))).resolves.toBe('FAILED');
    expect(emr.added).toBe(0);
  });

  test('deletion is done where there is no cluster, and creation fails', async () => {
    await expect(request(new FakeEmr(), event('Delete', '1', 'a'))).resolves.toBe('SUCCESS');
    await expect(request(new FakeEmr(), event('Create', '1', 'a'))).resolves.toBe('FAILED');
  });

  test('a refused step fails the deployment, with the reason of EMR', async () => {
    const emr = new FakeEmr();
    emr.create('a');
    emr.addJobFlowSteps = () => Promise.reject(named('InvalidRequestException'));
    const looked = advance({ ...event('Create', '1', 'a'), Begun: true }, placesOf(emr), quiet);
    await expect(looked).rejects.toThrow('InvalidRequestException');
  });
});

test('the step is the command of the contract, and ends with what waits behind it when it fails', async () => {
  const calls: unknown[] = [];
  const emr = { addJobFlowSteps: async (input: unknown) => calls.push(input) };
  await clusterOf(properties('a'), emr as unknown as EMR).start('1');
  expect(calls).toEqual([
    {
      JobFlowId: 'a',
      Steps: [
        {
          Name: 'sessions/1',
          ActionOnFailure: 'CANCEL_AND_WAIT',
          HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', 'job.py'] },
        },
      ],
    },
  ]);
});

test('whatever comes in whatever order, two steps never run, and deletion leaves none', async () => {
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
