import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { CallOutcome, FunctionPort } from './ports';

/** Functions in Lambda. The client has to attempt each call once: a call that was lost may still be running. */
export class LambdaFunctions implements FunctionPort {
  constructor(private readonly client: Pick<LambdaClient, 'send'>) {}

  public async call(functionArn: string, payload: string, timeoutMs: number): Promise<CallOutcome> {
    const abortSignal = AbortSignal.timeout(Math.floor(timeoutMs));
    try {
      const command = new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(payload) });
      const { FunctionError, Payload } = await this.client.send(command, { abortSignal });
      const response = parsed(Buffer.from(Payload ?? []).toString());
      if (FunctionError === undefined) return { kind: 'returned', response };
      return { kind: 'error', reason: `${FunctionError}: ${messageIn(response)}` };
    } catch (thrown) {
      if (abortSignal.aborted) {
        const reason = `no answer within ${Math.floor(timeoutMs)} ms; the function may still be at it`;
        return { kind: 'error', reason };
      }
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const kind = error.name === 'TooManyRequestsException' ? 'throttled' : 'error';
      return { kind, reason: `${error.name}: ${error.message}` };
    }
  }
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

function messageIn(response: unknown): string {
  const { errorType, errorMessage } = (response ?? {}) as { errorType?: string; errorMessage?: string };
  return [errorType, errorMessage].filter((part) => part !== undefined).join(': ') || 'no message';
}
