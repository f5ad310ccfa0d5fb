import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { ApplicationMetric } from './application-metric';
import type { Section } from './dashboard-section';

const IN_A_ROW = 3;

/** What the pipeline means to the business: the application's own metrics, then the widgets that were given. */
export function businessSection(constructs: readonly IConstruct[], given: readonly IWidget[]): Section {
  const graphs = constructs
    .filter((construct) => construct instanceof ApplicationMetric)
    .map((metric) => metric.widget());
  const rows: IWidget[][] = [];
  for (let from = 0; from < graphs.length; from += IN_A_ROW) rows.push(graphs.slice(from, from + IN_A_ROW));
  return { title: 'Business', rows: given.length === 0 ? rows : [...rows, [...given]] };
}
