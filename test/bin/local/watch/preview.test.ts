import { gzipSync } from 'node:zlib';
import { preview } from '../../../../bin/local/watch/preview';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `{"line":${index}}`);

test('unpacks an object and gives its first lines', () => {
  const body = gzipSync(`${lines(7).join('\n')}\n`);
  expect(preview('data/a.gz', body)).toEqual({
    key: 'data/a.gz',
    bytes: body.length,
    records: 7,
    lines: lines(5),
  });
});

test('cuts what is long', () => {
  const [line] = preview('data/a', Buffer.from('x'.repeat(5000))).lines;
  expect(line).toBe(`${'x'.repeat(1200)}…`);
});

test('decodes the records of the error output', () => {
  const kept = { errorCode: 'Lambda.X', rawData: Buffer.from('{"cut').toString('base64') };
  expect(preview('errors/a', Buffer.from(JSON.stringify(kept))).decoded).toEqual(['{"cut']);
});

test('an object without records has no lines', () => {
  expect(preview('data/a', Buffer.from(''))).toEqual({ key: 'data/a', bytes: 0, records: 0, lines: [] });
});

test('fails on an object that is damaged', () => {
  expect(() => preview('data/a.gz', Buffer.from('no gzip'))).toThrow('incorrect header check');
});
