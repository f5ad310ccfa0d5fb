import { gzipSync } from 'node:zlib';
import { readArchived, readKept } from '../../../../bin/local/drill/read-objects';
import { EventSourceMapping, kinesisEvent } from '../../../../lambda/testing';

const line = (id: string) => JSON.stringify({ id, amount: 1 });

test('reads ids out of the archive, packed or not, and out of the error output', () => {
  const text = `${line('a')}\n${line('b')}\n`;
  expect(readArchived(gzipSync(text), 'data/2026/a.gz')).toEqual(['a', 'b']);
  expect(readArchived(Buffer.from(text), 'data/2026/a')).toEqual(['a', 'b']);
  const failure = { rawData: Buffer.from('{"id":"c","fault":"malformed","am').toString('base64') };
  expect(readArchived(gzipSync(JSON.stringify(failure)), 'errors/processing-failed/a.gz')).toEqual(['c']);
});

test('reads ids out of what the model of the mapping keeps, also once it is redriven, and of nothing else', async () => {
  const fail = () => Promise.reject(new Error('no'));
  const mapping = new EventSourceMapping(fail, { maximumRetryAttempts: 0, onFailure: 's3' });
  const report = await mapping.run(kinesisEvent([{ data: line('a') }, { data: line('b').slice(0, -1) }]));
  const [{ body, key = '' }] = report.deliveries as unknown as [{ body: string; key: string }];
  expect(readKept(Buffer.from(body), key)).toEqual(['a', 'b']);
  expect(readKept(Buffer.from(body), `redriven/${key}`)).toEqual(['a', 'b']);
  expect(readKept(Buffer.from('{"until":1}'), 'redriven/lease-uuid')).toEqual([]);
});
