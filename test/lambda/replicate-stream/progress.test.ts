import { advance, doneBy, type Progress } from '../../../lambda/replicate-stream/progress';
import { compareSequence } from '../../../lambda/replicate-stream/source-record';

const batch = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

function after(
  before: Progress | undefined,
  [from, to]: [number, number],
  open: number[] = [],
): Progress | undefined {
  return advance(before, { sequenceNumbers: batch(from, to), open: new Set(open.map(String)) });
}

test.each<[string, Progress | undefined, [number, number], number[], Progress | undefined]>([
  ['the first batch', undefined, [8, 12], [], { from: '8', reached: '12', open: [] }],
  ['one with records left', undefined, [8, 12], [9], { from: '8', reached: '12', open: ['9'] }],
  [
    'the next one',
    { from: '8', reached: '12', open: [] },
    [13, 15],
    [],
    { from: '13', reached: '15', open: [] },
  ],
  [
    'the rest of a batch, cut short',
    { from: '8', reached: '15', open: ['9', '14'] },
    [9, 12],
    [],
    { from: '9', reached: '15', open: ['14'] },
  ],
  [
    'the rest of a batch, with more behind it',
    { from: '8', reached: '12', open: ['9'] },
    [9, 15],
    [15],
    { from: '9', reached: '15', open: ['15'] },
  ],
  ['a batch that is long past', { from: '20', reached: '25', open: [] }, [8, 12], [], undefined],
])('progress after %s', (_, before, range, open, expected) => {
  expect(after(before, range, open)).toEqual(expected);
});

test('what is open, older or newer than what is known is not done', () => {
  const isDone = doneBy({ from: '8', reached: '12', open: ['10'] });
  expect(batch(7, 13).filter(isDone)).toEqual(['8', '9', '11', '12']);
  expect(doneBy(undefined)('8')).toBe(false);
});

test('sequence numbers compare as numbers of any length', () => {
  const numbers = ['9', '10', '49590338271490256608559692538361571095921575989136588898'];
  expect([...numbers].reverse().sort(compareSequence)).toEqual(numbers);
});
