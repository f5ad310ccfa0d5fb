import { S3Client } from '@aws-sdk/client-s3';
import { kinesisClient } from 'kinesis-constructs/runtime';
import { publishFlights } from '../../../examples/streaming-etl/publish';
import { clientSettings } from '../account';
import { Tallies } from '../archive';
import { readFlights } from '../input';
import { waitUntilLanded } from '../landing';
import { Objects } from '../objects';
import { type Context, deployStack } from '../prepare';
import { Progress } from '../progress';
import { table } from '../report';
import { TALLY_OUTPUT } from '../substitute';
import type { Account } from '../variant';
import { checkPartitions, type FiledFlights, type PartitionTotals, readFiled, STACK } from './partitions';

/** Deploys an archive with dynamic partitioning, sends the flights, and looks whether each is under its airport. */
export async function runPartitioned(context: Context): Promise<Account> {
  const { options, steps, out } = context;
  const flights = await steps.run(
    'read',
    `reading and checking ${options.input ?? 'the flights'}`,
    async () => readFlights(options.input, options.records),
    ({ length }) => `${length} records`,
  );
  const deployment = await deployStack(context, STACK, __dirname);
  const { StreamName: streamName = '', ArchiveBucket: bucket = '' } = deployment.outputs;
  const settings = clientSettings(deployment.emulator.endpoint);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const archive = new Objects<FiledFlights>(s3, bucket, readFiled);
  const tallies = new Tallies(s3, deployment.outputs[TALLY_OUTPUT] ?? '');
  await Promise.all([archive.ignorePresent(), tallies.ignorePresent()]);

  const sending = new Progress(flights.length, out);
  // The emulator's HTTP/2 breaks calls of more than 500 KB.
  const client = kinesisClient({ ...settings, http1: true });
  await steps.run('send', `sending ${flights.length} records to ${streamName}`, () =>
    publishFlights({ client, streamName }, flights, (count) =>
      sending.update(count, `${count} of ${flights.length}`),
    ),
  );
  const landing = new Progress(flights.length, out);
  const shortfall = await steps.run(
    'land',
    'waiting until they have landed',
    () =>
      waitUntilLanded(
        { settled: flights.length, delays: 0, alerts: 0 },
        async () => ({ settled: await received(tallies), delays: 0, alerts: 0 }),
        ({ settled }) => landing.update(settled, `archive ${settled}/${flights.length}`),
      ),
    (short) => (short === undefined ? 'nothing is under way any more' : 'gave up'),
  );
  const { totals, faults } = await steps.run(
    'check',
    'reading every object back and looking under which partition it is',
    async () =>
      checkPartitions(
        flights,
        (await archive.read()).map(({ content }) => content),
      ),
    (checked) => (checked.faults.length === 0 ? 'it is all in its place' : 'something is wrong'),
  );
  return {
    table: partitionTable(totals),
    json: { ...totals },
    faults: shortfall === undefined ? faults : [shortfall, ...faults],
    deployment,
    look: [`aws s3 ls --recursive s3://${bucket}`],
  };
}

async function received(tallies: Tallies): Promise<number> {
  return (await tallies.read()).reduce((sum, { content }) => sum + content.received, 0);
}

function partitionTable(totals: PartitionTotals): string {
  return table([
    ['sent', totals.sent],
    ['archived', totals.archived, `${totals.objects} objects`],
    ['partitions', totals.partitions, 'a folder for each airport of origin'],
    ['misplaced', totals.misplaced],
    ['failed', totals.failed, 'in the error output'],
    ['lost', totals.lost],
  ]);
}
