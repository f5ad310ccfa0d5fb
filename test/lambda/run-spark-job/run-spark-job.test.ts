import fc from 'fast-check';
import { advance, begin, type LifecycleEvent } from '../../../lambda/run-spark-job/advance';
import type { RunSparkJobProperties } from '../../../lambda/run-spark-job/contract';
import { FakeEmr, type Fault, named } from './fake-emr';

const properties = (application: string): RunSparkJobProperties => ({
  name: 'sessions',
  application,
  executionRole: 'arn:aws:iam::111111111111:role/spark',
  driver: '{}',
  maxFailedAttemptsPerHour: '5',
});

type Event = LifecycleEvent<RunSparkJobProperties>;
type Answer = 'SUCCESS' | 'FAILED';
const LOOKS = 180;
const quiet = () => undefined;

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
  for (let look = 0; look < patience; look++) {
    try {
      // The same event twice at once: the framework repeats a call that was not answered.
      if (repeated) await advance(later, emr.ports, quiet);
      if ((await advance(later, emr.ports, quiet)).IsComplete) return 'SUCCESS';
    } catch {
      return 'FAILED';
    }
  }
  return 'FAILED';
}

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

const fault = fc.constantFrom<Fault>('none', 'none', 'none', 'refused', 'unanswered');
const step = fc.record({
  kind: fc.constantFrom('change', 'replace'),
  patience: fc.constantFrom(1, 3, LOOKS),
  repeated: fc.boolean(),
});

test('whatever comes in whatever order, two jobs never run, and deletion leaves none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 5 }),
      fc.array(fault, { maxLength: 60 }),
      fc.nat({ max: 6 }),
      fc.uniqueArray(fc.nat({ max: 6 })),
      async (steps, faults, slowness, failures) => {
        const emr = new FakeEmr({ faults, slowness, failures });
        let id = 0;
        let current = 'application-0';
        emr.create(current);
        const ask = (type: Event['RequestType'], to: string, old?: string, how?: Handling) =>
          request(emr, event(type, `request-${id++}`, to, old), how);
        let created = (await ask('Create', current, undefined, steps[0])) === 'SUCCESS';
        for (const [index, { kind, ...how }] of created ? steps.entries() : []) {
          const old = current;
          const next = kind === 'replace' ? `application-${index + 1}` : old;
          emr.create(next);
          if ((await ask('Update', next, old, how)) === 'SUCCESS') current = next;
          // CloudFormation goes back; where that fails too, it needs help, and all that is left is to delete.
          else created = (await ask('Update', old, next, { patience: 400 })) === 'SUCCESS';
          if (!created) {
            for (const left of [next, old]) await ask('Delete', left, undefined, { patience: 400 });
            break;
          }
          expect(emr.alive.map(({ state }) => state)).toEqual(['RUNNING']);
          for (const left of [old, next]) if (left !== current) emr.remove(left);
        }
        await expect(ask('Delete', current, undefined, { patience: 400 })).resolves.toBe('SUCCESS');
        expect(emr.alive).toEqual([]);
        expect(() => emr.remove(current)).not.toThrow();
        expect(emr.most).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 300 },
  );
});
