import type { CfnResource } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type {
  FlinkApplicationStep,
  RunFlinkApplicationProperties,
} from '../../lambda/run-flink-application/contract';
import { Lifecycle } from '../shared/lifecycle';

/** Settings of a `FlinkApplicationRun`. */
export interface FlinkApplicationRunProps {
  readonly application: CfnResource;
  readonly applicationArn: string;
  readonly properties: Omit<RunFlinkApplicationProperties, 'step'>;
}

/**
 * Starts an application when it is there, makes it ready before it is changed, sees to it that it runs what it should after that,
 * and stops it before it is deleted.
 *
 * CloudFormation makes an application and leaves it stopped, and the service neither deletes one that runs nor changes one while
 * it is busy: so there is a resource before the application, and one after it.
 *
 * @see https://docs.aws.amazon.com/managed-flink/latest/apiv2/API_StartApplication.html
 */
export class FlinkApplicationRun extends Construct {
  constructor(scope: Construct, id: string, props: FlinkApplicationRunProps) {
    super(scope, id);
    const { application, applicationArn, properties } = props;
    const lifecycle = new Lifecycle(this, 'Lifecycle', {
      handler: 'run-flink-application',
      description: `Starts and stops the Flink application ${properties.application}`,
    });
    const actions = [
      'DescribeApplication',
      'DescribeApplicationOperation',
      'ListApplicationOperations',
      'ListApplicationSnapshots',
      'StartApplication',
      'StopApplication',
    ].map((action) => `kinesisanalytics:${action}`);
    lifecycle.role.addToPolicy(new PolicyStatement({ actions, resources: [applicationArn] }));

    const step = (name: FlinkApplicationStep) =>
      lifecycle.resource(this, name, 'RunFlinkApplication', { ...properties, step: name });
    application.node.addDependency(step('prepare'));
    step('run').node.addDependency(application);
  }
}
