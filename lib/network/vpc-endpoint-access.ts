import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import {
  Connections,
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  type IConnectable,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type ISubnet,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  type VpcEndpoint,
} from 'aws-cdk-lib/aws-ec2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { checkFips, checkScopes, checkVpc } from './access-checks';
import { bucketStatements, serviceStatements, streamStatements, tableStatements } from './endpoint-policies';
import { checkRouteTables, endpointSubnets } from './endpoint-subnets';
import type { PrivateService } from './private-service';
import { vpcRanges } from './vpc-ranges';

/** Settings of `VpcEndpointAccess`. */
export interface VpcEndpointAccessProps {
  /** The VPC of the clients, made in the app, looked up or imported with its `vpcCidrBlock`. */
  readonly vpc: IVpc;

  /**
   * Where the interface endpoints are, one subnet in each Availability Zone, and whose route tables lead to
   * the gateways.
   *
   * @default - the private subnets; without any the isolated ones, and without those the public ones
   */
  readonly subnets?: SubnetSelection;

  /**
   * Streams that clients may reach, with their consumers; of this Region, and of this or another account.
   *
   * @default - every stream of this account and Region
   */
  readonly streams?: IStream[];

  /**
   * Services to reach beside Kinesis Data Streams, an interface endpoint each.
   *
   * @default - none
   */
  readonly services?: PrivateService[];

  /**
   * Buckets that clients may read, write and list, through a gateway endpoint to S3 (free of charge).
   * Whatever else the subnets get from S3 has to be among these or `downloadBuckets`, since all of it takes
   * the gateway then: EMR's and the CDK's assets, for example.
   *
   * @default - no gateway endpoint to S3, unless `downloadBuckets` are given
   */
  readonly buckets?: IBucket[];

  /**
   * Buckets that anything in the VPC may download from, whoever signs the request: those of AWS that hold
   * container layers (`prod-<region>-starport-layer-bucket`) or packages, which none is of unless it is named
   * here.
   *
   * @default - none
   */
  readonly downloadBuckets?: IBucket[];

  /**
   * DynamoDB tables that clients may use, through a gateway endpoint (free of charge). An application of the
   * Kinesis Client Library needs the tables `<name>`, `<name>-WorkerMetricStats` and
   * `<name>-CoordinatorState`.
   *
   * @default - no gateway endpoint to DynamoDB
   */
  readonly tables?: ITable[];

  /**
   * Whether the endpoints are those with FIPS-validated cryptography, where the service has one; US Regions
   * only. Clients have to ask for it (`AWS_USE_FIPS_ENDPOINT=true`), since the host names differ.
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/vpc.html
   * @default false
   */
  readonly fips?: boolean;
}

/**
 * Private access from a VPC to Kinesis Data Streams and what the clients of a stream need beside it, without
 * internet gateway or NAT: endpoints with private DNS names, policies that let through this account's
 * principals to the given streams, buckets and tables only, and one security group that admits the VPC's
 * ranges on port 443 and opens nothing outwards.
 *
 * Clients of a stream may produce, read and register consumers; managing calls, such as deleting or
 * resharding it, do not pass, nor do principals of the other accounts of a shared VPC or roles to assume in
 * other accounts. `addToPolicy()` on `kinesisStreams` or `endpoint(PrivateService.STS)` lets more through.
 *
 * A VPC takes one set of private DNS names, so one `VpcEndpointAccess`. Where other VPCs or a network at home
 * resolve the names through zones of their own, they need `kinesis.<region>.amazonaws.com`,
 * `*.data-kinesis.<region>.amazonaws.com` and `*.control-kinesis.<region>.amazonaws.com`: given a stream's
 * ARN instead of its name, the AWS SDKs call the latter two, at `<account>.data-kinesis…`. That the
 * endpoint's own private DNS answers all three is reported by its users, and has not been tried here on a
 * real account; look at `PrivateDnsNames` of `aws ec2 describe-vpc-endpoint-services`.
 *
 * Queues on a stream have an endpoint service of their own and are not covered.
 *
 * @example
 * const access = new VpcEndpointAccess(this, 'Private', {
 *   vpc,
 *   streams: [orders.stream],
 *   services: [PrivateService.CLOUDWATCH, PrivateService.LOGS],
 *   buckets: [archive.bucket],
 * });
 * access.connections.allowDefaultPortFrom(Peer.ipv4('10.20.0.0/16'), 'office');
 * @see https://docs.aws.amazon.com/streams/latest/dev/vpc.html
 */
