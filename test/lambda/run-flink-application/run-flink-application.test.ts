import fc from 'fast-check';
import {
  advance,
  begin,
  type LifecycleEvent,
  type Surroundings,
} from '../../../lambda/run-flink-application/advance';
import type {
  FlinkUpdateKind,
  RunFlinkApplicationProperties,
} from '../../../lambda/run-flink-application/contract';
import { decide, type Goal, ORDERLY_FOR, STOPPING_FOR } from '../../../lambda/run-flink-application/decide';
import { type Phase, phaseOf } from '../../../lambda/run-flink-application/snapshot';
import { FakeFlink, type Fault, named } from './fake-flink';
import { type Answer, type Handling, properties, request } from './framework';

type Changes = Partial<RunFlinkApplicationProperties>;

const surroundings: Surroundings = { now: () => 1_000, report: () => undefined };

const create = (trades: FakeFlink, changes: Changes = {}, handling?: Handling) =>
  request({ trades }, { RequestType: 'Create', ResourceProperties: properties(changes) }, handling);
const remove = (trades: FakeFlink, handling?: Handling) =>
  request({ trades }, { RequestType: 'Delete', ResourceProperties: properties() }, handling);

/** A deployment that changes the code, with CloudFormation's part of it; what fails goes back the same way. */
async function update(
  trades: FakeFlink,
  [from, to]: [string, string],
  kind: FlinkUpdateKind = 'in-place',
  handling?: Handling,
): Promise<Answer> {
  const event = (step: 'prepare' | 'run'): LifecycleEvent => ({
    RequestType: 'Update',
    ResourceProperties: properties({ step, update: kind, code: to, revision: to }),
    OldResourceProperties: properties({ step, update: kind, code: from, revision: from }),
  });
  if ((await request({ trades }, event('prepare'), handling)) === 'FAILED') return 'FAILED';
  if (!trades.change(to)) return 'FAILED';
  return request({ trades }, event('run'), handling);
}

describe('created, changed and deleted', () => {
  test('in place, it is changed while it runs', async () => {
    const flink = new FakeFlink({ slowness: 2 });
    expect(await create(flink, { step: 'prepare' })).toBe('SUCCESS');
    expect(flink.starts).toEqual([]);
    expect(await create(flink)).toBe('SUCCESS');
    expect(flink.status).toBe('RUNNING');
    expect(await update(flink, ['first', 'second'])).toBe('SUCCESS');
    expect(flink).toMatchObject({ status: 'RUNNING', code: 'second', stops: [] });
    expect(await remove(flink)).toBe('SUCCESS');
    expect(flink).toMatchObject({ status: 'READY', jobs: 0, stops: [false] });
    expect(flink.starts).toHaveLength(1);
  });

  test.each<FlinkUpdateKind>([
    'matching-state',
    'without-state',
    'from-snapshot',
  ])('%s: it is stopped, changed and started', async (kind) => {
    const flink = new FakeFlink();
    await create(flink);
    expect(await update(flink, ['first', 'second'], kind)).toBe('SUCCESS');
    expect(flink).toMatchObject({ status: 'RUNNING', code: 'second', stops: [false] });
    expect(flink.starts).toHaveLength(2);
  });

  test('a change that the service takes back fails, and the way back is a change like any other', async () => {
    const flink = new FakeFlink({ failures: [1], rollsBack: true });
    await create(flink);
    expect(await update(flink, ['first', 'second'])).toBe('FAILED');
    expect(flink).toMatchObject({ status: 'RUNNING', code: 'first' });
    expect(await update(flink, ['second', 'first'])).toBe('SUCCESS');
    expect(flink).toMatchObject({ status: 'RUNNING', code: 'first' });
  });

  test('a change that ends in a stop is started once, and fails when that fails', async () => {
    const flink = new FakeFlink({ failures: [1, 2] });
    await create(flink);
    expect(await update(flink, ['first', 'second'])).toBe('FAILED');
    expect(flink.starts).toHaveLength(2);
    expect(await update(flink, ['second', 'first'])).toBe('SUCCESS');
    expect(flink).toMatchObject({ status: 'RUNNING', code: 'first' });
  });

  test('one that does not start fails the creation, and the deletion that follows is done', async () => {
    const flink = new FakeFlink({ failures: [0] });
    expect(await create(flink)).toBe('FAILED');
    expect(flink.starts).toHaveLength(1);
    expect(await remove(flink)).toBe('SUCCESS');
  });

  test('one that cannot take a snapshot is stopped by force in the end', async () => {
    const flink = new FakeFlink({ stuck: true });
    await create(flink);
    expect(await remove(flink)).toBe('SUCCESS');
    expect(flink.stops.at(-1)).toBe(true);
    expect(flink.stops.slice(0, -1)).not.toContain(true);
    expect(flink.jobs).toBe(0);
  });

  test('under another name, the old one is stopped before the new one starts', async () => {
    const [trades, orders] = [new FakeFlink(), new FakeFlink()];
    await create(trades);
    const rename = (step: 'prepare' | 'run'): LifecycleEvent => ({
      RequestType: 'Update',
      ResourceProperties: properties({ step, application: 'orders' }),
      OldResourceProperties: properties({ step }),
    });
    expect(await request({ trades, orders }, rename('prepare'))).toBe('SUCCESS');
    expect(trades.jobs).toBe(0);
    expect(await request({ trades, orders }, rename('run'))).toBe('SUCCESS');
    expect(orders.jobs).toBe(1);
    expect(await remove(trades)).toBe('SUCCESS');
    expect(orders.jobs).toBe(1);
  });

  test('one that is gone needs no stopping, and one that is not there yet is waited for', async () => {
    const flink = new FakeFlink();
    flink.status = 'GONE';
    expect(await remove(flink)).toBe('SUCCESS');
    expect(await create(flink)).toBe('FAILED');
    expect(flink.starts).toEqual([]);
  });

  test('the first call names the resource by its application and step, and starts nothing', async () => {
    const flink = new FakeFlink({ faults: ['refused'] });
    const event = { RequestType: 'Create', ResourceProperties: properties() } as const;
    const PhysicalResourceId = 'trades/run';
    expect(await begin(event, flink, surroundings)).toEqual({ PhysicalResourceId, Begun: 1_000 });
    expect(await begin(event, flink, surroundings)).toMatchObject({ Before: { phase: 'ready' } });
    expect(flink.starts).toEqual([]);
  });
});

