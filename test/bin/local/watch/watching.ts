import { Feeder } from '../../../../bin/local/watch/feeder';
import type { PipelineGraph } from '../../../../bin/local/watch/graph';
import { Ledger } from '../../../../bin/local/watch/ledger';
import { type Observation, WatchState } from '../../../../bin/local/watch/watch-state';
import { flight } from './flights';

export const GRAPH: PipelineGraph = {
  nodes: [
    { id: 'n0', kind: 'run', name: 'This run', word: 'producer' },
    { id: 'n1', kind: 'stream', name: 'Flights', word: 'Kinesis stream', resource: 'Stream' },
    { id: 'n2', kind: 'function', name: 'track', word: 'Lambda function', resource: 'Track' },
    { id: 'n3', kind: 'function', name: 'alert', word: 'Lambda function', resource: 'Alert' },
    { id: 'n4', kind: 'bucket', name: 'Archive', word: 'S3 bucket', resource: 'Bucket' },
    { id: 'n5', kind: 'table', name: 'Delays', word: 'DynamoDB table', resource: 'Table' },
  ],
  edges: [
    { id: 'e0', from: 'n0', to: 'n1', way: 'flow', measure: 'sent' },
    { id: 'e1', from: 'n1', to: 'n2', way: 'flow', measure: { functions: ['Track'] } },
    { id: 'e2', from: 'n1', to: 'n4', way: 'flow', measure: 'landed' },
    { id: 'e3', from: 'n2', to: 'n5', way: 'flow', measure: 'counted' },
    { id: 'e4', from: 'n2', to: 'n4', way: 'aside', text: 'on failure', measure: 'nothing' },
  ],
};

/** Nothing new. */
export const NOTHING: Observation = { tallies: [], delays: new Map(), alerts: 0, batches: [] };

/** A run of which everything is known. @param startedAt in milliseconds since 1970 */
export function watching(startedAt = 0) {
  const ledger = new Ledger();
  const put = () => Promise.reject(new Error('nothing is put here'));
  const feeder = new Feeder({ put, flights: [flight('ORD')], ledger, run: 'run', limit: 100 });
  const state = new WatchState({
    graph: GRAPH,
    alarms: [],
    ledger,
    feeder,
    limit: 100,
    shards: [{ id: 's', from: '0', to: 'f', share: 1 }],
    consumers: { delays: 'Track', alerts: 'Alert' },
    startedAt,
  });
  return { ledger, feeder, state };
}
