import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkWholeNumber } from '../shared/checks';
import type { FlinkTableDefinition } from './flink-table-definition';

/** Shards that a stream on demand begins with. */
const SHARDS_ON_DEMAND = 4;

/** KPUs that an application may have unless the account's quota is raised. */
const KPU_QUOTA = 64;

export interface Parallelism {
  readonly parallelism: number;
  readonly perKpu: number;
}

/**
 * How many tasks are to run side by side: as many as the stream with most shards has, so that each reads one at most.
 *
 * A task has one watermark for all shards that it reads: while it works off one of them, the records of the others get late and
 * are left out of their windows, without a word. With as many tasks as shards that cannot happen.
 */
export function parallelismOf(
  scope: IConstruct,
  given: { readonly parallelism?: number; readonly parallelismPerKpu?: number },
  tables: Readonly<Record<string, FlinkTableDefinition>>,
  hasWindows: boolean,
): Parallelism {
  const { parallelismPerKpu: perKpu = 1 } = given;
  checkWholeNumber(scope, 'parallelism', given.parallelism, 1);
  checkWholeNumber(scope, 'parallelismPerKpu', perKpu, 1, 8);
  const sources = Object.entries(tables).filter(([, { kind }]) => kind === 'source');
  const shards = sources.map(([, { shardCount }]) => shardCount ?? SHARDS_ON_DEMAND);
  const parallelism = given.parallelism ?? Math.max(1, ...shards);
  if (hasWindows) {
    for (const [name, table] of sources) warnOfLostRows(scope, name, table, parallelism, given.parallelism);
  }
  if (!Token.isUnresolved(parallelism) && parallelism > KPU_QUOTA * perKpu) {
    warn(
      scope,
      'flinkKpuQuota',
      `parallelism ${parallelism} with ${perKpu} a KPU needs more than ${KPU_QUOTA} KPUs, the quota of an application unless it is raised`,
    );
  }
  return { parallelism, perKpu };
}

function warnOfLostRows(
  scope: IConstruct,
  name: string,
  { shardCount, eventTime }: FlinkTableDefinition,
  parallelism: number,
  given: number | undefined,
): void {
  if (eventTime === undefined || Token.isUnresolved(parallelism)) return;
  const danger = 'with a backlog, windows lose rows when one task reads several shards';
  if (shardCount === undefined && given === undefined) {
    const advice = `give shardCount of table ${name}, or parallelism: as many as the stream has shards at most`;
    warn(
      scope,
      'flinkUnknownShards',
      `how many shards ${name} has is not known, ${parallelism} are taken: ${danger}; ${advice}`,
    );
  } else if (shardCount !== undefined && parallelism < shardCount) {
    warn(
      scope,
      'flinkParallelism',
      `parallelism is ${parallelism}, and ${name} has ${shardCount} shards: ${danger}`,
    );
  }
}

function warn(scope: IConstruct, id: string, text: string): void {
  Annotations.of(scope).addWarningV2(`kinesis-constructs:${id}`, text);
}
