import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { RealtimeAnalytics } from '../../examples/realtime-analytics/app';

/** A table as the construct writes it: what is kept of it is its columns, its watermark and its partitions. */
const TABLE =
  /CREATE TABLE `(?<name>\w+)` \((?<columns>[\s\S]*?\n)\)(?<partitions> PARTITIONED BY \(.*?\))? WITH \([\s\S]*?\n\);/g;

/** Where a table is in place of where the construct puts it. */
export type Place = (table: string) => {
  readonly options: Record<string, string>;
  readonly partitions: boolean;
};

/** What `examples/realtime-analytics` deploys, with its tables in other places. */
export function applicationSql(place: Place): string {
  return deployedSql().replaceAll(TABLE, (...match) => {
    const { name, columns, partitions = '' } = match.at(-1);
    const { options, partitions: keeps } = place(name);
    const list = Object.entries(options).map(([key, value]) => `'${key}' = '${value}'`);
    return `CREATE TABLE \`${name}\` (${columns})${keeps ? partitions : ''} WITH (${list.join(', ')});`;
  });
}

let deployed: string | undefined;

function deployedSql(): string {
  deployed ??= synthesize();
  return deployed;
}

function synthesize(): string {
  // The template has tests of its own.
  process.env.CDK_VALIDATION = 'false';
  const folder = mkdtempSync(join(tmpdir(), 'realtime-analytics-'));
  try {
    const connectorJar = join(folder, 'connector.jar');
    writeFileSync(connectorJar, '');
    const outdir = join(folder, 'out');
    const app = new App({ outdir });
    new RealtimeAnalytics(app, 'RealtimeAnalytics', { connectorJar });
    app.synth();
    const files = readdirSync(outdir).map((name) => join(outdir, name, 'application.sql'));
    const sql = files.find((file) => existsSync(file));
    if (sql === undefined) throw new Error('the example deploys no SQL');
    return readFileSync(sql, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
