import { writeFileSync } from 'node:fs';
import { Progress } from './local/progress';
import { run, score, table } from './simulate/contest';
import { loadTrace } from './simulate/load-trace';
import { parseOptions, type SimulateOptions, USAGE } from './simulate/options';
import { type ReportData, reportPage } from './simulate/report/html';
import { highest, pointWidth, SeriesCollector } from './simulate/report/series';
import { changes, tryOut } from './simulate/report/what-if';
import type { Step } from './simulate/stream';
import { DAY_MINUTES, peakOf, type Trace } from './simulate/trace';
import { UsageError } from './simulate/usage-error';

/** Where a run writes. */
export interface Output {
  readonly out: NodeJS.WritableStream;
  /** For all that is not the result. */
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Runs `simulate`; answers its exit code. */
export function simulate(
  args: string[],
  { out, err }: Output = { out: process.stdout, err: process.stderr },
): number {
  try {
    const options = parseOptions(args);
    if (options === undefined) out.write(USAGE);
    else compare(options, { out, err });
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    err.write(`✗ ${error.message}; --help lists the options\n`);
    return 2;
  }
}

function compare(options: SimulateOptions, { out, err }: Output): void {
  const trace = loadTrace(options);
  const whatIfs = options.report === undefined ? [] : changes(options.settings, peakOf(trace));
  const minutes = trace.loads.length;
  const runs = options.policies.length + whatIfs.length;
  const progress = err.isTTY === true ? new Progress(runs * minutes, err) : undefined;
  let done = 0;

  const from = Math.round(options.warmupDays * DAY_MINUTES);
  const outcomes = options.policies.map((name) => {
    const collector = new SeriesCollector(from, pointWidth(minutes - from));
    const watch = (step: Step) => {
      collector.add(step);
      progress?.update(++done, name);
    };
    const outcome = run(trace, name, options.settings, options, watch);
    return { name, outcome, series: collector.series };
  });
  const tried = whatIfs.map((change) => {
    const result = tryOut(trace, change, options);
    done += minutes;
    progress?.update(done, change.setting);
    return result;
  });

  const scores = outcomes.map(({ name, outcome }) => score(name, outcome, options.prices));
  out.write(options.json ? `${JSON.stringify(scores)}\n` : table(scores));
  if (options.report === undefined) return;
  const width = pointWidth(minutes - from);
  const { settings, prices, warmupDays, slowdown } = options;
  writeReport(options.report, {
    name: trace.name,
    settings,
    options: { warmupDays, slowdown },
    prices,
    recordBytes: trace.recordBytes,
    start: startOf(trace, from),
    step: width * 60,
    demand: highest(trace.loads, from, width),
    policies: outcomes,
    whatIfs: tried,
  });
  err.write(`report written to ${options.report}\n`);
}

/** Time of a minute in epoch seconds. */
const startOf = (trace: Trace, minute: number): number => trace.start / 1000 + minute * 60;

function writeReport(file: string, data: ReportData): void {
  const page = reportPage(data);
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

if (require.main === module) process.exitCode = simulate(process.argv.slice(2));
