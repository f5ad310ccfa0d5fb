import { Fn, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { keyResource } from '../shared/key-resource';

/**
 * What a channel does in the table bucket: it makes the namespace and the table, and writes to it.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/data-delivery-iam.html
 */
export function tableStatement(tableBucketArn: string, encrypted: boolean): PolicyStatement {
  return new PolicyStatement({
    actions: [
      's3tables:GetTable',
      's3tables:GetTableBucket',
      's3tables:GetTableMetadataLocation',
      's3tables:UpdateTableMetadataLocation',
      's3tables:CreateTable',
      's3tables:CreateNamespace',
      's3tables:PutTableData',
      's3tables:GetTableData',
      's3tables:TagResource',
      's3tables:PutTableRecordExpirationConfiguration',
      ...(encrypted ? ['s3tables:PutTableEncryption'] : []),
    ],
    resources: [tableBucketArn, `${tableBucketArn}/table/*`],
  });
}

/** The reading of the schema that records are checked against. */
export function schemaStatement(scope: Construct, schemaArn: string): PolicyStatement {
  const registryName = Fn.select(1, Fn.split('/', schemaArn));
  const registryArn = Stack.of(scope).formatArn({
    service: 'glue',
    resource: 'registry',
    resourceName: registryName,
  });
  return new PolicyStatement({ actions: ['glue:GetSchemaVersion'], resources: [registryArn, schemaArn] });
}

/** The look at the key that the table is made with. */
export function tableKeyStatement(scope: Construct, key: IKey): PolicyStatement {
  const { arn, conditions } = keyResource(key);
  return new PolicyStatement({
    actions: ['kms:DescribeKey'],
    resources: [arn],
    conditions: {
      ...conditions,
      StringEquals: { 'kms:ViaService': `s3tables.${Stack.of(scope).region}.amazonaws.com` },
    },
  });
}
