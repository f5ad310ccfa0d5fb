import { processRecords } from 'kinesis-constructs/runtime';
import { TRANSIENT_FAILURES } from '../contract';
import { arrive, attempt, isArmed } from '../ledger';
import { marksOf } from '../orders';

/** A consumer that throws: a few times for some records, until it is mended for others. */
export const handler = processRecords(
  async ({ payload }) => {
    const { id, fault } = marksOf(payload);
    if (fault === 'transient' && (await attempt('notify', id)) <= TRANSIENT_FAILURES) {
      throw new Error('a fault that passes');
    }
    if (fault === 'lasting' && (await isArmed())) throw new Error('a fault that lasts');
    await arrive('notify', id);
  },
  { format: 'text' },
);
