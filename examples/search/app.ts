import { CfnOutput, Duration, Names, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnAccessPolicy, CfnCollection, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import type { Construct } from 'constructs';
import {
  Delivery,
  DeliveryAlarms,
  EncryptedStream,
  FirehoseToOpenSearch,
  SearchCollection,
  SearchTarget,
} from 'kinesis-constructs';

/** Settings of a `Search`. */
export interface SearchProps extends StackProps {
  /**
   * ARN of the role or user that may read the index, and reach OpenSearch Dashboards.
   *
   * @default - nobody: the collection is written to only
   */
  readonly reader?: string;
}

const INDEX = 'flights';

/** What holds data goes with the stack, for this is an example: leave it away in an app of your own. */
const removalPolicy = RemovalPolicy.DESTROY;

/**
 * Flights from a stream to an index of Amazon OpenSearch Serverless, a document each.
 */
export class Search extends Stack {
  constructor(scope: Construct, id: string, props: SearchProps = {}) {
    super(scope, id, props);
    const { reader } = props;

    const flights = new EncryptedStream(this, 'Flights', { removalPolicy });
    const collection = this.collection(reader !== undefined);
    if (reader !== undefined) this.letRead(collection, reader);

    const search = new FirehoseToOpenSearch(this, 'Search', {
      stream: flights.stream,
      target: SearchTarget.collection(SearchCollection.of(collection)),
      indexName: INDEX,
      bufferInterval: Duration.seconds(60),
      removalPolicy,
    });

    const alarms = new DeliveryAlarms(this, 'Deliveries', {
      deliveries: [Delivery.firehose(search.deliveryStream)],
    });

    this.output('StreamName', flights.stream.streamName);
    this.output('CollectionEndpoint', collection.attrCollectionEndpoint);
    this.output('Dashboards', collection.attrDashboardEndpoint);
    this.output('FailedRecords', search.bucket.bucketName);
    this.output('AlarmTopic', alarms.topic?.topicArn ?? '');
    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W7001',
      reason:
        'The CDK adds a mapping of address ranges with each delivery stream, which only network rules use',
    });
  }

  /** The policies have to be there before the collection: it takes its key from one and its reach from the other. */
  private collection(hasDashboards: boolean): CfnCollection {
    const name = `flights-${this.suffix(24)}`;
    const key = new Key(this, 'Key', {
      description: 'Flights in the collection',
      enableKeyRotation: true,
      removalPolicy,
    });
    const ofCollection = { ResourceType: 'collection', Resource: [`collection/${name}`] };
    const ofDashboards = { ResourceType: 'dashboard', Resource: [`collection/${name}`] };
    const encryption = new CfnSecurityPolicy(this, 'Encryption', {
      name,
      type: 'encryption',
      description: 'Under a key of this account',
      policy: this.toJsonString({ Rules: [ofCollection], AWSOwnedKey: false, KmsARN: key.keyArn }),
    });
    // Firehose comes from outside of any VPC. Who gets in is a matter of IAM and the data access policies.
    const network = new CfnSecurityPolicy(this, 'Network', {
      name,
      type: 'network',
      description: 'At its public address',
      policy: this.toJsonString([
        { Rules: hasDashboards ? [ofCollection, ofDashboards] : [ofCollection], AllowFromPublic: true },
      ]),
    });
    const collection = new CfnCollection(this, 'Collection', {
      name,
      description: 'Flights from a stream',
      type: 'SEARCH',
      // Replicas in a second zone double the capacity that is always paid for.
      standbyReplicas: 'DISABLED',
    });
    collection.applyRemovalPolicy(removalPolicy);
    collection.node.addDependency(encryption);
    collection.node.addDependency(network);
    return collection;
  }

  private letRead({ name }: CfnCollection, reader: string): void {
    new CfnAccessPolicy(this, 'Readers', {
      name: `readers-${this.suffix(24)}`,
      type: 'data',
      description: 'Read the flights',
      policy: this.toJsonString([
        {
          Rules: [
            {
              ResourceType: 'collection',
              Resource: [`collection/${name}`],
              Permission: ['aoss:DescribeCollectionItems'],
            },
            {
              ResourceType: 'index',
              Resource: [`index/${name}/${INDEX}`],
              Permission: ['aoss:DescribeIndex', 'aoss:ReadDocument'],
            },
          ],
          Principal: [reader],
        },
      ]),
    });
  }

  /** Names of policies and collections are of an account and Region: lower case, 32 characters at most. */
  private suffix(maxLength: number): string {
    return Names.uniqueResourceName(this, { maxLength }).toLowerCase();
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
