import {
  advance,
  type Beginning,
  begin,
  type LifecycleEvent,
  type ReplicationPort,
} from '../../../lambda/run-replication/advance';
import type { RunReplicationProperties } from '../../../lambda/run-replication/contract';

export const ARN = 'arn:aws:dms:eu-west-1:111111111111:replication-config:orders';

export const properties = (changes: Partial<RunReplicationProperties> = {}): RunReplicationProperties => ({
  step: 'run',
  compute: 'serverless',
  type: 'full-load-and-cdc',
  identifier: 'orders',
  arn: ARN,
  revision: 'a',
  ...changes,
});

export type Answer = 'SUCCESS' | 'FAILED';

/**
 * One request of CloudFormation, as the CDK's provider framework has it carried out: the first call, perhaps twice, then one
 * look after the other until all is done, it fails, or `patience` is over. There is always an answer.
 */
export async function request(
  port: ReplicationPort,
  RequestType: LifecycleEvent['RequestType'],
  changes: Partial<RunReplicationProperties> = {},
  { patience = 60, repeated = false } = {},
): Promise<Answer> {
  const event: LifecycleEvent = { RequestType, ResourceProperties: properties(changes) };
  const report = () => undefined;
  let beginning: Beginning = await begin(event, port, report);
  if (repeated) beginning = await begin(event, port, report);
  const later: LifecycleEvent = { ...event, ...beginning };
  for (let look = 0; look < patience; look++) {
    try {
      if ((await advance(later, port, report)).IsComplete) return 'SUCCESS';
    } catch {
      return 'FAILED';
    }
  }
  return 'FAILED';
}
