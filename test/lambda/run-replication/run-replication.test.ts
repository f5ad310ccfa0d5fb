import fc from 'fast-check';
import { advance, begin } from '../../../lambda/run-replication/advance';
import { phaseOf } from '../../../lambda/run-replication/snapshot';
import { FakeDms, type Fault, named } from './fake-dms';
import { ARN, properties, request } from './framework';

const silent = () => undefined;

describe('created, changed and deleted', () => {
  test('it is started, paused and resumed, stopped', async () => {
    const dms = new FakeDms({ slowness: 2 });
    expect(await request(dms, 'Create', { step: 'pause' })).toBe('SUCCESS');
    expect(await request(dms, 'Create')).toBe('SUCCESS');
    expect(dms.status).toBe('running');
    expect(await request(dms, 'Update', { step: 'pause' })).toBe('SUCCESS');
    expect(dms.status).toBe('stopped');
    expect(await request(dms, 'Update')).toBe('SUCCESS');
    expect(dms.status).toBe('running');
    expect(await request(dms, 'Delete')).toBe('SUCCESS');
    expect(dms.status).toBe('stopped');
    expect(await request(dms, 'Delete', { step: 'pause' })).toBe('SUCCESS');
    expect(dms.starts).toEqual(['start-replication', 'resume-processing']);
  });

  test('a full load that is done stays done until it is changed, and is loaded again then', async () => {
    const type = 'full-load';
    const dms = new FakeDms({ finishes: true });
    expect(await request(dms, 'Create', { type })).toBe('SUCCESS');
    dms.settle();
    expect(await request(dms, 'Update', { step: 'pause', type })).toBe('SUCCESS');
    expect(await request(dms, 'Update', { type })).toBe('SUCCESS');
    expect(dms.starts).toEqual(['start-replication', 'reload-target']);
  });

  test('a full load that is over between two looks is not started once more', async () => {
    const dms = new FakeDms({ finishes: true });
    const event = { RequestType: 'Create', ResourceProperties: properties({ type: 'full-load' }) } as const;
    const later = { ...event, ...(await begin(event, dms, silent)) };
    await advance(later, dms, silent);
    dms.settle();
    expect(await advance(later, dms, silent)).toEqual({ IsComplete: true });
    expect(dms.starts).toHaveLength(1);
  });

  test('one that fails while it starts fails the creation, and the deletion that follows is done', async () => {
    const dms = new FakeDms({ failingStarts: [0] });
    expect(await request(dms, 'Create')).toBe('FAILED');
    expect(await request(dms, 'Delete')).toBe('SUCCESS');
  });

  test('one that had failed is started again by a change', async () => {
    const dms = new FakeDms();
    dms.status = 'failed';
    dms.hasRun = true;
    expect(await request(dms, 'Update')).toBe('SUCCESS');
    expect(dms.starts).toEqual(['resume-processing']);
  });

  test('one that is gone needs no stopping, and one that is not there yet is waited for', async () => {
    const dms = new FakeDms();
    dms.status = 'gone';
    expect(await request(dms, 'Delete')).toBe('SUCCESS');
    expect(await request(dms, 'Create', {}, { patience: 3 })).toBe('FAILED');
    expect(dms.starts).toEqual([]);
  });

  test('the first call names the resource by its replication and step, and starts nothing', async () => {
    const dms = new FakeDms({ faults: ['refused'] });
    const event = { RequestType: 'Create', ResourceProperties: properties() } as const;
    expect(await begin(event, dms, silent)).toEqual({ PhysicalResourceId: `${ARN}/run`, Begun: true });
    expect(await begin(event, dms, silent)).toMatchObject({ Before: { phase: 'fresh' } });
    expect(dms.starts).toEqual([]);
  });
});

test.each([
  'AccessDeniedFault',
  'AccessDeniedException',
  'InvalidParameterValueException',
])('a start answered by %s fails at once, with the reason', async (name) => {
  const dms = new FakeDms();
  jest.spyOn(dms, 'start').mockRejectedValue(named(name));
  const event = { RequestType: 'Create', ResourceProperties: properties() } as const;
  await expect(advance(event, dms, silent)).rejects.toThrow(name);
});

test.each([
  'running',
  'stopping',
  'Replication Starting',
  'modifying',
  'a-word-of-tomorrow',
])('a deletion is not done while it is %s', async (status) => {
  const dms = new FakeDms();
  dms.status = status;
  jest.spyOn(dms, 'stop').mockResolvedValue();
  const event = { RequestType: 'Delete', ResourceProperties: properties() } as const;
  expect(await advance(event, dms, silent)).toEqual({ IsComplete: false });
});

test.each([
  ['PREPARING_METADATA_RESOURCES', 'starting'],
  ['Replication Starting', 'starting'],
  ['deprovisioning', 'busy'],
  ['failed-move', 'failed'],
])('status %s is the phase %s', (status, phase) => expect(phaseOf(status)).toBe(phase));

const faults = fc.array(fc.constantFrom<Fault>('none', 'none', 'refused', 'unanswered'), { maxLength: 25 });
const history = fc.record({
  faults,
  slowness: fc.nat(4),
  failingStarts: fc.array(fc.nat(4), { maxLength: 3 }),
  finishes: fc.boolean(),
  type: fc.constantFrom('full-load' as const, 'cdc' as const, 'full-load-and-cdc' as const),
  updates: fc.array(fc.record({ patience: fc.nat(60), repeated: fc.boolean() }), { maxLength: 4 }),
  creation: fc.record({ patience: fc.nat(60), repeated: fc.boolean() }),
});

test('whatever happens, each request is answered and a deletion that succeeds leaves nothing running', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ type, updates, creation, ...options }) => {
      const dms = new FakeDms({ ...options, finishes: options.finishes && type === 'full-load' });
      await request(dms, 'Create', { type }, creation);
      for (const update of updates) {
        await request(dms, 'Update', { type, step: 'pause' }, update);
        await request(dms, 'Update', { type }, update);
      }
      expect(await request(dms, 'Delete', { type }, { patience: 400 })).toBe('SUCCESS');
      dms.settle();
      expect(['created', 'stopped', 'deprovisioned', 'failed']).toContain(dms.status);
    }),
    { numRuns: 2_000 },
  );
});

test('a creation that succeeds leaves it running, or its full load done', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ type, creation, ...options }) => {
      const dms = new FakeDms({ ...options, finishes: options.finishes && type === 'full-load' });
      const answer = await request(dms, 'Create', { type }, creation);
      if (answer === 'SUCCESS') expect(['running', 'stopped']).toContain(dms.status);
      else expect(creation.patience < 60 || dms.status === 'failed').toBe(true);
      if (dms.status === 'stopped') expect(type).toBe('full-load');
    }),
    { numRuns: 1_000 },
  );
});
