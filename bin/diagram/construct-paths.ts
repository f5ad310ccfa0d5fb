/** What the CDK notes on constructs, by their paths. */
export type MetadataEntries = Readonly<
  Record<string, readonly { readonly type: string; readonly data?: unknown }[]>
>;

/** Paths of constructs by the logical ids of their resources. */
export function constructPaths(metadata: MetadataEntries): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [path, entries] of Object.entries(metadata)) {
    for (const { type, data } of entries) {
      if (type === 'aws:cdk:logicalId' && typeof data === 'string') paths.set(data, path);
    }
  }
  return paths;
}

/** Ids below the stack's, without the last one where it is that of the resource in a construct that stands for it. */
export function pathWithin(stack: string, path: unknown, logicalId: string): string[] {
  // CDK appends a hash of eight digits to the ids that it makes.
  if (typeof path !== 'string') return [logicalId.replace(/(?<=.)[0-9A-F]{8}$/, '')];
  const absolute = path.replace(/^\//, '');
  const inside = absolute.startsWith(`${stack}/`) ? absolute.slice(stack.length + 1) : absolute;
  const ids = inside.split('/');
  const last = ids.at(-1);
  return ids.length > 1 && (last === 'Resource' || last === 'Default') ? ids.slice(0, -1) : ids;
}
