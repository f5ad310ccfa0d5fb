import { identityStatements, matches, type Statement } from './policy-statements';
import {
  type Finding,
  list,
  ofType,
  refersTo,
  type SecurityRule,
  type TemplateResource,
  textOf,
} from './security-rule';

/** Actions of Kinesis, in small letters, that know no stream, so that any policy has to give them on everything. */
const WITHOUT_STREAM = new Set([
  'kinesis:describeaccountsettings',
  'kinesis:describelimits',
  'kinesis:liststreams',
  'kinesis:updateaccountsettings',
]);

/** A stream's records lie under a key whose policy says who may decrypt them. */
export const customerKey: SecurityRule = {
  id: 'KinesisConstructs-StreamKey',
  description:
    'The stream is not encrypted under a customer-managed key, so nobody can say who may decrypt its records',
  fix: 'Use EncryptedStream, or give the stream an encryptionKey',
  severity: 'error',
  find: (resources) =>
    ofType(resources, 'AWS::Kinesis::Stream')
      .filter(({ properties }) => !hasCustomerKey(properties.StreamEncryption))
      .map(({ resource }) => ({ resource, location: 'Properties/StreamEncryption' })),
};

function hasCustomerKey(encryption: { KeyId?: unknown } | undefined): boolean {
  const text = JSON.stringify(encryption) ?? '';
  return text.includes('KeyId') && !text.includes('alias/aws/kinesis');
}

/** Rights are for streams by name. */
export const streamWildcards: SecurityRule = {
  id: 'KinesisConstructs-StreamWildcard',
  description: 'A policy allows every action of Kinesis, or actions on every stream',
  fix: 'Name the actions and the stream: EncryptedStream.grantRead and grantWrite do',
  severity: 'error',
  find: (resources) =>
    resources.flatMap((found) =>
      identityStatements(found)
        .filter(({ statement }) => isTooWide(statement))
        .map(({ location }): Finding => ({ resource: found.resource, location })),
    ),
};

/** Stands for any action of Kinesis: only a wildcard takes it. */
const EVERY_ACTION = 'kinesis:<any>';

function isTooWide({ Effect, Action, NotAction, Resource, NotResource }: Statement): boolean {
  if (Effect !== 'Allow') return false;
  const isEverywhere =
    NotResource === undefined
      ? list<unknown>(Resource).some(isEveryStream)
      : !list<unknown>(NotResource).some(isEveryStream);
  if (NotAction !== undefined) return isEverywhere && !list(NotAction).some(isEveryAction);
  const actions = list(Action);
  if (actions.some(isEveryAction)) return true;
  return isEverywhere && actions.some(isOnStreams);
}

function isEveryAction(action: string): boolean {
  return matches(action, EVERY_ACTION);
}

function isOnStreams(action: string): boolean {
  return /^kinesis:/i.test(action) && !WITHOUT_STREAM.has(action.toLowerCase());
}

/** Whether a pattern, plain or put together by CloudFormation, takes any stream or any consumer of a Region. */
function isEveryStream(resource: unknown): boolean {
  const parts = textOf(resource).split(':');
  // The last wildcard of a short pattern stands for the parts that it leaves out.
  if (parts.length < 6 && !/^(\*|arn:.*\*)$/.test(parts.join(':'))) return false;
  while (parts.length < 6) parts.push('*');
  const name = parts.slice(5).join(':');
  const streams = ['stream/<any>', 'stream/<any>/consumer/<any>:<any>'];
  return matches(parts[2], 'kinesis') && streams.some((stream) => matches(name, stream));
}

/** A record that no function can take is kept, not lost, and blocks its shard for a bounded time. */
export const failureDestination: SecurityRule = {
  id: 'KinesisConstructs-FailureDestination',
  description: 'A function reads the stream without a failure destination or without a bound on retries',
  fix: 'Use StreamProcessor or FanOutConsumerSet, or give the mapping onFailure and retryAttempts or maxRecordAge',
  severity: 'error',
  find: (resources) => {
    const sources = ofType(resources, 'AWS::Kinesis::Stream', 'AWS::Kinesis::StreamConsumer');
    return ofType(resources, 'AWS::Lambda::EventSourceMapping')
      .filter((mapping) => readsKinesis(mapping, sources))
      .flatMap(({ resource, properties }) => gapsOf(properties).map((location) => ({ resource, location })));
  },
};

function readsKinesis(mapping: TemplateResource, sources: TemplateResource[]): boolean {
  const { EventSourceArn } = mapping.properties;
  return (
    /:kinesis:/.test(textOf(EventSourceArn)) ||
    sources.some((source) => refersTo(EventSourceArn, mapping, source))
  );
}

// biome-ignore lint/suspicious/noExplicitAny: templates have no type
function gapsOf(mapping: any): string[] {
  const unbounded = [mapping.MaximumRetryAttempts, mapping.MaximumRecordAgeInSeconds].every(
    (limit) => limit === undefined || limit === -1,
  );
  return [
    ...(mapping.DestinationConfig?.OnFailure === undefined ? ['Properties/DestinationConfig'] : []),
    ...(unbounded ? ['Properties/MaximumRetryAttempts'] : []),
  ];
}
