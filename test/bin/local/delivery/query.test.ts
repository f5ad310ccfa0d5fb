import { parseQuery } from '../../../../bin/local/delivery/query';

const flight = {
  origin: 'DTW',
  delay: 61,
  late: true,
  gone: null,
  early: false,
  at: { city: 'Detroit' },
  tags: ['a'],
};

test.each<[string, Record<string, string | undefined>]>([
  ['{"origin":.origin}', { origin: 'DTW' }],
  ['{"city":.at.city,"delay":.delay,"late":.late}', { city: 'Detroit', delay: '61', late: 'true' }],
  ['{"a":(.gone // "none"),"b":(.early // .late // "no")}', { a: 'none', b: 'true' }],
  ['{ "a" : ( .nowhere.at.all // "x, y" ) }', { a: 'x, y' }],
  ['{"a":(.gone // .early)}', { a: 'false' }],
  ['{"a":"fixed"}', { a: 'fixed' }],
  ['{"a":.gone,"b":.nowhere,"c":.at,"d":.tags}', { a: undefined, b: undefined, c: undefined, d: undefined }],
  ['{"a":.constructor,"b":.at.toString}', { a: undefined, b: undefined }],
])('%s', (query, found) => {
  expect(parseQuery(query).extract(flight)).toEqual(found);
  expect(parseQuery(query).keys).toEqual(Object.keys(found));
});

test('fails on a record that jq could not look into', () => {
  expect(() => parseQuery('{"a":.origin.city}').extract(flight)).toThrow('cannot look for city in a value');
  expect(() => parseQuery('{"a":.a}').extract([1])).toThrow('cannot look for a in a value');
});

test.each([
  '.origin',
  '{}',
  '{"a":.tags[0]}',
  '{"a":(.origin | ascii_downcase)}',
  '{"a":(.delay + 1)}',
  '{"a":(if .late then "late" else "not" end)}',
  '{"a":(.at | (.city))}',
  '{"a":.origin // "none"},',
  '{"a":"\\u0041"}',
  '{a:.origin}',
])('refuses %s rather than guessing', (query) => {
  expect(() => parseQuery(query)).toThrow(/does not know the jq|is no object/);
});
