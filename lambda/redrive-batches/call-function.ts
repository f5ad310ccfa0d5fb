import type { KinesisStreamRecord } from 'aws-lambda';
import { type BatchVerdict, judge } from '../testing/batch-response';
import type { RedriveSource } from './contract';
import { MARGIN_MS } from './pace';
import type { BatchTarget, CallOutcome, FunctionPort, RunClock, SendOutcome } from './ports';

/** Most bytes of a call: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_CALL_BYTES = 6 * 1024 * 1024;

/** Calls that Lambda may turn away before a batch counts as failed. */
const MAX_THROTTLES = 8;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 20_000;

const START = '{"Records":[';
const END = ']}';

/**
 * Sends batches to the function that failed on them, and waits for each answer.
 *
 * As the mapping does, it goes on from the lowest failed record that the function reports, for as long as that gets the
 * batch on: a function that ran out of time halfway is called again for the other half. The first record to fail twice
 * in a row ends the batch.
 */
export class FunctionTarget implements BatchTarget {
  constructor(
    private readonly port: FunctionPort,
    private readonly clock: RunClock,
    private readonly random: () => number = Math.random,
  ) {}

  public async send(source: RedriveSource, records: readonly KinesisStreamRecord[]): Promise<SendOutcome> {
    const texts = records.map((record) => JSON.stringify(record));
    let done = 0;
    while (done < records.length) {
      if (done > 0 && this.clock.remaining() <= MARGIN_MS) return { kind: 'cut', done };
      const count = countThatFit(texts, done);
      if (count === 0) return { kind: 'failed', reason: 'a record is too large for a call of 6 MB', done };
      const chunk = records.slice(done, done + count);
      const payload = `${START}${texts.slice(done, done + count).join(',')}${END}`;
      const verdict = await this.verdictOf(source.functionArn, payload, chunk);
      if (verdict.kind === 'success') done += count;
      else if (verdict.kind === 'partial') done += verdict.index;
      else return { kind: 'failed', reason: verdict.reason, done };
    }
    return { kind: 'done' };
  }

  private async verdictOf(
    functionArn: string,
    payload: string,
    records: readonly KinesisStreamRecord[],
  ): Promise<BatchVerdict> {
    const outcome = await this.call(functionArn, payload);
    return judge(
      outcome,
      records.map(({ kinesis }) => kinesis.sequenceNumber),
      true,
    );
  }

  /** A call that was turned away did nothing, so another cannot run it twice. */
  private async call(functionArn: string, payload: string): Promise<CallOutcome> {
    for (let throttles = 1; ; throttles++) {
      const time = Math.max(1, this.clock.remaining() - MARGIN_MS / 2);
      const outcome = await this.port.call(functionArn, payload, time);
      if (outcome.kind !== 'throttled' || throttles === MAX_THROTTLES) return outcome;
      const pause = this.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** throttles);
      if (this.clock.remaining() <= MARGIN_MS + pause) return outcome;
      await this.clock.sleep(pause);
    }
  }
}

/** How many records from `from` on a call can carry. */
function countThatFit(texts: readonly string[], from: number): number {
  let bytes = START.length + END.length - 1;
  let count = 0;
  while (from + count < texts.length) {
    bytes += Buffer.byteLength(texts[from + count] as string) + 1;
    if (bytes > MAX_CALL_BYTES) break;
    count += 1;
  }
  return count;
}
