import { RECORD_FAULTS, type RecordFault, TRANSIENT_FAILURES } from './contract';
import type { DrillRecord } from './orders';

/** Ids of records, and how often each was found. */
export type Found = ReadonlyMap<string, number>;

/** What was found everywhere when all was over. */
export interface Findings {
  /** In the stream. */
  readonly stream: Found;
  /** Noted by the functions: what arrived, and how often those that count their attempts tried. */
  readonly settled: Found;
  readonly quarantined: Found;
  readonly notified: Found;
  readonly notifyAttempts: Found;
  readonly transformAttempts: Found;
  /** In the failure bucket before the redrive, by consumer. */
  readonly keptBySettle: Found;
  readonly keptByNotify: Found;
  /** In the archive, and in its error output. */
  readonly archived: Found;
  readonly failed: Found;
  /** Entries that the producer's client refused, and those that the producer counted as throttled. */
  readonly throttled: { readonly injected: number; readonly seen: number };
  /** Records that the redrive says it processed, and those it says failed again. */
  readonly redriven: { readonly processed: number; readonly failed: number };
}

/** A kind of fault, or `throttled`. */
export type Kind = RecordFault | 'throttled';

/** What the drill comes to. */
export interface DrillVerdict {
  readonly sent: number;
  readonly kinds: Readonly<Record<Kind, { readonly injected: number; readonly seen: number }>>;
  readonly kept: number;
  readonly redriven: number;
  /** Ids that are missing at one place or more. */
  readonly lost: ReadonlySet<string>;
  readonly faults: readonly string[];
}

const EXAMPLES = 3;

/** Compares what happened with what was injected, record by record. */
export function checkDrill(sent: readonly DrillRecord[], found: Findings): DrillVerdict {
  const all = new Set(sent.map(({ id }) => id));
  const having = (...kinds: RecordFault[]): Set<string> =>
    new Set(sent.filter(({ fault }) => fault !== undefined && kinds.includes(fault)).map(({ id }) => id));
  const poison = having('malformed', 'misfit');
  const untransformed = having('malformed', 'misfit', 'refused', 'stuck');
  const places = {
    'in the stream': [all, found.stream],
    settled: [without(all, poison), found.settled],
    'put aside by settle': [poison, found.quarantined],
    notified: [all, found.notified],
    'in the archive': [without(all, untransformed), found.archived],
    'in the error output': [untransformed, found.failed],
    'kept for settle': [poison, found.keptBySettle],
    'kept for notify': [having('lasting'), found.keptByNotify],
  } as const;
  const kinds = kindsOf(having, found);
  const kept = found.keptBySettle.size + found.keptByNotify.size;
  const lost = new Set(
    [
      found.stream,
      merged(found.settled, found.quarantined),
      found.notified,
      merged(found.archived, found.failed),
    ].flatMap((there) => [...all].filter((id) => !there.has(id))),
  );
  const { processed, failed } = found.redriven;
  const faults = [
    ...Object.entries(places).flatMap(([place, [expected, there]]) => astray(place, expected, there)),
    ...Object.entries(kinds)
      .filter(([, { injected, seen }]) => injected !== seen)
      .map(([kind, { injected, seen }]) => `${kind}: ${injected} injected and ${seen} seen`),
    ...(processed === kept && failed === 0
      ? []
      : [`the redrive processed ${processed} of ${kept} kept records, and ${failed} failed again`]),
    ...(lost.size === 0 ? [] : [`${lost.size} lost: ${examples(lost)}`]),
  ];
  return { sent: sent.length, kinds, kept, redriven: processed, lost, faults };
}

function kindsOf(having: (kind: RecordFault) => Set<string>, found: Findings): DrillVerdict['kinds'] {
  const signs: Record<RecordFault, (id: string) => boolean> = {
    malformed: (id) => found.keptBySettle.has(id) && found.failed.has(id),
    misfit: (id) => found.keptBySettle.has(id) && found.failed.has(id),
    transient: (id) => (found.notifyAttempts.get(id) ?? 0) > TRANSIENT_FAILURES && found.notified.has(id),
    lasting: (id) => found.keptByNotify.has(id),
    refused: (id) => found.failed.has(id),
    stuck: (id) => found.failed.has(id),
    hung: (id) => (found.transformAttempts.get(id) ?? 0) > 1 && found.archived.has(id),
  };
  const counted = RECORD_FAULTS.map((kind) => {
    const injected = having(kind);
    return [kind, { injected: injected.size, seen: [...injected].filter(signs[kind]).length }] as const;
  });
  return { ...Object.fromEntries(counted), throttled: found.throttled } as DrillVerdict['kinds'];
}

function astray(place: string, expected: ReadonlySet<string>, found: Found): string[] {
  const missing = [...expected].filter((id) => !found.has(id));
  const surplus = [...found.keys()].filter((id) => !expected.has(id));
  if (missing.length + surplus.length === 0) return [];
  const some = examples([...missing, ...surplus]);
  return [`${missing.length} missing and ${surplus.length} too many ${place}: ${some}`];
}

function without(ids: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
  return new Set([...ids].filter((id) => !others.has(id)));
}

function merged(...all: readonly Found[]): Set<string> {
  return new Set(all.flatMap((found) => [...found.keys()]));
}

function examples(ids: Iterable<string>): string {
  return [...ids].slice(0, EXAMPLES).join(', ');
}
