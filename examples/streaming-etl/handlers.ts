import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Settings of a `Handler`. */
export interface HandlerProps {
  /** What it may take for a batch, and what it is told. */
  readonly timeout: Duration;
  readonly environment?: { [name: string]: string };
}

/**
 * A function of this example, from the folder `handlers/<name>`. The code is bundled before synthesis (`build` in
 * cdk.json); in an app of your own `NodejsFunction` does the same while it synthesizes.
 */
export class Handler extends Construct {
  public readonly function: LambdaFunction;

  constructor(scope: Construct, name: string, { timeout, environment }: HandlerProps) {
    super(scope, name);
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.function = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(__dirname, '..', '..', 'dist', 'examples', 'streaming-etl', name)),
      memorySize: 512,
      timeout,
      environment: { POWERTOOLS_SERVICE_NAME: name, ...environment },
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
    });
    logGroup.grantWrite(role);
  }
}
