import type { Stack } from 'aws-cdk-lib';
import { HttpCompression } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  HttpEndpointDestination,
  type HttpEndpointDestinationProps,
} from '../../../lib/deliver/http-endpoint-destination';
import { testStack } from '../../support/stack';
import { configurationIn, deliverTo, rights, rightsOn, secretIn } from './destination-fixtures';

function delivering(make: (stack: Stack) => Partial<HttpEndpointDestinationProps> = () => ({})) {
  const stack = testStack();
  deliverTo(stack, new HttpEndpointDestination({ url: 'https://partner.example.com', ...make(stack) }));
  return { stack, configuration: configurationIn(stack, 'HttpEndpointDestinationConfiguration') };
}

test('by default requests are compressed, and say nothing of themselves', () => {
  const { stack, configuration } = delivering();
  expect(configuration).toMatchObject({
    EndpointConfiguration: { Url: 'https://partner.example.com' },
    RequestConfiguration: { ContentEncoding: 'GZIP' },
    S3BackupMode: 'FailedDataOnly',
  });
  expect(configuration).not.toHaveProperty('SecretsManagerConfiguration');
  expect(rights(stack)).toHaveLength(5);
});

test('each setting reaches the delivery stream', () => {
  const { stack, configuration } = delivering((inner) => ({
    endpointName: 'partner',
    accessKey: secretIn(inner),
    commonAttributes: { environment: 'production', team: '' },
    contentEncoding: HttpCompression.NONE,
  }));
  expect(configuration).toMatchObject({
    EndpointConfiguration: { Url: 'https://partner.example.com', Name: 'partner' },
    RequestConfiguration: {
      ContentEncoding: 'NONE',
      CommonAttributes: [
        { AttributeName: 'environment', AttributeValue: 'production' },
        { AttributeName: 'team', AttributeValue: '' },
      ],
    },
    SecretsManagerConfiguration: { Enabled: true, RoleARN: configuration.RoleARN },
  });
  expect(rightsOn(['secretsmanager'], stack)).toEqual([
    {
      Action: 'secretsmanager:GetSecretValue',
      Effect: 'Allow',
      Resource: configuration.SecretsManagerConfiguration.SecretARN,
    },
  ]);
});

const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`a${i}`, '']));
const farSecret = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:key-abcdef';

test.each<[string, (stack: Stack) => Partial<HttpEndpointDestinationProps>, string]>([
  ['plain HTTP', () => ({ url: 'http://x' }), 'url must be an address beginning with https://, got http://x'],
  [
    'a long address',
    () => ({ url: `https://${'x'.repeat(993)}` }),
    'url must be 1 to 1000 characters, got 1001',
  ],
  ['an empty name', () => ({ endpointName: '' }), 'endpointName must be 1 to 256 characters, got 0'],
  [
    'a long name',
    () => ({ endpointName: 'x'.repeat(257) }),
    'endpointName must be 1 to 256 characters, got 257',
  ],
  ['51 attributes', () => ({ commonAttributes: many }), 'commonAttributes must be 0 to 50 of them, got 51'],
  [
    'an attribute without name',
    () => ({ commonAttributes: { ' ': '' } }),
    'the name of commonAttributes.  must be 1 to 256 characters, got 0',
  ],
  [
    'a long attribute',
    () => ({ commonAttributes: { a: 'x'.repeat(1025) } }),
    'commonAttributes.a must be 0 to 1024 characters, got 1025',
  ],
  [
    'a secret of another Region',
    (stack) => ({ accessKey: Secret.fromSecretCompleteArn(stack, 'Far', farSecret) }),
    'accessKey must be in eu-west-1, as the delivery stream is, got one in us-east-1',
  ],
])('refuses %s', (_, props, message) => {
  expect(() => delivering(props)).toThrow(`[T/Delivery] ${message}`);
});
