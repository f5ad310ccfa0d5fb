import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { SourceRecord } from '../../../lambda/replicate-stream/source-record';
import type { Replicate } from './play';

/** Tells of each record of one call whether it was acknowledged. */
async function putOnce(
  records: readonly SourceRecord[],
  { target, runtime }: Parameters<Replicate>[3],
): Promise<boolean[]> {
  const Records = records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
  const abort = new AbortController();
  const cancel = runtime.after(200, () => abort.abort());
  const output = await target
    .send(new PutRecordsCommand({ Records }), { abortSignal: abort.signal })
    .catch(() => undefined);
  cancel();
  return records.map((_, i) => output?.Records?.[i]?.SequenceNumber !== undefined);
}

function outcome(
  records: readonly SourceRecord[],
  left: readonly SourceRecord[],
): Awaited<ReturnType<Replicate>> {
  const replicated = records.filter((record) => !left.includes(record));
  return { left, replicated, duplicatesAvoided: 0, echoesPrevented: 0, held: 0, retries: 0 };
}

/** Sends again what failed, until nothing does. */
export const retryFailedOnly: Replicate = async (records, _, __, ports) => {
  for (let left = records; left.length > 0; ) {
    const written = await putOnce(left, ports);
    left = left.filter((_record, i) => !written[i]);
  }
  return outcome(records, []);
};

/** Reports the first record that failed, so that Lambda hands over all from there again. */
export const redriveSuffix: Replicate = async (records, _, __, ports) => {
  const written = await putOnce(records, ports);
  const first = written.indexOf(false);
  return outcome(records, first === -1 ? [] : records.slice(first));
};
