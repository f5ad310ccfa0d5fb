import type { Substitution } from '../substitute';
import type { WatchedAlarm } from './alarms';
import { duration } from './client/format';
import type { PipelineGraph } from './graph';
import { graphSvg, NARROW, WIDE } from './graph-svg';
import { buildPage, type Page } from './page';
import type { PageData } from './page-data';
import { POISON, RATE } from './rate';

/** The page of a deployed stack. */
export function pageOf(
  stack: string,
  graph: PipelineGraph,
  alarms: readonly WatchedAlarm[],
  substitutions: readonly Substitution[],
  endpoint: string,
): Page {
  const data: PageData = {
    stack,
    rate: RATE,
    poison: POISON,
    nodes: graph.nodes.map(({ id, name, word }) => ({ id, name, word })),
    edges: graph.edges.map(({ id, from, to, text = '', measure }) => ({
      id,
      from,
      to,
      text,
      isCounted: measure !== 'nothing',
    })),
    alarms: alarms.map(({ name, metric, watches, threshold, definition }) => ({
      name,
      metric,
      nodes: graph.nodes
        .filter(({ resource }) => resource !== undefined && watches.includes(resource))
        .sort((a, b) => watches.indexOf(a.resource ?? '') - watches.indexOf(b.resource ?? ''))
        .map(({ id }) => id),
      threshold,
      rule: ruleOf(definition),
    })),
    substitutions,
  };
  const drawings = { wide: graphSvg(graph, WIDE, 'wide'), narrow: graphSvg(graph, NARROW, 'narrow') };
  return buildPage(data, drawings, endpoint);
}

function ruleOf({
  EvaluationPeriods: n,
  DatapointsToAlarm: m = n,
  Period,
}: WatchedAlarm['definition']): string {
  return `${m} of ${n}, ${duration(Period * 1000)} each`;
}
