import { refusesPlainText, statementsOf } from './policy-statements';
import {
  type Finding,
  list,
  ofType,
  refersTo,
  type SecurityRule,
  type TemplateResource,
} from './security-rule';

/** Objects travel over TLS. */
export const bucketTls: SecurityRule = {
  id: 'KinesisConstructs-BucketTls',
  description: 'The bucket takes requests without TLS',
  fix: 'Use RecordBucket, or set enforceSSL',
  severity: 'error',
  find: (resources) => {
    const policies = ofType(resources, 'AWS::S3::BucketPolicy').filter(({ properties }) =>
      statementsOf(properties.PolicyDocument).some(refusesPlainText),
    );
    return ofType(resources, 'AWS::S3::Bucket')
      .filter((bucket) => !policies.some((policy) => isPolicyOf(bucket, policy)))
      .map(({ resource }) => ({ resource, location: 'Properties' }));
  },
};

function isPolicyOf(bucket: TemplateResource, policy: TemplateResource): boolean {
  const { Bucket } = policy.properties;
  return (
    refersTo(Bucket, policy, bucket) ||
    (typeof Bucket === 'string' && Bucket === bucket.properties.BucketName)
  );
}

/** Records and what is told of them travel over TLS; the endpoints of Kinesis itself know nothing else. */
export const plainText: SecurityRule = {
  id: 'KinesisConstructs-PlainText',
  description: 'Records or messages leave without TLS',
  fix:
    'Use https addresses; on DMS endpoints an SslMode of require, verify-ca or verify-full, or what KafkaSettings and ' +
    'RedisSettings have for it',
  severity: 'error',
  find: (resources) => [
    ...ofType(resources, 'AWS::SNS::Subscription')
      .filter(({ properties }) => properties.Protocol === 'http')
      .map(({ resource }) => ({ resource, location: 'Properties/Protocol' })),
    ...ofType(resources, 'AWS::SNS::Topic').flatMap(httpSubscriptions),
    ...ofType(resources, 'AWS::KinesisFirehose::DeliveryStream')
      .filter(({ properties }) =>
        /"http:\/\//.test(JSON.stringify(properties.HttpEndpointDestinationConfiguration ?? '')),
      )
      .map(({ resource }) => ({ resource, location: 'Properties/HttpEndpointDestinationConfiguration' })),
    ...ofType(resources, 'AWS::DMS::Endpoint').flatMap(plainTextEndpoint),
  ],
};

function httpSubscriptions({ resource, properties }: TemplateResource): Finding[] {
  return list<{ Protocol?: unknown }>(properties.Subscription).flatMap(({ Protocol }, index) =>
    Protocol === 'http' ? [{ resource, location: `Properties/Subscription/${index}/Protocol` }] : [],
  );
}

/** Services of AWS that DMS reaches over TLS, whatever the endpoint says. */
const ALWAYS_TLS = /^(s3|kinesis|dynamodb|redshift(-serverless)?|opensearch|elasticsearch|neptune)$/;

function plainTextEndpoint({ resource, properties }: TemplateResource): Finding[] {
  const { EngineName, SslMode = 'none', KafkaSettings, RedisSettings } = properties;
  if (ALWAYS_TLS.test(EngineName) || SslMode !== 'none') return [];
  const [isPlain, setting] =
    EngineName === 'kafka'
      ? [!/ssl/.test(KafkaSettings?.SecurityProtocol), 'KafkaSettings/SecurityProtocol']
      : EngineName === 'redis'
        ? [RedisSettings?.SslSecurityProtocol === 'plaintext', 'RedisSettings/SslSecurityProtocol']
        : [true, 'SslMode'];
  return isPlain ? [{ resource, location: `Properties/${setting}` }] : [];
}

/** Somebody hears of an alarm. */
export const alarmActions: SecurityRule = {
  id: 'KinesisConstructs-AlarmAction',
  description: 'The alarm tells nobody: it has no action that is on, and no composite alarm looks at it',
  fix: 'Give it an action that is enabled, for example the topic of an AlarmTopic',
  severity: 'warning',
  find: (resources) => {
    const composites = ofType(resources, 'AWS::CloudWatch::CompositeAlarm');
    return ofType(resources, 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm')
      .filter(
        (alarm) =>
          !composites.some((composite) => refersTo(composite.properties.AlarmRule, composite, alarm)),
      )
      .flatMap(({ resource, properties: { ActionsEnabled, AlarmActions } }) => {
        if (list(AlarmActions).length === 0) return [{ resource, location: 'Properties/AlarmActions' }];
        return String(ActionsEnabled) === 'false'
          ? [{ resource, location: 'Properties/ActionsEnabled' }]
          : [];
      });
  },
};

/**
 * Runtimes past their end, by AWS's list.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const ENDED =
  /^(nodejs|nodejs(4\.3|6\.10|8\.10|1[0246]\.x|4\.3-edge|18\.x|20\.x)|python(2\.7|3\.[6-9])|java8|go1\.x|ruby2\.\d|dotnetcore\d\.\d|dotnet[67]|provided)$/;

/** Code runs where faults are still mended. */
export const endedRuntime: SecurityRule = {
  id: 'KinesisConstructs-EndedRuntime',
  description: 'The function runs on a runtime that gets no security updates any more',
  fix: 'Move it to a runtime that is kept up, such as nodejs24.x',
  severity: 'error',
  find: (resources) =>
    ofType(resources, 'AWS::Lambda::Function')
      .filter(({ properties }: TemplateResource) => ENDED.test(String(properties.Runtime)))
      .map(({ resource }): Finding => ({ resource, location: 'Properties/Runtime' })),
};
