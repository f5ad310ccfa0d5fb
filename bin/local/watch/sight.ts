import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ListShardsCommand } from '@aws-sdk/client-kinesis';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../account';
import type { Pipeline } from '../pipeline';
import type { Deployment } from '../prepare';
import { TALLY_OUTPUT } from '../substitute';
import { FunctionLogs } from './function-logs';
import type { PipelineGraph } from './graph';
import { type HashRange, hashRange } from './hash-range';
import { TallyTail } from './tally-tail';
import type { Observation } from './watch-state';

/** The deployed example, looked at again and again. */
export class Sight {
  private constructor(
    private readonly pipeline: Pipeline,
    private readonly tail: TallyTail,
    private readonly logs: ReadonlyMap<string, FunctionLogs>,
    public readonly shards: readonly (HashRange & { readonly id: string })[],
  ) {}

  /** Finds everything that is to be looked at. What is there already is not of this run. */
  public static async open(
    stack: string,
    { emulator, outputs }: Deployment,
    graph: PipelineGraph,
    pipeline: Pipeline,
  ): Promise<Sight> {
    const settings = clientSettings(emulator.endpoint);
    const shards = await shardsOf(pipeline);
    const delivery = graph.nodes.find(({ kind }) => kind === 'delivery');
    const tail = new TallyTail(
      new S3Client({ ...settings, forcePathStyle: true }),
      outputs[TALLY_OUTPUT] ?? '',
      `${stack}-${delivery?.resource}`,
      shards.map(({ id }) => id),
    );
    await tail.begin();
    const resources = await new CloudFormationClient(settings).send(
      new DescribeStackResourcesCommand({ StackName: stack }),
    );
    const [lambda, logs] = [new LambdaClient(settings), new CloudWatchLogsClient(settings)];
    const functions = graph.nodes.flatMap(({ kind, resource }) =>
      kind === 'function' && resource !== undefined ? [resource] : [],
    );
    const start = Date.now();
    const found = functions.map(async (id) => {
      const physical = resources.StackResources?.find(({ LogicalResourceId }) => LogicalResourceId === id);
      const name = physical?.PhysicalResourceId ?? '';
      const { LoggingConfig } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: name }),
      );
      return [id, new FunctionLogs(logs, LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`, start)] as const;
    });
    return new Sight(pipeline, tail, new Map(await Promise.all(found)), shards);
  }

  /** What is there now, and what is new since the last look; when it is `urgent`, all of it. */
  public async look(urgent = false): Promise<Observation> {
    const now = Date.now();
    const batches: Observation['batches'][number][] = [];
    for (const [functionId, logs] of this.logs) {
      for (const batch of await logs.read(now, urgent)) batches.push({ functionId, batch });
    }
    return {
      tallies: await this.tail.read(),
      delays: await this.pipeline.delays(),
      alerts: await this.pipeline.alerts(),
      batches,
    };
  }
}

async function shardsOf({ kinesis, streamName }: Pipeline): Promise<(HashRange & { readonly id: string })[]> {
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: streamName }));
  return Shards.map(
    ({ ShardId: id = '', HashKeyRange: { StartingHashKey = '0', EndingHashKey = '0' } = {} }) => ({
      id,
      ...hashRange(StartingHashKey, EndingHashKey),
    }),
  );
}
