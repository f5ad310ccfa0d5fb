import {
  KinesisClient,
  type KinesisClientConfig,
  type PutRecordsCommand,
  type PutRecordsCommandOutput,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** What the producer needs of a client; `KinesisClient` has it. */
export interface PutRecordsClient {
  /** Makes one call. */
  send(
    command: PutRecordsCommand,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<PutRecordsCommandOutput>;
}

/** Settings of `kinesisClient`: the SDK's, without those it chooses itself. */
export interface KinesisClientOptions
  extends Omit<KinesisClientConfig, 'maxAttempts' | 'retryMode' | 'retryStrategy' | 'requestHandler'> {
  /**
   * Whether calls go over HTTP/1.1, each on a kept-alive connection of its own, in place of one shared HTTP/2
   * connection: for proxies and emulators that do not speak HTTP/2 well, or where one lost connection should not break
   * off several calls.
   *
   * @default false
   */
  readonly http1?: boolean;
}

/** A client whose every call is a single attempt, so that a `StreamProducer` counts and orders all of them. */
export function kinesisClient(options: KinesisClientOptions = {}): KinesisClient {
  const { http1 = false, ...config } = options;
  return new KinesisClient({
    ...config,
    maxAttempts: 1,
    ...(http1 ? { requestHandler: new NodeHttpHandler({ connectionTimeout: 3_000 }) } : {}),
  });
}
