import type { PutRecordsCommand, PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import type { PutRecordsClient } from '../producer/client';
import { holderOf, type Token } from './token';

/** Where the token is kept. */
export interface TokenStore {
  /** The token; undefined if nobody ever got it. Rejects when it cannot be read. */
  read(): Promise<Token | undefined>;
}

/** A call that was not made, since this Region does not hold the token or nobody can tell. */
export class FencedError extends Error {
  /** As a refusal: to make the same call again would meet the same answer. */
  public readonly $metadata = { httpStatusCode: 403 };

  constructor(reason: string, cause?: unknown) {
    super(`not replicated: ${reason}`, { cause });
    this.name = 'FencedError';
  }
}

/** Lets calls through to `client` while `region` holds the token, which it looks at before each. */
export class FencedClient implements PutRecordsClient {
  private seen: { readonly at: number; readonly token: Token | undefined } | undefined;

  constructor(
    private readonly client: PutRecordsClient,
    private readonly store: TokenStore,
    private readonly region: string,
    private readonly now: () => number,

    /** How long a look at the token counts, milliseconds. */
    private readonly validMs: number,
  ) {}

  public async send(
    command: PutRecordsCommand,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<PutRecordsCommandOutput> {
    const token = await this.token();
    if (token === undefined || holderOf(token) !== this.region) {
      throw new FencedError(`${token === undefined ? 'nobody' : holderOf(token)} holds the token`);
    }
    // The caller may have turned away meanwhile; the records would come as a surprise.
    options.abortSignal.throwIfAborted();
    return this.client.send(command, options);
  }

  /** The token as it was at most `validMs` ago. Fails when it cannot be read. */
  public async token(): Promise<Token | undefined> {
    const now = this.now();
    if (this.seen !== undefined && now - this.seen.at <= this.validMs) return this.seen.token;
    const token = await this.store.read().catch((cause) => {
      throw new FencedError('the token cannot be read', cause);
    });
    this.seen = { at: now, token };
    return token;
  }
}
