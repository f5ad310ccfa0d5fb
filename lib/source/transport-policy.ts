import { type Conditions, Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';

/**
 * Which callers a stream refuses, whatever their own policies allow: a set of `Deny` statements in its resource policy.
 *
 * AWS services that act for the account (calls with `aws:PrincipalIsAWSService` or `aws:ViaAWSService`) are let through.
 * A service that assumes a role of yours, as Lambda's poller and Firehose do, looks like that role and comes from outside
 * your network: name such roles with `EncryptedStream.letThrough(role)`.
 *
 * How Kinesis treats `Deny` for every principal has not been tried on a real account: try it on a test stream first.
 *
 * @example
 * new EncryptedStream(this, 'Orders', {
 *   transportPolicy: TransportPolicy.tlsOnly().onlyVpcEndpoints('vpce-0a1b2c3d').onlyOrganization('o-abcdef1234'),
 * });
 * @see https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
 */
export class TransportPolicy {
  /** Refuses calls without TLS. Kinesis has no other endpoints today; the policy states it for auditors. */
  public static tlsOnly(): TransportPolicy {
    return new TransportPolicy([], undefined);
  }

  private constructor(
    /** Interface endpoints that callers have to come through; any network when empty. */
    public readonly vpcEndpointIds: string[],
    /** The organisation that callers have to belong to. */
    public readonly organizationId?: string,
  ) {}

  /** Refuses also what does not come through one of these interface endpoints of Kinesis Data Streams. */
  public onlyVpcEndpoints(...vpcEndpointIds: string[]): TransportPolicy {
    return new TransportPolicy([...this.vpcEndpointIds, ...vpcEndpointIds], this.organizationId);
  }

  /** Refuses also principals outside this AWS Organizations organisation. */
  public onlyOrganization(organizationId: string): TransportPolicy {
    return new TransportPolicy(this.vpcEndpointIds, organizationId);
  }

  /**
   * The statements for a stream's resource policy.
   *
   * @param streamArn the stream
   * @param exemptRoleArns roles that the network rule does not hold for, wildcards allowed, at least one
   */
  public statements(streamArn: string, exemptRoleArns: string[]): PolicyStatement[] {
    const notAService = { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' };
    const statements = [deny('DenyPlainText', streamArn, { Bool: { 'aws:SecureTransport': 'false' } })];
    if (this.vpcEndpointIds.length > 0) {
      statements.push(
        deny('DenyOtherNetworks', streamArn, {
          StringNotEquals: { 'aws:SourceVpce': this.vpcEndpointIds },
          ArnNotLike: { 'aws:PrincipalArn': exemptRoleArns },
          BoolIfExists: notAService,
        }),
      );
    }
    if (this.organizationId !== undefined) {
      statements.push(
        deny('DenyOtherOrganizations', streamArn, {
          StringNotEquals: { 'aws:PrincipalOrgID': this.organizationId },
          BoolIfExists: notAService,
        }),
      );
    }
    return statements;
  }
}

function deny(sid: string, streamArn: string, conditions: Conditions): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new StarPrincipal()],
    actions: ['kinesis:*'],
    resources: [streamArn],
    conditions,
  });
}
