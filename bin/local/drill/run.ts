import { StreamProducer } from 'kinesis-constructs/runtime';
import { countBy } from '../counter';
import type { EmulatorShard } from '../emulator-shard';
import { waitUntilLanded } from '../landing';
import { type Context, deployStack } from '../prepare';
import type { Account } from '../variant';
import { checkDrill, type Found } from './check';
import { STACK } from './contract';
import { type DrillRecord, makeRecords, marksOf } from './orders';
import { isErrorOutput } from './read-objects';
import { drillJson, drillTable } from './report';
import { Scene } from './scene';
import { ThrottlingClient } from './throttling-client';

const RECORDS = 2_000;
/** Of 100 entries in a call, so many are refused. */
const THROTTLED_SHARE = 30;

/** Injects faults at every stage of a deployed pipeline, mends them, redrives, and accounts for each record. */
export async function runDrill(context: Context): Promise<Account> {
  const { options, steps } = context;
  const start = new Date();
  const run = start.getTime().toString(36);
  const records = makeRecords(options.records ?? RECORDS, run);
  const deployment = await deployStack(context, STACK, __dirname);
  const scene = new Scene(deployment.emulator.endpoint, deployment.outputs);
  const shards = await scene.begin();

  const throttled = await steps.run(
    'send',
    `sending a burst of ${records.length} records, of which a part is refused`,
    () => burst(scene, records),
    ({ injected }) => `${injected} entries were refused`,
  );
  for (const consumer of ['settle', 'notify'] as const) {
    await steps.run(
      consumer,
      `calling ${consumer} as its event source mapping would`,
      () => scene.drive(consumer, shards[consumer]),
      ({ totals }) => `${totals.invocations} calls, ${totals.sentToDestination} records given up and kept`,
    );
  }
  const [keptBySettle, keptByNotify] = await readKept(scene);
  await scene.disarm();
  const redriven = await steps.run(
    'redrive',
    'redriving what was kept, with the faults mended',
    () => scene.redrive(start),
    (result) => `${result.redriven.records} of ${result.found.records} records`,
  );
  const shortfall = await steps.run(
    'land',
    'waiting until the archive has all records',
    () =>
      waitUntilLanded(
        { settled: records.length, delays: 0, alerts: 0 },
        async () => ({ settled: await scene.delivered(), delays: 0, alerts: 0 }),
        () => undefined,
      ),
    (short) => (short === undefined ? 'nothing is under way any more' : 'gave up'),
  );
  const ledger = await scene.ledger(run);
  const objects = await scene.archive.read();
  const idsIn = (isFailed: boolean): Found =>
    countIds(objects.filter(({ key }) => isErrorOutput(key) === isFailed).flatMap(({ content }) => content));
  const verdict = checkDrill(records, {
    stream: await readStream(shards.stream),
    settled: ledger('settle', 'arrivals'),
    quarantined: ledger('quarantine', 'arrivals'),
    notified: ledger('notify', 'arrivals'),
    notifyAttempts: ledger('notify', 'attempts'),
    transformAttempts: ledger('transform', 'attempts'),
    keptBySettle,
    keptByNotify,
    archived: idsIn(false),
    failed: idsIn(true),
    throttled,
    redriven: { processed: redriven.redriven.records, failed: redriven.failed.records },
  });
  return {
    table: drillTable(verdict),
    json: drillJson(verdict),
    faults: shortfall === undefined ? verdict.faults : [shortfall, ...verdict.faults],
    deployment,
    look: ['FailureBucket', 'ArchiveBucket'].map(
      (name) => `aws s3 ls --recursive s3://${deployment.outputs[name]}`,
    ),
  };
}

/** Puts all records at once. Gives how many entries were refused, and how many the producer says were. */
async function burst(
  { kinesis, streamName }: Scene,
  records: readonly DrillRecord[],
): Promise<{ injected: number; seen: number }> {
  const client = new ThrottlingClient(kinesis, THROTTLED_SHARE);
  const producer = new StreamProducer({ client, streamName });
  try {
    await Promise.all(records.map(({ partitionKey, data }) => producer.put({ partitionKey, data })));
    return { injected: client.throttled, seen: producer.stats().throttled };
  } finally {
    await producer.close();
  }
}

/** The records in the failure bucket, as the objects there hold them. */
async function readKept(scene: Scene): Promise<Found[]> {
  const objects = await scene.kept.read();
  return (['settle', 'notify'] as const).map((consumer) => {
    const ofMapping = objects.filter(({ key }) => key.includes(`/${scene.mappingId(consumer)}/`));
    return countIds(ofMapping.flatMap(({ content }) => content));
  });
}

async function readStream(shards: readonly EmulatorShard[]): Promise<Found> {
  const ids: string[] = [];
  for (const shard of shards) {
    for (let records = await shard.read(10_000); records.length > 0; records = await shard.read(10_000)) {
      ids.push(...records.map(({ kinesis }) => marksOf(Buffer.from(kinesis.data, 'base64').toString()).id));
    }
  }
  return countIds(ids);
}

function countIds(ids: readonly string[]): Found {
  return countBy(ids, (id) => id);
}
