import { Stack } from 'aws-cdk-lib';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MOST_WIDGETS = 500;
const MOST_METRICS_A_WIDGET = 500;
const MOST_METRICS = 2500;

const ADVICE = '(give several dashboards a part of the pipeline each)';

/** A widget as the dashboard has it. */
interface WidgetJson {
  readonly properties?: { readonly title?: string; readonly metrics?: readonly unknown[][] };
}

/** Fails when CloudWatch would refuse the dashboard. Metrics that an expression is made of count, drawn or not. */
export function checkDashboardLimits(scope: IConstruct, widgets: readonly IWidget[]): void {
  const drawn: WidgetJson[] = Stack.of(scope).resolve(widgets.flatMap((widget) => widget.toJson()));
  if (drawn.length > MOST_WIDGETS) {
    throw new InvalidSettingError(
      scope,
      'pipeline',
      `shown in ${MOST_WIDGETS} widgets ${ADVICE}`,
      drawn.length,
    );
  }
  let all = 0;
  for (const { properties } of drawn) {
    const count = (properties?.metrics ?? []).filter(isMetric).length;
    if (count > MOST_METRICS_A_WIDGET) {
      const expected = `shown with ${MOST_METRICS_A_WIDGET} metrics a widget`;
      throw new InvalidSettingError(scope, 'pipeline', expected, `${count} in "${properties?.title ?? ''}"`);
    }
    all += count;
  }
  if (all > MOST_METRICS) {
    throw new InvalidSettingError(scope, 'pipeline', `shown with ${MOST_METRICS} metrics ${ADVICE}`, all);
  }
}

function isMetric(entry: readonly unknown[]): boolean {
  return typeof entry[0] === 'string';
}
