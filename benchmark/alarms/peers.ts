import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findPython } from '../../bin/local/python';

/** Below `node_modules`, so that what is there finds the aws-cdk-lib of this package. */
const CACHE = resolve(__dirname, '..', '..', 'node_modules', '.cache', 'alarm-peers', 'node_modules');
const MONITORING = { name: 'cdk-monitoring-constructs', version: '10.2.0' };
const SOLUTIONS = '2.105.0';

/** The package `cdk-monitoring-constructs`, from npm, where it is no dependency of this one. */
export function monitoringConstructs(): string {
  const folder = join(CACHE, MONITORING.name);
  if (!existsSync(folder)) {
    const draft = emptied(`${folder}-draft`);
    const spec = `${MONITORING.name}@${MONITORING.version}`;
    execFileSync('npm', ['pack', '--silent', '--pack-destination', draft, spec], { stdio: 'pipe' });
    unpack(join(draft, `${MONITORING.name}-${MONITORING.version}.tgz`), folder);
    rmSync(draft, { recursive: true });
  }
  return folder;
}

/**
 * A package of AWS Solutions Constructs: the wheels on PyPI carry the JavaScript that their Python calls.
 *
 * @param name such as `aws-kinesisstreams-lambda`
 * @param wheel its name on PyPI, after `aws-solutions-constructs.`
 */
export function solutionsConstruct(name: string, wheel: string): string {
  const folder = join(CACHE, '@aws-solutions-constructs', name);
  if (!existsSync(folder)) {
    const draft = emptied(`${folder}-draft`);
    const python = findPython(process.env);
    const spec = `aws-solutions-constructs.${wheel}==${SOLUTIONS}`;
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--disable-pip-version-check'];
    execFileSync(python, [...pip, '--dest', draft, spec], { stdio: 'pipe' });
    const [file = ''] = readdirSync(draft);
    execFileSync(python, ['-m', 'zipfile', '-e', join(draft, file), draft]);
    const jsii = join(draft, 'aws_solutions_constructs', wheel.replaceAll('-', '_'), '_jsii');
    unpack(join(jsii, `${name}@${SOLUTIONS}.jsii.tgz`), folder);
    rmSync(draft, { recursive: true });
  }
  return folder;
}

function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

function unpack(archive: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['xzf', archive, '-C', folder, '--strip-components', '1']);
}
