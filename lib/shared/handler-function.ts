import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { handlerCode } from './handler-code';

/** Settings of a `HandlerFunction`. */
export interface HandlerFunctionProps {
  /** Folder of `lambda/` that holds the handler. */
  readonly handler: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly memorySize?: number;
  /** Its contract's variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** At most one run at a time, so that two never act on the same thing. */
  readonly reservedConcurrentExecutions?: number;
}

/** One of this library's own functions, with a role that may write its log and nothing else until it is granted more. */
export class HandlerFunction extends Construct {
  public readonly function: LambdaFunction;
  public readonly role: Role;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const { handler, environment, memorySize = 256, ...rest } = props;

    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.function = new LambdaFunction(this, 'Function', {
      ...rest,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: handlerCode(handler),
      memorySize,
      environment: { POWERTOOLS_SERVICE_NAME: handler, ...environment },
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role: this.role,
    });
    logGroup.grantWrite(this.role);
  }
}
