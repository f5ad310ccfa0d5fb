import { Arn, ArnFormat, Token } from 'aws-cdk-lib';
import { Color, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { consumersIn, type ShownConsumer } from './dashboard-inventory';
import { referredTo } from './dashboard-names';
import { type Graph, metricsOf, row, type Section } from './dashboard-section';

/** The functions that read the streams, and what they gave up. */
export function consumerSection(constructs: readonly IConstruct[]): Section {
  const rows = consumersIn(constructs).map((consumer) =>
    row(duration(consumer), failures(consumer), concurrency(consumer), givenUp(consumer)),
  );
  return { title: 'Consumers', rows };
}

function duration({ label, functionName, function: fn }: ShownConsumer): Graph {
  const metric = metricsOf('AWS/Lambda', { FunctionName: functionName });
  const timeout = fn?.timeout;
  return {
    title: `${label}: duration, ms`,
    left: [
      metric('Duration', Stats.p(50), 'Median'),
      metric('Duration', Stats.p(99), '99 %'),
      metric('Duration', Stats.MAXIMUM, 'Longest'),
    ],
    leftAnnotations:
      timeout === undefined || Token.isUnresolved(timeout)
        ? []
        : [{ value: timeout * 1000, label: 'Timeout', color: Color.RED }],
  };
}

function failures({ label, functionName }: ShownConsumer): Graph {
  const metric = metricsOf('AWS/Lambda', { FunctionName: functionName });
  return {
    title: `${label}: calls and failures`,
    left: [
      metric('Errors', Stats.SUM, 'Errors', Color.RED),
      metric('Throttles', Stats.SUM, 'Throttled', Color.ORANGE),
    ],
    right: [metric('Invocations', Stats.SUM, 'Calls', Color.BLUE)],
    rightYAxis: { min: 0 },
  };
}

function concurrency({ label, functionName }: ShownConsumer): Graph {
  const metric = metricsOf('AWS/Lambda', { FunctionName: functionName });
  return {
    title: `${label}: concurrency`,
    left: [metric('ConcurrentExecutions', Stats.MAXIMUM, 'Calls at once')],
  };
}

/** Lambda counts what a mapping gives up only when it is asked to; a queue tells its depth by itself. */
function givenUp({ label, mapping }: ShownConsumer): Graph | undefined {
  const counted = metricsOf('AWS/Lambda', { EventSourceMappingUUID: mapping.ref });
  const left = countsEvents(mapping)
    ? [
        counted('OnFailureDestinationDeliveredEventCount', Stats.SUM, 'Records kept', Color.ORANGE),
        counted('DroppedEventCount', Stats.SUM, 'Records lost', Color.RED),
      ]
    : [];
  const queueName = failureQueueOf(mapping);
  const right =
    queueName === undefined
      ? []
      : [
          metricsOf('AWS/SQS', { QueueName: queueName }, 5)(
            'ApproximateNumberOfMessagesVisible',
            Stats.MAXIMUM,
            'Waiting in the queue',
            Color.PURPLE,
          ),
        ];
  if (left.length + right.length === 0) return undefined;
  return { title: `${label}: given up`, left, right, rightYAxis: { min: 0 } };
}

function countsEvents({ metricsConfig }: CfnEventSourceMapping): boolean {
  if (metricsConfig === undefined || Token.isUnresolved(metricsConfig)) return false;
  return (
    (metricsConfig as CfnEventSourceMapping.MetricsConfigProperty).metrics?.includes('EventCount') === true
  );
}

function failureQueueOf({ destinationConfig }: CfnEventSourceMapping): string | undefined {
  const { onFailure } = (destinationConfig ?? {}) as CfnEventSourceMapping.DestinationConfigProperty;
  const { destination = '' } = (onFailure ?? {}) as CfnEventSourceMapping.OnFailureProperty;
  const queue = referredTo(destination);
  if (queue instanceof CfnQueue) return queue.attrQueueName;
  if (Token.isUnresolved(destination) || !/^arn:[^:]*:sqs:/.test(destination)) return undefined;
  return Arn.split(destination, ArnFormat.NO_RESOURCE_NAME).resource;
}
