import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildHandlers } from '../build-handlers';
import { CACHE, PACKAGE_ROOT } from '../local/paths';
import { jsiiManifest, type Language, type PackageManifest } from './manifest';
import { runTool, ToolError } from './tool';

/** Where jsii finds the constructs, as a package of their own; it finds the CDK in the folders above. */
export const STAGE = join(CACHE, 'jsii', 'package');

/** Lets jsii run without a word on the age of Node.js, which is this package's own matter. */
export const ANY_NODE = {
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
};

export const manifest: PackageManifest = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));

/** Puts the constructs, what they take from handlers, and the bundled handlers into `STAGE`. */
export async function stage(): Promise<void> {
  await buildHandlers();
  rmSync(STAGE, { recursive: true, force: true });
  mkdirSync(STAGE, { recursive: true });
  writeFileSync(join(STAGE, 'package.json'), JSON.stringify(jsiiManifest(manifest), undefined, 2));
  const contracts = readdirSync(join(PACKAGE_ROOT, 'lambda')).map((handler) =>
    join('lambda', handler, 'contract.ts'),
  );
  for (const path of ['README.md', 'LICENSE', 'lib', 'dist/handlers', ...contracts]) copy(path);
}

function copy(path: string): void {
  const from = join(PACKAGE_ROOT, path);
  if (!existsSync(from)) return;
  mkdirSync(dirname(join(STAGE, path)), { recursive: true });
  cpSync(from, join(STAGE, path), { recursive: true });
}

/**
 * What jsii warns of, and is meant so. Reserved words: those that there are, `decimal`, `map`, `struct`, `namespace` and `type`,
 * are so in C# and Go alone. Compiled against a newer CDK than the oldest that will do: that has no types for channels, which
 * are refused with it.
 */
const MEANT = ['reserved-word', 'missing-dev-dependency'];

/** Compiles what is in `STAGE`; any other warning is an error. */
export function compile(): void {
  const jsii = [require.resolve('jsii/bin/jsii'), '--fail-on-warnings', '--silence-warnings', ...MEANT];
  runTool(process.execPath, jsii, { cwd: STAGE, env: ANY_NODE });
}

/** What Maven says where its registry is behind npm's. */
const NO_CDK = /No versions available for \S+:aws-cdk-lib:jar:(\S+)/;

/** Makes the packages of a language from what is compiled, in `folder`. */
export function pack(language: Language, folder: string, ...options: string[]): void {
  const pacmak = require.resolve('jsii-pacmak/bin/jsii-pacmak');
  const args = [pacmak, '--targets', language, '--outdir', folder, ...options];
  try {
    runTool(process.execPath, args, { cwd: STAGE, env: ANY_NODE });
  } catch (error) {
    const range = error instanceof ToolError ? error.message.match(NO_CDK)?.[1] : undefined;
    if (range === undefined) throw error;
    throw new ToolError(`Maven's registry has no aws-cdk-lib in ${range}, which the package asks for`);
  }
}
