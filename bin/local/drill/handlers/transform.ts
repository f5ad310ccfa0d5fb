import { deliver, transformRecords } from 'kinesis-constructs/runtime';
import { Order } from '../contract';
import { attempt } from '../ledger';

/** A transform that refuses some records, does not get done with some, and blocks its function for some. */
export const handler = transformRecords<Order>(
  async ({ payload }) => {
    const { id, fault } = payload;
    if (fault === 'refused') throw new Error('a record that the transform refuses');
    if (fault === 'stuck') await new Promise(() => undefined);
    if (fault === 'hung' && (await attempt('transform', id)) === 1) block();
    return deliver(payload);
  },
  { schema: Order },
);

/** Nothing else gets its turn, so neither does what keeps an eye on the deadline: Lambda has to end the function. */
function block(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
