interface Resource {
  readonly Type: string;
  readonly Metadata?: unknown;
}

/** Resources of a template by type. */
export function countTypes(template: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { Type } of resourcesOf(template).values()) counts[Type] = (counts[Type] ?? 0) + 1;
  delete counts['AWS::CDK::Metadata'];
  return counts;
}

/**
 * What two templates differ in, when a logical id stands for no more than the type of its resource, as resources of the
 * one that the other has not: nothing when they deploy the same.
 */
export function difference(ours: string, theirs: string): string[] {
  const [a, b] = [normalised(ours), normalised(theirs)];
  return [
    ...without(a, b).map((resource) => `only ours: ${resource}`),
    ...without(b, a).map((resource) => `only theirs: ${resource}`),
  ];
}

function resourcesOf(template: string): Map<string, Resource> {
  return new Map(Object.entries(JSON.parse(template).Resources));
}

function normalised(template: string): string[] {
  const resources = resourcesOf(template);
  const byLength = [...resources.keys()].toSorted((a, b) => b.length - a.length);
  const ids = new RegExp(byLength.map((id) => `\\b${id}\\b`).join('|'), 'g');
  return [...resources.values()]
    .filter(({ Type }) => Type !== 'AWS::CDK::Metadata')
    .map(({ Metadata, ...resource }) => JSON.stringify(resource))
    .map((text) => text.replace(ids, (id) => resources.get(id)?.Type ?? id))
    .map((text) => JSON.stringify(inOrder(JSON.parse(text))));
}

/** With keys and dependencies in alphabetical order. */
function inOrder(value: unknown, key?: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => inOrder(item));
    return key === 'DependsOn' ? items.toSorted() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, inOrder(item, name)]));
}

function without(all: string[], some: string[]): string[] {
  const rest = [...some];
  return all.filter((item) => {
    const index = rest.indexOf(item);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
