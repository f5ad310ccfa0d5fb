import { Stack } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { keyResource } from '../shared/key-resource';
import type { BoundTable } from './archive-table';

/**
 * Lets `role` read the columns of one table, and use the key of the catalog through Glue.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
 */
export function grantColumns(bound: BoundTable, role: Role): Grant {
  const { databaseName, tableName, catalogId: account, region, catalogKey } = bound;
  const arn = (resource: string, resourceName?: string) =>
    Stack.of(role).formatArn({ service: 'glue', account, region, resource, resourceName });
  const grant = Grant.addToPrincipal({
    grantee: role,
    actions: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
    resourceArns: [
      arn('catalog'),
      arn('database', databaseName),
      arn('table', `${databaseName}/${tableName}`),
    ],
  });
  if (catalogKey === undefined) return grant;
  const key = keyResource(catalogKey);
  const onKey = Grant.addToPrincipal({
    grantee: role,
    actions: ['kms:Decrypt'],
    resourceArns: [key.arn],
    conditions: { ...key.conditions, StringEquals: { 'kms:ViaService': `glue.${region}.amazonaws.com` } },
  });
  return grant.combine(onKey);
}

/** The table as the schema of a conversion, in CloudFormation's terms. */
export function schemaOf(bound: BoundTable, role: Role): CfnDeliveryStream.SchemaConfigurationProperty {
  const { databaseName, tableName, catalogId, region, versionId } = bound;
  return { databaseName, tableName, catalogId, region, versionId, roleArn: role.roleArn };
}
