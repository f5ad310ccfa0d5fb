import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../shared/wildcards';

/** The role that an application runs with, which the service assumes for this application alone. */
export function applicationRole(scope: Construct, applicationArn: string): Role {
  return new Role(scope, 'Role', {
    description: 'Managed Service for Apache Flink: run the application',
    assumedBy: new ServicePrincipal('kinesisanalytics.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
        ArnEquals: { 'aws:SourceArn': applicationArn },
      },
    }),
  });
}

/** Lets the application read its code. */
export function grantCode(role: Role, code: Asset): void {
  const actions = ['s3:GetObject', 's3:GetObjectVersion'];
  role.addToPolicy(
    new PolicyStatement({ actions, resources: [code.bucket.arnForObjects(code.s3ObjectKey)] }),
  );
}

/**
 * Lets the application write its log.
 *
 * @see https://docs.aws.amazon.com/managed-flink/latest/java/cloudwatch-logs.html
 */
export function grantLog(role: Role, logGroupArn: string, logStreamArn: string): void {
  const everyGroup = Stack.of(role).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const rights: [string, string][] = [
    ['logs:DescribeLogGroups', everyGroup],
    ['logs:DescribeLogStreams', logGroupArn],
    ['logs:PutLogEvents', logStreamArn],
  ];
  for (const [action, resource] of rights) {
    role.addToPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
  }
  const reason = 'groups are listed as a whole: the right to that cannot be limited to one';
  acknowledgeWildcards(role, [everyGroup], reason);
}

/**
 * Lets the application into a network.
 *
 * @see https://docs.aws.amazon.com/managed-flink/latest/java/vpc-permissions.html
 */
export function grantNetwork(role: Role): void {
  const look = [
    'DescribeDhcpOptions',
    'DescribeNetworkInterfaces',
    'DescribeSecurityGroups',
    'DescribeSubnets',
    'DescribeVpcs',
  ];
  const change = ['CreateNetworkInterface', 'CreateNetworkInterfacePermission', 'DeleteNetworkInterface'];
  const actions = [...look, ...change].map((action) => `ec2:${action}`);
  role.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
  const reason =
    'the rights that AWS documents for an application in a network, with the resource it documents';
  acknowledgeWildcards(role, ['*'], reason);
}
