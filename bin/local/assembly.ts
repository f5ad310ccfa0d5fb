import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type Substitution, substitute, type Template } from './substitute';

/** One file to publish, as a cloud assembly lists them. */
interface FileAsset {
  readonly source: { readonly path: string; readonly packaging: string };
  readonly destinations: Readonly<
    Record<string, { readonly bucketName: string; readonly objectKey: string }>
  >;
}

/** Puts the stand-ins into one stack of a cloud assembly, in place. Gives the list of what was substituted. */
export function substituteInAssembly(folder: string, stack: string): readonly Substitution[] {
  const manifestPath = join(folder, 'manifest.json');
  const { artifacts } = readJson(manifestPath) as {
    artifacts: Record<string, { properties: ArtifactProperties }>;
  };
  const { templateFile } = artifacts[stack]?.properties ?? {};
  const { file: assetsFile } = artifacts[`${stack}.assets`]?.properties ?? {};
  if (templateFile === undefined || assetsFile === undefined)
    throw new Error(`the app has no stack ${stack}`);
  const assetsPath = join(folder, assetsFile);
  const assets = readJson(assetsPath) as { files: Record<string, FileAsset> };
  const own = Object.entries(assets.files).find(([, { source }]) => source.path === templateFile);
  if (own === undefined) throw new Error(`${assetsFile} does not list ${templateFile}`);
  const [templateHash, templateAsset] = own;

  const code = bundleDeliveryFunction(folder);
  const codeAsset = assetLike(templateAsset, code.path, 'zip', `${code.hash}.zip`);
  const [destination] = Object.values(codeAsset.destinations);
  const template = readJson(join(folder, templateFile)) as Template;
  const substituted = substitute(template, {
    S3Bucket: { 'Fn::Sub': destination?.bucketName },
    S3Key: `${code.hash}.zip`,
  });

  const text = JSON.stringify(substituted.template, null, 1);
  writeFileSync(join(folder, templateFile), text);
  writeJson(assetsPath, { ...assets, files: { ...assets.files, [code.hash]: codeAsset } });
  // The template is published under the hash of its content: the name in an emulator that runs on must change with it.
  for (const path of [assetsPath, manifestPath]) {
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(templateHash, hashOf(text)));
  }
  return substituted.substitutions;
}

interface ArtifactProperties {
  readonly templateFile?: string;
  readonly file?: string;
}

/** Bundles the function that stands in for delivery streams into the assembly. It is no part of the package. */
function bundleDeliveryFunction(folder: string): { path: string; hash: string } {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'delivery', 'handler.ts')],
    outfile: 'index.js',
    write: false,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    legalComments: 'none',
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('the delivery function was not bundled');
  const hash = hashOf(bundle.contents);
  const path = `asset.${hash}`;
  mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, path, 'index.js'), bundle.contents);
  return { path, hash };
}

/** Another file that goes where `asset` goes. */
function assetLike(asset: FileAsset, path: string, packaging: string, objectKey: string): FileAsset {
  const destinations = Object.entries(asset.destinations).map(([name, place]) => [
    name,
    { ...place, objectKey },
  ]);
  return { source: { path, packaging }, destinations: Object.fromEntries(destinations) };
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value, null, 1));
}
