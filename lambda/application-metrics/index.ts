export { type ApplicationMetrics, applicationMetrics } from './application-metrics';
export type { ApplicationMetricDefinition, ApplicationMetricsDefinition } from './contract';
