import { Grant, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';

/** Lets the role read the file and nothing else; it looks the file up before it reads it. */
export function readByFlink(file: Asset, grantee: IRole): void {
  const grants: [action: string, arn: string][] = [
    ['s3:GetObject', file.bucket.arnForObjects(file.s3ObjectKey)],
    ['s3:ListBucket', file.bucket.bucketArn],
  ];
  for (const [action, arn] of grants)
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [arn] });
}
