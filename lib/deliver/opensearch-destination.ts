import type { Connections } from 'aws-cdk-lib/aws-ec2';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { Domain, type IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { acknowledgeWildcards } from '../shared/wildcards';
import { type BoundDestination, DeliveryDestination, type DestinationTraits } from './delivery-destination';
import { checkLength, checkPattern } from './destination-checks';
import type { DestinationOptions } from './destination-options';
import type { Backing } from './destination-target';
import { bindVpc, checkVpc, type VpcOptions } from './destination-vpc';
import { checkIndexName, type DocumentId, IndexRotation, SEARCH_LIMITS } from './search-index';

/** Settings of an `OpenSearchDestination`. */
export interface OpenSearchDestinationProps extends DestinationOptions, VpcOptions {
  /** The domain. Its access policy or, with fine-grained access control, its roles have to let the role in. */
  readonly domain: IDomain;

  /** Index that the records are put into, 1 to 80 characters in lower case. */
  readonly indexName: string;

  /**
   * How often a new index is begun, its name that of the index with the time.
   *
   * @default IndexRotation.DAILY
   */
  readonly indexRotation?: IndexRotation;

  /**
   * Who makes the documents' ids.
   *
   * @default - Firehose: a record that is delivered again replaces itself
   */
  readonly documentId?: DocumentId;

  /**
   * Address of the domain, beginning with `https:`, for one that cannot be found by its ARN, such as one of
   * another account.
   *
   * @default - the domain is found by its ARN
   */
  readonly clusterEndpoint?: string;

  /**
   * Type of the documents, up to 100 characters: for Elasticsearch 6 and earlier only.
   *
   * @default - none, as OpenSearch and Elasticsearch 7 want it
   */
  readonly typeName?: string;
}

/**
 * An index of an Amazon OpenSearch Service domain. Records are documents: JSON objects in one line.
 *
 * What is backed up cannot be changed later.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-es
 * @example
 * new DeliveryStream(this, 'ToSearch', {
 *   destination: new OpenSearchDestination({ domain, indexName: 'orders' }),
 * });
 */
export class OpenSearchDestination extends DeliveryDestination {
  constructor(private readonly props: OpenSearchDestinationProps) {
    super(props);
  }

  /** @internal */
  protected override get _traits(): DestinationTraits {
    return SEARCH_LIMITS;
  }

  /** @internal */
  protected override _checkOwn(scope: Construct): void {
    checkIndexName(scope, this.props.indexName);
    checkLength(scope, 'typeName', this.props.typeName, 1, 100);
    checkLength(scope, 'clusterEndpoint', this.props.clusterEndpoint, 1, 512);
    checkPattern(scope, 'clusterEndpoint', this.props.clusterEndpoint, /^https:/, 'an https: address');
    checkVpc(scope, this.props);
    this.checkInVpc(scope);
  }

  /** @internal */
  public override _configure(scope: Construct, backing: Backing): BoundDestination {
    const { domain, indexName, typeName, documentId, clusterEndpoint } = this.props;
    const { role } = backing;
    const vpc = bindVpc(scope, role, this.props, connectionsOf(this.props.domain));
    const onDomain = this.grantDomain(role);
    const own = vpc === undefined ? [onDomain] : [onDomain, vpc.grant];
    const { configuration, dependables } = this._bindCommon(scope, backing, own);
    return {
      amazonopensearchserviceDestinationConfiguration: {
        ...configuration,
        roleArn: role.roleArn,
        domainArn: clusterEndpoint === undefined ? domain.domainArn : undefined,
        clusterEndpoint,
        indexName,
        indexRotationPeriod: this.props.indexRotation ?? IndexRotation.DAILY,
        typeName,
        documentIdOptions: documentId && { defaultDocumentIdFormat: documentId },
        s3BackupMode: this._backup._all ? 'AllDocuments' : 'FailedDocumentsOnly',
        vpcConfiguration: vpc?.configuration,
      },
      dependables,
    };
  }

  private grantDomain(role: Role): Grant {
    const { domain, indexName, typeName } = this.props;
    const { domainArn } = domain;
    const all = [domainArn, `${domainArn}/*`];
    const read = [
      '_all/_settings',
      '_cluster/stats',
      `${indexName}*/_mapping/${typeName ?? '*'}`,
      '_nodes',
      '_nodes/*/stats',
      '_nodes/stats',
      '_stats',
      `${indexName}*/_stats`,
    ].map((path) => `${domainArn}/${path}`);
    const reason = 'Firehose writes to indexes whose names it completes, as AWS documents the rights for it';
    acknowledgeWildcards(role, [...all, ...read], reason);
    const write = ['DescribeDomain', 'DescribeDomainConfig', 'DescribeDomains', 'ESHttpPost', 'ESHttpPut'];
    return Grant.addToPrincipal({
      grantee: role,
      actions: write.map((action) => `es:${action}`),
      resourceArns: all,
    }).combine(Grant.addToPrincipal({ grantee: role, actions: ['es:ESHttpGet'], resourceArns: read }));
  }

  /** A domain is reached in its VPC or, when it is not in one, at its public address. */
  private checkInVpc(scope: Construct): void {
    const { domain, vpc } = this.props;
    if (!(domain instanceof Domain)) return;
    const inVpc = connectionsOf(domain) !== undefined;
    if (inVpc === (vpc !== undefined)) return;
    const expected = inVpc
      ? 'that of the domain, which is inside one'
      : 'unset: the domain is not inside one';
    throw new InvalidSettingError(scope, 'vpc', expected, vpc?.vpcId);
  }
}

/** Those of a domain made here that is inside a VPC: others do not tell. */
function connectionsOf(domain: IDomain): Connections | undefined {
  if (!(domain instanceof Domain)) return undefined;
  try {
    return domain.connections;
  } catch {
    return undefined;
  }
}
