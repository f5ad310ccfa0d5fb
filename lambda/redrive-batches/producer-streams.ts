import type { PutRecordsClient } from '../producer';
import { StreamProducer } from '../producer';
import type { PutRecord, StreamPort } from './ports';

const MAX_RECORD_BYTES = 10 * 1024 * 1024;

/** Streams in Kinesis. The client comes from `kinesisClient`. */
export class ProducerStreams implements StreamPort {
  constructor(private readonly client: PutRecordsClient) {}

  public async put(streamArn: string, records: readonly PutRecord[], timeoutMs: number): Promise<void> {
    const producer = new StreamProducer({
      streamArn,
      client: this.client,
      ordered: true,
      lingerMs: 0,
      limits: { recordBytes: MAX_RECORD_BYTES },
      retry: { deadlineMs: timeoutMs },
    });
    let over = false;
    let cancel = (): void => undefined;
    const timeout = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => {
        over = true;
        reject(new Error(`not all records were acknowledged within ${timeoutMs} ms`));
      }, timeoutMs);
      cancel = () => clearTimeout(timer);
    });
    // The producer keeps the order of a partition key; keys inside an aggregate it does not know.
    const oneByOne = records.some(({ explicitHashKey }) => explicitHashKey !== undefined);
    try {
      const work = oneByOne ? putOneByOne(producer, records, () => over) : putTogether(producer, records);
      await Promise.race([work, timeout]);
    } finally {
      cancel();
      void producer.close();
    }
  }
}

async function putOneByOne(
  producer: StreamProducer,
  records: readonly PutRecord[],
  isOver: () => boolean,
): Promise<void> {
  for (const record of records) {
    if (isOver()) return;
    await producer.put(record);
  }
}

async function putTogether(producer: StreamProducer, records: readonly PutRecord[]): Promise<void> {
  const results = await Promise.allSettled(records.map((record) => producer.put(record)));
  const failed = results.filter((result) => result.status === 'rejected');
  const [first] = failed;
  if (first === undefined) return;
  const reason = first.reason instanceof Error ? first.reason.message : String(first.reason);
  throw new Error(`${failed.length} of ${records.length} records not acknowledged; the first: ${reason}`);
}
