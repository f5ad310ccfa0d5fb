import { gzipSync } from 'node:zlib';
import { readObject } from '../../../bin/local/archive';

const flight = { date: '2001/01/01 00:47', delay: 5, distance: 500, origin: 'ORD', destination: 'LAS' };
const airport = { name: 'N', city: 'C', state: 'S' };
const line = JSON.stringify({ ...flight, originAirport: airport, destinationAirport: airport, late: true });

test('counts the lines of an object, compressed or not', () => {
  const counts = new Map([['2001/01/01 00:47|5|500|ORD|LAS|N|C|S|N|C|S|true', 2]]);
  const text = `${line}\n${line}\n`;
  expect(readObject(Buffer.from(text), 'data/a')).toEqual(counts);
  expect(readObject(gzipSync(text), 'data/a.gz')).toEqual(counts);
});

test('finds the record in what Firehose keeps of a failure', () => {
  const rawData = Buffer.from(JSON.stringify(flight)).toString('base64');
  const body = Buffer.from(`${JSON.stringify({ attemptsMade: 1, rawData })}\n`);
  expect(readObject(body, 'errors/processing-failed/a')).toEqual(
    new Map([['2001/01/01 00:47|5|500|ORD|LAS', 1]]),
  );
});

test('fails on an object that is cut short', () => {
  expect(() => readObject(Buffer.from(line.slice(0, -3)), 'data/a')).toThrow(SyntaxError);
});

test('poison in the error output stands for itself', () => {
  const texts = ['{"cut', '{"poison":"1"}'];
  const body = texts
    .map((text) => JSON.stringify({ rawData: Buffer.from(text).toString('base64') }))
    .join('\n');
  expect(readObject(Buffer.from(body), 'errors/processing-failed/a')).toEqual(
    new Map(texts.map((text) => [text, 1])),
  );
});
