import { Metrics } from '@aws-lambda-powertools/metrics';
import { reportMetrics } from '../../../lambda/producer/metrics';
import { records, setUp } from './setup';

test('reports what was done since the last report, in the embedded metric format', async () => {
  const { time, producer } = setUp({}, ['throttled call', 'none', 'lost after']);
  // Development mode prints through the global console; it turns metrics off unless told otherwise.
  Object.assign(process.env, { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' });
  const metrics = new Metrics({ namespace: 'Orders', serviceName: 'checkout' });
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const report = reportMetrics(producer, metrics);
  for (let i = 0; i < 2; i += 1) {
    await time.until(Promise.all(records(3).map((record) => producer.put(record))));
    report();
    metrics.publishStoredMetrics();
  }
  const same = {
    RecordsGivenUp: 0,
    RecordsFailedInternally: 0,
    RecordsAcknowledged: 3,
    PutRecordsCalls: 2,
    RecordsRetried: 3,
  };
  expect(log.mock.calls.map(([line]) => JSON.parse(line))).toMatchObject([
    { ...same, RecordsThrottled: 3, CallsUnanswered: 0, PossibleDuplicates: 0 },
    { ...same, RecordsThrottled: 0, CallsUnanswered: 1, PossibleDuplicates: 3 },
  ]);
  log.mockRestore();
});
