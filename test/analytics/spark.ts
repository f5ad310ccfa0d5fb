import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../bin/local/paths';
import { kinesisClient } from '../../lambda/producer/client';
import { startKinesisLocal } from '../support/kinesis-local';
import { type Command, EMULATOR_CREDENTIALS, type Proof, runToEnd, runUntil, type Tools } from './proof';
import { expectRows, type Rows, rows } from './rows';
import { createStreams, putLines } from './streams';

const VERSION = '3.5.9';
const EXAMPLE = join(PACKAGE_ROOT, 'examples', 'spark-sessions');
const SCRIPTS = join(__dirname, 'spark');
const CLICKS = join(__dirname, 'clicks');
const EXPECTED = rows(readFileSync(join(CLICKS, 'expected', 'sessions.jsonl'), 'utf8'));

/** The second are clicked after the job has ended; it goes on from its checkpoint. */
const PARTS = [
  { part: '1.jsonl', sessions: 3 },
  { part: '2.jsonl', sessions: 5 },
];

export const sparkProofs: readonly Proof[] = [
  { name: `Spark ${VERSION}: spark-sessions over files, in two runs`, run: overFiles },
  {
    name: `Spark ${VERSION}: spark-sessions over an emulator, two shards, in two runs (connector 1.2.0_spark-3.0)`,
    run: overStream,
  },
];

async function overFiles(tools: Tools): Promise<void> {
  const input = join(tools.folder, 'input');
  mkdirSync(input);
  for (const { part } of PARTS) {
    copyFileSync(join(CLICKS, part), join(input, part));
    const { output, checkpoint } = folders(tools);
    const args = ['--files', input, '--output', output, '--checkpoint', checkpoint];
    await runToEnd(tools, await python(tools, [join(EXAMPLE, 'job.py'), ...args]));
  }
  expectRows(await readSessions(tools), EXPECTED, 'sessions');
}

async function overStream(tools: Tools): Promise<void> {
  const jar = await tools.installer.jar('com.qubole.spark', 'spark-sql-kinesis_2.12', '1.2.0_spark-3.0');
  const kinesis = await startKinesisLocal();
  // The connector signs for this region whenever it does not know the endpoint, and the emulator goes by that.
  const client = kinesisClient({
    http1: true,
    region: 'us-east-1',
    endpoint: kinesis.endpoint,
    credentials: EMULATOR_CREDENTIALS,
  });
  try {
    await createStreams(client, { clicks: 2 });
    for (const { part, sessions } of PARTS) {
      await putLines(client, 'clicks', readFileSync(join(CLICKS, part), 'utf8'), 'visitor');
      const { output, checkpoint } = folders(tools);
      const args = [join(SCRIPTS, 'emulated.py'), 'clicks', kinesis.endpoint, output, checkpoint];
      let files = parquetFiles(output);
      await runUntil(tools, await python(tools, args, `--jars ${jar}`), async () => {
        // Reading the rows takes long: it is done only when there are more.
        const before = files;
        files = parquetFiles(output);
        return files > before && (await readSessions(tools)).length >= sessions;
      });
    }
    expectRows(await readSessions(tools), EXPECTED, 'sessions');
  } finally {
    client.destroy();
    await kinesis.stop();
  }
}

function folders({ folder }: Tools): { readonly output: string; readonly checkpoint: string } {
  return { output: join(folder, 'sessions'), checkpoint: join(folder, 'checkpoint') };
}

function parquetFiles(folder: string): number {
  if (!existsSync(folder)) return 0;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => !name.startsWith('_') && name.endsWith('.parquet')).length;
}

async function readSessions(tools: Tools): Promise<Rows> {
  const command = await python(tools, [join(SCRIPTS, 'read.py'), folders(tools).output]);
  const lines = (await runToEnd(tools, command)).split('\n').filter((line) => line.startsWith('{'));
  return rows(lines.join('\n'));
}

async function python({ installer, folder }: Tools, args: readonly string[], options = ''): Promise<Command> {
  const python = await installer.environment('pyspark', VERSION);
  const quiet = '--conf spark.ui.enabled=false --conf spark.ui.showConsoleProgress=false';
  return {
    python,
    args,
    cwd: folder,
    env: {
      PYTHONPATH: [EXAMPLE, join(EXAMPLE, 'modules')].join(':'),
      PYSPARK_PYTHON: python,
      SPARK_LOCAL_IP: '127.0.0.1',
      // The emulator answers in JSON, whatever it is asked in.
      AWS_CBOR_DISABLE: 'true',
      PYSPARK_SUBMIT_ARGS: `${options} ${quiet} pyspark-shell`,
    },
  };
}
