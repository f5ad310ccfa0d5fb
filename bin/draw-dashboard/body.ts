/** A widget of a dashboard's JSON, as far as it is drawn. */
export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly view?: string;
    readonly stacked?: boolean;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
    readonly yAxis?: { readonly left?: Axis; readonly right?: Axis };
    readonly annotations?: { readonly horizontal?: readonly Annotation[] };
  };
}

export interface Axis {
  readonly min?: number;
  readonly max?: number;
}

export interface Annotation {
  readonly value: number;
  readonly label?: string;
  readonly color?: string;
}

/** Seconds of a period where a line does not say. */
const DEFAULT_PERIOD = 300;

/** One line of a graph. */
export interface Line {
  /** Name of the metric; none of an expression. */
  readonly metricName?: string;
  readonly label: string;
  readonly color?: string;
  readonly axis: 'left' | 'right';
  /** Minutes from one value to the next; fewer than two are not told apart in a picture. */
  readonly pace: number;
}

type Part = string | { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly [string, string] };

/** The widgets of the one dashboard of a template. What only a deployment knows has the name it would begin with. */
export function widgetsOf(template: Record<string, unknown>, stackName: string): Widget[] {
  const resources = template.Resources as Record<
    string,
    { Type: string; Properties: { DashboardBody: unknown } }
  >;
  const found = Object.values(resources).find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const body = found?.Properties.DashboardBody as string | { 'Fn::Join': [string, Part[]] } | undefined;
  if (body === undefined) throw new Error('the template has no dashboard');
  const text =
    typeof body === 'string' ? body : body['Fn::Join'][1].map((part) => textOf(part, stackName)).join('');
  return JSON.parse(text).widgets;
}

function textOf(part: Part, stackName: string): string {
  if (typeof part === 'string') return part;
  const id = part.Ref ?? part['Fn::GetAtt']?.[0] ?? '';
  if (id.startsWith('AWS::')) return id === 'AWS::Region' ? 'eu-west-1' : id;
  return `${stackName}-${id.replace(/[0-9A-F]{8}$/, '')}`;
}

/** The lines of a graph that are drawn. */
export function linesOf({ properties }: Widget): Line[] {
  const lines: Line[] = [];
  let last: unknown[] = [];
  for (const entry of properties.metrics ?? []) {
    const options = entry.find((part) => typeof part === 'object') as Record<string, unknown> | undefined;
    // A full stop repeats what the entry above has in its place.
    const names = entry
      .filter((part) => typeof part === 'string')
      .map((part, i) => (part === '.' ? last[i] : part));
    if (names.length > 0) last = names;
    if (options?.visible === false) continue;
    const metricName = names[1] as string | undefined;
    lines.push({
      metricName,
      label: (options?.label as string | undefined) ?? metricName ?? '',
      color: options?.color as string | undefined,
      axis: options?.yAxis === 'right' ? 'right' : 'left',
      pace: Math.min(60, Math.max(2, Number(options?.period ?? DEFAULT_PERIOD) / 60)),
    });
  }
  return lines;
}
