import { Duration } from 'aws-cdk-lib';
import {
  SplunkDestination,
  type SplunkDestinationProps,
  SplunkEndpointType,
} from '../../../lib/deliver/splunk-destination';
import { testStack } from '../../support/stack';
import { configurationIn, deliverTo, rights, rightsOn, secretIn } from './destination-fixtures';

function delivering(props: Partial<SplunkDestinationProps> = {}) {
  const stack = testStack();
  const token = secretIn(stack);
  deliverTo(stack, new SplunkDestination({ endpoint: 'https://splunk.example.com', token, ...props }));
  return { stack, configuration: configurationIn(stack, 'SplunkDestinationConfiguration') };
}

test('by default Splunk gets text, and three minutes to acknowledge it', () => {
  expect(delivering().configuration).toMatchObject({
    HECEndpoint: 'https://splunk.example.com',
    HECEndpointType: 'Raw',
    HECAcknowledgmentTimeoutInSeconds: 180,
    S3BackupMode: 'FailedEventsOnly',
  });
});

test('the token is read by the role that writes the bucket: Splunk has no other', () => {
  const { stack, configuration } = delivering();
  expect(configuration).not.toHaveProperty('RoleARN');
  expect(configuration.SecretsManagerConfiguration).toEqual({
    Enabled: true,
    RoleARN: configuration.S3Configuration.RoleARN,
    SecretARN: { Ref: expect.stringMatching(/^Secret/) },
  });
  expect(rightsOn(['secretsmanager'], stack)).toHaveLength(1);
  expect(rights(stack)).toHaveLength(7);
});

test('each setting reaches the delivery stream', () => {
  const { configuration } = delivering({
    endpointType: SplunkEndpointType.EVENT,
    acknowledgmentTimeout: Duration.seconds(600),
  });
  expect(configuration).toMatchObject({ HECEndpointType: 'Event', HECAcknowledgmentTimeoutInSeconds: 600 });
});

test.each<[string, Partial<SplunkDestinationProps>, string]>([
  [
    'plain HTTP',
    { endpoint: 'http://x' },
    'endpoint must be an address beginning with https://, got http://x',
  ],
  [
    'a long address',
    { endpoint: `https://${'x'.repeat(2041)}` },
    'endpoint must be 1 to 2048 characters, got 2049',
  ],
  [
    'too little time to acknowledge',
    { acknowledgmentTimeout: Duration.seconds(179) },
    'acknowledgmentTimeout must be 3 minutes to 10 minutes, got 2 minutes 59 seconds',
  ],
  [
    'too much time to acknowledge',
    { acknowledgmentTimeout: Duration.seconds(601) },
    'acknowledgmentTimeout must be 3 minutes to 10 minutes, got 10 minutes 1 second',
  ],
])('refuses %s', (_, props, message) => {
  expect(() => delivering(props)).toThrow(`[T/Delivery] ${message}`);
});
