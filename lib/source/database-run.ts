import type { CfnResource } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ReplicationStep, RunReplicationProperties } from '../../lambda/run-replication/contract';
import { Lifecycle } from '../shared/lifecycle';
import { acknowledgeWildcards } from '../shared/wildcards';

/** Settings of a `ReplicationRun`. */
export interface ReplicationRunProps {
  readonly replication: CfnResource;
  /** What may be changed only while it does not run, beside the replication itself. */
  readonly endpoints: CfnResource[];
  readonly properties: Omit<RunReplicationProperties, 'step'>;
}

/**
 * Starts a replication when it is there, stops it before it is changed, and again before it is deleted.
 *
 * DMS changes nothing that runs, and CloudFormation stops nothing: so there is a resource before the replication, which stops
 * it where anything is about to change, and one after it, which starts it.
 */
export class ReplicationRun extends Construct {
  constructor(scope: Construct, id: string, props: ReplicationRunProps) {
    super(scope, id);
    const { replication, endpoints, properties } = props;
    const lifecycle = new Lifecycle(this, 'Lifecycle', {
      handler: 'run-replication',
      description: `Starts and stops the DMS replication ${properties.identifier}`,
    });
    const [start, stop, describe] =
      properties.compute === 'serverless'
        ? ['dms:StartReplication', 'dms:StopReplication', 'dms:DescribeReplications']
        : ['dms:StartReplicationTask', 'dms:StopReplicationTask', 'dms:DescribeReplicationTasks'];
    lifecycle.role.addToPolicy(new PolicyStatement({ actions: [start, stop], resources: [properties.arn] }));
    // AWS lists no resources for it.
    lifecycle.role.addToPolicy(new PolicyStatement({ actions: [describe], resources: ['*'] }));
    acknowledgeWildcards(lifecycle.role, ['*'], `${describe} cannot be limited to a resource`);

    const step = (name: ReplicationStep) =>
      lifecycle.resource(this, name, 'RunReplication', { ...properties, step: name });
    const pause = step('pause');
    for (const changed of [replication, ...endpoints]) changed.node.addDependency(pause);
    step('run').node.addDependency(replication);
  }
}
