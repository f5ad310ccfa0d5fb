import type * as records from '../../../lambda/records';

const users = [
  { partitionKey: 'a', data: Buffer.from('one') },
  { partitionKey: 'a', data: Buffer.from('two') },
];

/** Packs and unpacks with a fresh copy of the codec. */
function roundTrip(): records.DeaggregatedRecord[] {
  let result: records.DeaggregatedRecord[] = [];
  jest.isolateModules(() => {
    const { aggregate, deaggregate } = jest.requireActual<typeof records>('../../../lambda/records');
    result = deaggregate(aggregate(users)[0]);
  });
  return result;
}

const expected = users.map((user, subSequenceNumber) => ({ ...user, subSequenceNumber, aggregated: true }));

test('works where node:crypto has no one-shot hash', () => {
  jest.doMock('node:crypto', () => ({ ...jest.requireActual('node:crypto'), hash: undefined }));
  expect(roundTrip()).toStrictEqual(expected);
  jest.dontMock('node:crypto');
});

test.each([
  ['none', undefined],
  ['one that makes no Buffers', Uint8Array],
])('works where Buffer names as constructor of what is derived from it %s', (_, named) => {
  const usual = Object.getOwnPropertyDescriptor(Buffer, Symbol.species);
  Object.defineProperty(Buffer, Symbol.species, { configurable: true, value: named });
  try {
    const got = roundTrip();
    expect(got.every(({ data }) => Buffer.isBuffer(data))).toBe(true);
    expect(got).toStrictEqual(expected);
  } finally {
    if (usual !== undefined) Object.defineProperty(Buffer, Symbol.species, usual);
  }
});
