import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../../bin/local/paths';
import type { Processes } from '../../bin/local/processes';

/** Where everything is that these tests install and write. */
export const HOME = join(CACHE, 'analytics');

/** Something is missing that these tests cannot install themselves. */
export class SetupError extends Error {}

/** Private Python environments and jars, each installed at its first use and kept. */
export class Installer {
  /** A Python that the environments are made with. */
  public readonly python = findPython();

  constructor(
    private readonly processes: Processes,
    private readonly log: string,
  ) {
    mkdirSync(HOME, { recursive: true });
    checkJava();
  }

  /** The Python of an environment that holds one package of an exact version. */
  public async environment(name: string, version: string): Promise<string> {
    const home = join(HOME, `${name}-${version}`);
    const python = join(home, 'bin', 'python');
    if (isInstalled(python, name, version)) return python;
    const draft = mkdtempSync(`${home}-draft-`);
    try {
      await this.run(this.python, ['-m', 'venv', draft]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
      await this.run(join(draft, 'bin', 'python'), [...pip, `${name}==${version}`]);
      rmSync(home, { recursive: true, force: true });
      renameSync(draft, home);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
    return python;
  }

  /** A jar from Maven's registry, alone: those that these tests use carry what they need. */
  public async jar(group: string, artifact: string, version: string): Promise<string> {
    const jar = join(HOME, 'jars', `${artifact}-${version}.jar`);
    if (existsSync(jar)) return jar;
    if (spawnSync('mvn', ['--version']).status !== 0) throw new SetupError('install Maven (maven on Debian)');
    const draft = mkdtempSync(join(HOME, 'jars-draft-'));
    try {
      const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
      const artifactItem = `-Dartifact=${group}:${artifact}:${version}`;
      await this.run('mvn', ['--quiet', '--batch-mode', copy, artifactItem, `-DoutputDirectory=${draft}`]);
      mkdirSync(join(HOME, 'jars'), { recursive: true });
      renameSync(join(draft, `${artifact}-${version}.jar`), jar);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
    return jar;
  }

  private async run(command: string, args: readonly string[]): Promise<void> {
    await this.processes.run(command, args, {
      cwd: HOME,
      env: process.env,
      log: this.log,
      timeout: 20 * 60_000,
    });
  }
}

function isInstalled(python: string, name: string, version: string): boolean {
  const question = `from importlib.metadata import version; print(version("${name}"))`;
  return spawnSync(python, ['-c', question], { encoding: 'utf8' }).stdout?.trim() === version;
}

/** Flink 1.20 and Spark 3.5 take Python up to 3.11. */
function findPython(): string {
  const { PYTHON } = process.env;
  const names = PYTHON === undefined ? ['python3.11', 'python3.10', 'python3.9', 'python3'] : [PYTHON];
  const question = 'import sys, venv, ensurepip; print((3, 9) <= sys.version_info[:2] <= (3, 11))';
  const found = names.find(
    (name) => spawnSync(name, ['-c', question], { encoding: 'utf8' }).stdout?.trim() === 'True',
  );
  if (found === undefined)
    throw new SetupError('install Python 3.9, 3.10 or 3.11 with venv, or set PYTHON to it');
  return found;
}

/** Flink 2 and Spark 3.5 both take Java 11 and 17. */
function checkJava(): void {
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME === undefined ? 'java' : join(JAVA_HOME, 'bin', 'java');
  const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  if (!/version "(11|17)\b/.test(stderr ?? '')) {
    throw new SetupError('install Java 17 (openjdk-17-jre-headless on Debian), or set JAVA_HOME to it');
  }
}
