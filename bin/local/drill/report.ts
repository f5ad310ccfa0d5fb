import { table } from '../report';
import type { DrillVerdict, Kind } from './check';

const WHERE: Readonly<Record<Kind, string>> = {
  malformed: 'JSON cut off: in the failure bucket and in the error output',
  misfit: 'JSON that is no order: in the failure bucket and in the error output',
  transient: 'the consumer threw twice: went through after retries',
  lasting: 'the consumer threw each time: in the failure bucket',
  refused: 'the transform threw: in the error output',
  stuck: 'the transform was not done in time: in the error output',
  hung: 'the transform timed out: went through when it was called again',
  throttled: 'entries of a burst refused: sent again by the producer',
};

/** What was injected and what of it was seen, for people. */
export function drillTable({ sent, kinds, kept, redriven, lost }: DrillVerdict): string {
  const rows = Object.entries(kinds).map(([kind, { injected, seen }]) => {
    const note = `${String(seen).padStart(6)}  ${WHERE[kind as Kind]}`;
    return [kind, injected, note] as const;
  });
  return [
    table([['fault', 'injected', '  seen  as what'], ...rows]),
    '',
    table([
      ['sent', sent],
      ['kept', kept, 'in the failure bucket'],
      ['redriven', redriven, 'once the faults were mended'],
      ['lost', lost.size],
    ]),
  ].join('\n');
}

/** The same for programs. */
export function drillJson({ sent, kinds, kept, redriven, lost }: DrillVerdict) {
  const injected = Object.values(kinds).reduce((sum, kind) => sum + kind.injected, 0);
  const seen = Object.values(kinds).reduce((sum, kind) => sum + kind.seen, 0);
  return { sent, injected, seen, kinds, kept, redriven, lost: lost.size };
}
