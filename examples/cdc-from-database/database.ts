import { ArnFormat, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  type IConnectable,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { VpcEndpointAccess } from 'kinesis-constructs';

/** What holds data goes with the stack, for this is an example: leave it away in an app of your own. */
const removalPolicy = RemovalPolicy.DESTROY;

/**
 * A database to try the example on, for who has none: Aurora PostgreSQL Serverless, set up for logical replication, in a
 * network without a way to the internet. It costs while nothing happens.
 */
export class ShopDatabase extends Stack {
  public readonly vpc: IVpc;
  public readonly databaseName = 'shop';

  /** Whom DMS has to reach. */
  public readonly database: IConnectable;

  /** User, password, host and port. */
  public readonly secret: ISecret;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    this.vpc = this.network();
    const encryptionKey = new Key(this, 'Key', {
      description: 'The shop: database and credentials',
      enableKeyRotation: true,
      removalPolicy,
    });
    const engine = DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_16_8 });
    const cluster = new DatabaseCluster(this, 'Database', {
      engine,
      parameters: { 'rds.logical_replication': '1', 'rds.force_ssl': '1' },
      credentials: Credentials.fromGeneratedSecret('shop', { encryptionKey }),
      defaultDatabaseName: this.databaseName,
      // For schema.sql, without a client or a way into the network.
      enableDataApi: true,
      vpc: this.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      writer: ClusterInstance.serverlessV2('Writer', { autoMinorVersionUpgrade: true }),
      serverlessV2MinCapacity: 0.5,
      serverlessV2MaxCapacity: 4,
      port: 5433,
      storageEncrypted: true,
      storageEncryptionKey: encryptionKey,
      iamAuthentication: true,
      cloudwatchLogsExports: ['postgresql'],
      copyTagsToSnapshot: true,
      backup: { retention: Duration.days(7) },
      removalPolicy,
    });
    this.database = cluster;
    if (cluster.secret === undefined) throw new Error('the cluster has made no secret');
    this.secret = cluster.secret;
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions-RDS10',
      reason: 'An example that nobody could delete would go on costing: protect a database of your own',
    });
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation needs a function in the network: give a database of your own addRotationSingleUser',
    });
  }

  /** Isolated subnets alone. DMS reaches Kinesis and its credentials through endpoints. */
  private network(): Vpc {
    const logGroup = new LogGroup(this, 'FlowLog', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED }],
      flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs(logGroup) } },
    });
    const access = new VpcEndpointAccess(this, 'Private', { vpc });
    const secrets = new InterfaceVpcEndpoint(this, 'Secrets', {
      vpc,
      service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      securityGroups: [access.securityGroup],
      open: false,
    });
    secrets.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        resources: [
          this.formatArn({
            service: 'secretsmanager',
            resource: 'secret',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
        conditions: { StringEquals: { 'aws:PrincipalAccount': this.account } },
      }),
    );
    return vpc;
  }
}
