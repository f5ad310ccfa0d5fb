import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { SynthesizedAlarm } from './alarm-evaluation';

/** Alarms of the construct `Lag` below the stack, by the part of their id that names reader and severity. */
export function alarmsOf(stack: Stack): Record<string, SynthesizedAlarm> {
  const found = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  return Object.fromEntries(
    Object.entries(found).map(([id, { Properties }]) => [id.replace(/^Lag|[0-9A-F]{8}$/g, ''), Properties]),
  );
}

/** A function, to read with. */
export function lambda(stack: Stack, id = 'Fn'): LambdaFunction {
  const code = Code.fromInline('exports.handler = async () => {};');
  return new LambdaFunction(stack, id, { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code });
}
