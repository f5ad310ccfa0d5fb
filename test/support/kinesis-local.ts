import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { kinesisClient } from '../../lambda/producer/client';

/** A Kinesis emulator that runs until it is stopped. */
export interface KinesisLocal {
  readonly endpoint: string;

  /** A client of the emulator, over HTTP/1.1. */
  client(): KinesisClient;
  stop(): Promise<void>;
}

const folder = dirname(require.resolve('kinesis-local/package.json'));

/**
 * Starts `kinesis-local` on free ports. It takes 500 to 1,000 records a second, so it is for correctness, with some
 * thousands of records; a PutRecords call over 10 MiB hangs it.
 */
export async function startKinesisLocal(settings: Record<string, string> = {}): Promise<KinesisLocal> {
  const [plain, tls] = await freePorts(2);
  const emulator = spawn(process.execPath, [join(folder, 'main.js')], {
    env: {
      KINESIS_MOCK_PLAIN_PORT: String(plain),
      KINESIS_MOCK_TLS_PORT: String(tls),
      KINESIS_MOCK_CERT_PATH: join(folder, 'server.json'),
      AWS_REGION: 'eu-west-1',
      LOG_LEVEL: 'ERROR',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  emulator.stderr?.on('data', (text) => {
    complaints = `${complaints}${text}`.slice(-2_000);
  });
  const kill = (): boolean => emulator.kill('SIGKILL');
  process.once('exit', kill);
  const local: KinesisLocal = {
    endpoint: `http://127.0.0.1:${plain}`,
    client: () =>
      kinesisClient({
        http1: true,
        region: 'eu-west-1',
        endpoint: `http://127.0.0.1:${plain}`,
        credentials: { accessKeyId: '111111111111', secretAccessKey: 'secret' },
      }),
    stop: async () => {
      process.off('exit', kill);
      if (emulator.exitCode !== null) return;
      const ended = new Promise((resolve) => emulator.once('exit', resolve));
      kill();
      await ended;
    },
  };
  try {
    await ready(local.endpoint, emulator);
  } catch (error) {
    await local.stop();
    throw new Error(`${error instanceof Error ? error.message : error}: ${complaints}`);
  }
  return local;
}

/** Ends once the emulator answers. */
async function ready(endpoint: string, emulator: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (emulator.exitCode !== null) throw new Error(`kinesis-local ended with code ${emulator.exitCode}`);
    const answered = await fetch(`${endpoint}/healthcheck`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('kinesis-local did not start within 30 s');
}

/** Ports that nobody listens on now; held open together so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))),
  );
  const ports = servers
    .map((server) => server.address())
    .map((address) => (address as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
