import { readFileSync } from 'node:fs';
import { readAirports } from '../../examples/streaming-etl/airports';
import type { Flight } from '../../examples/streaming-etl/flight';
import { type Published, publishFlights } from '../../examples/streaming-etl/publish';
import { check, type Verdict } from './check';
import { total } from './counter';
import { type Expected, expectOf } from './expected';
import { readFlights } from './input';
import { waitUntilLanded } from './landing';
import { putToLanding } from './latency';
import { AIRPORTS } from './paths';
import { type Landed, type Observed, Pipeline } from './pipeline';
import { type Context, deployStack } from './prepare';
import { Progress } from './progress';
import { totalsTable } from './report';
import type { Account } from './variant';

/** Deploys the example to an emulator, sends the flights, and compares what comes out with what has to. */
export async function run(context: Context): Promise<Account> {
  const { options, steps } = context;
  const flights = await steps.run(
    'read',
    `reading and checking ${options.input ?? 'the flights'}`,
    async () => readFlights(options.input, options.records),
    ({ length }) => `${length} records`,
  );
  const expected = expectOf(flights, readAirports(readFileSync(AIRPORTS, 'utf8')));
  const deployment = await deployStack(context, 'StreamingEtl');
  const pipeline = new Pipeline(deployment.emulator.endpoint, deployment.outputs);
  await pipeline.begin();

  const sent = await send(context, pipeline, flights);
  const shortfall = await land(context, pipeline, expected);
  const { observed, verdict } = await compare(context, pipeline, expected);
  const { totals } = verdict;
  const latency = putToLanding(sent, observed.tallies);
  return {
    table: totalsTable(totals, latency),
    json: { ...totals, latency },
    faults: shortfall === undefined ? verdict.faults : [shortfall, ...verdict.faults],
    deployment,
    look: pipeline.lookCommands(),
  };
}

async function send(
  { steps, out }: Context,
  pipeline: Pipeline,
  flights: readonly Flight[],
): Promise<Published[]> {
  const { kinesis, streamName } = pipeline;
  const progress = new Progress(flights.length, out);
  return steps.run(
    'send',
    `sending ${flights.length} records to ${streamName}`,
    () =>
      publishFlights({ client: kinesis, streamName }, flights, (count) =>
        progress.update(count, `${count} of ${flights.length}`),
      ),
    () => 'the stream has them',
  );
}

async function land(
  { steps, out }: Context,
  pipeline: Pipeline,
  expected: Expected,
): Promise<string | undefined> {
  const target = { settled: expected.sent, delays: total(expected.delays), alerts: total(expected.alerts) };
  const sum = ({ settled, delays, alerts }: Landed): number => settled + delays + alerts;
  const progress = new Progress(sum(target), out);
  const text = (landed: Landed): string =>
    `archive ${landed.settled}/${target.settled}, delays ${landed.delays}/${target.delays}, alerts ${landed.alerts}/${target.alerts}`;
  return steps.run(
    'land',
    'waiting until they have landed',
    () =>
      waitUntilLanded(
        target,
        () => pipeline.landed(),
        (landed) => progress.update(sum(landed), text(landed)),
      ),
    (shortfall) => (shortfall === undefined ? 'nothing is under way any more' : 'gave up'),
  );
}

async function compare(
  { steps }: Context,
  pipeline: Pipeline,
  expected: Expected,
): Promise<{ observed: Observed; verdict: Verdict }> {
  return steps.run(
    'check',
    'reading everything back and comparing it with what was sent',
    async () => {
      const observed = await pipeline.observe();
      return { observed, verdict: check(expected, observed) };
    },
    ({ verdict: { faults } }) => (faults.length === 0 ? 'it is all there' : 'something is wrong'),
  );
}
