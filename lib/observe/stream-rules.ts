import { identityStatements, type Statement } from './policy-statements';
import {
  type Finding,
  list,
  mentions,
  ofType,
  type SecurityRule,
  type TemplateResource,
} from './security-rule';

/** Actions of Kinesis that know no stream, so that any policy has to give them on everything. */
const WITHOUT_STREAM = new Set([
  'kinesis:DescribeAccountSettings',
  'kinesis:DescribeLimits',
  'kinesis:ListStreams',
  'kinesis:UpdateAccountSettings',
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
      identityStatements(found).flatMap((statement, index): Finding[] =>
        isTooWide(statement)
          ? [{ resource: found.resource, location: `Properties/PolicyDocument/Statement/${index}` }]
          : [],
      ),
    ),
};

function isTooWide({ Effect, Action, NotAction, Resource }: Statement): boolean {
  if (Effect !== 'Allow') return false;
  if (NotAction !== undefined) return list<unknown>(Resource).some(isEveryStream);
  const ofKinesis = list(Action).filter((action) => /^(\*|kinesis:.*)$/i.test(action));
  if (ofKinesis.some((action) => action === '*' || action.toLowerCase() === 'kinesis:*')) return true;
  const onStreams = ofKinesis.filter((action) => !WITHOUT_STREAM.has(action));
  return onStreams.length > 0 && list<unknown>(Resource).some(isEveryStream);
}

/** `*`, or an ARN whose stream name is `*`, plain or put together by CloudFormation. */
function isEveryStream(resource: unknown): boolean {
  const text = typeof resource === 'string' ? resource : joined(resource);
  return text === '*' || /:stream\/\*$/.test(text);
}

function joined(resource: unknown): string {
  const parts = (resource as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join'];
  if (parts === undefined) return '';
  return parts[1].map((part) => (typeof part === 'string' ? part : '?')).join(parts[0]);
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
      .filter(({ properties: { EventSourceArn } }) => readsKinesis(EventSourceArn, sources))
      .flatMap(({ resource, properties }) => gapsOf(properties).map((location) => ({ resource, location })));
  },
};

function readsKinesis(source: unknown, sources: TemplateResource[]): boolean {
  return /:kinesis:/.test(JSON.stringify(source) ?? '') || sources.some((stream) => mentions(source, stream));
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
