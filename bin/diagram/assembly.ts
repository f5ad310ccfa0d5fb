import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../simulate/usage-error';
import { constructPaths, type MetadataEntries, pathWithin } from './construct-paths';
import type { Output, Properties, Resource, Stack } from './stack';

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly metadata?: MetadataEntries;
  readonly additionalMetadataFile?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
  };
}

interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, Output>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** Where a template comes from, and what is known of it from outside. */
interface Origin {
  readonly folder: string;
  readonly name: string;
  readonly region?: string;
  readonly paths: ReadonlyMap<string, string>;
  readonly parent?: Stack['parent'];
}

/** The stacks of a cloud assembly in the order of deployment, those of its stages included. */
export function readAssembly(folder: string): Stack[] {
  if (!existsSync(folder)) throw new UsageError(`there is no folder ${folder}: run cdk synth first`);
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) {
    throw new UsageError(`${folder} has no manifest.json: it is not what cdk synth writes`);
  }
  const { artifacts = {} } = readJson(manifest) as { artifacts?: Record<string, Artifact> };
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    const { directoryName, templateFile } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      return readAssembly(join(folder, directoryName));
    }
    if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined) return [];
    return [readStack(folder, id, artifact, templateFile)];
  });
}

function readStack(folder: string, id: string, artifact: Artifact, templateFile: string): Stack {
  const { metadata = {}, additionalMetadataFile: file, environment = '' } = artifact;
  const more = file === undefined ? {} : (readJson(join(folder, file)) as MetadataEntries);
  const region = environment.split('/').at(-1);
  return readTemplate(templateFile, {
    folder,
    name: artifact.displayName ?? id,
    region: region === 'unknown-region' ? undefined : region,
    paths: constructPaths({ ...metadata, ...more }),
  });
}

function readTemplate(file: string, origin: Origin): Stack {
  const { Resources = {}, Outputs = {} } = readJson(join(origin.folder, file)) as Template;
  const resources = new Map<string, Resource>();
  const nested = new Map<string, Stack>();
  const { name, region, parent } = origin;
  const stack = { name, region, resources, outputs: Outputs, nested, parent };
  for (const [id, { Type: type, Properties: properties = {}, Metadata = {} }] of Object.entries(Resources)) {
    const path = pathWithin(name, Metadata['aws:cdk:path'] ?? origin.paths.get(id), id);
    resources.set(id, { stack, id, type, properties, path });
    const template = Metadata['aws:asset:path'];
    if (type !== 'AWS::CloudFormation::Stack' || typeof template !== 'string') continue;
    const parameters = (properties.Parameters ?? {}) as Properties;
    nested.set(id, readTemplate(template, { ...origin, paths: new Map(), parent: { stack, parameters } }));
  }
  return stack;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
