import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { RecordDistribution } from '../../../lib/source/record-distribution';
import { testStack } from '../../support/stack';

// An aws-cdk-lib from before the setting, which the library supports but for it.
const setting = 'recordDistributionStrategy';
const known = Object.getOwnPropertyDescriptor(CfnStream.prototype, setting) as PropertyDescriptor;
beforeAll(() => Reflect.deleteProperty(CfnStream.prototype, setting));
afterAll(() => Object.defineProperty(CfnStream.prototype, setting, known));

test('with an aws-cdk-lib that would drop recordDistribution, it is refused', () => {
  const stack = testStack();
  const props = { recordDistribution: RecordDistribution.AUTO };
  expect(() => new EncryptedStream(stack, 'Orders', props)).toThrow(
    '[T/Orders] recordDistribution needs a newer aws-cdk-lib',
  );
  expect(stack.node.findChild('Orders').node.children).toEqual([]);
});

test('and a stream without it is made', () => {
  expect(() => new EncryptedStream(testStack(), 'Orders')).not.toThrow();
});
