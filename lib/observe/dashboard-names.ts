import { Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Ids that say what a construct is made of, not what it is for. */
const PLUMBING = new Set([
  'Resource',
  'Default',
  'Stream',
  'DeliveryStream',
  'Channel',
  'Function',
  'Mapping',
  'Processor',
  'Application',
  'Registration',
]);

/** What a reader of the dashboard knows a construct by: its place in its stack, such as `Orders` or `Consumers/billing`. */
export function labelOf(construct: IConstruct): string {
  const stack = Stack.of(construct);
  const ids = construct.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id);
  while (ids.length > 1 && isPlumbing(ids[ids.length - 1])) ids.pop();
  return ids.join('/');
}

/** The CDK names an event source mapping after what it reads: `KinesisEventSource:AppOrders1234ABCD`. */
function isPlumbing(id: string): boolean {
  return PLUMBING.has(id) || /^Kinesis(Consumer)?EventSource:/.test(id);
}

/** The construct that a name or an ARN is of, when it is one of the app. */
export function referredTo(value: string): IConstruct | undefined {
  // The CDK takes nothing for no string at all.
  if (value === '') return undefined;
  const token = Tokenization.reverseString(value).firstToken;
  return Reference.isReference(token) ? token.target : undefined;
}
