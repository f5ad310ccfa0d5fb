import { processRecords } from 'kinesis-constructs/runtime';
import { Order } from '../contract';
import { arrive, isArmed } from '../ledger';
import { marksOf } from '../orders';

/** A consumer that poison stops, until it is mended: then it puts poison aside. */
export const handler = processRecords<Order>(({ payload }) => arrive('settle', payload.id), {
  schema: Order,
  onInvalid: async ({ data }, { message }) => {
    if (await isArmed()) throw new Error(message);
    await arrive('quarantine', marksOf(data.toString()).id);
  },
});
