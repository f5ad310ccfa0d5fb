import { CfnOutput, Fn, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { FlowLogDestination, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnNamespace, CfnWorkgroup } from 'aws-cdk-lib/aws-redshiftserverless';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import {
  Delivery,
  DeliveryAlarms,
  EncryptedStream,
  FirehoseToRedshift,
  RedshiftEndpoint,
} from 'kinesis-constructs';

/** Name of the namespace, the workgroup and the stream: the SQL files say it too. */
const NAME = 'flights';
const DATABASE = 'flights';
const PORT = 5439;

/** What holds data goes with the stack, for this is an example: leave it away in an app of your own. */
const removalPolicy = RemovalPolicy.DESTROY;

/**
 * Flights from a stream to Amazon Redshift Serverless in two ways: into a table by Firehose (`load.sql`), or by a
 * materialised view that reads the stream itself (`stream.sql`). Run the one that you want, or both to compare them.
 */
export class Warehouse extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);

    const flights = new EncryptedStream(this, 'Flights', { streamName: NAME, removalPolicy });
    const key = new Key(this, 'Key', {
      description: 'Flights in the warehouse',
      enableKeyRotation: true,
      removalPolicy,
    });
    const vpc = this.network();
    const database = new SecurityGroup(this, 'Database', {
      vpc,
      description: 'Redshift: Firehose comes in, nothing goes out',
      allowAllOutbound: false,
    });
    const workgroup = this.workgroup(key, this.streamReader(flights), vpc, database);

    const loader = this.loader(key);
    const warehouse = new FirehoseToRedshift(this, 'Warehouse', {
      stream: flights.stream,
      endpoint: RedshiftEndpoint.serverless(NAME, DATABASE, { port: PORT }),
      credentials: loader,
      table: 'public.flights',
      removalPolicy,
    });
    warehouse.deliveryStream.node.addDependency(workgroup);
    database.connections.allowFrom(warehouse.deliveryStream, Port.tcp(PORT), 'Firehose of this Region');
    Validations.of(database).acknowledge({
      id: 'AwsSolutions-EC23',
      reason:
        'One port from the one range of Firehose in the Region, which CloudFormation looks up in a mapping',
    });

    const alarms = new DeliveryAlarms(this, 'Deliveries', {
      deliveries: [Delivery.firehose(warehouse.deliveryStream)],
    });

    this.output('StreamName', flights.stream.streamName);
    this.output('WorkgroupName', workgroup.workgroupName);
    this.output('DatabaseName', DATABASE);
    this.output('LoaderSecret', loader.secretArn);
    this.output('StagingBucket', warehouse.bucket.bucketName);
    this.output('AlarmTopic', alarms.topic?.topicArn ?? '');
  }

  /** Redshift Serverless wants subnets in three zones, which a stack without a Region of its own has too. */
  public override get availabilityZones(): string[] {
    return [0, 1, 2].map((zone) => Fn.select(zone, Fn.getAzs()));
  }

  /** Public subnets alone, without NAT: Firehose reaches Redshift at a public address, and nothing in here goes out. */
  private network(): Vpc {
    const logGroup = new LogGroup(this, 'FlowLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy,
    });
    return new Vpc(this, 'Vpc', {
      maxAzs: 3,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Redshift', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
      flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs(logGroup) } },
    });
  }

  /** What the database reads the stream with: `IAM_ROLE default` in `stream.sql`. */
  private streamReader(flights: EncryptedStream): Role {
    const role = new Role(this, 'StreamReader', {
      description: 'Redshift: read the stream',
      assumedBy: new ServicePrincipal('redshift.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    flights.grantRead(role);
    // Redshift looks for the stream among all, and AWS has no narrower right for that.
    role.addToPolicy(new PolicyStatement({ actions: ['kinesis:ListStreams'], resources: ['*'] }));
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'kinesis:ListStreams has no resources: it lists names alone',
    });
    return role;
  }

  private workgroup(key: Key, streamReader: Role, vpc: Vpc, group: SecurityGroup): CfnWorkgroup {
    const namespace = new CfnNamespace(this, 'Namespace', {
      namespaceName: NAME,
      dbName: DATABASE,
      adminUsername: 'administrator',
      manageAdminPassword: true,
      adminPasswordSecretKmsKeyId: key.keyArn,
      kmsKeyId: key.keyArn,
      iamRoles: [streamReader.roleArn],
      defaultIamRoleArn: streamReader.roleArn,
      logExports: ['connectionlog', 'userlog', 'useractivitylog'],
    });
    namespace.applyRemovalPolicy(removalPolicy);
    const workgroup = new CfnWorkgroup(this, 'Workgroup', {
      workgroupName: NAME,
      namespaceName: namespace.namespaceName,
      // The least there is, and no more than twice that: capacity is what costs.
      baseCapacity: 8,
      maxCapacity: 16,
      publiclyAccessible: true,
      port: PORT,
      subnetIds: vpc.publicSubnets.map(({ subnetId }) => subnetId),
      securityGroupIds: [group.securityGroupId],
      configParameters: [{ parameterKey: 'require_ssl', parameterValue: 'true' }],
    });
    workgroup.node.addDependency(namespace);
    workgroup.node.addDependency(vpc.internetConnectivityEstablished);
    return workgroup;
  }

  /** The user that Firehose copies as; `load.sql` makes it. */
  private loader(key: Key): Secret {
    const loader = new Secret(this, 'Loader', {
      description: 'User of the warehouse that Firehose copies as',
      encryptionKey: key,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: 'loader' }),
        generateStringKey: 'password',
        passwordLength: 32,
        // What SQL quotes, and what passwords in Redshift may not hold.
        excludeCharacters: '\'"\\/@ ',
      },
      removalPolicy,
    });
    Validations.of(loader).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Rotation would need a function inside the database: change secret and user together, as the README says',
    });
    return loader;
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
