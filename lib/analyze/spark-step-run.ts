import { Stack } from 'aws-cdk-lib';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RunSparkStepProperties } from '../../lambda/run-spark-step/contract';
import { Lifecycle } from '../shared/lifecycle';

/** Settings of a `SparkStepRun`. */
export interface SparkStepRunProps {
  readonly cluster: CfnCluster;
  /** Part of ids that changes with the cluster, so that rights on one that is replaced last as long as it does. */
  readonly revision: string;
  readonly properties: Omit<RunSparkStepProperties, 'cluster'>;
}

/** Starts the job when its cluster is there, ends it and starts it anew when anything changes, ends it before it is deleted. */
export class SparkStepRun extends Construct {
  constructor(scope: Construct, id: string, props: SparkStepRunProps) {
    super(scope, id);
    const { cluster, revision, properties } = props;

    const lifecycle = new Lifecycle(this, 'Lifecycle', {
      handler: 'run-spark-step',
      description: `Starts and ends the Spark job ${properties.name}`,
    });
    const rights = new Policy(this, `Rights${revision}`, {
      roles: [lifecycle.role],
      statements: [
        new PolicyStatement({
          actions: [
            'elasticmapreduce:AddJobFlowSteps',
            'elasticmapreduce:CancelSteps',
            'elasticmapreduce:DescribeCluster',
            'elasticmapreduce:ListSteps',
          ],
          resources: [
            Stack.of(this).formatArn({
              service: 'elasticmapreduce',
              resource: 'cluster',
              resourceName: cluster.ref,
            }),
          ],
        }),
      ],
    });
    const run = lifecycle.resource(this, 'Job', 'RunSparkStep', { ...properties, cluster: cluster.ref });
    run.node.addDependency(rights);
  }
}
