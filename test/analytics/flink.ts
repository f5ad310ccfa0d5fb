import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../bin/local/paths';
import { startKinesisLocal } from '../support/kinesis-local';
import { applicationSql, type Place } from './application-sql';
import { type Command, type Proof, runToEnd, runUntil, type Tools } from './proof';
import { expectRows, type Rows, rows, rowsIn } from './rows';
import { createStreams, putLines, putOnBothEnds, readLines } from './streams';

const RUNNER = join(PACKAGE_ROOT, 'lambda', 'flink-sql-runner', 'main.py');
const companies = join(PACKAGE_ROOT, 'examples', 'realtime-analytics', 'companies.csv');
const TRADES = join(__dirname, 'trades', 'trades.jsonl');

const JSON_FORMAT = { format: 'json', 'json.timestamp-format.standard': 'ISO-8601' };

/** Tables as files, which end. */
const FILES: Place = (table) => ({
  options: {
    connector: 'filesystem',
    path: table === 'trades' ? `\${input}` : `\${output}/${table}`,
    ...JSON_FORMAT,
  },
  partitions: false,
});

/** Tables as streams, in the words of the connector before 5.0: newer ones are not to be had for this test. */
const STREAMS: Place = (table) => ({
  options: {
    connector: 'kinesis',
    stream: table,
    'aws.region': `\${region}`,
    'aws.endpoint': `\${endpoint}`,
    ...(table === 'trades'
      ? { 'scan.stream.initpos': 'TRIM_HORIZON' }
      : { 'sink.http-client.protocol.version': 'HTTP1_1' }),
    ...JSON_FORMAT,
  },
  partitions: table !== 'minute_averages',
});

const SETTINGS_OF_FILES = `SET 'execution.runtime-mode' = '\${mode}';\n`;

/** As many tasks as there are shards: fewer have one watermark for several, and drop rows of the slower as late. */
const SETTINGS_OF_STREAMS = `SET 'parallelism.default' = '2';\nSET 'pipeline.jars' = '\${connector}';\n`;

/** A trade long after the others and of no company: it ends the minutes before it, and is in no answer itself. */
const LAST = '{"ticker_symbol":"END","sector":"None","change":0,"traded_at":"2026-01-05T10:00:00Z"}';

const EXPECTED = ['technology_trades', 'minute_averages', 'unusual_trades'].map((table) => ({
  table,
  expected: rows(readFileSync(join(__dirname, 'trades', 'expected', `${table}.jsonl`), 'utf8')),
}));

const VERSIONS = ['2.2.1', '1.20.5'];

export const flinkProofs: readonly Proof[] = [
  ...VERSIONS.flatMap((version) => [
    ...['streaming', 'batch'].map((mode) => ({
      name: `Flink ${version}, ${mode}: realtime-analytics over files`,
      run: (tools: Tools) => overFiles(tools, version, mode),
    })),
    {
      name: `Flink ${version}: a wrong name is refused with its line`,
      run: (tools: Tools) => refused(tools, version),
    },
  ]),
  {
    name: 'Flink 1.20.5: realtime-analytics over an emulator, two shards (connector 4.0.0-1.16)',
    run: overStreams,
  },
];

async function overFiles(tools: Tools, version: string, mode: string): Promise<void> {
  const output = join(tools.folder, 'rows');
  const properties = { companies, mode, output, input: TRADES };
  await runToEnd(
    tools,
    await application(tools, version, SETTINGS_OF_FILES + applicationSql(FILES), properties),
  );
  for (const { table, expected } of EXPECTED) expectRows(rowsIn(join(output, table)), expected, table);
}

async function refused(tools: Tools, version: string): Promise<void> {
  const before = SETTINGS_OF_FILES + applicationSql(FILES);
  const sql = `${before}INSERT INTO technology_trades\nSELECT ticker, sector, 1, traded_at FROM trades;\n`;
  const line = before.split('\n').length;
  const properties = { companies, input: TRADES, output: tools.folder, mode: 'streaming' };
  const complaint = await runToEnd(tools, await application(tools, version, sql, properties)).then(
    () => 'no complaint',
    (error: Error) => error.message,
  );
  if (!complaint.includes(`application.sql line ${line}: Flink refuses the statement`))
    throw new Error(complaint);
}

async function overStreams(tools: Tools): Promise<void> {
  const jar = await tools.installer.jar('org.apache.flink', 'flink-sql-connector-kinesis', '4.0.0-1.16');
  const kinesis = await startKinesisLocal();
  const client = kinesis.client();
  const answers = (): Promise<Rows[]> =>
    Promise.all(EXPECTED.map(async ({ table }) => rows(await readLines(client, table))));
  try {
    await createStreams(client, { trades: 2, technology_trades: 1, minute_averages: 1, unusual_trades: 1 });
    await putLines(client, 'trades', readFileSync(TRADES, 'utf8'), 'ticker_symbol');
    await putOnBothEnds(client, 'trades', LAST);
    const command = await application(tools, '1.20.5', SETTINGS_OF_STREAMS + applicationSql(STREAMS), {
      companies,
      connector: `file://${jar}`,
      endpoint: kinesis.endpoint,
      region: 'eu-west-1',
    });
    await runUntil(tools, command, async () =>
      (await answers()).every(({ length }, index) => length >= EXPECTED[index]!.expected.length),
    );
    const actual = await answers();
    EXPECTED.forEach(({ table, expected }, index) => {
      expectRows(actual[index]!, expected, table);
    });
  } finally {
    client.destroy();
    await kinesis.stop();
  }
}

/** The application as its zip holds it, and the command that runs it here. */
async function application(
  { installer, folder }: Tools,
  version: string,
  sql: string,
  properties: Readonly<Record<string, string>>,
): Promise<Command> {
  const python = await installer.environment('apache-flink', version);
  const cwd = mkdtempSync(join(folder, 'application-'));
  const propertyFile = join(folder, 'properties.json');
  copyFileSync(RUNNER, join(cwd, 'main.py'));
  writeFileSync(join(cwd, 'application.sql'), sql);
  writeFileSync(propertyFile, JSON.stringify([{ PropertyGroupId: 'sql', PropertyMap: properties }]));
  return { python, args: ['main.py'], cwd, env: { FLINK_SQL_PROPERTIES: propertyFile } };
}
