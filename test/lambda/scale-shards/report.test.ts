import { report } from '../../../lambda/scale-shards/report';
import { type Run, scale } from '../../../lambda/scale-shards/scale';
import { keyAt, WORLD_SETTINGS, World } from './world';

function said(run: Run): { lines: unknown[][]; metrics: Record<string, number>; published: number } {
  const lines: unknown[][] = [];
  const metrics: Record<string, number> = {};
  let published = 0;
  const say = (...line: unknown[]) => void lines.push(line);
  report(
    run,
    { info: say, warn: say },
    {
      addMetric: (name, _, value) => {
        metrics[name] = value;
      },
      publishStoredMetrics: () => void published++,
    },
  );
  return { lines, metrics, published };
}

async function runOn(world: World): Promise<Run> {
  for (let i = 0; i < 40; i++) world.minute();
  return scale(world.ports(), WORLD_SETTINGS);
}

test('a decision is logged with its reason, and measured', async () => {
  const world = new World(8);
  world.load = 7;
  const { lines, metrics, published } = said(await runOn(world));
  expect(lines).toEqual([
    [
      'Decided',
      {
        reason: 'demand of 7.0 shards: grow from 8 to 10 shards',
        action: 'update',
        steps: ['to 10 shards'],
        outcome: 'done',
        openShards: 8,
        desired: 10,
        utilisation: 0.875,
        throttledShare: 0,
        callsLeft: 9,
        hotKey: false,
      },
    ],
  ]);
  expect(metrics).toEqual({
    DesiredShards: 10,
    OpenShards: 8,
    CallsLeftToday: 9,
    Utilisation: 87.5,
    ThrottledShare: 0,
  });
  expect(published).toBe(1);
});

test('the fullest shard is measured when shards were looked at', async () => {
  const world = new World(8);
  world.load = 1;
  world.hot = new Map([[keyAt(0.4), 1.375]]);
  const { metrics, lines } = said(await runOn(world));
  expect(metrics).toMatchObject({ HottestShard: expect.closeTo(150), HotKey: 0 });
  expect(lines[0][1]).toMatchObject({ action: 'split', steps: [expect.stringMatching(/^s3 at \d+$/)] });
});

test('what it could not know is a warning', async () => {
  const world = new World(8);
  world.load = 1;
  world.hot = new Map([[keyAt(0.4), 1.375]]);
  world.shardMetrics = [];
  const { lines, metrics } = said(await runOn(world));
  expect(lines[1]).toEqual([
    'Decided without knowing all',
    { reason: expect.stringMatching('no metrics for each shard') },
  ]);
  expect(metrics).not.toHaveProperty('HottestShard');
});

test('a run that leaves the stream to another has nothing to measure', () => {
  const { lines, published } = said({ outcome: 'another run acts' });
  expect(lines).toEqual([['Nothing decided', { outcome: 'another run acts' }]]);
  expect(published).toBe(0);
});
