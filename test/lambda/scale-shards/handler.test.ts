import { writeMemory } from '../../../lambda/scale-shards/memory';
import { MINUTE } from '../../../lambda/scale-shards/model';
import { type Run, scale } from '../../../lambda/scale-shards/scale';
import { keyAt, Refusal, WORLD_SETTINGS, World } from './world';

/** Minutes at a load, without a run. */
function pass(world: World, minutes: number): void {
  for (let i = 0; i < minutes; i++) world.minute();
}

/** A run every minute. */
async function runs(world: World, minutes: number, settings = WORLD_SETTINGS): Promise<Run[]> {
  const all: Run[] = [];
  for (let i = 0; i < minutes; i++) {
    world.minute();
    all.push(await scale(world.ports(), settings));
  }
  return all;
}

function busyWorld(count = 8, load = 7): World {
  const world = new World(count);
  world.load = load;
  pass(world, 40);
  return world;
}

test('a stream above its target grows, once, and the call is counted', async () => {
  const world = busyWorld();
  const { outcome, considered } = await scale(world.ports(), WORLD_SETTINGS);
  expect(outcome).toBe('done');
  expect(considered?.decision.reason).toBe('demand of 7.0 shards: grow from 8 to 10 shards');
  expect(world.shards).toHaveLength(10);
  expect(world.memory).toMatchObject({ version: 2, state: { calls: [world.now] } });
  expect(world.memory.busyUntil).toBeUndefined();
  expect((await scale(world.ports(), WORLD_SETTINGS)).considered?.decision.reason).toBe(
    'the stream is being changed',
  );
});

test('a stream that became idle shrinks, though CloudWatch says nothing of idle minutes', async () => {
  const world = busyWorld(16, 8);
  world.load = 0;
  world.lagMs = 0;
  await runs(world, 120);
  expect(world.shards).toHaveLength(2);
});

test('late metrics are no idle stream: it keeps its shards, until nothing was heard for an hour', async () => {
  const world = busyWorld(16, 11);
  world.silentSince = world.now;
  const heard = await runs(world, 55);
  expect(world.changes).toBe(0);
  expect(heard.at(-1)?.considered?.decision.reason).toBe('no metrics from the last ten minutes');
  await runs(world, 60);
  expect(world.shards.length).toBeLessThan(16);
});

test('readers that lag keep their shards', async () => {
  const world = new World(16);
  world.load = 2;
  world.lagMs = 3 * 3_600_000;
  pass(world, 40);
  const [run] = await runs(world, 1);
  expect(run.considered?.decision.reason).toBe('readers lag: shards are kept for them');
});

test('the account has no shards left: it does not grow, and says why', async () => {
  const world = busyWorld();
  world.free = 0;
  const { considered } = await scale(world.ports(), WORLD_SETTINGS);
  expect(considered?.decision.reason).toMatch("the account's shards are used up");
  expect(world.changes).toBe(0);
});

test('a limit that cannot be read does not keep it from growing, and is told', async () => {
  const world = busyWorld();
  const ports = world.ports();
  const shardsFree = () => Promise.reject(new Error('Rate exceeded'));
  const run = await scale({ ...ports, stream: { ...ports.stream, shardsFree } }, WORLD_SETTINGS);
  expect(run.outcome).toBe('done');
  expect(run.considered?.hindrances).toEqual([
    "the account's limit of shards is not known: Error: Rate exceeded",
  ]);
});

test('an on-demand stream is refused', async () => {
  const world = busyWorld();
  world.onDemand = true;
  await expect(scale(world.ports(), WORLD_SETTINGS)).rejects.toThrow('stream orders is on-demand');
  expect(world.kept).toBeUndefined();
});

