import { type Resource, SubstitutionError, type Template } from './template';

/** The value that takes the place of a reference; `undefined` if the resource has no such attribute. */
export type StandInFor = (resource: string, attribute: string | undefined) => unknown;

/** Takes resources out of a template, and puts values in the place of the references to them. */
export function withoutResources(
  template: Template,
  ids: ReadonlySet<string>,
  standInFor: StandInFor,
): Template {
  if (ids.size === 0) return template;
  const resources = Object.entries(template.Resources)
    .filter(([id]) => !ids.has(id))
    .map(([id, resource]) => [id, withoutDependencies(resource, ids)]);
  const left = { ...template, Resources: Object.fromEntries(resources) };
  return replaceReferences(left, ids, standInFor) as Template;
}

/** The resource a value refers to, by `Ref` or `Fn::GetAtt`, and the attribute. */
export function referenceIn(value: unknown): { resource: string; attribute?: string } | undefined {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return undefined;
  const { Ref: resource, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (typeof resource === 'string') return { resource };
  const path = typeof attribute === 'string' ? attribute.split(/\.(.*)/s) : attribute;
  return Array.isArray(path) ? { resource: String(path[0]), attribute: String(path[1]) } : undefined;
}

function withoutDependencies(resource: Resource, ids: ReadonlySet<string>): Resource {
  if (resource.DependsOn === undefined) return resource;
  const { DependsOn, ...rest } = resource;
  const left = [DependsOn].flat().filter((id) => !ids.has(id));
  return left.length === 0 ? rest : { ...rest, DependsOn: left };
}

function replaceReferences(value: unknown, ids: ReadonlySet<string>, standInFor: StandInFor): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceReferences(item, ids, standInFor));
  if (typeof value !== 'object' || value === null) return value;
  const reference = referenceIn(value);
  if (reference !== undefined && ids.has(reference.resource)) {
    const replacement = standInFor(reference.resource, reference.attribute);
    if (replacement !== undefined) return replacement;
    throw new SubstitutionError(
      reference.resource,
      `something refers to its ${reference.attribute ?? 'Ref'}`,
    );
  }
  if ('Fn::Sub' in value) checkSub(value['Fn::Sub'], ids);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaceReferences(item, ids, standInFor)]),
  );
}

/** `Fn::Sub` names resources inside its text, which CDK does not do of itself. */
function checkSub(sub: unknown, ids: ReadonlySet<string>): void {
  const text = String(Array.isArray(sub) ? sub[0] : sub);
  for (const [, resource] of text.matchAll(/\$\{([A-Za-z0-9]+)[.}]/g)) {
    if (resource !== undefined && ids.has(resource)) {
      throw new SubstitutionError(resource, `a Fn::Sub refers to it: ${text}`);
    }
  }
}
