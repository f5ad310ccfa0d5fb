import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, type PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { type CompiledSnippet, compileSnippets } from './compile-snippets';
import { SnippetRun } from './run-snippets';
import { exampleSnippets, pageSnippets, root, type Snippet, textOf } from './snippets';

// Jest takes it for hung otherwise.
jest.setTimeout(300_000);

const WRONG: Snippet[] = [
  { page: 'wrong', place: 'wrong:1', text: "new EncryptedStream(this, 'Orders', { shards: 3 });" },
  { page: 'wrong', place: 'wrong:2', text: "new EncryptedStream(this, 'Orders', { shardCount: 0 });" },
  {
    page: 'wrong',
    place: 'wrong:3',
    text: "new EncryptedStream(this, 'Orders', { streamName: 'no name' });",
  },
];
/** Snippets that are not run, and why. */
const NOT_RUN: Record<string, string> = {
  'lambda/batch/idempotency.ts':
    'the DynamoDB layer of Powertools needs two packages of the AWS SDK that we do not install',
};
const SURROUNDINGS = {
  AWS_REGION: 'eu-west-1',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
};
const FILES = mkdtempSync(join(tmpdir(), 'snippets-'));
const before = { folder: process.cwd(), env: { ...process.env } };
let snippets: CompiledSnippet[];

beforeAll(() => {
  snippets = compileSnippets([...WRONG, ...pageSnippets(), ...exampleSnippets()]);
  layOutFiles();
  process.chdir(FILES);
  Object.assign(process.env, SURROUNDINGS);
  jest.spyOn(KinesisClient.prototype, 'send').mockImplementation(takeAll as never);
  jest.spyOn(console, 'log').mockReturnValue();
});

afterAll(() => {
  process.chdir(before.folder);
  for (const name of Object.keys(SURROUNDINGS)) delete process.env[name];
  Object.assign(process.env, before.env);
  rmSync(FILES, { recursive: true });
});

test('every snippet of the pages and the doc comments compiles', () => {
  expect(snippets.length).toBeGreaterThan(140);
  expect(snippets[0].problems).toEqual([expect.stringMatching(/^wrong:1: .*'shards' does not exist/)]);
  expect(right().flatMap(({ problems }) => problems)).toEqual([]);
});

test('every one of them runs, and what they make synthesizes', async () => {
  const run = new SnippetRun(require);
  for (const snippet of right()) if (!Object.hasOwn(NOT_RUN, snippet.page)) await run.run(snippet);
  expect(run.problems).toEqual([]);
  delete process.env.CDK_VALIDATION;
  run.synthesize();
  expect(run.problems).toEqual([]);
});

test('one that throws is named, and a template that CloudFormation refuses fails', async () => {
  const run = new SnippetRun(require);
  for (const snippet of snippets.slice(1, WRONG.length)) await run.run(snippet);
  expect(run.problems).toEqual([expect.stringMatching(/^wrong:2: .*shardCount must be/)]);
  expect(() => run.synthesize()).toThrow(/wrong\/line 3\/Orders/);
});

const right = () => snippets.slice(WRONG.length);

/** The files that snippets name, in the folder that they are run in. */
function layOutFiles(): void {
  mkdirSync(join(FILES, 'modules'));
  mkdirSync(join(FILES, 'lib'));
  copyFileSync(join(root, 'examples', 'spark-sessions', 'job.py'), join(FILES, 'job.py'));
  writeFileSync(join(FILES, 'modules', 'sessions.py'), 'x = 1\n');
  for (const folder of ['.', 'lib']) {
    writeFileSync(join(FILES, folder, 'flink-sql-connector-aws-kinesis-streams-5.1.0-1.20.jar'), 'jar');
  }
  const sql = /^```sql\n(.*?)^```/ms.exec(textOf('docs/flink.md'))?.[1] ?? '';
  writeFileSync(join(FILES, 'averages.sql'), sql);
}

/** Kinesis, taking all records that a producer puts. */
async function takeAll({ input }: PutRecordsCommand) {
  const Records = input.Records?.map((_, i) => ({
    ShardId: 'shardId-000000000000',
    SequenceNumber: String(i),
  }));
  return { $metadata: {}, FailedRecordCount: 0, Records };
}
