import { Tags } from 'aws-cdk-lib';
import { Connections, type IVpc, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { description } from '../shared/description';
import { EMR_TAG } from './emr-service-role';

/**
 * The security groups of a cluster without public addresses. EMR writes what it needs into the groups that it is given, and CloudFormation
 * could not delete groups whose rules it does not know: so all of those rules are here beforehand.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html
 */
export class EmrNetwork extends Construct {
  public readonly primary: SecurityGroup;
  public readonly core: SecurityGroup;
  public readonly serviceAccess: SecurityGroup;
  public readonly connections: Connections;

  constructor(scope: Construct, id: string, vpc: IVpc, cluster: string) {
    super(scope, id);
    const group = (name: string, allowAllOutbound: boolean): SecurityGroup => {
      const made = new SecurityGroup(this, name, {
        vpc,
        allowAllOutbound,
        description: description(`EMR ${name}:`, cluster),
      });
      Tags.of(made).add(EMR_TAG, 'true');
      return made;
    };
    this.primary = group('Primary', true);
    this.core = group('Core', true);
    this.serviceAccess = group('ServiceAccess', false);
    this.connections = new Connections({ securityGroups: [this.primary, this.core] });

    for (const to of [this.primary, this.core]) {
      for (const from of [this.primary, this.core]) {
        for (const port of [Port.allTcp(), Port.allUdp(), Port.allIcmp()]) {
          to.addIngressRule(from, port, 'within the cluster');
        }
      }
      to.addIngressRule(this.serviceAccess, Port.tcp(8443), 'EMR to the cluster');
      this.serviceAccess.addEgressRule(to, Port.tcp(8443), 'EMR to the cluster');
    }
    this.serviceAccess.addIngressRule(this.primary, Port.tcp(9443), 'the cluster to EMR');
  }
}
