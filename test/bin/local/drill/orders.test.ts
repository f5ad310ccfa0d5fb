import { Order, RECORD_FAULTS } from '../../../../bin/local/drill/contract';
import { makeRecords, marksOf } from '../../../../bin/local/drill/orders';

const records = makeRecords(2000, 'r');
const count = (fault: string | undefined) => records.filter((record) => record.fault === fault).length;
const isOrder = (text: string) => {
  try {
    return Order.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
};

test('has some records of each fault, and far more without', () => {
  expect(Object.fromEntries(RECORD_FAULTS.map((fault) => [fault, count(fault)]))).toEqual({
    malformed: 20,
    misfit: 20,
    transient: 20,
    lasting: 20,
    refused: 20,
    stuck: 4,
    hung: 2,
  });
  expect(count(undefined)).toBe(1894);
});

test('each record has an id of its own, and tells it and its fault in any state', () => {
  expect(new Set(records.map(({ id }) => id)).size).toBe(2000);
  expect(records.map(({ data }) => marksOf(data))).toEqual(records.map(({ id, fault }) => ({ id, fault })));
});

test('poison is no order, and everything else is one', () => {
  const invalid = records.filter(({ data }) => !isOrder(data));
  expect(invalid.every(({ fault }) => fault === 'malformed' || fault === 'misfit')).toBe(true);
  expect(invalid).toHaveLength(40);
});

test.each([1, 5, 60])('makes %d records as well, and the same each time', (few) => {
  expect(makeRecords(few, 'r')).toHaveLength(few);
  expect(makeRecords(few, 'r')).toEqual(makeRecords(few, 'r'));
});

test('refuses a text without an id', () => {
  expect(() => marksOf('{"fault":"misfit"}')).toThrow('a record without an id');
});
