import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Resources = Readonly<Record<string, readonly [type: string, properties?: object]>>;

/** A stack as it is written into a cloud assembly. */
export interface FakeStack {
  readonly resources: Resources;
  readonly outputs?: object;
  readonly region?: string;

  /** Constructs by the logical ids of their resources. */
  readonly paths?: Readonly<Record<string, string>>;
}

/** Writes what `cdk synth` would; answers the folder. */
export function fakeAssembly(stacks: Readonly<Record<string, FakeStack>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  const artifacts = Object.entries(stacks).map(([name, { resources, outputs, region, paths = {} }]) => {
    const templateFile = `${name}.template.json`;
    writeJson(join(folder, templateFile), { Resources: templateResources(resources), Outputs: outputs });
    const metadata = Object.entries(paths).map(([id, path]) => [
      `/${name}/${path}`,
      [{ type: 'aws:cdk:logicalId', data: id }],
    ]);
    const artifact = {
      type: 'aws:cloudformation:stack',
      environment: `aws://unknown-account/${region ?? 'unknown-region'}`,
      properties: { templateFile },
      metadata: Object.fromEntries(metadata),
      displayName: name,
    };
    return [name, artifact];
  });
  writeManifest(folder, Object.fromEntries(artifacts));
  return folder;
}

export function writeManifest(folder: string, artifacts: object): void {
  writeJson(join(folder, 'manifest.json'), { version: '55.0.0', artifacts });
}

export function templateResources(resources: Resources): object {
  return Object.fromEntries(
    Object.entries(resources).map(([id, [Type, Properties = {}]]) => [id, { Type, Properties }]),
  );
}

export function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value));
}

/** The ARN of a resource. */
export const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** A role for a service, with rights. */
export function role(...statements: [action: string | string[], resource: unknown][]) {
  const Statement = statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }));
  return ['AWS::IAM::Role', { Policies: [{ PolicyDocument: { Statement } }] }] as const;
}
