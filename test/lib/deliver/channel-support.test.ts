import kinesis = require('aws-cdk-lib/aws-kinesis');

import { ChannelToS3 } from '../../../lib/deliver/channel-to-s3';
import { testStack } from '../../support/stack';

// An aws-cdk-lib from before channels, which the library supports but for them.
const { CfnChannel } = kinesis;
const replace = (value: unknown) =>
  Object.defineProperty(kinesis, 'CfnChannel', { value, configurable: true });
beforeAll(() => replace(undefined));
afterAll(() => replace(CfnChannel));

test('with an aws-cdk-lib without channels, a channel says which one it needs', () => {
  const stack = testStack();
  const stream = kinesis.Stream.fromStreamArn(
    stack,
    'S',
    'arn:aws:kinesis:eu-west-1:111111111111:stream/orders',
  );
  expect(() => new ChannelToS3(stack, 'Archive', { stream })).toThrow(
    '[T/Archive] channels need aws-cdk-lib 2.272.0 or later',
  );
  expect(stack.node.findChild('Archive').node.children).toEqual([]);
});
