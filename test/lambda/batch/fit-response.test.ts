import fc from 'fast-check';
import { type Answer, fitResponse, MAX_RESPONSE_BYTES } from '../../../lambda/batch/fit-response';
import { cases } from './support';

const answers = fc
  .array(
    fc.record(
      {
        recordId: fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
        result: fc.constantFrom(
          'Ok' as const,
          'Ok' as const,
          'Dropped' as const,
          'ProcessingFailed' as const,
        ),
        data: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        partitionKeys: fc.dictionary(
          fc.string({ unit: 'binary' }),
          fc.string({ minLength: 1, unit: 'binary' }),
          { maxKeys: 2 },
        ),
      },
      { requiredKeys: ['recordId', 'result', 'data'] },
    ),
    { maxLength: 15 },
  )
  .map((list) =>
    list.map(
      (answer): Answer =>
        answer.result === 'Ok' ? answer : { recordId: answer.recordId, result: answer.result },
    ),
  );

const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** The size when all that could fail has failed. */
function floor(list: readonly Answer[]): number {
  return size(fitResponse(list, 0).response);
}

test('the stated size is that of the JSON, to the byte', () =>
  fc.assert(
    fc.property(answers, fc.nat(3_000), (list, limit) => {
      const { response, bytes } = fitResponse(list, limit);
      expect(bytes).toBe(size(response));
    }),
    cases(100),
  ));

test('the limit is kept wherever it can be, and each record answered once, in order', () =>
  fc.assert(
    fc.property(answers, fc.nat(3_000), (list, limit) => {
      const { response } = fitResponse(list, limit);
      expect(size(response)).toBeLessThanOrEqual(Math.max(limit, floor(list)));
      expect(response.records.map(({ recordId }) => recordId)).toEqual(list.map(({ recordId }) => recordId));
    }),
    cases(100),
  ));

test('data are delivered whole or not at all', () =>
  fc.assert(
    fc.property(answers, fc.nat(3_000), (list, limit) => {
      const { response, oversized } = fitResponse(list, limit);
      response.records.forEach((record, index) => {
        const { recordId, result, data, partitionKeys } = list[index];
        expect(record).toEqual(
          oversized.has(index)
            ? { recordId, result: 'ProcessingFailed' }
            : {
                recordId,
                result,
                ...(data && { data: data.toString('base64') }),
                ...(partitionKeys && { metadata: { partitionKeys } }),
              },
        );
        if (oversized.has(index)) expect(result).toBe('Ok');
      });
    }),
    cases(100),
  ));

test('no smaller number of failures would do', () =>
  fc.assert(
    fc.property(answers, fc.nat(3_000), (list, limit) => {
      const { oversized, bytes } = fitResponse(list, limit);
      fc.pre(bytes <= limit && oversized.size > 0);
      // The best that one failure fewer could save: the largest of what failing each record saves.
      const bytesAlone = (answer: Answer, within: number) => fitResponse([answer], within).bytes;
      const savings = list
        .map((answer) => bytesAlone(answer, Number.POSITIVE_INFINITY) - bytesAlone(answer, 0))
        .sort((x, y) => y - x);
      const all = fitResponse(list, Number.POSITIVE_INFINITY).bytes;
      const fewer = savings.slice(0, oversized.size - 1).reduce((sum, saving) => sum + saving, 0);
      expect(all - fewer).toBeGreaterThan(limit);
    }),
    cases(100),
  ));

test('the limit is the 6 MB of a synchronous response, and a response of just that size passes', () => {
  expect(MAX_RESPONSE_BYTES).toBe(6_291_456);
  const empty = size({ records: [{ recordId: 'id', result: 'Ok', data: '' }] });
  const room = Math.floor((MAX_RESPONSE_BYTES - empty) / 4) * 3;
  const fits = fitResponse([{ recordId: 'id', result: 'Ok', data: Buffer.alloc(room) }]);
  expect(fits.oversized.size).toBe(0);
  expect(MAX_RESPONSE_BYTES - fits.bytes).toBeLessThan(4);
  const tooMuch = fitResponse([{ recordId: 'id', result: 'Ok', data: Buffer.alloc(room + 1) }]);
  expect(tooMuch.response).toEqual({ records: [{ recordId: 'id', result: 'ProcessingFailed' }] });
});
