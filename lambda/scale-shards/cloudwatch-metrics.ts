import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { QUERIES_A_CALL } from './contract';
import type { MetricsPort, Query, Series } from './ports';

/** Metrics in CloudWatch, read in pages. */
export class CloudWatchMetrics implements MetricsPort {
  constructor(private readonly client: Pick<CloudWatchClient, 'send'>) {}

  public async read(queries: readonly Query[], from: number, to: number): Promise<Series[]> {
    const series = queries.map(() => new Map<number, number>());
    for (let first = 0; first < queries.length; first += QUERIES_A_CALL) {
      const page = queries.slice(first, first + QUERIES_A_CALL).map((query, i) => asked(query, first + i));
      for (const result of await this.readPage(page, from, to)) {
        const values = series[Number(result.Id?.slice(1))];
        result.Timestamps?.forEach((time, i) => {
          values.set(time.getTime(), result.Values?.[i] ?? Number.NaN);
        });
      }
    }
    return series;
  }

  private async readPage(page: MetricDataQuery[], from: number, to: number): Promise<MetricDataResult[]> {
    const results: MetricDataResult[] = [];
    const statuses = new Map<string | undefined, string | undefined>();
    let NextToken: string | undefined;
    do {
      const answer = await this.client.send(
        new GetMetricDataCommand({
          MetricDataQueries: page,
          StartTime: new Date(from),
          EndTime: new Date(to),
          NextToken,
        }),
      );
      for (const result of answer.MetricDataResults ?? []) {
        results.push(result);
        statuses.set(result.Id, result.StatusCode);
      }
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    // What is missing of an incomplete answer would be taken for minutes without records.
    const whole = page.every(({ Id }) => statuses.get(Id) === 'Complete');
    if (!whole) throw new Error('CloudWatch gave no complete answer');
    return results;
  }
}

function asked({ namespace, name, dimensions, stat }: Query, number: number): MetricDataQuery {
  return {
    Id: `m${number}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: 60,
      Stat: stat,
    },
  };
}
