import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { FanOutConsumerSet } from '../../../lib/process/fan-out-consumer-set';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';
import { CONSUMER, testFunction } from './fixtures';

/** A stack with one set of consumers of these names. */
function templateOf(names: string[]): Template {
  const stack = testStack();
  const { stream } = new EncryptedStream(stack, 'Orders');
  const consumers = names.map((name) => ({ name, function: testFunction(stack, `Fn-${name}`) }));
  new FanOutConsumerSet(stack, 'Set', { stream, consumers });
  return Template.fromStack(stack);
}

/** For each registration, those it waits for. */
function waits(template: Template): Map<string, string[]> {
  const consumers = template.findResources(CONSUMER);
  const isConsumer = (id: string) => consumers[id] !== undefined;
  return new Map(
    Object.entries(consumers).map(([id, { DependsOn = [] }]) => [
      id,
      (DependsOn as string[]).filter(isConsumer),
    ]),
  );
}

/** Most registrations that can be under way at once: they form chains, so it is the number of first links. */
function mostAtOnce(order: Map<string, string[]>): number {
  const awaited = [...order.values()].flat();
  expect(new Set(awaited).size).toBe(awaited.length);
  for (const before of order.values()) expect(before.length).toBeLessThanOrEqual(1);
  return [...order.values()].filter((before) => before.length === 0).length;
}

test.each([1, 5, 6, 20])('of %p consumers, at most five are registered at once', (count) => {
  const order = waits(templateOf(Array.from({ length: count }, (_, i) => `c${i}`)));
  expect(order.size).toBe(count);
  expect(mostAtOnce(order)).toBe(Math.min(count, 5));
});

test('the five are those of the stack, over all its sets and streams', () => {
  const stack = testStack();
  for (const id of ['A', 'B']) {
    const stream = new Stream(stack, `Stream${id}`);
    const set = new FanOutConsumerSet(stack, id, { stream });
    for (let i = 0; i < 4; i += 1) set.addConsumer(`c${i}`, { function: testFunction(stack, `Fn${id}${i}`) });
  }
  expect(mostAtOnce(waits(Template.fromStack(stack)))).toBe(5);
});

test('another stack has its own five', () => {
  const first = testStack();
  const second = new Stack(first.node.root, 'U', { env: { account: '111111111111', region: 'eu-west-1' } });
  for (const stack of [first, second]) {
    const set = new FanOutConsumerSet(stack, 'Set', { stream: new Stream(stack, 'S') });
    for (let i = 0; i < 5; i += 1) set.addConsumer(`c${i}`, { function: testFunction(stack, `Fn${i}`) });
  }
  for (const stack of [first, second]) {
    expect([...waits(Template.fromStack(stack)).values()].flat()).toEqual([]);
  }
});

describe('a consumer that comes, goes or moves', () => {
  /** All resources but for the order in which they are made, which replaces nothing. */
  const resourcesOf = (template: Template) => {
    const resources: Record<string, object> = template.toJSON().Resources;
    return new Map(
      Object.entries(resources).map(([id, resource]) => [id, { ...resource, DependsOn: undefined }]),
    );
  };
  const before = resourcesOf(templateOf(['a', 'b', 'c', 'd', 'e', 'f', 'g']));

  test('moved: the same resources', () => {
    expect(resourcesOf(templateOf(['g', 'f', 'e', 'd', 'c', 'b', 'a']))).toEqual(before);
  });

  test('gone: the others stay as they are', () => {
    const after = resourcesOf(templateOf(['b', 'c', 'd', 'e', 'f', 'g']));
    expect(after.size).toBeLessThan(before.size);
    for (const [id, resource] of after) expect(resource).toEqual(before.get(id));
  });

  test('new: the others stay as they are', () => {
    const after = resourcesOf(templateOf(['new', 'a', 'b', 'c', 'd', 'e', 'f', 'g']));
    for (const [id, resource] of before) expect(after.get(id)).toEqual(resource);
  });
});
