import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type GraphWidgetProps, type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** A part of the dashboard: a heading, and below it rows of widgets. */
export interface Section {
  readonly title: string;
  readonly rows: IWidget[][];
}

/** Columns of a dashboard. */
export const COLUMNS = 24;

/** One graph of a row, before its width is known. */
export type Graph = Omit<GraphWidgetProps, 'width' | 'height'>;

/** The graphs side by side, over the whole width; those that are undefined have nothing to show. */
export function row(...graphs: (Graph | undefined)[]): IWidget[] {
  return graphsOver(COLUMNS, graphs);
}

/** The same in the width that another widget leaves. */
export function rowBeside(other: IWidget, ...graphs: Graph[]): IWidget[] {
  return graphsOver(COLUMNS - other.width, graphs);
}

function graphsOver(columns: number, graphs: readonly (Graph | undefined)[]): IWidget[] {
  const shown = graphs.filter((graph) => graph !== undefined);
  const width = columns / shown.length;
  return shown.map((graph) => new GraphWidget({ leftYAxis: { min: 0 }, ...graph, width, height: 6 }));
}

/** Makes metrics of one thing, by the minute unless the thing reports more seldom. */
export function metricsOf(namespace: string, dimensionsMap: Record<string, string>, minutes = 1) {
  return (metricName: string, statistic: string, label: string, color?: string): Metric =>
    new Metric({
      namespace,
      metricName,
      dimensionsMap,
      statistic,
      label,
      color,
      period: Duration.minutes(minutes),
    });
}
