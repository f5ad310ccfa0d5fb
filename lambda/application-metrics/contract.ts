/** One metric of an application. */
export interface ApplicationMetricDefinition {
  /** CloudWatch's name of the unit, such as `Count`, `Milliseconds`, `Bytes`, `Percent` or `None`. */
  readonly unit: string;

  /**
   * Whether CloudWatch keeps the metric by the second for three hours, which alarms of 10 and 30 seconds need; by the
   * minute otherwise.
   *
   * @default false
   */
  readonly highResolution?: boolean;
}

/**
 * The metrics of an application: the one definition that the function that writes them and the constructs that watch them
 * share. Plain data, so that a module with it is at home in both.
 */
export interface ApplicationMetricsDefinition {
  /** Namespace in CloudWatch, 1 to 255 characters, not beginning with `AWS/`. */
  readonly namespace: string;

  /**
   * Dimensions that all the metrics carry, at most 29: each other set of values is another metric, and costs as much.
   * None is called `_aws`, which the embedded metric format keeps for itself.
   *
   * @default - none
   */
  readonly dimensions?: { readonly [name: string]: string };

  /** The metrics by name, which has 1 to 255 characters, and is neither that of a dimension nor `_aws`. */
  readonly metrics: { readonly [name: string]: ApplicationMetricDefinition };
}

/** CloudWatch's units: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const METRIC_UNITS: readonly string[] = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'].flatMap((unit) => [
    unit,
    `${unit}/Second`,
  ]),
  ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'].flatMap((unit) => [unit, `${unit}/Second`]),
  'Percent',
  'Count',
  'Count/Second',
  'None',
];

/** Most dimensions: CloudWatch takes 30, of which Powertools for AWS Lambda keeps one. */
export const MAX_DIMENSIONS = 29;

/** Where a line of the embedded metric format says what its other members are. */
const DIRECTIVE = '_aws';

/** What is wrong with a definition, for either side to refuse it: the setting, what was expected, and what came. */
export function problemIn({
  namespace,
  dimensions = {},
  metrics,
}: ApplicationMetricsDefinition):
  | { readonly setting: string; readonly expected: string; readonly got: unknown }
  | undefined {
  if (!isName(namespace) || namespace.startsWith('AWS/')) {
    return { setting: 'namespace', expected: '1 to 255 characters, not beginning with AWS/', got: namespace };
  }
  const count = Object.keys(dimensions).length;
  if (count > MAX_DIMENSIONS) {
    return { setting: 'dimensions', expected: `at most ${MAX_DIMENSIONS}`, got: count };
  }
  const empty = Object.entries(dimensions).find(([name, value]) => name === '' || value === '');
  if (empty !== undefined) {
    return { setting: 'dimensions', expected: 'names and values that are not empty', got: empty.join('=') };
  }
  if (Object.hasOwn(dimensions, DIRECTIVE)) {
    return { setting: 'dimensions', expected: `names other than ${DIRECTIVE}`, got: DIRECTIVE };
  }
  for (const [name, { unit }] of Object.entries(metrics)) {
    if (!isName(name)) return { setting: 'metrics', expected: 'names of 1 to 255 characters', got: name };
    // A line has dimensions and metrics side by side, so that one would take the other's place.
    if (name === DIRECTIVE || Object.hasOwn(dimensions, name)) {
      return { setting: 'metrics', expected: `names other than ${DIRECTIVE} and the dimensions'`, got: name };
    }
    if (!METRIC_UNITS.includes(unit)) {
      return { setting: `metrics.${name}.unit`, expected: 'a unit of CloudWatch', got: unit };
    }
  }
  return undefined;
}

function isName(name: string): boolean {
  return name.length >= 1 && name.length <= 255;
}
