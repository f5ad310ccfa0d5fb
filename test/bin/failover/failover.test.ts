import { failback, failover } from '../../../bin/failover';
import { DynamoProgressStore, DynamoTokenStore } from '../../../lambda/replicate-stream/dynamo-stores';
import { holderAt, holderOf, type Token } from '../../../lambda/replicate-stream/token';
import { MemoryTable } from '../../support/replica-table';

const START = Date.parse('2026-11-01T12:00:00Z');
const IRELAND = 'eu-west-1';
const FRANKFURT = 'eu-central-1';

let table: MemoryTable;
let now: number;
let printed: string;
let complaints: string;

beforeEach(() => {
  table = new MemoryTable();
  now = START;
  printed = '';
  complaints = '';
});

function call(command: typeof failover, region: string, ...more: string[]): Promise<number> {
  return command(['--table', 'replicas', '--token', 'orders', '--region', region, ...more], {
    out: { write: (text) => (printed += text) },
    err: { write: (text) => (complaints += text) },
    now: () => now,
    connect: () => table.client,
  });
}

const token = (): Promise<Token | undefined> =>
  new DynamoTokenStore(table.client, { table: 'replicas', name: 'orders', region: IRELAND }).read();

/** What the replica of `region` reports of a shard: copied up to `replicatedTo`, at the time `heartbeat`. */
async function report(
  region: string,
  shard: string,
  replicatedTo: number,
  heartbeat: number,
  open: string[] = [],
): Promise<void> {
  const place = { table: 'replicas', name: 'orders', region };
  const store = new DynamoProgressStore(table.client, place, () => heartbeat);
  await store.read(shard);
  await store.write(shard, { from: '1', reached: '9', open }, replicatedTo);
}

test('the first Region to get the token owes all that is in its stream', async () => {
  expect(await call(failover, IRELAND)).toBe(0);
  expect(printed).toBe('✓ the token "orders" is in eu-west-1 now, for the first time\n');
  expect(await token()).toEqual({ moves: [{ region: IRELAND, since: 0 }] });
});

test('failover moves the token, and tells from when to read: the slowest live shard, less the lag of consumers', async () => {
  await call(failover, IRELAND);
  await report(IRELAND, 'shard-1', START - 30_000, START - 5_000);
  await report(IRELAND, 'shard-2', START - 90_000, START - 2_000);
  await report(IRELAND, 'closed', START - 90_000_000, START - 89_000_000);
  await report(FRANKFURT, 'shard-1', START - 500_000, START - 1_000);
  printed = '';
  expect(await call(failover, FRANKFURT, '--consumer-lag', '30', '--json')).toBe(0);
  expect(JSON.parse(printed)).toEqual({
    token: 'orders',
    from: IRELAND,
    region: FRANKFURT,
    moved: true,
    resumeAt: '2026-11-01T11:58:00.000Z',
  });
  const moved = (await token()) as Token;
  expect(holderOf(moved)).toBe(FRANKFURT);
  expect([holderAt(moved, START - 1), holderAt(moved, START)]).toEqual([IRELAND, FRANKFURT]);
  expect(complaints).toContain('shard-2 of eu-west-1 was 88 s behind');
});

test('asked again, it tells the same time to read from', async () => {
  await call(failover, IRELAND);
  await report(IRELAND, 'shard-1', START - 30_000, START - 5_000);
  await call(failover, FRANKFURT);
  await report(IRELAND, 'shard-1', START, START + 5_000);
  printed = '';
  expect(await call(failover, FRANKFURT)).toBe(0);
  expect(printed).toBe(
    '✓ eu-central-1 holds the token "orders" already; nothing was moved\n' +
      '  consumers in eu-central-1: read from 2026-11-01T11:58:30.000Z (AT_TIMESTAMP); they meet some records again\n',
  );
});

test('what DynamoDB refuses is told by its name, and what to do', async () => {
  table.before = () => {
    throw Object.assign(new Error('Requested resource not found'), { name: 'ResourceNotFoundException' });
  };
  expect(await call(failover, IRELAND)).toBe(1);
  expect(complaints).toBe(
    '✗ ResourceNotFoundException: Requested resource not found\n' +
      '  run this again: it tells who holds the token, and moves it if need be\n',
  );
});

test('a Region that holds the token keeps it as it is', async () => {
  await call(failover, IRELAND);
  const before = await token();
  now += 1_000;
  expect(await call(failover, IRELAND)).toBe(0);
  expect(printed).toContain('holds the token "orders" already');
  expect(await token()).toEqual(before);
});