test.each([
  'AccessDeniedException',
  'InvalidArgumentException',
  'InvalidApplicationConfigurationException',
])('a start answered by %s fails at once, with the reason', async (name) => {
  const flink = new FakeFlink();
  jest.spyOn(flink, 'start').mockRejectedValue(named(name));
  const event = { RequestType: 'Create', ResourceProperties: properties(), Begun: 0 } as const;
  await expect(advance(event, flink, surroundings)).rejects.toThrow(name);
});

describe('how long a stop is tried', () => {
  const goal = (request: 'Update' | 'Delete'): Goal => ({
    request,
    step: request === 'Delete' ? 'run' : 'prepare',
    update: 'without-state',
    code: 'first',
    renamed: false,
  });
  const of = (request: 'Update' | 'Delete', phase: Phase, elapsed: number) => {
    const decision = decide(goal(request), undefined, { phase, status: phase }, elapsed);
    return decision.kind === 'stop' && decision.force ? 'force' : decision.kind;
  };

  test.each<['Update' | 'Delete', Phase, number, string, string]>([
    ['Delete', 'running', ORDERLY_FOR, 'stop', 'force'],
    ['Update', 'running', ORDERLY_FOR, 'stop', 'force'],
    ['Delete', 'starting', 0, 'force', 'force'],
    ['Update', 'starting', ORDERLY_FOR, 'wait', 'force'],
    ['Delete', 'busy', ORDERLY_FOR, 'wait', 'force'],
    ['Delete', 'stopping', STOPPING_FOR, 'wait', 'force'],
    ['Update', 'ready', 0, 'done', 'done'],
    ['Delete', 'gone', 0, 'done', 'done'],
  ])('%s of one that is %s, before and after %i ms', (kind, phase, limit, before, after) => {
    expect([of(kind, phase, limit - 1), of(kind, phase, limit)]).toEqual([before, after]);
  });
});

test.each([
  'UPDATING',
  'AUTOSCALING',
  'MAINTENANCE',
  'STARTING',
  'STOPPING',
])('a change is not begun while it is %s', (status) => {
  const goal: Goal = {
    request: 'Update',
    step: 'prepare',
    update: 'in-place',
    code: 'first',
    renamed: false,
  };
  expect(decide(goal, undefined, { phase: phaseOf(status), status }, 0)).toEqual({ kind: 'wait' });
});

const handling = fc.record({ patience: fc.integer({ min: 0, max: 180 }), repeated: fc.boolean() });
const options = {
  faults: fc.array(fc.constantFrom<Fault>('none', 'none', 'refused', 'unanswered'), { maxLength: 30 }),
  slowness: fc.nat(5),
  failures: fc.array(fc.nat(6), { maxLength: 4 }),
  stuck: fc.boolean(),
  rollsBack: fc.boolean(),
};
const KINDS = ['in-place', 'matching-state', 'without-state', 'from-snapshot'] as const;
const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  order: fc.constantFrom('create', 'update', 'update', 'delete'),
  handling,
});

test('whatever happens in whatever order, there is never a second job and a deletion that succeeds leaves none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(options), fc.array(step, { maxLength: 6 }), async (service, steps) => {
      const flink = new FakeFlink(service);
      let code = 'first';
      for (const { kind, order, handling } of steps) {
        if (order === 'create') await create(flink, { code }, handling);
        if (order === 'delete') await remove(flink, handling);
        if (order !== 'update') continue;
        const next = `${code}+`;
        const answer = await update(flink, [code, next], kind, handling);
        if (answer === 'SUCCESS') code = next;
        else await update(flink, [next, code], kind);
      }
      expect(await remove(flink)).toBe('SUCCESS');
      flink.settle();
      expect(flink).toMatchObject({ status: 'READY', jobs: 0 });
    }),
    { numRuns: 1_500 },
  );
});

test('a creation or a change that succeeds leaves one job, with the code that was asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(options), fc.constantFrom(...KINDS), handling, async (service, kind, care) => {
      const flink = new FakeFlink(service);
      const created = await create(flink, {}, care);
      if (created === 'FAILED') return;
      expect(flink).toMatchObject({ status: 'RUNNING', jobs: 1, code: 'first' });
      if ((await update(flink, ['first', 'second'], kind, care)) === 'FAILED') return;
      expect(flink).toMatchObject({ status: 'RUNNING', jobs: 1, code: 'second' });
    }),
    { numRuns: 1_000 },
  );
});
