import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { ChannelCompression } from './channel-formats';
import { checkFolder } from './object-keys';

/** Settings of `ChannelObjectKeys.hive`. */
export interface HiveChannelObjectKeysOptions {
  /**
   * Folder of the delivered records, without expressions: empty, or ending in `/`.
   *
   * @default 'data/'
   */
  readonly prefix?: string;

  /**
   * End of each object's name, such as `.json.gz`: a period, then lowercase letters and periods.
   *
   * @default - what the channel adds for the compression, such as `.gz`; none without compression
   */
  readonly fileExtension?: string;
}

/** What a channel replaces, with the shortest text that it can become. */
const VARIABLES: Readonly<Record<string, number>> = {
  'channel-name': 1,
  'channel-id': 1,
  'stream-name': 1,
  yyyy: 4,
  yy: 2,
  MM: 2,
  dd: 2,
  HH: 2,
  mm: 2,
  extension: 0,
};

const PLACEHOLDER = /!\{([^{}]*)\}/g;
const LITERAL_EXTENSION = /^extension:\.[a-z.]+$/;

/**
 * How a channel names the objects it writes. Times are in UTC. The channel ends each name with characters of its own, so that
 * no two are the same.
 *
 * @example
 * new ChannelToS3(this, 'Archive', {
 *   stream: orders.stream,
 *   objectKeys: ChannelObjectKeys.hive({ prefix: 'orders/', fileExtension: '.json.gz' }),
 * });
 * @see https://docs.aws.amazon.com/streams/latest/dev/data-delivery-s3-key-template.html
 */
export class ChannelObjectKeys {
  /** By the hour, as Hive names partitions: `data/year=2026/month=11/day=19/hour=07/…`. */
  public static hive(options: HiveChannelObjectKeysOptions = {}): ChannelObjectKeys {
    const { prefix = 'data/', fileExtension } = options;
    const folders = `${prefix}year=!{yyyy}/month=!{MM}/day=!{dd}/hour=!{HH}/!{channel-name}-!{mm}`;
    return new ChannelObjectKeys(folders, prefix, fileExtension);
  }

  /**
   * By a template of your own, of letters, digits, `! - _ ' . * ( ) / =` and the placeholders `!{channel-name}`,
   * `!{channel-id}`, `!{stream-name}`, `!{yyyy}`, `!{yy}`, `!{MM}`, `!{dd}`, `!{HH}`, `!{mm}` and, at the end, `!{extension}`
   * or, with one of your own, `!{extension:.json.gz}`. With compression it needs one of the last two. Replaced, it has 986
   * characters at most; unreplaced 1,024.
   */
  public static template(template: string): ChannelObjectKeys {
    return new ChannelObjectKeys(template);
  }

  private constructor(
    private readonly text: string,
    private readonly prefix?: string,
    private readonly fileExtension?: string,
  ) {}

  /**
   * Checks the names, and gives the template.
   *
   * @internal
   */
  public _render(scope: IConstruct, compression: ChannelCompression): string {
    const compressed = compression !== ChannelCompression.NONE;
    if (this.prefix === undefined) {
      checkTemplate(scope, this.text, compressed);
      return this.text;
    }
    checkFolder(scope, 'objectKeys.prefix', this.prefix);
    checkExtension(scope, this.fileExtension);
    const template = this.text + this.extension(compressed);
    checkTemplate(scope, template, compressed);
    return template;
  }

  private extension(compressed: boolean): string {
    if (this.fileExtension !== undefined) return `!{extension:${this.fileExtension}}`;
    return compressed ? '!{extension}' : '';
  }
}

function checkExtension(scope: IConstruct, extension: string | undefined): void {
  if (extension === undefined || Token.isUnresolved(extension) || /^\.[a-z.]+$/.test(extension)) return;
  const expected = 'a period, then lowercase letters and periods';
  throw new InvalidSettingError(scope, 'objectKeys.fileExtension', expected, extension);
}

/** Fails on a template that a channel refuses. Deploy-time tokens pass. */
function checkTemplate(scope: IConstruct, template: string, compressed: boolean): void {
  if (Token.isUnresolved(template)) return;
  const refuse = (expected: string, got = template): never => {
    throw new InvalidSettingError(scope, 'objectKeys', expected, got);
  };
  const names = Array.from(template.matchAll(PLACEHOLDER), ([, name]) => name);
  const wrong = names.find((name) => !(name in VARIABLES) && !LITERAL_EXTENSION.test(name));
  if (wrong !== undefined) refuse(`made of the placeholders ${Object.keys(VARIABLES).join(', ')}`, wrong);
  const literal = template.replace(PLACEHOLDER, '');
  if (literal.includes('!{')) refuse('text with !{ only as !{name}');
  if (!/^[A-Za-z0-9!\-_'.*()/=]*$/.test(literal)) refuse("of letters, digits and ! - _ ' . * ( ) / =");
  checkPath(template, refuse);
  const extensions = names.filter((name) => name.startsWith('extension'));
  if (extensions.length > 1) refuse('with one extension at most');
  if (extensions.length === 1 && !/!\{extension[^{}]*\}$/.test(template))
    refuse('with its extension at the end');
  if (compressed && extensions.length === 0) refuse('ended by !{extension} when the objects are compressed');
  const shortest =
    literal.length + names.reduce((sum, name) => sum + (VARIABLES[name] ?? name.length - 10), 0);
  if (shortest > 986) refuse('986 characters at most, replaced', `at least ${shortest}`);
  if (template.length > 1024) refuse('1,024 characters at most', `${template.length}`);
}

/** What S3, or a tool that takes the key for a path, would read as another place. */
function checkPath(template: string, refuse: (expected: string) => never): void {
  if (template === '') refuse('a name');
  if (template.startsWith('/')) refuse('without / at the start');
  if (template.includes('//')) refuse('without //');
  if (template.includes('..') || /(^|\/)\.(\/|$)/.test(template)) refuse('without . and .. as folders');
}
