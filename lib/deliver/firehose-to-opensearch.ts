import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { Construct } from 'constructs';
import type { DeliveryDestination } from './delivery-destination';
import type { DestinationOptions } from './destination-options';
import type { VpcOptions } from './destination-vpc';
import { FirehoseDelivery, type FirehoseDeliveryProps } from './firehose-delivery';
import { OpenSearchDestination } from './opensearch-destination';
import { OpenSearchServerlessDestination } from './opensearch-serverless-destination';
import type { SearchCollection } from './search-collection';
import type { DocumentId, IndexRotation } from './search-index';

/** Settings of a `FirehoseToOpenSearch`. */
export interface FirehoseToOpenSearchProps extends FirehoseDeliveryProps, DestinationOptions, VpcOptions {
  /** Where the documents are indexed. */
  readonly target: SearchTarget;

  /** Index that the records are put into, 1 to 80 characters in lower case. */
  readonly indexName: string;
}

/** Settings of `SearchTarget.domain`. */
export interface SearchDomainOptions {
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
 * Where documents are indexed.
 *
 * @example
 * const target = SearchTarget.domain(domain, { indexRotation: IndexRotation.WEEKLY });
 */
export abstract class SearchTarget {
  /** A domain of Amazon OpenSearch Service. */
  public static domain(domain: IDomain, options: SearchDomainOptions = {}): SearchTarget {
    return new DomainTarget(domain, options);
  }

  /** A collection of Amazon OpenSearch Serverless. It has one index, without rotation. */
  public static collection(collection: SearchCollection): SearchTarget {
    return new CollectionTarget(collection);
  }

  /** @internal */
  public abstract readonly _delivery: string;

  /** @internal */
  public abstract _destination(props: FirehoseToOpenSearchProps): DeliveryDestination;
}

class DomainTarget extends SearchTarget {
  public readonly _delivery = 'DeliveryToAmazonOpenSearchService';

  constructor(
    private readonly domain: IDomain,
    private readonly options: SearchDomainOptions,
  ) {
    super();
  }

  public override _destination(props: FirehoseToOpenSearchProps): DeliveryDestination {
    return new OpenSearchDestination({ ...props, ...this.options, domain: this.domain });
  }
}

class CollectionTarget extends SearchTarget {
  public readonly _delivery = 'DeliveryToAmazonOpenSearchServerless';

  constructor(private readonly collection: SearchCollection) {
    super();
  }

  public override _destination(props: FirehoseToOpenSearchProps): DeliveryDestination {
    return new OpenSearchServerlessDestination({ ...props, collection: this.collection });
  }
}

/**
 * Delivers the records of a stream to an index by Amazon Data Firehose: of an Amazon OpenSearch Service
 * domain or of an Amazon OpenSearch Serverless collection.
 *
 * @example
 * new FirehoseToOpenSearch(this, 'Search', {
 *   stream: orders.stream,
 *   target: SearchTarget.domain(domain),
 *   indexName: 'orders',
 * });
 */
export class FirehoseToOpenSearch extends FirehoseDelivery {
  private readonly target: SearchTarget;

  constructor(scope: Construct, id: string, props: FirehoseToOpenSearchProps) {
    const { target, stream } = props;
    super(scope, id, stream, target._destination(props), target._delivery);
    this.target = target;
  }

  /** Records indexed, sum over 5 minutes by default. */
  public metricDeliveredRecords(options: MetricOptions = {}): Metric {
    return this._metric(`${this.target._delivery}.Records`, 'Sum', options);
  }

  /**
   * 1 while the domain or collection does not let the delivery role in, else 0; maximum over 5 minutes by
   * default.
   */
  public metricAuthFailure(options: MetricOptions = {}): Metric {
    return this._metric(`${this.target._delivery}.AuthFailure`, 'Maximum', options);
  }

  /** 1 while deliveries are refused, else 0; maximum over 5 minutes by default. */
  public metricDeliveryRejected(options: MetricOptions = {}): Metric {
    return this._metric(`${this.target._delivery}.DeliveryRejected`, 'Maximum', options);
  }

  /**
   * Age of the oldest record that is not in the backup of all records yet, in seconds, maximum over 5 minutes
   * by default.
   */
  public metricBackupFreshness(options: MetricOptions = {}): Metric {
    return this._metric('DeliveryToS3.DataFreshness', 'Maximum', options);
  }
}
