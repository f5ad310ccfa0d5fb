const HASH = '[0-9a-f]{64}';

/** Where the CDK writes the hash of an asset: what finds one, with the hash in the first group. */
const ASSET_PLACES = [
  // A file in the bootstrap bucket: the S3 key of a function's code, or the URL of a nested stack's template.
  new RegExp(`(?:^|/)(${HASH})\\.\\w+$`),
  // Metadata aws:asset:path, and the folder of a staged asset.
  new RegExp(`(?:^|/)asset\\.(${HASH})(?:\\.\\w+)?$`),
  // A container image.
  new RegExp(`-container-assets-[^:]*:(${HASH})$`),
  // Parameters of the legacy stack synthesizer.
  new RegExp(`^AssetParameters(${HASH})`),
];

/** The digest at the end of the logical id of a function's current version, which follows its code. */
const VERSION_ID = /(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}\b/g;

/** The digest at the end of the logical id of an asset parameter, which follows the asset's hash. */
const PARAMETER_ID = new RegExp(
  `(AssetParameters${HASH}(?:S3Bucket|S3VersionKey|ArtifactHash))[0-9A-F]{8}`,
  'g',
);

/** A path of the machine that ran the synthesis: written when assets are not staged. */
const ABSOLUTE_PATH = /^(?:\/|[A-Za-z]:\\)/;

/**
 * A copy of a CloudFormation template in which the hashes of assets are replaced by `<asset-1>`, `<asset-2>` … in the
 * order they appear, so that a snapshot of it does not change with the code of a function.
 *
 * Names of asset buckets and repositories stay; so do other strings of 64 hexadecimal digits. The logical id of a
 * function's current version, which the CDK derives from the code, loses its digest.
 *
 * @example
 * const stack = new Orders(new App(), 'Orders');
 * expect(maskAssets(Template.fromStack(stack).toJSON())).toMatchSnapshot();
 */
export function maskAssets<T>(template: T): T {
  const names = new Map<string, string>();
  visitStrings(template, (text) => {
    for (const place of ASSET_PLACES) {
      const hash = place.exec(text)?.[1];
      if (hash !== undefined && !names.has(hash)) names.set(hash, `<asset-${names.size + 1}>`);
    }
  });
  const mask = (text: string): string =>
    text
      .replace(PARAMETER_ID, '$1')
      .replace(new RegExp(HASH, 'g'), (hash) => names.get(hash) ?? hash)
      .replace(VERSION_ID, '$1');
  return copy(template, mask) as T;
}

function copy(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item) => copy(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isPath = key === 'aws:asset:path' && typeof inner === 'string' && ABSOLUTE_PATH.test(inner);
      return [mask(key), isPath ? '<asset-path>' : copy(inner, mask)];
    }),
  );
}

function visitStrings(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    visit(key);
    visitStrings(inner, visit);
  }
}
