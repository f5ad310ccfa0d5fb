import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { STAGE } from '../../bin/jsii/library';
import { runTool } from '../../bin/jsii/tool';
import { HOME, type Synthesis, synthesize } from './synthesis';

/**
 * What the app comes to in TypeScript, with the code that the packages of the other languages carry.
 *
 * @param cdk version of aws-cdk-lib
 */
export function inTypeScript(cdk: string): Synthesis {
  const home = join(HOME, `typescript-${cdk}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }');
  const quietly = ['--silent', '--no-audit', '--no-fund', '--no-package-lock', '--no-save'];
  runTool('npm', ['install', ...quietly, `aws-cdk-lib@${cdk}`, 'constructs@10'], { cwd: home });
  const library = join(home, 'node_modules', 'kinesis-constructs');
  rmSync(library, { recursive: true, force: true });
  cpSync(STAGE, library, { recursive: true });
  const app = readFileSync(join(__dirname, 'app.ts'), 'utf8');
  writeFileSync(join(home, 'app.js'), transformSync(app, { loader: 'ts', format: 'cjs' }).code);
  return synthesize(`typescript-${cdk}`, process.execPath, ['app.js'], home);
}
