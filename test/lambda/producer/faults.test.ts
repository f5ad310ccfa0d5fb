import type { PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { naiveProducer } from './naive-producer';
import { type Played, play, type Scenario } from './play';
import {
  countsByLog,
  falselyGivenUp,
  lost,
  outOfOrder,
  overdue,
  survivors,
  unexplainedCopies,
} from './promises';
import { numRuns, scenarios } from './scenarios';

const DAY = 86_400_000;

async function holds(
  choices: Parameters<typeof scenarios>[0],
  property: (played: Played, scenario: Scenario) => void,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(scenarios(choices), async (scenario) => property(await play(scenario), scenario)),
    { numRuns },
  );
}

describe('when faults pass', () => {
  test('every record is acknowledged where it is in the stream, and copies come from unanswered calls alone', () =>
    holds({ deadlineMs: DAY }, (played) => {
      expect(played.fates.filter(({ error }) => error !== undefined)).toEqual([]);
      expect(lost(played)).toEqual([]);
      expect(unexplainedCopies(played)).toEqual([]);
      expect(played.unhandled).toEqual([]);
    }));

  test('the counts are those of the service', () =>
    holds({ deadlineMs: DAY }, (played, { puts }) => {
      expect(played.stats).toEqual({
        ...countsByLog(played),
        accepted: puts.length,
        acknowledged: puts.length,
        failed: 0,
        heldRecords: 0,
        heldBytes: 0,
      });
    }));

  test('neither the buffer nor a call holds more than it may', () =>
    holds({ deadlineMs: DAY }, ({ mostHeld, kinesis }, { options: { limits } }) => {
      const bytes = ({ PartitionKey = '', Data }: PutRecordsRequestEntry): number =>
        Buffer.byteLength(PartitionKey) + (Data?.length ?? 0);
      for (const { records } of kinesis.calls) {
        expect(records.length).toBeLessThanOrEqual(limits?.callRecords ?? 0);
        expect(records.reduce((sum, record) => sum + bytes(record), 0)).toBeLessThanOrEqual(
          limits?.callBytes ?? 0,
        );
      }
      expect(mostHeld.records).toBeLessThanOrEqual(limits?.bufferRecords ?? 0);
      expect(mostHeld.bytes).toBeLessThanOrEqual(limits?.bufferBytes ?? 0);
    }));

  test('ordered keeps the order of each key, with one attempt at a key at a time', () =>
    holds({ deadlineMs: DAY, ordered: true }, (played) => {
      expect(played.overlaps).toBe(0);
      expect(outOfOrder(played)).toEqual([]);
    }));
});

describe('when faults do not pass', () => {
  test('every record ends in time, acknowledged or given up, and what is called unwritten is', () =>
    holds({ deadlineMs: 500, endless: true }, (played, scenario) => {
      expect(lost(played)).toEqual([]);
      expect(falselyGivenUp(played)).toEqual([]);
      expect(unexplainedCopies(played)).toEqual([]);
      expect(overdue(played, scenario)).toEqual([]);
      expect(played.unhandled).toEqual([]);
      expect(played.stats).toMatchObject({
        ...countsByLog(played),
        failed: played.fates.filter(({ error }) => error !== undefined).length,
        heldRecords: 0,
        heldBytes: 0,
      });
    }));

  test('ordered gives up the later records of a key with an earlier one', () =>
    holds({ deadlineMs: 500, endless: true, ordered: true, attempts: 4 }, (played) => {
      expect(played.overlaps).toBe(0);
      expect(survivors(played)).toEqual([]);
    }));
});

describe('the order property notices', () => {
  /** Plays scenarios until one comes out of order; any other failure is an error here. */
  async function disorder(make: Parameters<typeof play>[1], ordered: boolean): Promise<string[]> {
    const choices = scenarios({ deadlineMs: DAY, ordered, aggregate: false });
    for (const scenario of fc.sample(choices, 1_000)) {
      const played = await play(scenario, make);
      expect(lost(played)).toEqual([]);
      if (outOfOrder(played).length > 0) return outOfOrder(played);
    }
    return [];
  }

  test('a producer that sends again what failed, without regard to keys', async () => {
    expect(await disorder(naiveProducer, true)).not.toEqual([]);
  });

  test('this producer when it is not asked for order', async () => {
    expect(await disorder(undefined, false)).not.toEqual([]);
  });
});
