import type { PutRecordsClient } from '../../lambda/producer/client';
import type { ChooseKey } from './load';
import { sourceRecords } from './load';
import { pause, worker } from './replicate-all';

/** About what lies between Ireland and Virginia. */
export const ROUND_TRIP_MS = 70;
const STATE_MS = 5;

/** A target that takes everything, one round trip after it was asked. */
const farTarget: PutRecordsClient = {
  send: async ({ input }) => {
    await pause(ROUND_TRIP_MS);
    const Records = (input.Records ?? []).map((_, i) => ({
      ShardId: 'shardId-0',
      SequenceNumber: String(i),
    }));
    return { FailedRecordCount: 0, Records, $metadata: {} };
  },
};

/** Records a second that one worker brings to a Region `ROUND_TRIP_MS` away. */
export async function rateAfar(count: number, choose: ChooseKey, packing: boolean): Promise<number> {
  const records = sourceRecords(count, choose);
  const run = worker({
    target: farTarget,
    streamArn: 'arn:aws:kinesis:us-east-1:111122223333:stream/far',
    packing,
    stateMs: STATE_MS,
  });
  const started = performance.now();
  await run(records);
  return (count * 1000) / (performance.now() - started);
}
