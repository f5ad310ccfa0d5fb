import { Names, Stack } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnAccessPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import type { Construct } from 'constructs';
import { type BoundDestination, DeliveryDestination, type DestinationTraits } from './delivery-destination';
import { checkLength, checkPattern } from './destination-checks';
import type { DestinationOptions } from './destination-options';
import type { Backing } from './destination-target';
import { bindVpc, checkVpc, type VpcOptions } from './destination-vpc';
import type { SearchCollection } from './search-collection';
import { checkIndexName, SEARCH_LIMITS } from './search-index';

/** Settings of an `OpenSearchServerlessDestination`. */
export interface OpenSearchServerlessDestinationProps extends DestinationOptions, VpcOptions {
  /** The collection, in the account of the delivery stream. */
  readonly collection: SearchCollection;

  /** Index that the records are put into, 1 to 80 characters in lower case. */
  readonly indexName: string;
}

/**
 * An index of an Amazon OpenSearch Serverless collection. Records are documents: JSON objects in one line.
 *
 * The collection's data access policy for this index is made along: the role may write to this index, and
 * nothing else of the collection.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-serverless
 * @example
 * new DeliveryStream(this, 'ToSearch', {
 *   destination: new OpenSearchServerlessDestination({
 *     collection: SearchCollection.of(collection),
 *     indexName: 'orders',
 *   }),
 * });
 */
export class OpenSearchServerlessDestination extends DeliveryDestination {
  constructor(private readonly props: OpenSearchServerlessDestinationProps) {
    super(props);
  }

  /** @internal */
  protected override get _traits(): DestinationTraits {
    return SEARCH_LIMITS;
  }

  /** @internal */
  protected override _checkOwn(scope: Construct): void {
    const { collection, indexName } = this.props;
    checkIndexName(scope, indexName);
    checkLength(scope, 'collection.collectionName', collection.collectionName, 3, 32);
    checkPattern(
      scope,
      'collection.collectionEndpoint',
      collection.collectionEndpoint,
      /^https:/,
      'an https: address',
    );
    checkVpc(scope, this.props);
  }

  /** @internal */
  public override _configure(scope: Construct, backing: Backing): BoundDestination {
    const { collection, indexName } = this.props;
    const { role } = backing;
    const vpc = bindVpc(scope, role, this.props);
    const onCollection = Grant.addToPrincipal({
      grantee: role,
      actions: ['aoss:APIAccessAll'],
      resourceArns: [collection.collectionArn],
    });
    const own = vpc === undefined ? [onCollection] : [onCollection, vpc.grant];
    const { configuration, dependables } = this._bindCommon(scope, backing, own);
    return {
      amazonOpenSearchServerlessDestinationConfiguration: {
        ...configuration,
        roleArn: role.roleArn,
        collectionEndpoint: collection.collectionEndpoint,
        indexName,
        s3BackupMode: this._backup._all ? 'AllDocuments' : 'FailedDocumentsOnly',
        vpcConfiguration: vpc?.configuration,
      },
      dependables: [...dependables, this.letIn(scope, role)],
    };
  }

  /** IAM alone does not open a collection. */
  private letIn(scope: Construct, role: Role): CfnAccessPolicy {
    const { collection, indexName } = this.props;
    const rules = {
      ResourceType: 'index',
      Resource: [`index/${collection.collectionName}/${indexName}`],
      Permission: ['aoss:CreateIndex', 'aoss:UpdateIndex', 'aoss:WriteDocument'],
    };
    // A name begins with a letter, in lower case, and has 32 characters at most.
    const name = Names.uniqueResourceName(scope, { maxLength: 30, allowedSpecialCharacters: '-' });
    return new CfnAccessPolicy(scope, 'AccessPolicy', {
      name: `f-${name.toLowerCase()}`,
      type: 'data',
      description: 'Firehose: write to the index',
      policy: Stack.of(scope).toJsonString([{ Rules: [rules], Principal: [role.roleArn] }]),
    });
  }
}
