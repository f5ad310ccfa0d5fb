import type { CfnResource } from 'aws-cdk-lib';

/** A resource with its properties as they come to stand in the template. */
export interface Finding {
  readonly resource: CfnResource;
  /** Where in the resource, such as `Properties/StreamEncryption`. */
  readonly location: string;
}

/** A resource of the app, read once for all rules. */
export interface TemplateResource {
  readonly resource: CfnResource;
  readonly type: string;
  readonly logicalId: string;
  /** CloudFormation's own names, intrinsic functions included. */
  // biome-ignore lint/suspicious/noExplicitAny: templates have no type
  readonly properties: any;
}

/** One thing that a stream's security needs. */
export interface SecurityRule {
  readonly id: string;
  readonly description: string;
  readonly fix: string;
  readonly severity: 'error' | 'warning';

  /** What breaks the rule, of all resources of the app. */
  find(resources: readonly TemplateResource[]): Finding[];
}

/** Whether `value`, as it stands in a template, mentions a resource by its logical id. */
export function mentions(value: unknown, { logicalId }: TemplateResource): boolean {
  const text = JSON.stringify(value) ?? '';
  return (
    text.includes(`"${logicalId}"`) || text.includes(`\${${logicalId}}`) || text.includes(`\${${logicalId}.`)
  );
}

export function ofType(resources: readonly TemplateResource[], ...types: string[]): TemplateResource[] {
  return resources.filter(({ type }) => types.includes(type));
}

export function list<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
