import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildHandlers } from '../build-handlers';
import { CACHE, PACKAGE_ROOT } from '../local/paths';
import { jsiiManifest, type Language, type PackageManifest } from './manifest';
import { runTool } from './tool';

/** Where jsii finds the constructs, as a package of their own; it finds the CDK in the folders above. */
export const STAGE = join(CACHE, 'jsii', 'package');

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
  runTool(process.execPath, jsii, { cwd: STAGE });
}

/** Makes the packages of a language from what is compiled, in `folder`. */
export function pack(language: Language, folder: string, ...options: string[]): void {
  const pacmak = require.resolve('jsii-pacmak/bin/jsii-pacmak');
  runTool(process.execPath, [pacmak, '--targets', language, '--outdir', folder, ...options], { cwd: STAGE });
}
