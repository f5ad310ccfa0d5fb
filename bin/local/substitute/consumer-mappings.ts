import { referenceIn } from './references';
import { resourcesOfType, type Substituted, type Template, withResources } from './template';

const MAPPING = 'AWS::Lambda::EventSourceMapping';

/** Points each event source mapping on an enhanced fan-out consumer at the stream that the consumer reads. */
export function mappingsOnStreams(template: Template): Substituted {
  const streams = new Map(
    resourcesOfType(template, 'AWS::Kinesis::StreamConsumer').map(([id, { Properties }]) => [
      id,
      Properties?.StreamARN,
    ]),
  );
  const moved = resourcesOfType(template, MAPPING).flatMap(([id, mapping]) => {
    const stream = streams.get(referenceIn(mapping.Properties?.EventSourceArn)?.resource ?? '');
    if (stream === undefined) return [];
    return [[id, { ...mapping, Properties: { ...mapping.Properties, EventSourceArn: stream } }] as const];
  });
  return {
    template: withResources(template, Object.fromEntries(moved)),
    substitutions: moved.map(([id]) => ({
      resource: id,
      type: MAPPING,
      instead: 'a mapping on the stream',
      because: 'a mapping on an enhanced fan-out consumer never fires in the emulator',
    })),
  };
}
