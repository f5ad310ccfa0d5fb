import type { EMR } from '@aws-sdk/client-emr';
import fc from 'fast-check';
import { advance, begin, type LifecycleEvent } from '../../../lambda/run-spark-job/advance';
import type { RunSparkStepProperties } from '../../../lambda/run-spark-step/contract';
import { clusterOf } from '../../../lambda/run-spark-step/emr';
import { type Fault, named } from '../run-spark-job/fake-emr';
import { FakeEmr } from './fake-emr';

type Event = LifecycleEvent<RunSparkStepProperties>;
type Answer = 'SUCCESS' | 'FAILED';
const LOOKS = 180;
const quiet = () => undefined;

const properties = (cluster: string): RunSparkStepProperties => ({
  name: 'sessions',
  cluster,
  command: '["spark-submit","job.py"]',
});

interface Handling {
  readonly patience?: number;
  readonly repeated?: boolean;
}

/** One request, as the CDK's provider framework has it carried out. There is always an answer. */
async function request(
  emr: FakeEmr,
  event: Event,
  { patience = LOOKS, repeated = false }: Handling = {},
): Promise<Answer> {
  const later: Event = { ...event, ...begin(event) };
  const clusters = (named: RunSparkStepProperties) => clusterOf(named, emr as unknown as EMR);
  const look = () => advance(later, clusters, quiet);
  for (let count = 0; count < patience; count++) {
    // The same event twice at once: the framework repeats a call that was not answered.
    const looks = await Promise.allSettled(repeated ? [look(), look()] : [look()]);
    const last = looks.at(-1);
    if (last?.status === 'rejected') return 'FAILED';
    if (last?.value.IsComplete) return 'SUCCESS';
  }
  return 'FAILED';
}

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
    const looked = advance(
      { ...event('Create', '1', 'a'), Begun: true },
      (to) => clusterOf(to, emr as unknown as EMR),
      quiet,
    );
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

const fault = fc.constantFrom<Fault>('none', 'none', 'none', 'refused', 'unanswered');
const change = fc.record({
  kind: fc.constantFrom('change', 'replace'),
  patience: fc.constantFrom(1, 3, LOOKS),
  repeated: fc.boolean(),
});

test('whatever comes in whatever order, two steps never run, and deletion leaves none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 5 }),
      fc.array(fault, { maxLength: 60 }),
      fc.nat({ max: 6 }),
      fc.uniqueArray(fc.nat({ max: 6 })),
      async (changes, faults, slowness, failures) => {
        const emr = new FakeEmr({ faults, slowness, failures });
        let id = 0;
        let current = 'cluster-0';
        emr.create(current);
        const ask = (type: Event['RequestType'], to: string, old?: string, how?: Handling) =>
          request(emr, event(type, `request-${id++}`, to, old), how);
        let created = (await ask('Create', current, undefined, changes[0])) === 'SUCCESS';
        for (const [index, { kind, ...how }] of created ? changes.entries() : []) {
          const old = current;
          const next = kind === 'replace' ? `cluster-${index + 1}` : old;
          emr.create(next);
          if ((await ask('Update', next, old, how)) === 'SUCCESS') current = next;
          // CloudFormation goes back; where that fails too, it needs help, and all that is left is to delete.
          else created = (await ask('Update', old, next, { patience: 400 })) === 'SUCCESS';
          if (!created) {
            for (const left of [next, old]) await ask('Delete', left, undefined, { patience: 400 });
            break;
          }
          // What is not the current cluster has nothing left that its end would cut off.
          for (const left of [old, next]) {
            if (left === current) continue;
            const { steps = [] } = emr.clusters.get(left) ?? {};
            expect(steps.map(({ state }) => state).filter((state) => /PENDING|RUNNING/.test(state))).toEqual(
              [],
            );
            emr.clusters.delete(left);
          }
        }
        await expect(ask('Delete', current, undefined, { patience: 400 })).resolves.toBe('SUCCESS');
        expect(emr.alive).toEqual([]);
        expect(emr.most).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 300 },
  );
});