export class VpcEndpointAccess extends Construct implements IConnectable {
  /** The VPC of the clients. */
  public readonly vpc: IVpc;

  /** The endpoint of Kinesis Data Streams. */
  public readonly kinesisStreams: InterfaceVpcEndpoint;

  /** The gateway to S3, if buckets are given. */
  public readonly s3?: GatewayVpcEndpoint;

  /** The gateway to DynamoDB, if tables are given. */
  public readonly dynamoDb?: GatewayVpcEndpoint;

  /** The security group of all interface endpoints. */
  public readonly securityGroup: SecurityGroup;

  /**
   * Who else may connect: peered networks, or functions and instances whose own security group restricts
   * them.
   */
  public readonly connections: Connections;

  private readonly endpoints = new Map<PrivateService, InterfaceVpcEndpoint>();

  constructor(scope: Construct, id: string, props: VpcEndpointAccessProps) {
    super(scope, id);
    const { vpc, services = [], buckets = [], downloadBuckets = [], tables = [], fips = false } = props;

    const stack = Stack.of(this);

    checkVpc(this, vpc, props.subnets);
    checkScopes(this, props);
    if (fips) checkFips(this, services);
    const ranges = vpcRanges(this, vpc);
    const { chosen, onePerZone } = endpointSubnets(this, vpc, props.subnets);
    for (const [setting, list] of Object.entries({ buckets, downloadBuckets, tables })) {
      if (list.length > 0) checkRouteTables(this, setting, chosen);
    }

    this.vpc = vpc;
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Interface endpoints of Kinesis Data Streams and what its clients need',
      allowAllOutbound: false,
    });
    this.connections = new Connections({ securityGroups: [this.securityGroup], defaultPort: Port.HTTPS });
    for (const range of ranges) this.connections.allowDefaultPortFrom(Peer.ipv4(range), 'HTTPS from the VPC');

    const { KINESIS_STREAMS, KINESIS_STREAMS_FIPS } = InterfaceVpcEndpointAwsService;
    const kinesis = fips ? KINESIS_STREAMS_FIPS : KINESIS_STREAMS;
    const ofStreams = streamStatements(stack, props.streams);
    this.kinesisStreams = this.addInterface('KinesisStreams', kinesis, onePerZone, ofStreams);
    for (const service of new Set(services)) {
      const variant = fips ? (service.fipsEndpoint ?? service.endpoint) : service.endpoint;
      const endpoint = this.addInterface(service.id, variant, onePerZone, serviceStatements(stack, service));
      this.endpoints.set(service, endpoint);
    }
    const { S3, DYNAMODB } = GatewayVpcEndpointAwsService;
    if (buckets.length + downloadBuckets.length > 0) {
      this.s3 = this.addGateway('S3', S3, chosen, bucketStatements(stack, buckets, downloadBuckets));
    }
    if (tables.length > 0) {
      this.dynamoDb = this.addGateway('DynamoDb', DYNAMODB, chosen, tableStatements(stack, tables));
    }
  }

  /** The interface endpoint of a service beside Kinesis Data Streams, if it is among `services`. */
  public endpoint(service: PrivateService): InterfaceVpcEndpoint | undefined {
    return this.endpoints.get(service);
  }

  private addInterface(
    id: string,
    service: InterfaceVpcEndpointAwsService,
    subnets: ISubnet[],
    policy: PolicyStatement[],
  ): InterfaceVpcEndpoint {
    const { securityGroup, vpc } = this;
    const placement = { vpc, service, subnets: { subnets }, securityGroups: [securityGroup] };
    // Not open: the CDK would admit the VPC's first range once more.
    return bounded(new InterfaceVpcEndpoint(this, id, { ...placement, open: false }), policy);
  }

  private addGateway(
    id: string,
    service: GatewayVpcEndpointAwsService,
    subnets: ISubnet[],
    policy: PolicyStatement[],
  ): GatewayVpcEndpoint {
    return bounded(
      new GatewayVpcEndpoint(this, id, { vpc: this.vpc, service, subnets: [{ subnets }] }),
      policy,
    );
  }
}

/** Without a policy an endpoint lets everything through, for credentials of any account. */
function bounded<E extends VpcEndpoint>(endpoint: E, policy: PolicyStatement[]): E {
  for (const statement of policy) endpoint.addToPolicy(statement);
  return endpoint;
}
