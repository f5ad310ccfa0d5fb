import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/**
 * What deletes the objects of a bucket that goes with its stack; nothing for one that stays. Whatever writes there is to depend on it,
 * so as to be gone before: new objects would keep the bucket from being deleted.
 */
export function objectDeletion(bucket: IBucket): IConstruct[] {
  // Named by the CDK. It depends on the policy that lets it delete.
  const deletion = bucket.node.tryFindChild('AutoDeleteObjectsCustomResource');
  return deletion === undefined ? [] : [deletion];
}
