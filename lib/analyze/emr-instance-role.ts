import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** The role of a cluster's instances, with what every one needs: EMR's own files, its disks' key, and shells without SSH. */
export function instanceRole(scope: Construct, id: string, key: IKey): Role {
  const { partition } = Stack.of(scope);
  const role = new Role(scope, id, {
    description: 'EMR: run the Spark job',
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: ['*.elasticmapreduce', '*.elasticmapreduce/*'].map(
        (name) => `arn:${partition}:s3:::${name}`,
      ),
    }),
  );
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
      resources: [key.keyArn],
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
  const shown = `arn:<AWS::Partition>:s3:::*.elasticmapreduce`;
  const files = "EMR's own buckets, one a Region, of which instances take their software";
  Validations.of(role).acknowledge(
    { id: `AwsSolutions-IAM5[Resource::${shown}]`, reason: files },
    { id: `AwsSolutions-IAM5[Resource::${shown}/*]`, reason: files },
    { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'Session Manager has no resources to grant on' },
  );
  return role;
}
