import { Annotations, Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkDuration, InvalidSettingError } from '../shared/checks';
import { checkConnectorJar } from './flink-code';
import { createTable, setOption } from './flink-ddl';
import { type Parallelism, parallelismOf } from './flink-parallelism';
import type { FlinkRuntime } from './flink-runtime';
import { checkSeconds } from './flink-seconds';
import type { FlinkSqlApplicationProps } from './flink-sql-application-props';
import type { KnownTable } from './flink-sql-checks';
import type { FlinkTableDefinition } from './flink-table-definition';

/** Settings that can work, and what follows from them. */
export interface CheckedApplication {
  readonly tables: Readonly<Record<string, FlinkTableDefinition>>;
  /** The user's own. */
  readonly properties: Readonly<Record<string, string>>;
  /** All of the SQL: settings, tables, and what the user wrote. */
  readonly sql: string;
  readonly parallelism: Parallelism;
}

/** How many properties the service takes in a group. */
const MAX_PROPERTIES = 50;

/** Characters that a value of it may have. */
const MAX_VALUE = 2048;

/** Fails on settings that cannot work, before anything is made. */
export function checkApplication(
  scope: Construct,
  props: FlinkSqlApplicationProps,
  runtime: FlinkRuntime,
): CheckedApplication {
  const { properties = {}, idleTimeout = Duration.seconds(30), connectorJar, checkpointInterval } = props;
  runtime._check(scope);
  props.update?._check(scope, props.snapshots ?? true);
  checkConnectorJar(scope, connectorJar, runtime);
  if (!Token.isUnresolved(props.applicationName)) {
    checkName(
      scope,
      'applicationName',
      props.applicationName,
      /^[\w.-]{1,128}$/,
      '1 to 128 letters, digits, _, . and -',
    );
  }
  checkDuration(scope, 'checkpointInterval', checkpointInterval, Duration.seconds(1), Duration.hours(1));
  checkSeconds(scope, 'idleTimeout', idleTimeout, Duration.seconds(1), Duration.days(1));
  checkNetwork(scope, props);

  const tables = Object.fromEntries(
    Object.entries(props.tables).map(([name, table]) => [name, table._definition]),
  );
  for (const [name, table] of Object.entries(tables)) {
    checkName(
      scope,
      'tables',
      name,
      /^[A-Za-z_]\w{0,63}$/,
      'names of 1 to 64 letters, digits and _, no digit first',
    );
    table.check(scope, name);
  }
  const tableKeys = Object.entries(tables).flatMap(([name, table]) => keysOf(name, table));
  for (const [key, value] of Object.entries(properties)) {
    checkName(scope, 'properties', key, /^[\w.-]{1,128}$/, 'keys of 1 to 128 letters, digits, _, . and -');
    checkValue(scope, key, value);
    if (!tableKeys.includes(key)) continue;
    throw new InvalidSettingError(scope, 'properties', 'other keys than those of tables', key);
  }
  const keys = [...tableKeys, ...Object.keys(properties)];
  if (keys.length > MAX_PROPERTIES) {
    const expected = `at most ${MAX_PROPERTIES}, with ${tableKeys.length} of the tables`;
    throw new InvalidSettingError(scope, 'properties', expected, keys.length);
  }

  const { unused, hasWindows } = props.sql._check(scope, { tables: known(tables), keys });
  if (unused.length > 0) {
    const text = `the SQL names none of these tables: ${unused.join(', ')}`;
    Annotations.of(scope).addWarningV2('kinesis-constructs:flinkUnusedTables', text);
  }
  if (props.snapshots === false) {
    const text = 'without snapshots a change loses the place in the streams, and open windows';
    Annotations.of(scope).addWarningV2('kinesis-constructs:flinkNoSnapshots', text);
  }
  const parallelism = parallelismOf(scope, props, tables, hasWindows);
  const definitions = Object.entries(tables).map(([name, table]) => createTable(scope, table.plan(name)));
  const idle = setOption('table.exec.source.idle-timeout', `${idleTimeout.toSeconds()} s`);
  return { tables, properties, parallelism, sql: [idle, ...definitions, props.sql._text(scope)].join('\n') };
}

function checkNetwork(scope: Construct, { vpc, vpcSubnets, securityGroups }: FlinkSqlApplicationProps): void {
  if (vpc === undefined) {
    if ((vpcSubnets ?? securityGroups) === undefined) return;
    const setting = vpcSubnets === undefined ? 'securityGroups' : 'vpcSubnets';
    throw new InvalidSettingError(scope, setting, 'unset without vpc', 'a setting');
  }
  if (securityGroups !== undefined && (securityGroups.length < 1 || securityGroups.length > 5)) {
    throw new InvalidSettingError(scope, 'securityGroups', '1 to 5', securityGroups.length);
  }
  // The CDK would take public ones, from which an application reaches nothing: it has no public address.
  if (vpcSubnets === undefined && vpc.privateSubnets.length + vpc.isolatedSubnets.length === 0) {
    throw new InvalidSettingError(scope, 'vpcSubnets', 'private or isolated ones of the vpc', 'none in it');
  }
}

/** Fails on a value that the service does not take. */
function checkValue(scope: Construct, key: string, value: string): void {
  if (Token.isUnresolved(value) || (value.length >= 1 && value.length <= MAX_VALUE)) return;
  const expected = `1 to ${MAX_VALUE} characters`;
  throw new InvalidSettingError(scope, `properties.${key}`, expected, value.length);
}

function keysOf(name: string, table: FlinkTableDefinition): string[] {
  const { options } = table.plan(name);
  return Object.values(options).flatMap((value) => /^\$\{(.+)\}$/.exec(value)?.[1] ?? []);
}

function known(tables: CheckedApplication['tables']): Record<string, KnownTable> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, { kind, columns, eventTime }]) => {
      const processing = Object.keys(columns).filter((column) => columns[column]._time === 'processing');
      const times = [...(eventTime === undefined ? [] : [eventTime]), ...processing];
      return [name, { kind, times, columns: Object.keys(columns) }];
    }),
  );
}

function checkName(
  scope: Construct,
  setting: string,
  name: string | undefined,
  pattern: RegExp,
  expected: string,
): void {
  if (name === undefined || pattern.test(name)) return;
  throw new InvalidSettingError(scope, setting, expected, name);
}
