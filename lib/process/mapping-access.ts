import {
  type AddToPrincipalPolicyResult,
  type IPrincipal,
  type IRole,
  Policy,
  type PolicyStatement,
  type PrincipalPolicyFragment,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * What a role may do for one event source mapping, as a policy of its own beside the mapping.
 *
 * In the role's default policy it would tie the function's stack to the stream's and the bucket's, which often makes
 * a circle; here a mapping may stand in any stack, and its rights go when it goes.
 */
export class MappingAccess implements IPrincipal {
  public readonly grantPrincipal: IPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: PrincipalPolicyFragment;
  public readonly principalAccount?: string;

  /** The policy, to be attached before the mapping is made. */
  public readonly policy: Policy;

  constructor(scope: Construct, id: string, role: IRole) {
    this.assumeRoleAction = role.assumeRoleAction;
    this.policyFragment = role.policyFragment;
    this.principalAccount = role.principalAccount;
    this.policy = new Policy(scope, id);
    role.attachInlinePolicy(this.policy);
  }

  public addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.policy };
  }
}