test('a scheduled minimum is reached, in doublings', async () => {
  const world = busyWorld(2, 1);
  const start = world.now + 5 * MINUTE;
  const scheduledMinimums = [{ start, end: start + 60 * MINUTE, minShards: 16 }];
  await runs(world, 4, { ...WORLD_SETTINGS, scheduledMinimums });
  expect(world.shards).toHaveLength(2);
  await runs(world, 15, { ...WORLD_SETTINGS, scheduledMinimums });
  expect(world.shards).toHaveLength(16);
  expect(world.updates).toHaveLength(3);
});

describe('a dry run', () => {
  test('decides each minute and does nothing, nor remembers having done it', async () => {
    const world = busyWorld();
    const all = await runs(world, 20, { ...WORLD_SETTINGS, dryRun: true });
    expect(all.map(({ outcome }) => outcome)).toEqual(Array(20).fill('dry run'));
    expect(all.at(-1)?.considered?.decision).toMatchObject({
      action: { kind: 'update', target: 10 },
      callsLeft: 9,
    });
    expect(world.changes).toBe(0);
    expect(world.memory.state.calls).toEqual([]);
  });
});

describe('hot shards', () => {
  function skewedWorld(): World {
    const world = new World(8);
    world.load = 2;
    world.hot = new Map([0.51, 0.53, 0.57, 0.6].map((share) => [keyAt(share), 0.3]));
    pass(world, 40);
    return world;
  }

  test('are read once they are wanted, and split', async () => {
    const world = skewedWorld();
    const { outcome, considered } = await scale(world.ports(), WORLD_SETTINGS);
    expect(outcome).toBe('done');
    expect(considered?.decision.action.kind).toBe('split');
    expect(world.queries).toHaveLength(4 + 3 * 8);
    expect(world.shards).toHaveLength(9);
    await runs(world, 20);
    expect(world.refusals).toEqual([]);
  });

  test('a calm stream reads four metrics, whatever its size', async () => {
    const world = busyWorld(32, 20);
    await scale(world.ports(), WORLD_SETTINGS);
    expect(world.queries).toHaveLength(4);
  });

  test('several are split one after another, each on an ACTIVE stream', async () => {
    const world = new World(16);
    world.load = 2;
    world.hot = new Map([0.03, 0.09, 0.3, 0.5, 0.7, 0.95].map((share) => [keyAt(share), 1.1]));
    pass(world, 40);
    const { outcome, considered } = await scale(world.ports(), WORLD_SETTINGS);
    expect([outcome, considered?.decision.action.kind]).toEqual(['done', 'split']);
    expect(world.reshards).toHaveLength(4);
    expect(world.refusals).toEqual([]);
  });

  test('what does not fit into the time of a run is neither made nor remembered', async () => {
    const world = new World(16);
    world.load = 2;
    world.hot = new Map([0.03, 0.09, 0.3, 0.5].map((share) => [keyAt(share), 1.1]));
    pass(world, 40);
    const ports = world.ports();
    const deadline = world.now + MINUTE;
    const run = await scale(
      { ...ports, clock: { ...ports.clock, deadline: () => deadline } },
      WORLD_SETTINGS,
    );
    expect(run.outcome).toBe('in part');
    expect(world.reshards).toHaveLength(2);
    expect(world.memory.state.reshards).toHaveLength(2);
    expect(world.memory.state.hotRanges).toHaveLength(2);
  });

  test('a hot key is looked for every five minutes, not every minute', async () => {
    const world = new World(4);
    world.load = 1;
    world.hot = new Map([[keyAt(0.4), 1.5]]);
    pass(world, 40);
    await runs(world, 30); // it splits in vain
    expect(world.shards.length).toBeGreaterThan(5);
    world.queries.length = 0;
    const all = await runs(world, 30);
    const looked = all.filter(({ considered }) => considered?.loads !== undefined);
    const grown = all.filter(({ considered }) => considered?.decision.action.kind === 'split');
    expect(looked.length).toBeGreaterThanOrEqual(5);
    expect(looked.length).toBeLessThanOrEqual(6 + grown.length);
    expect(looked.every(({ considered }) => considered?.decision.hotKey)).toBe(true);
    const shards = looked.reduce((sum, { considered }) => sum + (considered?.shards.length ?? 0), 0);
    expect(world.queries).toHaveLength(30 * 4 + 3 * shards);
  });

  test('a stream that has to grow does not wait until they are looked at again', async () => {
    const world = new World(6);
    world.load = 3;
    pass(world, 40);
    const time = world.now - 60 * MINUTE;
    const hotRange = { start: 0n, end: 2n ** 126n, share: 0.5, fruitless: 0, time };
    const state = { calls: [], reshards: [], hotRanges: [hotRange] };
    const text = writeMemory({ version: 1, state, lookedInVain: world.now });
    world.kept = { version: 1, text };
    const [calm] = await runs(world, 1);
    expect(calm.considered?.decision.wantsShardLoads).toBe(true);
    expect(calm.considered?.loads).toBeUndefined();
    world.load = 9.6;
    pass(world, 2);
    const [rising] = await runs(world, 1);
    expect(rising.considered?.loads?.size).toBe(6);
    expect(rising.considered?.decision.action.kind).toBe('split');
  });

  test('a stream without metrics of its shards is not asked for them; the log says so', async () => {
    const world = skewedWorld();
    world.shardMetrics = ['IncomingBytes'];
    const { considered } = await scale(world.ports(), WORLD_SETTINGS);
    expect(considered?.hindrances).toEqual([
      'the stream keeps no metrics for each shard: IncomingBytes and IncomingRecords are needed',
    ]);
    expect(world.queries).toHaveLength(4);
    expect(considered?.decision.reason).toMatch('the metrics of the shards are incomplete');
  });
});

