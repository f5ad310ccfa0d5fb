import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DatabaseEngine } from '../../../lib/source/database-engine';
import { DatabaseSource } from '../../../lib/source/database-source';
import type { DatabaseSourceProps } from '../../../lib/source/database-source-props';
import { TableRule } from '../../../lib/source/database-table-rule';

export const CERTIFICATE = 'arn:aws:dms:eu-west-1:111111111111:cert:rds';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop-AbCdEf';

export function importedSecret(scope: Construct): ISecret {
  return Secret.fromSecretCompleteArn(scope, 'Secret', SECRET);
}

export function testVpc(scope: Construct, maxAzs = 2): Vpc {
  const subnetConfiguration = [{ name: 'private', subnetType: SubnetType.PRIVATE_ISOLATED }];
  return new Vpc(scope, 'Vpc', { maxAzs, natGateways: 0, subnetConfiguration });
}

/** A source `Shop` of a PostgreSQL database, with a stream, network and secret of its own unless given others. */
export function databaseSource(stack: Stack, props: Partial<DatabaseSourceProps> = {}): DatabaseSource {
  return new DatabaseSource(stack, 'Shop', {
    stream: props.stream ?? new Stream(stack, 'Stream'),
    vpc: props.vpc ?? testVpc(stack),
    engine: props.engine ?? DatabaseEngine.postgres({ secret: importedSecret(stack), databaseName: 'shop' }),
    tables: [TableRule.include('public', 'orders')],
    ...props,
  });
}

/** Properties of the one resource of the type. */
export function only(stack: Stack, type: string) {
  const found = Object.values(Template.fromStack(stack).findResources(type));
  expect(found).toHaveLength(1);
  return found[0].Properties;
}

/** Properties of the endpoint that is a source, or the stream. */
export function endpoint(stack: Stack, kind: 'source' | 'target') {
  const endpoints = Object.values(Template.fromStack(stack).findResources('AWS::DMS::Endpoint'));
  return endpoints.find(({ Properties }) => Properties.EndpointType === kind)?.Properties;
}
