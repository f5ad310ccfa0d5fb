import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { type KinesisClientOptions, kinesisClient } from '../../../lambda/producer/client';
import { kindOf, kindOfCode } from '../../../lambda/producer/failure';
import { StreamProducer } from '../../../lambda/producer/stream-producer';
import { errorOf } from './setup';

const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
const command = new PutRecordsCommand({
  StreamName: 'orders',
  Records: [{ PartitionKey: 'a', Data: Buffer.from('x') }],
});

let server: Server;
let client: KinesisClient;
let requests = 0;
let respond: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests += 1;
    request.resume().on('end', () => respond(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = kinesisClient({
    http1: true,
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
  });
});

beforeEach(() => {
  requests = 0;
});

afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Answers with a status and an error of the given type. */
function error(status: number, type: string): typeof respond {
  return (_, response) => {
    response.statusCode = status;
    response.end(JSON.stringify({ __type: type, message: 'no' }));
  };
}

describe('a client is made', () => {
  test('for one attempt a call, over the protocol asked for', async () => {
    const [http1, http2] = [
      kinesisClient({ http1: true, region: 'eu-west-1' }),
      kinesisClient({ region: 'eu-west-1' }),
    ];
    expect(http1.config.requestHandler).toBeInstanceOf(NodeHttpHandler);
    expect(http2.config.requestHandler).toBeInstanceOf(NodeHttp2Handler);
    expect(await http1.config.maxAttempts()).toBe(1);
    expect(await http2.config.maxAttempts()).toBe(1);
  });

  test('that keeps its connections for the next calls', async () => {
    const ports = new Set<number | undefined>();
    respond = (request, response) => {
      ports.add(request.socket.remotePort);
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(
        JSON.stringify({ FailedRecordCount: 0, Records: [{ ShardId: 's', SequenceNumber: '1' }] }),
      );
    };
    const producer = new StreamProducer({ streamName: 'orders', client, lingerMs: 0 });
    for (let i = 0; i < 5; i += 1) await producer.put({ partitionKey: 'a', data: 'x' });
    expect(ports.size).toBe(1);
  });
});

describe('an error of the SDK is taken for what it is', () => {
  const html: typeof respond = (_, response) => {
    response.statusCode = 503;
    response.end('<html></html>');
  };
  const cases: [string, typeof respond][] = [
    ['throttled', error(400, 'ProvisionedThroughputExceededException')],
    ['throttled', error(400, 'KMSThrottlingException')],
    ['throttled', error(429, 'SomethingElse')],
    ['unsent', error(400, 'ExpiredTokenException')],
    ['invalid', error(400, 'InvalidArgumentException')],
    ['invalid', error(400, 'ValidationException')],
    ['refused', error(400, 'ResourceNotFoundException')],
    ['refused', error(400, 'KMSAccessDeniedException')],
    ['refused', error(403, 'Whatever')],
    ['unknown', error(408, 'RequestTimeout')],
    ['unknown', error(500, 'InternalFailure')],
    ['unknown', html],
    ['unknown', (request) => request.socket.destroy()],
    ['unknown', (_, response) => response.end('no JSON')],
    [
      'unknown',
      (request, response) =>
        void response.writeHead(200, { 'content-length': '99' }).write('{', () => request.socket.destroy()),
    ],
  ];

  test.each(cases)('%s, case %#', async (kind, answer) => {
    respond = answer;
    expect(kindOf((await errorOf(client.send(command))) as Error)).toBe(kind);
    expect(requests).toBe(1);
  });

  test('unknown, when the call is broken off', async () => {
    const abort = new AbortController();
    respond = () => abort.abort();
    expect(kindOf((await errorOf(client.send(command, { abortSignal: abort.signal }))) as Error)).toBe(
      'unknown',
    );
  });

  test('unsent, when there is no connection', () => {
    // Made by hand: under jest the SDK does not know Node's own errors as errors, and wraps them.
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const cancelled = Object.assign(new Error('cancelled', { cause: refused }), {
      code: 'ERR_HTTP2_STREAM_CANCEL',
    });
    expect([refused, cancelled, new Error('reset', { cause: 'ECONNREFUSED' })].map(kindOf)).toEqual([
      'unsent',
      'unsent',
      'unknown',
    ]);
  });

  describe('thrown before anything is sent', () => {
    const { env } = process;
    const client = (config: KinesisClientOptions) => kinesisClient({ credentials, ...config });

    beforeEach(() => {
      process.env = {
        AWS_CONFIG_FILE: '-',
        AWS_SHARED_CREDENTIALS_FILE: '-',
        AWS_EC2_METADATA_DISABLED: 'true',
      };
    });

    afterEach(() => {
      process.env = env;
    });

    test.each<[string, string, () => KinesisClient]>([
      ['refused', 'Region is missing', () => client({})],
      ['refused', 'Region not accepted', () => client({ region: 'eu west 1' })],
      [
        'refused',
        'FIPS and custom endpoint',
        () => client({ region: 'r', endpoint: 'http://h', useFipsEndpoint: true }),
      ],
      ['unsent', 'Could not load credentials', () => client({ region: 'eu-west-1', credentials: undefined })],
    ])('%s, for: %s', async (kind, message, make) => {
      const thrown = (await errorOf(make().send(command))) as Error;
      expect([kindOf(thrown), thrown.message]).toEqual([kind, expect.stringContaining(message)]);
    });
  });

  test('throttled or internal, when it is a record that failed', () => {
    expect(kindOfCode('ProvisionedThroughputExceededException')).toBe('throttled');
    expect(kindOfCode('InternalFailure')).toBe('internal');
  });
});

test('in real time, a call that gets no answer is made again', async () => {
  respond = (_, response) => {
    if (requests === 1) return;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ FailedRecordCount: 0, Records: [{ ShardId: 's', SequenceNumber: '7' }] }));
  };
  const retry = { callTimeoutMs: 50, baseMs: 1 };
  const producer = new StreamProducer({ streamName: 'orders', client, retry });
  expect(await producer.put({ partitionKey: 'a', data: 'x' })).toMatchObject({
    sequenceNumber: '7',
    attempts: 2,
  });
  await producer.close();
  expect(producer.stats()).toMatchObject({ unansweredCalls: 1, calls: 2 });
});
