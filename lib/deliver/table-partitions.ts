import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { checkColumnName } from './column-type';
import { EXPRESSION } from './prefix-expressions';

/** A partition column, and how Athena finds its values. */
export interface TablePartition {
  readonly name: string;
  /** The column's projection, by the names of its properties. */
  readonly projection: Readonly<Record<string, string>>;
}

/** The partitions of an archive as Athena projects them. */
export interface ProjectedPartitions {
  readonly columns: TablePartition[];
  /** Where the objects are, with `${column}` for each column. */
  readonly location: string;
}

/** What is known of an archive's dates and keys. */
export interface PartitionFacts {
  readonly firstYear: number;
  /** Whether the dates in the keys are of another time zone than Athena's `NOW`. */
  readonly isLocalTime: boolean;
  /** The values of partition keys, where they are known. */
  readonly keyValues: Readonly<Record<string, string[]>>;
}

const SETTING = 'objectKeys.prefix with table';

/**
 * Reads the partitions of an archive from the prefix of its objects.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function projectPartitions(
  scope: IConstruct,
  prefix: string,
  facts: PartitionFacts,
): ProjectedPartitions {
  const columns: TablePartition[] = [];
  const location = prefix.replace(EXPRESSION, (expression, namespace, value, offset) => {
    const hiveName = /(?:^|\/)([^/=!{}]+)=$/.exec(prefix.slice(0, offset))?.[1];
    const isTime = namespace === 'timestamp';
    const name = hiveName ?? (isTime ? 'dt' : value);
    checkColumnName(scope, SETTING, name);
    if (columns.some((column) => column.name === name)) {
      throw new InvalidSettingError(scope, SETTING, 'of expressions that each name a partition', expression);
    }
    const projection = isTime ? ofTime(value, facts) : ofKey(namespace, value, facts);
    if (projection === undefined) throw new InvalidSettingError(scope, SETTING, PROJECTABLE, expression);
    columns.push({ name, projection });
    return `\${${name}}`;
  });
  if (!/!\{timestamp:[^{}]+\}/.test(prefix)) {
    // Firehose would add folders of its own, which the table would not know.
    throw new InvalidSettingError(scope, SETTING, 'one with a !{timestamp:…}', prefix);
  }
  if (!prefix.endsWith('/')) throw new InvalidSettingError(scope, SETTING, 'one that ends in /', prefix);
  return { columns, location };
}

const PROJECTABLE =
  'of partition keys and of dates by yyyy, MM, dd and HH: each alone, or from yyyy on with - / _ or . between';

/** Parts of a date that stand alone: their values are the same every year. */
const CYCLES: Readonly<Record<string, string>> = { MM: '1,12', dd: '1,31', HH: '0,23' };

const DATE = /^yyyy(?:([-/_.]?)MM(?:\1dd(?:[-/_.]?HH)?)?)?$/;

function ofTime(pattern: string, facts: PartitionFacts): Record<string, string> | undefined {
  const cycle = CYCLES[pattern];
  if (cycle !== undefined) return { type: 'integer', range: cycle, digits: '2' };
  if (!DATE.test(pattern)) return undefined;
  const first = pattern.replace('yyyy', `${facts.firstYear}`).replace(/MM|dd/g, '01').replace('HH', '00');
  const [, unit] = UNITS.find(([letters]) => pattern.endsWith(letters)) as [string, string];
  // East of Greenwich the day begins before it does for Athena, which reckons in UTC.
  const last = facts.isLocalTime ? 'NOW+1DAYS' : 'NOW';
  return { type: 'date', format: pattern, range: `${first},${last}`, interval: '1', 'interval.unit': unit };
}

const UNITS: [string, string][] = [
  ['HH', 'HOURS'],
  ['dd', 'DAYS'],
  ['MM', 'MONTHS'],
  ['yyyy', 'YEARS'],
];

function ofKey(namespace: string, key: string, facts: PartitionFacts): Record<string, string> | undefined {
  if (namespace === 'firehose') return undefined;
  const values = facts.keyValues[key];
  return values === undefined ? { type: 'injected' } : { type: 'enum', values: values.join(',') };
}
