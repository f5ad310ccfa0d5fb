import type { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { FunctionLogs } from '../../../../bin/local/watch/function-logs';

const line = (seen: number) =>
  JSON.stringify({
    _aws: { CloudWatchMetrics: [{ Namespace: 'KinesisConstructs' }] },
    RecordsProcessed: seen,
  });

/** A log that answers two lines at a time. */
function log() {
  const events: { eventId: string; timestamp: number; message: string }[] = [];
  const send = async ({ input }: FilterLogEventsCommand) => {
    const from = Number(input.nextToken ?? 0);
    const found = events.filter(({ timestamp }) => timestamp >= (input.startTime ?? 0));
    const rest = found.length > from + 2 ? { nextToken: String(from + 2) } : {};
    return { events: found.slice(from, from + 2), ...rest };
  };
  const add = (timestamp: number, message: string) =>
    events.push({ eventId: String(events.length), timestamp, message });
  return { add, logs: new FunctionLogs({ send } as unknown as CloudWatchLogsClient, 'group', 0) };
}

test('gives each batch once, however many pages there are', async () => {
  const { add, logs } = log();
  for (let i = 1; i <= 5; i++) add(1000, line(i));
  add(1000, 'END RequestId: KinesisConstructs');
  const seen = async (now: number) => (await logs.read(now, true)).map((batch) => batch.seen);
  expect(await seen(1)).toEqual([1, 2, 3, 4, 5]);
  expect(await seen(2)).toEqual([]);
  add(999, line(6));
  add(9000, line(7));
  expect(await seen(3)).toEqual([6, 7]);
  expect(await seen(4)).toEqual([]);
});

test('is not asked again and again, unless it is urgent', async () => {
  const { add, logs } = log();
  const now = Date.now();
  await logs.read(now);
  add(now, line(1));
  expect(await logs.read(now + 1)).toEqual([]);
  expect(await logs.read(now + 1, true)).toHaveLength(1);
});
