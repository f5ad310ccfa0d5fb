import {
  CfnResource,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { resolveByPath } from './references';
import type { SecurityRule, TemplateResource } from './security-rule';
import { customerKey, failureDestination, streamWildcards } from './stream-rules';
import { alarmActions, bucketTls, endedRuntime, plainText } from './surroundings-rules';

const RULES: readonly SecurityRule[] = [
  customerKey,
  streamWildcards,
  failureDestination,
  plainText,
  bucketTls,
  alarmActions,
  endedRuntime,
];

/**
 * Looks over a whole CDK app, whoever made its constructs, for what puts the records of its streams at risk. Its report
 * is that of CDK's policy validation, so it stands beside other plug-ins' such as cdk-nag's.
 *
 * | rule | reports |
 * |---|---|
 * | `KinesisConstructs-StreamKey` | streams without a customer-managed key |
 * | `KinesisConstructs-StreamWildcard` | policies with every action of Kinesis, or actions on every stream |
 * | `KinesisConstructs-FailureDestination` | mappings on streams that drop what fails, or retry it without bound |
 * | `KinesisConstructs-PlainText` | HTTP subscriptions and endpoints, DMS endpoints without TLS |
 * | `KinesisConstructs-BucketTls` | buckets that take requests without TLS |
 * | `KinesisConstructs-AlarmAction` | alarms that tell nobody (a warning) |
 * | `KinesisConstructs-EndedRuntime` | functions on runtimes that get no security updates |
 *
 * A finding that is right as it is can be acknowledged with its reason, on the resource or anything around it:
 * `Validations.of(bucket).acknowledge({ id: 'KinesisConstructs-BucketTls', reason: '…' })`. Policies made elsewhere and
 * imported resources are out of its sight.
 *
 * @example
 * const app = new App();
 * Validations.of(app).addPlugins(new StreamingSecurityChecks());
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class StreamingSecurityChecks implements IPolicyValidationPlugin {
  /** As the report calls it. */
  public readonly name = 'KinesisConstructs';

  /** The ids of the rules. */
  public readonly ruleIds?: string[] = RULES.map(({ id }) => id);

  /** Called by the CDK when the app is synthesized. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const resources = context.appConstruct.node.findAll().filter(CfnResource.isCfnResource).map(read);
    const violations = RULES.flatMap((rule) => violationsOf(rule, resources));
    return { success: violations.length === 0, violations };
  }
}

function read(resource: CfnResource): TemplateResource {
  const stack = Stack.of(resource);
  const logicalId: string = stack.resolve(resource.logicalId);
  // The L1 has no public way to its properties in CloudFormation's own spelling.
  const rendered = resolveByPath(
    resource,
    (resource as unknown as { _toCloudFormation(): object })._toCloudFormation(),
  ) as { readonly Resources?: Record<string, { readonly Properties?: object }> };
  return {
    resource,
    type: resource.cfnResourceType,
    logicalId,
    properties: rendered.Resources?.[logicalId]?.Properties ?? {},
  };
}

function violationsOf(rule: SecurityRule, resources: readonly TemplateResource[]): PolicyViolation[] {
  const open = rule.find(resources).filter(({ resource }) => !isAcknowledged(resource, rule.id));
  if (open.length === 0) return [];
  return [
    {
      ruleName: rule.id,
      description: rule.description,
      fix: rule.fix,
      severity: rule.severity,
      violatingResources: [...new Set(open.map(({ resource }) => resource))].map((violating) => ({
        constructPath: violating.node.path,
        locations: open.filter(({ resource }) => resource === violating).map(({ location }) => location),
      })),
    },
  ];
}

/** Whether the finding was acknowledged, on the resource or on something that it belongs to. */
function isAcknowledged(resource: IConstruct, id: string): boolean {
  return resource.node.scopes.some(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .some(({ data }) => Object.keys(data).some((rule) => rule.replace(/^annotation::/i, '') === id)),
  );
}
