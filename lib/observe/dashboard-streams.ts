import { Duration } from 'aws-cdk-lib';
import { Color, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import {
  consumersIn,
  registrationsIn,
  type ShownConsumer,
  type ShownRegistration,
  type ShownStream,
  streamsIn,
} from './dashboard-inventory';
import { type Graph, metricsOf, row, type Section } from './dashboard-section';

/** Share of its capacity from which a stream wants more, in percent. */
const NEARLY_FULL = 80;

/** What comes into each stream, what it refuses, and how old the records are when they are read. */
export function streamSection(scope: IConstruct, constructs: readonly IConstruct[]): Section {
  const registrations = registrationsIn(constructs);
  const consumers = consumersIn(constructs);
  const rows = streamsIn(constructs).map((stream) => {
    const ofThis = <T extends { readonly stream: unknown }>(readers: readonly T[]) =>
      readers.filter((reader) => reader.stream === stream.key);
    return row(
      incoming(stream),
      utilisation(scope, stream),
      refused(stream),
      ages(stream, ofThis(registrations), ofThis(consumers)),
    );
  });
  return { title: 'Streams', rows };
}

function incoming(stream: ShownStream): Graph {
  const metric = metricsOfStream(stream);
  const aSecond = (id: string, metricName: string, label: string) =>
    new MathExpression({
      expression: `${id} / PERIOD(${id})`,
      usingMetrics: { [id]: metric(metricName, Stats.SUM, '') },
      label,
      period: Duration.minutes(1),
    });
  return {
    title: `${stream.label}: incoming a second`,
    left: [aSecond('bytes', 'IncomingBytes', 'Bytes')],
    right: [aSecond('records', 'IncomingRecords', 'Records')],
    rightYAxis: { min: 0 },
  };
}

function utilisation(scope: IConstruct, stream: ShownStream): Graph | undefined {
  if (stream.capacity === undefined) return undefined;
  const metric = metricsOfStream(stream);
  const period = Duration.minutes(1);
  const used = stream.capacity._utilisation(
    scope,
    metric('IncomingBytes', Stats.SUM, ''),
    metric('IncomingRecords', Stats.SUM, ''),
  );
  return {
    title: `${stream.label}: capacity in use, %`,
    left: [
      new MathExpression({
        expression: '100 * used',
        usingMetrics: { used },
        label: 'Bytes or records, whichever is more',
        period,
      }),
    ],
    leftAnnotations: [{ value: NEARLY_FULL, label: 'Nearly full', color: Color.ORANGE }],
    leftYAxis: { min: 0, max: 100 },
  };
}

function refused(stream: ShownStream): Graph {
  const metric = metricsOfStream(stream);
  return {
    title: `${stream.label}: refused`,
    left: [
      metric('WriteProvisionedThroughputExceeded', Stats.SUM, 'Records not taken', Color.RED),
      metric('ReadProvisionedThroughputExceeded', Stats.SUM, 'Reads throttled', Color.ORANGE),
      metric('PutRecords.FailedRecords', Stats.SUM, 'Faults inside Kinesis', Color.PURPLE),
    ],
  };
}

function ages(
  stream: ShownStream,
  registrations: readonly ShownRegistration[],
  consumers: readonly ShownConsumer[],
): Graph {
  const polled = metricsOfStream(stream);
  const age = 'GetRecords.IteratorAgeMilliseconds';
  return {
    title: `${stream.label}: age by reader, ms`,
    left: [
      polled(age, Stats.MAXIMUM, 'Slowest with GetRecords'),
      ...registrations.map(({ consumerName }) =>
        metricsOf('AWS/Kinesis', { StreamName: stream.streamName, ConsumerName: consumerName })(
          'SubscribeToShardEvent.MillisBehindLatest',
          Stats.MAXIMUM,
          `Consumer ${consumerName}`,
        ),
      ),
      ...consumers.map(({ label, functionName }) =>
        metricsOf('AWS/Lambda', { FunctionName: functionName })(
          'IteratorAge',
          Stats.MAXIMUM,
          `Function ${label}`,
        ),
      ),
    ],
  };
}

function metricsOfStream({ streamName }: ShownStream) {
  return metricsOf('AWS/Kinesis', { StreamName: streamName });
}
