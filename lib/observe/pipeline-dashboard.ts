import { Annotations, Aspects, Stack, Stage } from 'aws-cdk-lib';
import { Dashboard, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, type IConstruct } from 'constructs';
import { differ } from '../shared/differ';
import { alarmSection } from './dashboard-alarms';
import { analyticsSection } from './dashboard-analytics';
import { businessSection } from './dashboard-business';
import { consumerSection } from './dashboard-consumers';
import { deliverySection } from './dashboard-delivery';
import { constructsBelow } from './dashboard-inventory';
import { checkDashboardLimits } from './dashboard-limits';
import { StackForEachPlace } from './dashboard-of-app';
import { databaseSection, replicationSection, scalingSection } from './dashboard-operation';
import { PipelineQueries } from './dashboard-queries';
import { COLUMNS, type Section } from './dashboard-section';
import { streamSection } from './dashboard-streams';

/** Settings of the dashboards that `PipelineDashboard.ofApp` makes. */
export interface PipelineDashboardOptions {
  /**
   * Widgets of your own, such as graphs of what the pipeline means to the business: a row below everything else, in a section
   * of its own.
   *
   * @default - none
   */
  readonly businessWidgets?: IWidget[];

  /**
   * Whether queries of CloudWatch Logs Insights are saved beside the dashboard, for the logs whose groups are known.
   *
   * @default true
   */
  readonly saveQueries?: boolean;
}

/** Settings of a `PipelineDashboard`. */
export interface PipelineDashboardProps extends PipelineDashboardOptions {
  /**
   * What to show: these constructs and whatever is below them.
   *
   * @default - everything in the app that is in the account and Region of the dashboard
   */
  readonly pipeline?: IConstruct[];

  /**
   * Name of the dashboard, unique in the account, whatever the Region.
   *
   * @default - CloudFormation makes one
   */
  readonly dashboardName?: string;
}

/**
 * One dashboard of a pipeline, from what is in the app, whoever made it. It is drawn when the app is synthesized, so what is
 * added later is on it.
 *
 * | section | of | shows |
 * |---|---|---|
 * | State | alarms, composite ones first | which are raised |
 * | Streams | streams, also unnamed and imported ones | incoming, capacity in use, refused, age by reader |
 * | Consumers | functions with a mapping on a stream | duration, calls and failures, concurrency, given up |
 * | Delivery | delivery streams of Firehose, and channels | freshness against the buffer, delivered, failed, lag |
 * | Analytics | applications of Flink and EMR Serverless, clusters of EMR | lag, checkpoints, restarts, jobs by state |
 * | Databases | `DatabaseSource` | latency of changes |
 * | Scaling | `ShardAutoscaler`, `HotShardMonitor` | shards, demand, calls left, the fullest shards |
 * | Replication | `StreamReplica` | lag, copied, not copied yet |
 * | Business | `ApplicationMetric`, `businessWidgets` | the application's own metrics; what the widgets do |
 *
 * A section without anything to show is left out. The capacity of a stream is that of its `shardCount` or its warm throughput,
 * or of the open shards that its `ShardAutoscaler` counts; without any of them it is unknown, and so is the share in use.
 *
 * CloudWatch draws at most 500 widgets with 500 metrics each and 2,500 metrics in all: more fails the synthesis. What is in
 * another account or Region than the dashboard is left out, with a warning if it was asked for by `pipeline`.
 *
 * The dashboard's stack refers to the streams and functions it shows. Give it a stack of its own, as `ofApp` does, when they
 * are in stacks that refer to the dashboard's.
 *
 * @example
 * new PipelineDashboard(this, 'Dashboard', { pipeline: [orders, archive, consumers] });
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
export class PipelineDashboard extends Construct {
  /**
   * Makes a dashboard of everything in an app, or in a stage of one: in a stack of its own, `PipelineDashboard` with account and
   * Region where they are known, for each place that has something to show. The first one has the `businessWidgets`.
   *
   * @example
   * const app = new App();
   * PipelineDashboard.ofApp(app);
   */
  public static ofApp(app: Stage, options: PipelineDashboardOptions = {}): void {
    const hasPipeline = (stacks: readonly Stack[]) => {
      const sections = pipelineSections(stacks[0], constructsBelow(stacks, app));
      return sections.some(({ rows }) => rows.length > 0);
    };
    const make = (scope: Construct, isFirst: boolean) => {
      // A widget has one place on one dashboard.
      const { businessWidgets } = isFirst ? options : { businessWidgets: undefined };
      new PipelineDashboard(scope, 'Dashboard', { ...options, businessWidgets }).draw();
    };
    Aspects.of(app).add(new StackForEachPlace(app, 'PipelineDashboard', hasPipeline, make));
  }

  /** The dashboard itself, to add more to. */
  public readonly dashboard: Dashboard;

  private readonly props: PipelineDashboardProps;
  private isDrawn = false;

  constructor(scope: Construct, id: string, props: PipelineDashboardProps = {}) {
    super(scope, id);
    this.props = props;
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: props.dashboardName });
    Aspects.of(this).add({ visit: (node) => (node === this ? this.draw() : undefined) });
  }

  private draw(): void {
    if (this.isDrawn) return;
    this.isDrawn = true;
    const { businessWidgets = [], saveQueries = true } = this.props;
    const constructs = this.inReach();
    const sections = [
      alarmSection(constructs),
      ...pipelineSections(this, constructs),
      businessSection(constructs, businessWidgets),
    ];
    const rows = sections.filter((section) => section.rows.length > 0).flatMap(withHeading);
    checkDashboardLimits(this, rows.flat());
    for (const widgets of rows) this.dashboard.addWidgets(...widgets);
    if (saveQueries) new PipelineQueries(this, 'Queries', constructs);
  }

  /** What the dashboard's account and Region have metrics of. */
  private inReach(): IConstruct[] {
    const { pipeline } = this.props;
    const own = Stack.of(this);
    const all = constructsBelow(pipeline ?? [this.node.root], Stage.of(this));
    const [near, far] = [true, false].map((wanted) =>
      all.filter((construct) => isNear(construct, own) === wanted),
    );
    const places = [...new Set(far.map((construct) => Stack.of(construct).environment))];
    if (pipeline !== undefined && places.length > 0) {
      Annotations.of(this).addWarningV2(
        'kinesis-constructs:dashboardElsewhere',
        `What is in ${places.join(', ')} is left out: a dashboard shows metrics of its own account and Region, ` +
          `${own.environment}. Make one there, or let PipelineDashboard.ofApp do it.`,
      );
    }
    return near;
  }
}

function pipelineSections(scope: IConstruct, constructs: readonly IConstruct[]): Section[] {
  return [
    streamSection(scope, constructs),
    consumerSection(constructs),
    deliverySection(constructs),
    analyticsSection(constructs),
    databaseSection(constructs),
    scalingSection(constructs),
    replicationSection(constructs),
  ];
}

function withHeading({ title, rows }: Section): IWidget[][] {
  return [[new TextWidget({ markdown: `## ${title}`, width: COLUMNS, height: 1 })], ...rows];
}

/** Whether metrics of a construct are where the stack is; an imported resource may be elsewhere than its stack. */
function isNear(construct: IConstruct, own: Stack): boolean {
  if (Stack.of(construct).environment !== own.environment) return false;
  const { env } = construct as { env?: { account: string; region: string } };
  if (env === undefined) return true;
  return !differ(env.region, own.region) && !differ(env.account, own.account);
}
