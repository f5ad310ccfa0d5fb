import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct, IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import type { FlinkRuntime } from './flink-runtime';

/** Fails unless there is a jar at `path`, and says where to get it. */
export function checkConnectorJar(scope: IConstruct, path: string, runtime: FlinkRuntime): void {
  const isJar =
    typeof path === 'string' && path.endsWith('.jar') && existsSync(path) && statSync(path).isFile();
  if (isJar) return;
  const expected = `path of the connector's jar, which Maven has as ${runtime.connectorCoordinates}`;
  throw new InvalidSettingError(scope, 'connectorJar', expected, path);
}

/** Where the jar is in the code, as the service is told. */
export function jarInCode(path: string): string {
  return `lib/${basename(path)}`;
}

/**
 * The code of the application: the runner, the SQL and the connector. It has the same hash as long as these have the same content,
 * so that a deployment changes nothing then.
 */
export function applicationCode(scope: Construct, sql: string, connectorJar: string): Asset {
  const folder = mkdtempSync(join(tmpdir(), 'flink-sql-'));
  try {
    mkdirSync(join(folder, 'lib'));
    copyFileSync(runner(), join(folder, 'main.py'));
    copyFileSync(connectorJar, join(folder, jarInCode(connectorJar)));
    writeFileSync(join(folder, 'application.sql'), sql);
    return new Asset(scope, 'Code', { path: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The program that runs the SQL, put in its place when the package is built. */
function runner(): string {
  const root = packageRoot(__dirname);
  const path = join(root, 'dist', 'handlers', 'flink-sql-runner', 'main.py');
  if (!existsSync(path)) throw new Error(`the runner is not built: run "npm run build" in ${root}`);
  return path;
}

/** The nearest folder upwards that holds a package.json: this file runs from `lib/` and from `dist/lib/`. */
function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder));
}
