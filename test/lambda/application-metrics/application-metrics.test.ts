import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { applicationMetrics } from '../../../lambda/application-metrics';
import { METRIC_UNITS } from '../../../lambda/application-metrics/contract';
import { processRecords } from '../../../lambda/batch';
import { kinesisEvent, lambdaContext } from '../../../lambda/testing';

const SHOP = {
  namespace: 'Shop',
  dimensions: { Service: 'orders' },
  metrics: { OrdersPlaced: { unit: 'Count' }, OrderValue: { unit: 'None', highResolution: true } },
} as const;
const lines: string[] = [];
const written = () =>
  lines
    .map((line) => JSON.parse(line))
    .filter((line) => line._aws?.CloudWatchMetrics[0].Namespace === 'Shop');

beforeEach(() => {
  lines.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      lines.push(...`${chunk}`.split('\n').filter((line) => line.startsWith('{')));
      return true;
    });
  }
});
afterEach(() => jest.restoreAllMocks());

test('writes what was added, with the namespace, the dimensions, units and resolution of the definition alone', () => {
  const metrics = applicationMetrics(SHOP);
  metrics.add('OrdersPlaced');
  metrics.add('OrdersPlaced', 2);
  metrics.add('OrderValue', 12.5);
  metrics.publish();
  const [emf, ...more] = written();
  expect(more).toEqual([]);
  expect(emf).toMatchObject({ Service: 'orders', OrdersPlaced: [1, 2], OrderValue: 12.5 });
  expect(emf._aws.CloudWatchMetrics).toEqual([
    {
      Namespace: 'Shop',
      Dimensions: [['Service']],
      Metrics: [
        { Name: 'OrdersPlaced', Unit: 'Count' },
        { Name: 'OrderValue', Unit: 'None', StorageResolution: 1 },
      ],
    },
  ]);
});

test('nothing added is nothing written, and what is written is not written again', () => {
  const metrics = applicationMetrics(SHOP);
  metrics.publish();
  expect(lines).toEqual([]);
  metrics.add('OrdersPlaced');
  metrics.publish();
  metrics.publish();
  expect(written()).toHaveLength(1);
});

test('keeps its dimensions from one batch to the next', () => {
  const metrics = applicationMetrics(SHOP);
  for (let batch = 0; batch < 2; batch++) {
    metrics.add('OrdersPlaced');
    metrics.publish();
  }
  expect(written().map(({ Service }) => Service)).toEqual(['orders', 'orders']);
});

test('loses no value of a batch that has more than a line can hold', () => {
  const metrics = applicationMetrics(SHOP);
  for (let order = 0; order < 250; order++) metrics.add('OrdersPlaced');
  metrics.publish();
  expect(written().flatMap(({ OrdersPlaced }) => OrdersPlaced)).toHaveLength(250);
});

test('has one empty set of dimensions when there are none, in each line', () => {
  const names = Array.from({ length: 101 }, (_, n) => `Orders${n}`);
  const metrics = applicationMetrics({
    namespace: 'Shop',
    metrics: Object.fromEntries(names.map((name) => [name, { unit: 'Count' }])),
  });
  for (const name of names) metrics.add(name);
  metrics.publish();
  expect(written().map(({ _aws }) => _aws.CloudWatchMetrics[0].Dimensions)).toEqual([[[]], [[]]]);
});

test('what cannot be published is a warning, not an error of a batch that is done', async () => {
  jest.spyOn(Metrics.prototype, 'publishStoredMetrics').mockImplementation(() => {
    throw new Error('key collision');
  });
  const metrics = applicationMetrics(SHOP);
  const handler = metrics.publishAfter(async () => {
    metrics.add('OrdersPlaced');
    return 'done';
  });
  expect(await handler({}, lambdaContext())).toBe('done');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'WARN', message: 'Metrics not published', reason: 'Error: key collision' },
  ]);
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  ['12', 'string'],
])('refuses to add %p', (value, got) => {
  const metrics = applicationMetrics(SHOP);
  expect(() => metrics.add('OrderValue', value as number)).toThrow(
    new RangeError(`applicationMetrics: the value of OrderValue must be a finite number, got ${got}`),
  );
  metrics.publish();
  expect(lines).toEqual([]);
});

test('goes beside the metrics of processRecords, once a batch, also of one that fails', async () => {
  const metrics = applicationMetrics(SHOP);
  const records = processRecords<{ value: number }>(({ payload }) =>
    metrics.add('OrderValue', payload.value),
  );
  const event = kinesisEvent([{ data: { value: 3 } }, { data: { value: 4 } }]);
  await metrics.publishAfter(records)(event, lambdaContext());
  expect(written()).toMatchObject([{ OrderValue: [3, 4] }]);
  expect(lines.join('\n')).toContain('"RecordsProcessed":2');

  lines.length = 0;
  const failing = metrics.publishAfter(async () => {
    metrics.add('OrdersPlaced');
    throw new Error('no');
  });
  await expect(failing({}, lambdaContext())).rejects.toThrow('no');
  expect(written()).toMatchObject([{ OrdersPlaced: 1 }]);
});

test('has the names of its definition', () => {
  const metrics = applicationMetrics(SHOP);
  // @ts-expect-error the definition has no such metric
  expect(() => metrics.add('OrdersPlacd')).toThrow('no metric OrdersPlacd is defined');
  // @ts-expect-error nor is there one that every object inherits
  expect(() => metrics.add('toString')).toThrow('no metric toString is defined');
});

test.each([
  [{ ...SHOP, namespace: '' }, 'namespace must be 1 to 255 characters'],
  [{ ...SHOP, namespace: 'AWS/Kinesis' }, 'not beginning with AWS/, got AWS/Kinesis'],
  [{ ...SHOP, dimensions: { Service: '' } }, 'names and values that are not empty, got Service='],
  [
    { ...SHOP, dimensions: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`d${i}`, 'x'])) },
    'dimensions must be at most 29, got 30',
  ],
  [{ ...SHOP, metrics: { '': { unit: 'Count' } } }, 'metrics must be names of 1 to 255 characters'],
  [{ ...SHOP, dimensions: { _aws: 'x' } }, 'dimensions must be names other than _aws, got _aws'],
  [
    { ...SHOP, metrics: { _aws: { unit: 'Count' } } },
    "metrics must be names other than _aws and the dimensions', got _aws",
  ],
  [
    { ...SHOP, metrics: { Service: { unit: 'Count' } } },
    "metrics must be names other than _aws and the dimensions', got Service",
  ],
  [
    { ...SHOP, metrics: { Orders: { unit: 'count' } } },
    'metrics.Orders.unit must be a unit of CloudWatch, got count',
  ],
])('refuses a definition: %#', (definition, message) => {
  expect(() => applicationMetrics(definition)).toThrow(message);
});

test('takes as many dimensions as it says', () => {
  const dimensions = Object.fromEntries(Array.from({ length: 29 }, (_, i) => [`d${i}`, 'x']));
  const metrics = applicationMetrics({ ...SHOP, dimensions });
  metrics.add('OrdersPlaced');
  metrics.publish();
  expect(written()[0]._aws.CloudWatchMetrics[0].Dimensions[0]).toHaveLength(29);
});

test('knows the units that Powertools knows', () => {
  expect([...METRIC_UNITS].sort()).toEqual(Object.values(MetricUnit).sort());
});
