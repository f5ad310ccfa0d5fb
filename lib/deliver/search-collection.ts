import type { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';

/** What is known of a collection that is not made here. */
export interface SearchCollectionAttributes {
  /** Its name, 3 to 32 characters. */
  readonly collectionName: string;
  /** Its ARN, which ends in its id. */
  readonly collectionArn: string;
  /** Its address, beginning with `https:`. */
  readonly collectionEndpoint: string;
}

/**
 * A collection of Amazon OpenSearch Serverless.
 *
 * @example
 * const collection = SearchCollection.of(new CfnCollection(this, 'Orders', { name: 'orders' }));
 */
export class SearchCollection {
  /** A collection made in this app. */
  public static of(collection: CfnCollection): SearchCollection {
    return new SearchCollection({
      collectionName: collection.name,
      collectionArn: collection.attrArn,
      collectionEndpoint: collection.attrCollectionEndpoint,
    });
  }

  /** A collection that is there already. */
  public static fromAttributes(attributes: SearchCollectionAttributes): SearchCollection {
    return new SearchCollection(attributes);
  }

  /** Its name. */
  public readonly collectionName: string;

  /** Its ARN. */
  public readonly collectionArn: string;

  /** Its address. */
  public readonly collectionEndpoint: string;

  private constructor(attributes: SearchCollectionAttributes) {
    this.collectionName = attributes.collectionName;
    this.collectionArn = attributes.collectionArn;
    this.collectionEndpoint = attributes.collectionEndpoint;
  }
}
