import { Stack, Token } from 'aws-cdk-lib';
import type { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { acknowledge } from '../shared/acknowledge';

const UNUSED_MAPPING = 'CloudFormation-Validate::W7001';

/** What is reported of every delivery stream that reads a stream, with the reason why it is right. */
export function acknowledgeDelivery(deliveryStream: DeliveryStream): void {
  acknowledge(deliveryStream, {
    id: 'AwsSolutions-KDF1',
    reason: 'Firehose refuses encryption of its own with a stream as source: the stream encrypts the records',
  });
  acknowledgeAddressRanges(Stack.of(deliveryStream));
}

/**
 * The CDK writes the addresses of Firehose into each stack with a delivery stream whose Region is known at deployment only,
 * whether or not a network rule uses them.
 */
function acknowledgeAddressRanges(stack: Stack): void {
  if (!Token.isUnresolved(stack.region)) return;
  if (stack.node.metadata.some(({ data }) => Object.hasOwn(Object(data), UNUSED_MAPPING))) return;
  const reason = 'The CDK brings the addresses of Firehose with each delivery stream, for network rules';
  acknowledge(stack, { id: UNUSED_MAPPING, reason });
}
