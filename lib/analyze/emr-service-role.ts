import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from '../shared/acknowledge';
import { keyResource } from '../shared/key-resource';

/** What AWS's policy for EMR goes by: it lets EMR use and delete what has this tag, and nothing else. */
export const EMR_TAG = 'for-use-with-amazon-emr-managed-policies';

/** Settings of an `EmrServiceRole`. */
export interface EmrServiceRoleProps {
  readonly instanceRole: IRole;
  readonly subnetIds: string[];
  readonly securityGroups: ISecurityGroup[];
  /** Encrypts the instances' disks. */
  readonly encryptionKey: IKey;
}

/**
 * The role that EMR makes a cluster with. AWS keeps the policy, which goes by a tag; what would have to be tagged and may not be ours,
 * the subnets, is granted by name instead.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role.html
 */
export class EmrServiceRole extends Construct {
  public readonly role: Role;

  constructor(scope: Construct, id: string, props: EmrServiceRoleProps) {
    super(scope, id);
    const stack = Stack.of(this);

    this.role = new Role(this, 'Role', {
      description: 'EMR: make the cluster of the Spark job',
      assumedBy: new ServicePrincipal('elasticmapreduce.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEMRServicePolicy_v2')],
    });
    acknowledge(this.role, {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2]',
      reason: 'what EMR needs to make clusters is kept by AWS, and goes by a tag that nothing else has',
    });
    const ec2 = (resource: string, resourceName: string): string =>
      stack.formatArn({ service: 'ec2', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: [
          'ec2:CreateFleet',
          'ec2:CreateLaunchTemplate',
          'ec2:CreateLaunchTemplateVersion',
          'ec2:CreateNetworkInterface',
          'ec2:RunInstances',
        ],
        resources: [
          ...props.subnetIds.map((subnet) => ec2('subnet', subnet)),
          ...props.securityGroups.map((group) => ec2('security-group', group.securityGroupId)),
        ],
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [props.instanceRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      }),
    );
    this.grantDisks(props.encryptionKey);
  }

  /** Disks are encrypted by EC2, which EMR hands the key on to. */
  private grantDisks(key: IKey): void {
    const { arn, conditions } = keyResource(key);
    const viaEc2 = { 'kms:ViaService': `ec2.${Stack.of(this).region}.amazonaws.com` };
    const disks = { ...conditions, StringEquals: viaEc2 };
    this.role.addToPolicy(
      new PolicyStatement({
        actions: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: [arn],
        conditions: disks,
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:CreateGrant'],
        resources: [arn],
        conditions: { ...disks, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    );
  }
}
