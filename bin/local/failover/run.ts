import { setTimeout as wait } from 'node:timers/promises';
import { StreamProducer } from 'kinesis-constructs/runtime';
import { type Context, deployStacks } from '../prepare';
import { table } from '../report';
import type { Account } from '../variant';
import { checkFailover, type FailoverVerdict, type Streams } from './check';
import { APP, PRIMARY, SECONDARY } from './contract';
import { MOVING, makeWaves, type Order, type Wave } from './orders';
import { Reading } from './reading';
import { Replica } from './replica';
import { PairToken } from './token';

const RECORDS = 5_000;
/** From one wave to the next. */
const WAVE_MS = 250;
/** How long a replica trusts what it saw of the token. */
const TOKEN_VALID_MS = 1_000;
/** Nothing more is to be copied when nothing was for so long. */
const QUIET_MS = 3_000;
const LIMIT_MS = 120_000;

/** Deploys a stream in two Regions, fails over while records flow and back, and accounts for each record in both streams. */
export async function runFailover(context: Context): Promise<Account> {
  const { options, steps } = context;
  const waves = makeWaves(options.records ?? RECORDS, Date.now().toString(36));
  const stacks = [
    { stack: `${APP}Primary`, region: PRIMARY },
    { stack: `${APP}Secondary`, region: SECONDARY },
  ];
  const [primary] = await deployStacks(context, stacks, __dirname);
  if (primary === undefined) throw new Error('nothing was deployed');
  const { endpoint } = primary.emulator;
  const { StreamName = '', ReplicaTable = '', ReplicaToken = '' } = primary.outputs;
  const token = new PairToken(endpoint, ReplicaTable, ReplicaToken);
  await token.copyTable();
  const replicas = await Promise.all(
    [PRIMARY, SECONDARY].map((region) => Replica.open(endpoint, region, StreamName)),
  );
  const readings = await Promise.all(
    replicas.map(async (replica) => [replica.region, new Reading(await replica.openShards())] as const),
  );
  const shards = await Promise.all(replicas.map((replica) => replica.openShards()));
  await token.move('failover', PRIMARY);

  const stop = new AbortController();
  const copying = Promise.all(
    replicas.map((replica, index) => replica.copy(shards[index] ?? [], stop.signal)),
  );
  try {
    const movedAt = await Promise.race([
      copying.then(() => Number.NaN),
      steps.run(
        'send',
        'sending records; the token moves to the other Region meanwhile, producers follow one by one',
        () => sendAll(waves, replicas, token),
      ),
    ]);
    await steps.run('fenced', 'waiting until what may be copied is', () => quiet(replicas, copying));
    const whileAway = await readAll(readings);
    await steps.run('failback', 'giving the token back, when nothing is left in the other Region', () =>
      token.move('failback', PRIMARY),
    );
    await steps.run('copied', 'waiting until the rest is copied', () => quiet(replicas, copying));
    stop.abort();
    await copying;
    const sent = waves.flatMap(({ orders }) => orders);
    const atTheEnd = await readAll(readings);
    const fencedFrom = movedAt + TOKEN_VALID_MS;
    const tokenMoves = token.moves;
    const verdict = checkFailover(sent, { whileAway, atTheEnd, movedAt, fencedFrom, tokenMoves });
    const { faults, ...json } = verdict;
    return { table: verdictTable(verdict), json, faults, deployment: primary, look: [] };
  } finally {
    stop.abort();
  }
}

/** Sends wave after wave, and moves the token between two of them. Gives the time of the move. */
async function sendAll(
  waves: readonly Wave[],
  replicas: readonly Replica[],
  token: PairToken,
): Promise<number> {
  const producers = new Map(
    replicas.map(({ region, kinesis, streamName }) => [
      region,
      new StreamProducer({ client: kinesis, streamName, ordered: true }),
    ]),
  );
  const put = ({ region, partitionKey, data }: Order) => producers.get(region)?.put({ partitionKey, data });
  let moving: Promise<number> = Promise.reject(new Error('the token was not moved'));
  moving.catch(() => undefined);
  try {
    for (const [number, { orders }] of waves.entries()) {
      if (number === MOVING.first) moving = token.move('failover', SECONDARY).then(() => Date.now());
      await Promise.all([...orders.map(put), wait(WAVE_MS)]);
    }
    return await moving;
  } finally {
    await Promise.all([...producers.values()].map((producer) => producer.close()));
  }
}

/** Waits until no replica has copied anything for a while. */
async function quiet(replicas: readonly Replica[], copying: Promise<unknown>): Promise<void> {
  const started = Date.now();
  const since = (): number =>
    Date.now() - Math.max(started, ...replicas.map(({ lastProgress }) => lastProgress));
  while (since() < QUIET_MS) {
    await Promise.race([wait(100), copying]);
    if (Date.now() - started > LIMIT_MS) throw new Error(`it still copies after ${LIMIT_MS / 1000} s`);
  }
}

async function readAll(readings: readonly (readonly [string, Reading])[]): Promise<Streams> {
  const read = readings.map(async ([region, reading]) => [region, [...(await reading.read())]] as const);
  return new Map(await Promise.all(read));
}

function verdictTable(verdict: FailoverVerdict): string {
  const { sent, replicated, late, lost, orderBreaks, duplicates, tokenMoves } = verdict;
  return table([
    ['sent', sent, 'in both Regions'],
    ['replicated', replicated, 'also in the stream of the other Region'],
    ['late', late, 'put after the token had left: copied when it came back'],
    ['order breaks', orderBreaks],
    ['duplicates', duplicates],
    ['token moves', tokenMoves, 'given, failover, failback'],
    ['lost', lost],
  ]);
}
