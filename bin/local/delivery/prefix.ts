/** What the expressions of one object's prefix are evaluated with. */
export interface PrefixContext {
  /** Arrival of the oldest record in the object. */
  readonly time: Date;
  /** IANA name. */
  readonly timeZone: string;
  /** Stands for `!{firehose:random-string}`; a function of the object, so that a retry finds the same key. */
  readonly random: string;
  readonly errorOutputType?: string;
  readonly partitionKeys?: Readonly<Record<string, string>>;
}

const BY_HOUR = '!{timestamp:yyyy/MM/dd/HH/}';
const EXPRESSION = /!\{([^}:]*):([^}]*)\}/g;
/** Letters of Java's DateTimeFormatter that are numbers of a date, or text in quotation marks. */
const PATTERN = /'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+/g;
const FIELDS = { y: 'year', u: 'year', M: 'month', d: 'day', H: 'hour', m: 'minute', s: 'second' } as const;

/**
 * The prefix of delivered objects. Firehose adds the time where nothing in the prefix tells objects apart.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function dataPrefix(prefix: string, context: PrefixContext): string {
  const complete = /!\{(timestamp|partitionKey\w+):/.test(prefix);
  return evaluateAll(complete ? prefix : `${prefix}${BY_HOUR}`, context);
}

/** The prefix of records that could not be processed: below that of the delivered ones unless it has its own. */
export function errorPrefix(own: string | undefined, prefix: string, context: PrefixContext): string {
  const complete = own?.includes('!{') === true;
  return evaluateAll(complete ? own : `${own ?? prefix}!{firehose:error-output-type}/${BY_HOUR}`, context);
}

function evaluateAll(prefix: string, context: PrefixContext): string {
  return prefix.replace(EXPRESSION, (expression, namespace: string, value: string) => {
    const result = evaluate(namespace, value, context);
    if (result === undefined) throw new Error(`the prefix expression ${expression} has no value`);
    return result;
  });
}

/**
 * The expressions of a prefix that this stand-in cannot evaluate.
 *
 * @param queryKeys partition keys that the query gives
 */
export function unsupportedExpressions(prefix: string, queryKeys: readonly string[] = []): string[] {
  const partitionKeys = Object.fromEntries(queryKeys.map((key) => [key, key]));
  const context = { time: new Date(0), timeZone: 'UTC', random: '', errorOutputType: '', partitionKeys };
  return [...prefix.matchAll(EXPRESSION)]
    .filter(([, namespace, value]) => {
      try {
        return namespace !== 'partitionKeyFromLambda' && evaluate(namespace, value, context) === undefined;
      } catch {
        return true;
      }
    })
    .map(([expression]) => expression);
}

/** A time by a pattern of Java's DateTimeFormatter: `yyyy/MM/dd/HH`, `'year='yyyy`. */
export function formatTime(
  pattern: string,
  { time, timeZone }: Pick<PrefixContext, 'time' | 'timeZone'>,
): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(time);
  return pattern.replace(PATTERN, (token, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted;
    if (letter === undefined) return token;
    const field = FIELDS[letter as keyof typeof FIELDS];
    const value = parts.find(({ type }) => type === field)?.value;
    const textual = letter === 'M' && token.length > 2;
    if (value === undefined || textual) throw new Error(`the time pattern ${token} is not supported`);
    const isShortYear = field === 'year' && token.length === 2;
    return isShortYear ? value.slice(-2) : String(Number(value)).padStart(token.length, '0');
  });
}

function evaluate(namespace: string, value: string, context: PrefixContext): string | undefined {
  switch (`${namespace}:${value}`) {
    case 'firehose:random-string':
      return context.random;
    case 'firehose:error-output-type':
      return context.errorOutputType;
  }
  if (namespace === 'timestamp') return formatTime(value, context);
  return namespace.startsWith('partitionKeyFrom') ? context.partitionKeys?.[value] : undefined;
}
