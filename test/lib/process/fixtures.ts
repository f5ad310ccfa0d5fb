import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Code, type FunctionProps, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { FanOutConsumerDefinition } from '../../../lib/process/fan-out-consumer';
import { FanOutConsumerSet, type FanOutConsumerSetProps } from '../../../lib/process/fan-out-consumer-set';
import { StreamProcessor, type StreamProcessorProps } from '../../../lib/process/stream-processor';

export const CONSUMER = 'AWS::Kinesis::StreamConsumer';
export const MAPPING = 'AWS::Lambda::EventSourceMapping';
export const IMPORTED = 'arn:aws:kinesis:eu-west-1:111111111111:stream/orders';

export function testFunction(
  scope: Construct,
  id = 'Fn',
  props: Partial<FunctionProps> = {},
): LambdaFunction {
  return new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] })'),
    ...props,
  });
}

export function importedStream(scope: Construct, arn = IMPORTED): IStream {
  return Stream.fromStreamArn(scope, 'Imported', arn);
}

/** A processor `P` with an imported stream and a function of its own, unless given others. */
export function processor(stack: Stack, props: Partial<StreamProcessorProps> = {}): StreamProcessor {
  const stream = props.stream ?? importedStream(stack);
  return new StreamProcessor(stack, 'P', {
    ...props,
    function: props.function ?? testFunction(stack),
    stream,
  });
}

/** All statements of the identity policies in `template`. */
export function rightsIn(template: Template): Record<string, unknown>[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** The ids of this library's warnings in `stack`. */
export function warningsIn(stack: Stack): string[] {
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  return warnings.flatMap(
    ({ entry }) => /\[ack: kinesis-constructs:(\w+)\]/.exec(String(entry.data))?.[1] ?? [],
  );
}

/** Definitions of consumers with these names, each with a function of its own. */
export function named(stack: Stack, names: string[]): FanOutConsumerDefinition[] {
  return names.map((name) => ({ name, function: testFunction(stack, `Fn-${name}`) }));
}

/** So many names. */
export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `c${i}`);
}

/** A set `Set` of an imported stream, unless given another. */
export function consumerSet(
  stack: Stack,
  names: string[],
  props: Partial<FanOutConsumerSetProps> = {},
): FanOutConsumerSet {
  const stream = props.stream ?? importedStream(stack);
  return new FanOutConsumerSet(stack, 'Set', { consumers: named(stack, names), ...props, stream });
}
