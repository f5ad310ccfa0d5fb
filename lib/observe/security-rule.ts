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
  /** CloudFormation's own names, intrinsic functions included; references are by path, where the CDK made them. */
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

/**
 * Whether `value`, one of the properties of `holder`, refers to a resource. References written by hand have logical ids, which
 * count within a stack only.
 */
export function refersTo(
  value: unknown,
  holder: TemplateResource,
  { logicalId, resource }: TemplateResource,
): boolean {
  const text = JSON.stringify(value) ?? '';
  const names = (id: string) =>
    text.includes(JSON.stringify(id)) || text.includes(`\${${id}}`) || text.includes(`\${${id}.`);
  return names(resource.node.path) || (holder.resource.stack === resource.stack && names(logicalId));
}

/** A value of a template as one text, with `…` for what CloudFormation fills in. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const { 'Fn::Join': join, 'Fn::Sub': sub } = value as {
    'Fn::Join'?: [string, unknown[]];
    'Fn::Sub'?: unknown;
  };
  if (Array.isArray(join?.[1])) return join[1].map(textOf).join(join[0]);
  if (sub === undefined) return '…';
  return textOf(Array.isArray(sub) ? sub[0] : sub).replace(/\$\{[^}]*\}/g, '…');
}

export function ofType(resources: readonly TemplateResource[], ...types: string[]): TemplateResource[] {
  return resources.filter(({ type }) => types.includes(type));
}

export function list<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
