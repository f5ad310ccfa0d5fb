import type { ProducerOptions } from '../../../lambda/producer/options';
import type { ProducerRecord } from '../../../lambda/producer/record';
import { StreamProducer } from '../../../lambda/producer/stream-producer';
import { type Fault, FaultyKinesis } from '../../support/faulty-kinesis';
import { VirtualTime } from './virtual-time';

interface Setup {
  readonly time: VirtualTime;
  readonly kinesis: FaultyKinesis;
  readonly producer: StreamProducer;

  /** Moments at which calls were made. */
  readonly callTimes: number[];

  /** Number of Kinesis records in each call. */
  readonly callSizes: () => number[];
}

/** A producer in virtual time before a service of one shard. */
export function setUp(
  options: Partial<ProducerOptions> = {},
  faults: readonly Fault[] = [],
  endless = false,
): Setup {
  const time = new VirtualTime();
  const callTimes: number[] = [];
  const onCall = (): void => void callTimes.push(time.now());
  const kinesis = new FaultyKinesis({ clock: time, shards: 1, faults, endless, onCall });
  const producer = new StreamProducer({ streamName: 'orders', client: kinesis, ...options }, time);
  return {
    time,
    kinesis,
    producer,
    callTimes,
    callSizes: () => kinesis.calls.map((call) => call.records.length),
  };
}

/** `count` records of as many keys. */
export function records(count: number, bytes = 10): ProducerRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const partitionKey = String(i).padStart(5, '0');
    return { partitionKey, data: Buffer.alloc(bytes - partitionKey.length) };
  });
}

/** What `work` fails with; fails itself if it does not. */
export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
