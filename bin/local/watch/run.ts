import { StreamProducer } from 'kinesis-constructs/runtime';
import type { Landscape } from '../../diagram/landscape';
import { readFlights } from '../input';
import { MOST_RECORDS } from '../options';
import { Pipeline } from '../pipeline';
import { type Context, deployStack } from '../prepare';
import type { Account } from '../variant';
import { readAlarms } from './alarms';
import { Feeder } from './feeder';
import { type PipelineGraph, readGraph } from './graph';
import { Ledger } from './ledger';
import { pageOf } from './page-of';
import { checkPort } from './server';
import { Sight } from './sight';
import { Watch } from './watch';
import { WatchState } from './watch-state';

const STACK = 'StreamingEtl';
/** Deploys the example, lets flights flow round and round while a page shows them, and accounts for each in the end. */
export async function runWatch(context: Context): Promise<Account> {
  const { options, steps } = context;
  if (options.port !== undefined) await checkPort(options.port);
  const flights = await steps.run(
    'read',
    `reading and checking ${options.input ?? 'the flights'}`,
    async () => readFlights(options.input, undefined),
    ({ length }) => `${length} records`,
  );
  let read: { graph: PipelineGraph; landscape: Landscape } | undefined;
  const deployment = await deployStack(context, STACK, undefined, (assembly) => {
    read = readGraph(assembly, STACK);
  });
  if (read === undefined) throw new Error('the assembly was not inspected');
  const pipeline = new Pipeline(deployment.emulator.endpoint, deployment.outputs);
  await pipeline.begin();
  const { graph, landscape } = read;
  const sight = await Sight.open(STACK, deployment, graph, pipeline);
  const ledger = new Ledger();
  const producer = new StreamProducer({ client: pipeline.kinesis, streamName: pipeline.streamName });
  const limit = options.records ?? MOST_RECORDS;
  const startedAt = Date.now();
  const put = producer.put.bind(producer);
  const feeder = new Feeder({ put, flights, ledger, run: startedAt.toString(36), limit });
  const alarms = readAlarms(landscape);
  const state = new WatchState({
    graph,
    alarms,
    ledger,
    feeder,
    limit,
    shards: sight.shards,
    consumers: { delays: readerOf(graph, 'counted'), alerts: readerOf(graph, 'queued') },
    startedAt,
  });
  const page = pageOf(STACK, graph, alarms, deployment.substitutions, deployment.emulator.endpoint);
  const parts = { pipeline, sight, ledger, producer, feeder, state };
  return new Watch(context, deployment, parts).run(page);
}

/** The function whose records are counted by a measure. */
function readerOf({ nodes, edges }: PipelineGraph, measure: 'counted' | 'queued'): string {
  const edge = edges.find((one) => one.measure === measure);
  return nodes.find(({ id }) => id === edge?.from)?.resource ?? '';
}
