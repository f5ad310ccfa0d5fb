import {
  SnowflakeDestination,
  type SnowflakeDestinationProps,
} from '../../../lib/deliver/snowflake-destination';
import { SnowflakeLoading } from '../../../lib/deliver/snowflake-loading';
import { testStack } from '../../support/stack';
import { configurationIn, deliverTo, rights, rightsOn, secretIn } from './destination-fixtures';

function delivering(props: Partial<SnowflakeDestinationProps> = {}) {
  const stack = testStack();
  deliverTo(
    stack,
    new SnowflakeDestination({
      accountUrl: 'shop-eu.snowflakecomputing.com',
      credentials: secretIn(stack),
      database: 'SHOP',
      schema: 'PUBLIC',
      table: 'ORDERS',
      ...props,
    }),
  );
  return { stack, configuration: configurationIn(stack, 'SnowflakeDestinationConfiguration') };
}

test('by default each key goes into the column of its name, in the role of the user', () => {
  const { configuration } = delivering();
  expect(configuration).toMatchObject({
    AccountUrl: 'shop-eu.snowflakecomputing.com',
    Database: 'SHOP',
    Schema: 'PUBLIC',
    Table: 'ORDERS',
    DataLoadingOption: 'JSON_MAPPING',
    SnowflakeRoleConfiguration: { Enabled: false },
    S3BackupMode: 'FailedDataOnly',
  });
  for (const unset of ['User', 'ContentColumnName', 'MetaDataColumnName', 'SnowflakeVpcConfiguration']) {
    expect(configuration).not.toHaveProperty(unset);
  }
});

test('the role may read the credentials, and has no other way into Snowflake', () => {
  const { stack, configuration } = delivering();
  expect(configuration.SecretsManagerConfiguration).toMatchObject({
    Enabled: true,
    RoleARN: configuration.RoleARN,
  });
  expect(rightsOn(['secretsmanager'], stack)).toHaveLength(1);
  expect(rights(stack)).toHaveLength(7);
});

const VPCE = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0';

test('each setting reaches the delivery stream', () => {
  const { configuration } = delivering({
    snowflakeRole: 'LOADER',
    privateLinkVpceId: VPCE,
    loading: SnowflakeLoading.content('RECORD', 'ORIGIN'),
  });
  expect(configuration).toMatchObject({
    SnowflakeRoleConfiguration: { Enabled: true, SnowflakeRole: 'LOADER' },
    SnowflakeVpcConfiguration: { PrivateLinkVpceId: VPCE },
    DataLoadingOption: 'VARIANT_CONTENT_AND_METADATA_MAPPING',
    ContentColumnName: 'RECORD',
    MetaDataColumnName: 'ORIGIN',
  });
});

test('the record may go into a column without its origin', () => {
  const { configuration } = delivering({ loading: SnowflakeLoading.content('RECORD') });
  expect(configuration.DataLoadingOption).toBe('VARIANT_CONTENT_MAPPING');
  expect(configuration).not.toHaveProperty('MetaDataColumnName');
});

test.each<[string, Partial<SnowflakeDestinationProps>, string]>([
  [
    'a short address',
    { accountUrl: 'x.snowflakecomputing.co' },
    'accountUrl must be 24 to 2048 characters, got 23',
  ],
  [
    'an address elsewhere',
    { accountUrl: 'shop.europe.snowflake.example.com' },
    'accountUrl must be an address in snowflakecomputing.com, got shop.europe.snowflake.example.com',
  ],
  ['no database', { database: '' }, 'database must be 1 to 255 characters, got 0'],
  ['a long schema', { schema: 'x'.repeat(256) }, 'schema must be 1 to 255 characters, got 256'],
  ['a long table', { table: 'x'.repeat(256) }, 'table must be 1 to 255 characters, got 256'],
  ['no Snowflake role', { snowflakeRole: '' }, 'snowflakeRole must be 1 to 255 characters, got 0'],
  [
    'the id of an endpoint',
    { privateLinkVpceId: 'vpce-0123456789abcdef0' },
    'privateLinkVpceId must be 47 to 255 characters, got 22',
  ],
  [
    'a name that is not one of an endpoint service',
    { privateLinkVpceId: 'com.amazonaws.vpce.eu-west-1.vpce-0123456789abcdef0' },
    'privateLinkVpceId must be the id of an endpoint service',
  ],
  [
    'a column without name',
    { loading: SnowflakeLoading.content('') },
    'loading.contentColumn must be 1 to 255 characters, got 0',
  ],
  [
    'a long column',
    { loading: SnowflakeLoading.content('A', 'x'.repeat(256)) },
    'loading.metadataColumn must be 1 to 255 characters, got 256',
  ],
])('refuses %s', (_, props, message) => {
  expect(() => delivering(props)).toThrow(`[T/Delivery] ${message}`);
});
