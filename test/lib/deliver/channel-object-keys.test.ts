import fc from 'fast-check';
import { ChannelCompression } from '../../../lib/deliver/channel-formats';
import { ChannelObjectKeys } from '../../../lib/deliver/channel-object-keys';
import { testStack } from '../../support/stack';

const { GZIP, NONE, ZSTD } = ChannelCompression;
const render = (keys: ChannelObjectKeys, compression = GZIP) => keys._render(testStack(), compression);
const HOUR = 'year=!{yyyy}/month=!{MM}/day=!{dd}/hour=!{HH}/!{channel-name}-!{mm}';

test.each([
  [
    'by hour, with the extension of the compression',
    ChannelObjectKeys.hive(),
    GZIP,
    `data/${HOUR}!{extension}`,
  ],
  ['without an extension when not compressed', ChannelObjectKeys.hive(), NONE, `data/${HOUR}`],
  [
    'with folder and extension of your own',
    ChannelObjectKeys.hive({ prefix: 'a/b/', fileExtension: '.json.zst' }),
    ZSTD,
    `a/b/${HOUR}!{extension:.json.zst}`,
  ],
  ['at the top of the bucket', ChannelObjectKeys.hive({ prefix: '' }), NONE, HOUR],
])('names objects %s', (_, keys, compression, expected) => {
  expect(render(keys, compression)).toBe(expected);
});

test.each([
  ['!{channel-name}/!{yyyy}/!{MM}/!{dd}/!{HH}/records!{extension}', GZIP],
  ['data/stream=!{stream-name}/!{yyyy}-!{MM}-!{dd}/!{HH}!{mm}!{extension:.json}', GZIP],
  ['!{channel-name}/!{channel-id}', NONE],
  ["a!b-c_d'e.f*g(h)i=!{yy}!{extension}", ZSTD],
  [`${'a'.repeat(986)}!{extension}`, GZIP],
])('takes %s', (template, compression) => {
  expect(render(ChannelObjectKeys.template(template), compression)).toBe(template);
});

test.each([
  ['nothing', '', NONE, 'a name, got '],
  ['a / at the start', '/data/!{channel-name}!{extension}', GZIP, 'without / at the start'],
  ['a folder that leads up', 'data/../!{channel-name}!{extension}', GZIP, 'without . and .. as folders'],
  ['the same folder again', 'data/./!{channel-name}!{extension}', GZIP, 'without . and .. as folders'],
  ['consecutive slashes', 'data//!{channel-name}!{extension}', GZIP, 'without //'],
  [
    'an extension in the middle',
    '!{channel-name}!{extension}/!{yyyy}',
    GZIP,
    'with its extension at the end',
  ],
  ['two extensions', 'a!{extension:.a}!{extension}', GZIP, 'with one extension at most'],
  ['a placeholder it does not know', 'data/!{partition-id}!{extension}', GZIP, 'extension, got partition-id'],
  ['a placeholder of Firehose', 'a/!{timestamp:yyyy}!{extension}', GZIP, 'extension, got timestamp:yyyy'],
  [
    'no extension with gzip',
    'data/!{channel-name}',
    GZIP,
    'ended by !{extension} when the objects are compressed',
  ],
  ['no extension with Zstandard', 'data/!{channel-name}', ZSTD, 'ended by !{extension}'],
  ['an open placeholder', 'data/!{channel-name}/!{yyyy', NONE, 'text with !{ only as !{name}'],
  ['a space', 'my data/!{yyyy}', NONE, 'of letters, digits and'],
  ['an extension in capitals', 'a!{extension:.JSON}', GZIP, 'extension, got extension:.JSON'],
  [
    'a name that gets too long',
    `${'a'.repeat(984)}!{yyyy}`,
    NONE,
    '986 characters at most, replaced, got at least 988',
  ],
])('refuses %s', (_, template, compression, message) => {
  expect(() => render(ChannelObjectKeys.template(template), compression)).toThrow(
    new RegExp(`^\\[T\\] objectKeys must be .*${message.replace(/[.$!{}()[\]/]/g, '\\$&')}`),
  );
});

test.each([
  [
    { prefix: 'data' },
    'objectKeys.prefix must be a folder without expressions, empty or ending in /, got data',
  ],
  [{ prefix: 'a b/' }, 'objectKeys must be of letters, digits'],
  [
    { fileExtension: 'json' },
    'objectKeys.fileExtension must be a period, then lowercase letters and periods, got json',
  ],
  [{ fileExtension: '.7z' }, 'objectKeys.fileExtension must be'],
])('refuses %j by hour', (options, message) => {
  expect(() => render(ChannelObjectKeys.hive(options))).toThrow(message);
});

test('every template of allowed parts is taken, and each wrong character in it refused', () => {
  const part = fc.constantFrom('a', 'Z9', '!{yyyy}', '!{channel-id}', '!{stream-name}', 'x=!{dd}', "-_'*()");
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(' ', '+', '{', '$', 'é'),
      (parts, bad) => {
        const template = parts.join('/');
        expect(render(ChannelObjectKeys.template(template), NONE)).toBe(template);
        expect(() => render(ChannelObjectKeys.template(template + bad), NONE)).toThrow('objectKeys must be');
      },
    ),
  );
});
