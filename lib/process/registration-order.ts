import { Stack } from 'aws-cdk-lib';
import type { StreamConsumer } from 'aws-cdk-lib/aws-kinesis';

/** Kinesis registers no more than this many consumers of an account at once. */
const AT_ONCE = 5;

const registrations = new WeakMap<Stack, StreamConsumer[]>();

/**
 * Has CloudFormation make `registration` after the fifth last of its stack, so that five at most are being made at any
 * time. Only the order depends on it: a consumer that comes or goes replaces no other.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html
 */
export function afterFifthLast(registration: StreamConsumer): void {
  const stack = Stack.of(registration);
  const earlier = registrations.get(stack) ?? [];
  const fifthLast = earlier.at(-AT_ONCE);
  if (fifthLast !== undefined) registration.node.addDependency(fifthLast);
  registrations.set(stack, [...earlier, registration]);
}