test.each<[string, () => Promise<void>, string]>([
  ['records are left', () => report(IRELAND, 's', START, START, ['5', '6']), 's of eu-west-1 has 2 records'],
  ['a shard is behind', () => report(IRELAND, 's', START - 61_000, START), 's of eu-west-1 was 61 s behind'],
  [
    'nobody reports',
    () => report(IRELAND, 's', START - 3.7e6, START - 3.7e6),
    'has not reported for an hour',
  ],
  ['nobody ever did', async () => undefined, 'the replica of eu-west-1 has reported nothing'],
])('failback waits while %s, unless forced', async (_, prepare, reason) => {
  await call(failover, IRELAND);
  await prepare();
  expect(await call(failback, FRANKFURT)).toBe(1);
  expect(complaints).toContain(reason);
  expect(holderOf((await token()) as Token)).toBe(IRELAND);
  expect(await call(failback, FRANKFURT, '--force')).toBe(0);
  expect(holderOf((await token()) as Token)).toBe(FRANKFURT);
});

test('failback moves the token when all is copied', async () => {
  await call(failover, IRELAND);
  await report(IRELAND, 's', START - 1_000, START);
  await report(FRANKFURT, 's', START - 1_000, START);
  expect(await call(failback, FRANKFURT)).toBe(0);
  expect(holderOf((await token()) as Token)).toBe(FRANKFURT);
  expect(complaints).toBe('');
});

test('a Region without a replica: failover warns, failback refuses unless forced', async () => {
  const reason = 'no replica in eu-central-1 has reported anything';
  await call(failover, IRELAND);
  expect(complaints).toBe('');
  await report(IRELAND, 's', START, START);
  expect(await call(failback, FRANKFURT)).toBe(1);
  expect(complaints).toContain(reason);
  complaints = '';
  expect(await call(failover, FRANKFURT)).toBe(0);
  expect(complaints).toContain(`! ${reason}`);
});

test('the first token for a Region other than the one that reports is warned of', async () => {
  await report(IRELAND, 's', START, START);
  expect(await call(failover, FRANKFURT)).toBe(0);
  expect(complaints).toContain('! no replica in eu-central-1 has reported anything');
});

test('failback refuses to give a token that nobody has held, as by a name that is mistyped', async () => {
  expect(await call(failback, IRELAND)).toBe(1);
  expect(complaints).toContain('the token "orders" stays with nobody:\n  nobody has held it');
  expect(await token()).toBeUndefined();
});

test('of two moves at once, one fails', async () => {
  await call(failover, IRELAND);
  let calls = 0;
  table.before = () => {
    calls += 1;
    if (calls !== 2) return;
    const item = table.items.get('orders|token');
    table.items.set('orders|token', { ...item, epoch: { N: '7' } });
  };
  expect(await call(failover, FRANKFURT)).toBe(1);
  expect(complaints).toContain('somebody else moved the token');
});

test('it remembers the last moves only', async () => {
  for (let i = 0; i < 60; i += 1) {
    now += 1_000;
    await call(failover, i % 2 === 0 ? IRELAND : FRANKFURT);
  }
  expect((await token())?.moves).toHaveLength(50);
});

test.each([
  [['--table', 'replicas'], '--token is missing'],
  [['--table', '', '--token', 'orders'], '--table is missing'],
  [['--nonsense'], "Unknown option '--nonsense'"],
  [
    ['--table', 't', '--token', 'o', '--region', 'r', '--consumer-lag', '1m'],
    '--consumer-lag must be whole seconds',
  ],
  [
    ['--table', 't', '--token', 'o', '--region', 'r', '--endpoint', '127.0.0.1:8123'],
    '--endpoint must be an http or https URL, got "127.0.0.1:8123"',
  ],
])('refuses %p', async (args, message) => {
  const around = {
    out: { write: () => undefined },
    err: { write: (text: string) => (complaints += text) },
    now: () => now,
    connect: () => table.client,
  };
  expect(await failover(args, around)).toBe(2);
  expect(complaints).toContain(message);
});

test('--help asks nobody', async () => {
  expect(await call(failover, IRELAND, '--help')).toBe(0);
  expect(printed).toContain('Usage: kinesis-constructs failover|failback');
  expect(table.items.size).toBe(0);
});
