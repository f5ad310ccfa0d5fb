import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { HandlerFunction } from './handler-function';

/** Settings of a `Lifecycle`. */
export interface LifecycleProps {
  /** Folder of `lambda/` that holds the handler. */
  readonly handler: string;
  readonly description: string;
  /** How long CloudFormation waits for each resource before it counts as failed; at most 1 hour. */
  readonly totalTimeout?: Duration;
  /** How often the handler looks. */
  readonly queryInterval?: Duration;
}

/**
 * What CloudFormation calls for things that it does not do itself and that take minutes, such as starting what it made: a custom
 * resource of the CDK's provider framework, which waits without holding a function.
 *
 * The handler takes both of the framework's calls. The first is the request, to be answered soon with a `PhysicalResourceId`;
 * then come looks, with what the first one answered added to the request, until one answers `IsComplete`. The framework forgets
 * a resource whose first call fails at creation, so what has to be undone is not to be begun there.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html#provider-framework
 */
export class Lifecycle extends Construct {
  /** The handler's role, to be granted what it needs. */
  public readonly role: Role;

  private readonly provider: Provider;
  private readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: LifecycleProps) {
    super(scope, id);
    const { handler, description } = props;
    const { totalTimeout = Duration.hours(1), queryInterval = Duration.seconds(20) } = props;

    this.handler = new HandlerFunction(this, 'Handler', {
      handler,
      description,
      timeout: Duration.minutes(1),
    });
    this.role = this.handler.role;
    this.provider = new Provider(this, 'Provider', {
      onEventHandler: this.handler.function,
      isCompleteHandler: this.handler.function,
      totalTimeout,
      queryInterval,
      disableWaiterStateMachineLogging: true,
      logGroup: new LogGroup(this, 'Log', {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    this.acknowledgeFindings();
  }

  /**
   * A resource whose creation, changes and deletion the handler carries out.
   *
   * @param type after `Custom::`
   * @param properties what the handler is told; a change in them is what makes CloudFormation call it
   */
  public resource(
    scope: Construct,
    id: string,
    type: string,
    properties: Readonly<Record<string, string>>,
  ): CustomResource {
    const resource = new CustomResource(scope, id, {
      resourceType: `Custom::${type}`,
      serviceToken: this.provider.serviceToken,
      properties: { ...properties },
    });
    // Rights are there before the first call, and until after the last.
    resource.node.addDependency(this.role);
    return resource;
  }

  /** What cdk-nag reports of the CDK's own functions, with the reason why it is right. */
  private acknowledgeFindings(): void {
    const handlerId = Stack.of(this).getLogicalId(this.handler.function.node.defaultChild as CfnFunction);
    const functions = this.provider.node
      .findAll()
      .flatMap(({ node }) =>
        node.id.startsWith('framework-')
          ? [Stack.of(this).getLogicalId(node.defaultChild as CfnFunction)]
          : [],
      );
    const framework = 'it is the code of the provider framework of the CDK, which chooses how it runs';
    acknowledge(
      this.provider,
      { id: 'AwsSolutions-L1', reason: framework },
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        reason: framework,
      },
      ...[handlerId, ...functions].map((id) => ({
        id: `AwsSolutions-IAM5[Resource::<${id}.Arn>:*]`,
        reason: 'versions of the one function that is to be called',
      })),
      { id: 'AwsSolutions-SF1', reason: 'it only waits: each look is in the log of the function it calls' },
      { id: 'AwsSolutions-SF2', reason: 'it only waits: each look is in the log of the function it calls' },
    );
  }
}
