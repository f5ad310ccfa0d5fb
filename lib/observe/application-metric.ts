import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  type CompositeAlarm,
  GraphWidget,
  Metric,
  type MetricOptions,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type ApplicationMetricsDefinition, problemIn } from '../../lambda/application-metrics/contract';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { type AlarmRoutingProps, AlarmSet, type Severity } from './alarm-set';
import { labelOf } from './dashboard-names';
import type { MetricThreshold } from './metric-threshold';

/** Settings of an `ApplicationMetric`. */
export interface ApplicationMetricProps extends AlarmRoutingProps {
  /** The metrics of the application: what its function hands to `applicationMetrics`. */
  readonly definition: ApplicationMetricsDefinition;

  /** Name of the metric, one of the definition's. */
  readonly metricName: string;

  /**
   * How the values of a period become one, such as `Sum`, `Average` or `p99`.
   *
   * @default 'Sum'
   */
  readonly statistic?: string;

  /**
   * What a value of the graph and of the alarms is over: whole minutes up to a day; with high resolution also 10 or 30
   * seconds, whose alarms cost more.
   *
   * @default Duration.minutes(1)
   */
  readonly period?: Duration;

  /**
   * When to warn.
   *
   * @default - never
   */
  readonly warn?: MetricThreshold;

  /**
   * When to page.
   *
   * @default - never
   */
  readonly page?: MetricThreshold;

  /**
   * What to do first when an alarm is raised, which its description says.
   *
   * @default - to look at the log of the function that writes the metric
   */
  readonly firstStep?: string;
}

const SHORT = [10, 30];
const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * A metric that an application writes by `applicationMetrics`, from the definition that both share: with its alarms, and a
 * graph that `PipelineDashboard` shows by itself.
 *
 * @example
 * const shop = {
 *   namespace: 'Shop',
 *   dimensions: { Service: 'orders' },
 *   metrics: { OrdersPlaced: { unit: 'Count' } },
 * };
 * new ApplicationMetric(this, 'OrdersPlaced', {
 *   definition: shop,
 *   metricName: 'OrdersPlaced',
 *   page: MetricThreshold.below(1, 15),
 *   firstStep: 'see whether the shop takes orders.',
 * });
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
 */
export class ApplicationMetric extends Construct {
  /** Where alarms without given actions go, to subscribe to; absent when there is none such. */
  public readonly topic?: Topic;

  /** The alarm that is raised when the page alarm is, if asked for. */
  public readonly compositeAlarm?: CompositeAlarm;

  private readonly props: ApplicationMetricProps;
  private readonly set?: AlarmSet;

  constructor(scope: Construct, id: string, props: ApplicationMetricProps) {
    super(scope, id);
    const { warn, page } = props;
    this.props = props;

    this.checkDefinition();
    this.checkPeriod();
    for (const [setting, threshold] of Object.entries({ warn, page }))
      this.checkThreshold(setting, threshold);

    if (warn === undefined && page === undefined) return;
    // A severity without an alarm needs no topic.
    const routing = {
      ...props,
      warnActions: warn === undefined ? [] : props.warnActions,
      pageActions: page === undefined ? [] : props.pageActions,
      compositeAlarm: page !== undefined && props.compositeAlarm,
    };
    this.set = new AlarmSet(this, routing, `the metric ${props.metricName} of ${props.definition.namespace}`);
    this.topic = this.set.topic;
    this.compositeAlarm = this.set.compositeAlarm;
    this.watch(this.set, 'warn', 'Warn', warn);
    this.watch(this.set, 'page', 'Page', page);
  }

  /** All alarms, without the composite one. */
  public get alarms(): Alarm[] {
    return this.set?.alarms ?? [];
  }

  /** The metric: with the statistic and over the period of this construct by default. */
  public metric(options?: MetricOptions): Metric {
    const { definition, metricName, statistic = Stats.SUM, period = Duration.minutes(1) } = this.props;
    return new Metric({
      namespace: definition.namespace,
      metricName,
      dimensionsMap: definition.dimensions === undefined ? undefined : { ...definition.dimensions },
      statistic,
      period,
      ...options,
    }).attachTo(this);
  }

  /** A graph of the metric with its thresholds. `PipelineDashboard` shows one of its own. */
  public widget(): GraphWidget {
    const { definition, metricName, warn, page } = this.props;
    const thresholds = Object.entries({ Warn: warn, Page: page }).flatMap(([label, threshold]) =>
      threshold === undefined ? [] : [{ value: threshold._value, label: `${label} ${threshold._word}` }],
    );
    const { unit } = definition.metrics[metricName];
    return new GraphWidget({
      title: unit === 'None' ? labelOf(this) : `${labelOf(this)}, ${unit}`,
      left: [this.metric({ label: metricName })],
      leftAnnotations: thresholds,
      width: 8,
      height: 6,
    });
  }

  private watch(set: AlarmSet, severity: Severity, id: string, threshold: MetricThreshold | undefined): void {
    if (threshold === undefined) return;
    const { definition, metricName, firstStep } = this.props;
    const { _word: word, _value: value } = threshold;
    const step = firstStep ?? 'look at the log of the function that writes it.';
    set.add(severity, id, {
      metric: this.metric(),
      threshold: value,
      evaluationPeriods: threshold._periods,
      comparisonOperator: threshold._comparison,
      treatMissingData: threshold._missing,
      alarmDescription: `${metricName} of ${definition.namespace} is ${word} ${value}. First: ${step}`,
    });
  }

  private checkDefinition(): void {
    const { definition, metricName } = this.props;
    const problem = problemIn(definition);
    if (problem !== undefined) {
      throw new InvalidSettingError(this, `definition.${problem.setting}`, problem.expected, problem.got);
    }
    if (!Object.hasOwn(definition.metrics, metricName)) {
      const names = Object.keys(definition.metrics).join(', ');
      throw new InvalidSettingError(this, 'metricName', `one of ${names}`, metricName);
    }
  }

  private checkPeriod(): void {
    const { definition, metricName, period } = this.props;
    if (period === undefined || period.isUnresolved()) return;
    const seconds = period.toMilliseconds() / 1000;
    if (seconds >= 60 && seconds <= DAY && seconds % 60 === 0) return;
    const isHigh = definition.metrics[metricName].highResolution === true;
    if (isHigh && SHORT.includes(seconds)) return;
    const expected = `${isHigh ? '10 seconds, 30 seconds or ' : ''}whole minutes up to 1 day`;
    throw new InvalidSettingError(this, 'period', expected, period.toHumanString());
  }

  /** An alarm looks back a day at most, or a week by periods of an hour and more. */
  private checkThreshold(setting: string, threshold: MetricThreshold | undefined): void {
    if (threshold === undefined) return;
    const { period } = this.props;
    const seconds = period === undefined || period.isUnresolved() ? 60 : period.toSeconds();
    const most = Math.floor((seconds < HOUR ? DAY : 7 * DAY) / seconds);
    checkWholeNumber(this, `${setting}.periods`, threshold._periods, 1, most);
    if (!Number.isFinite(threshold._value)) {
      throw new InvalidSettingError(this, `${setting}.value`, 'a number', threshold._value);
    }
  }
}
