import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';

/**
 * A service that clients of a stream call as well, and may reach through an interface endpoint of its own.
 */
export class PrivateService {
  /** Amazon Data Firehose: producers that put records to a delivery stream. */
  public static readonly FIREHOSE = new PrivateService(
    'Firehose',
    'firehose',
    InterfaceVpcEndpointAwsService.KINESIS_FIREHOSE,
  );

  /** CloudWatch metrics: the Kinesis Client and Producer Libraries publish theirs, as do agents. */
  public static readonly CLOUDWATCH = new PrivateService(
    'CloudWatch',
    'cloudwatch',
    InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
    InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
  );

  /** CloudWatch Logs: containers, agents and EMR. */
  public static readonly LOGS = new PrivateService(
    'Logs',
    'logs',
    InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  );

  /** AWS KMS: clients that encrypt by themselves. Kinesis calls KMS from its own network. */
  public static readonly KMS = new PrivateService(
    'Kms',
    'kms',
    InterfaceVpcEndpointAwsService.KMS,
    InterfaceVpcEndpointAwsService.KMS_FIPS,
  );

  /** AWS STS: roles for service accounts on EKS, and roles of other accounts. */
  public static readonly STS = new PrivateService(
    'Sts',
    'sts',
    InterfaceVpcEndpointAwsService.STS,
    InterfaceVpcEndpointAwsService.STS_FIPS,
  );

  /** AWS Glue: the data catalog and the schema registry. */
  public static readonly GLUE = new PrivateService('Glue', 'glue', InterfaceVpcEndpointAwsService.GLUE);

  /** EMR Serverless: clients that start and watch jobs. */
  public static readonly EMR_SERVERLESS = new PrivateService(
    'EmrServerless',
    'emr-serverless',
    InterfaceVpcEndpointAwsService.EMR_SERVERLESS,
  );

  private constructor(
    /** Id of the endpoint below the construct. */
    public readonly id: string,
    /** What the service's actions begin with. */
    public readonly actionPrefix: string,
    /** The endpoint service. */
    public readonly endpoint: InterfaceVpcEndpointAwsService,
    /**
     * The endpoint service that answers the FIPS host name, if there is one. CloudWatch's own answers both.
     */
    public readonly fipsEndpoint?: InterfaceVpcEndpointAwsService,
  ) {}
}
