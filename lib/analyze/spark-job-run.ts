import type { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RunSparkJobProperties } from '../../lambda/run-spark-job/contract';
import { Lifecycle } from '../shared/lifecycle';
import { acknowledgeWildcards } from '../shared/wildcards';

/** Settings of a `SparkJobRun`. */
export interface SparkJobRunProps {
  readonly application: CfnApplication;
  /** Part of ids that changes with the application, so that rights on one that is replaced last as long as it does. */
  readonly revision: string;
  readonly role: Role;
  readonly properties: Omit<RunSparkJobProperties, 'application' | 'executionRole'>;
}

/** Starts the job when its application is there, ends it and starts it anew when anything changes, ends it before it is deleted. */
export class SparkJobRun extends Construct {
  constructor(scope: Construct, id: string, props: SparkJobRunProps) {
    super(scope, id);
    const { application, revision, role, properties } = props;

    const lifecycle = new Lifecycle(this, 'Lifecycle', {
      handler: 'run-spark-job',
      description: `Starts and ends the Spark job ${properties.name}`,
    });
    const rights = new Policy(this, `Rights${revision}`, {
      roles: [lifecycle.role],
      statements: [
        new PolicyStatement({
          actions: [
            'emr-serverless:GetApplication',
            'emr-serverless:ListJobRuns',
            'emr-serverless:StartApplication',
            'emr-serverless:StartJobRun',
            'emr-serverless:StopApplication',
          ],
          resources: [application.attrArn],
        }),
        new PolicyStatement({
          actions: ['emr-serverless:CancelJobRun'],
          resources: [`${application.attrArn}/jobruns/*`],
        }),
      ],
    });
    const reason = 'jobs have their ids when they are started; the application has no others';
    acknowledgeWildcards(rights, [`${application.attrArn}/jobruns/*`], reason);
    lifecycle.role.addToPolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'emr-serverless.amazonaws.com' } },
      }),
    );
    const run = lifecycle.resource(this, 'Job', 'RunSparkJob', {
      ...properties,
      application: application.attrApplicationId,
      executionRole: role.roleArn,
    });
    run.node.addDependency(rights, role);
  }
}
