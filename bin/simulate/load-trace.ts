import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readMetricData } from './cloudwatch';
import { readCsv, shardsAUnit } from './csv';
import type { SimulateOptions } from './options';
import { DAY_MINUTES, evenTrace, highestOf, peakOf, scaled, type Trace } from './trace';
import { UsageError } from './usage-error';

/** Reads the file that the command line names. */
export function loadTrace(options: SimulateOptions): Trace {
  const { trace: file, peak, warmupDays } = options;
  try {
    const trace = parseTrace(readFile(file), basename(file), options);
    if (highestOf(trace) === 0) throw new UsageError('there is no load in it');
    const days = trace.loads.length / DAY_MINUTES;
    if (warmupDays >= days) {
      throw new UsageError(`--warmup ${warmupDays} leaves nothing of a trace of ${days.toFixed(1)} days`);
    }
    return peak === undefined ? trace : scaledTo(peak, trace);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

function scaledTo(peak: number, trace: Trace): Trace {
  const now = peakOf(trace);
  if (now === 0) {
    throw new UsageError('its 99.9th percentile is 0, which --peak cannot scale: leave it out');
  }
  return scaled(trace, peak / now);
}

function parseTrace(text: string, name: string, { unit, recordBytes }: SimulateOptions): Trace {
  if (/^\s*[{[]/.test(text)) {
    const recorded = readMetricData(text, recordBytes);
    return evenTrace(name, recorded.start, recorded.loads, recorded.recordBytes ?? recordBytes);
  }
  const { start, loads } = readCsv(text);
  const factor = shardsAUnit(unit, recordBytes);
  return evenTrace(
    name,
    start,
    loads.map((load) => load * factor),
    recordBytes,
  );
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
