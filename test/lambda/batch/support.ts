import type { KinesisStreamBatchResponse } from 'aws-lambda';
import type fc from 'fast-check';
import type { BatchLogger, BatchMetrics, StandardSchemaV1 } from '../../../lambda/batch';

interface LogLine {
  readonly level: 'warn' | 'error';
  readonly message: string;
  readonly details: Record<string, unknown>;
}

/** A logger that keeps its lines. */
export class RecordedLogger implements BatchLogger {
  public readonly lines: LogLine[] = [];

  public warn(message: string, details: Record<string, unknown>): void {
    this.lines.push({ level: 'warn', message, details });
  }

  public error(message: string, details: Record<string, unknown>): void {
    this.lines.push({ level: 'error', message, details });
  }

  /** Lines on single records. */
  public get records(): LogLine[] {
    return this.lines.filter(({ message }) => message.startsWith('Record '));
  }
}

/** Metrics that keep what was published. */
export class RecordedMetrics implements BatchMetrics {
  public readonly published: Record<string, number>[] = [];
  public readonly units: Record<string, string> = {};
  private stored: Record<string, number> = {};

  public addMetric(name: string, unit: string, value: number): void {
    this.stored[name] = value;
    this.units[name] = unit;
  }

  public publishStoredMetrics(): void {
    this.published.push(this.stored);
    this.stored = {};
  }
}

/** Options that keep logs and metrics from the test's output. */
export function quiet() {
  return { logger: new RecordedLogger(), metrics: new RecordedMetrics() };
}

/** A schema that judges by a function. */
export function schemaOf<T>(
  validate: StandardSchemaV1<unknown, T>['~standard']['validate'],
): StandardSchemaV1<unknown, T> {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

/** The sequence numbers that a response names. */
export function named({ batchItemFailures }: KinesisStreamBatchResponse): string[] {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** Number of cases of a property: `FC_RUNS` when set. */
export function cases(numRuns: number): fc.Parameters<unknown> {
  return { numRuns: process.env.FC_RUNS === undefined ? numRuns : Number(process.env.FC_RUNS) };
}

/** Lets other promises go on, a few turns. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}
