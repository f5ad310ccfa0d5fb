import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { keyResource } from '../shared/key-resource';
import { acknowledgeWildcards } from '../shared/wildcards';

/** The role of a cluster's instances, with what every one needs: EMR's own files, its disks' key, and shells without SSH. */
export function instanceRole(scope: Construct, id: string, key: IKey): Role {
  const { partition } = Stack.of(scope);
  const role = new Role(scope, id, {
    description: 'EMR: run the Spark job',
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
  });
  const { arn, conditions } = keyResource(key);
  const files = ['*.elasticmapreduce', '*.elasticmapreduce/*'].map((name) => `arn:${partition}:s3:::${name}`);
  role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject', 's3:ListBucket'], resources: files }));
  role.addToPolicy(
    new PolicyStatement({
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: [arn],
      conditions,
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      actions: [
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      resources: ['*'],
    }),
  );
  acknowledgeWildcards(
    role,
    files,
    "EMR's own buckets, one a Region, of which instances take their software",
  );
  acknowledgeWildcards(role, ['*'], 'Session Manager has no resources to grant on');
  return role;
}
