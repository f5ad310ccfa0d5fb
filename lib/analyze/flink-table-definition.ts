import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Construct, IConstruct } from 'constructs';
import type { FlinkColumn } from './flink-column';
import type { TablePlan } from './flink-ddl';

/** What a table over a stream or a bucket consists of, whatever it lies over. */
export interface FlinkTableDefinition {
  readonly kind: 'source' | 'sink';
  readonly columns: { readonly [name: string]: FlinkColumn };
  /** Column that tells the time of an event, where there is a watermark. */
  readonly eventTime?: string;
  /** The stream that is read. */
  readonly stream?: IStream;
  /** Shards of the stream that is read, where they are known. */
  readonly shardCount?: number;
  /** Whether the stream that is read goes through a registered consumer. */
  readonly enhancedFanOut?: boolean;

  /** Fails on settings that cannot work. */
  check(scope: IConstruct, name: string): void;
  /** The table in SQL, with `${name.key}` for what is known at deployment alone. */
  plan(name: string): TablePlan;
  /** Makes what the table needs, lets the application at it, and gives the values of the placeholders. */
  bind(scope: Construct, name: string, role: IRole): Readonly<Record<string, string>>;
}

/** A placeholder that the runner fills. */
export function placeholder(table: string, key: string): string {
  return `\${${table}.${key}}`;
}