describe('a change that fails', () => {
  const denied = new Refusal('AccessDeniedException');
  const limit = new Refusal('LimitExceededException');
  const fault = Object.assign(new Error('InternalFailure'), { $metadata: { httpStatusCode: 500 } });
  const timeout = new Error('socket hang up');

  test.each([
    ['refused: given back', denied, false, 0],
    ['over a limit: given back, as it was not made', limit, false, 0],
    ['a fault of Kinesis: counted, as it may have been made', fault, false, 1],
    ['no answer, and made', timeout, true, 1],
  ])('%s', async (_, failure, made, counted) => {
    const world = busyWorld();
    world.failure = failure;
    world.madeAllTheSame = made;
    const run = await scale(world.ports(), WORLD_SETTINGS);
    expect(run).toMatchObject({ outcome: 'in part', error: failure });
    expect(world.memory.state.calls).toHaveLength(counted);
    expect(world.updates).toHaveLength(made ? 1 : 0);
    world.failure = undefined;
    await runs(world, 1);
    expect(world.changes).toBeGreaterThan(0); // the next minute's run, if not the first
  });

  test('refused for there being too many calls: splits take over, until half an hour later one is tried', async () => {
    const world = busyWorld();
    world.failure = limit;
    await runs(world, 1);
    world.failure = undefined;
    const all = await runs(world, 15);
    expect(all[0].considered?.decision).toMatchObject({ action: { kind: 'split' }, callsLeft: 0 });
    expect(world.updates).toHaveLength(0);
    world.load = 20;
    await runs(world, 20);
    expect(world.updates.length).toBeGreaterThan(0);
    expect(world.refusals).toEqual([]);
  });

  test('a refused split is forgotten, or a shard that was never split would look like a hot key', async () => {
    const world = new World(8);
    world.load = 2;
    world.hot = new Map([0.51, 0.53, 0.57, 0.6].map((share) => [keyAt(share), 0.3]));
    world.failure = denied;
    pass(world, 40);
    const all = await runs(world, 20);
    expect(all.some(({ considered }) => considered?.decision.hotKey)).toBe(false);
    expect(world.memory.state).toMatchObject({ reshards: [], hotRanges: [] });
  });
});
