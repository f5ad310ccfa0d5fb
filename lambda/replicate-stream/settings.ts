import type { ReplicateEnvironment, ReplicationMode } from './contract';
import type { StatePlace } from './dynamo-stores';
import type { ReplicaSettings } from './replicate-batch';

const MODES: readonly string[] = ['one-way', 'active-passive', 'active-active'] satisfies ReplicationMode[];

/** Settings of the function, out of its environment. Fails on what is missing or cannot work. */
export function settingsFrom(environment: NodeJS.ProcessEnv): {
  readonly replica: ReplicaSettings;
  readonly place: StatePlace;
  readonly targetRegion: string;
} {
  const value = (name: keyof ReplicateEnvironment | 'AWS_REGION'): string => {
    const text = environment[name];
    if (text === undefined || text === '') throw new RangeError(`${name} is not set`);
    return text;
  };
  const mode = value('MODE');
  const envelope = value('ENVELOPE') === 'true';
  if (!MODES.includes(mode)) throw new RangeError(`MODE must be one of ${MODES.join(', ')}, got ${mode}`);
  if (mode === 'active-active' && !envelope)
    throw new RangeError('active-active needs ENVELOPE=true, or copies echo');
  const region = value('AWS_REGION');
  return {
    replica: {
      mode: mode as ReplicationMode,
      envelope,
      packing: value('PACKING') === 'true',
      targetStreamArn: value('TARGET_STREAM_ARN'),
      region,
    },
    place: { table: value('STATE_TABLE'), name: value('STATE_NAME'), region },
    targetRegion: value('TARGET_REGION'),
  };
}
