import { refusesPlainText, statementsOf } from './policy-statements';
import {
  type Finding,
  list,
  mentions,
  ofType,
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

/** Logical ids count within a stack. */
function isPolicyOf(bucket: TemplateResource, policy: TemplateResource): boolean {
  return bucket.resource.stack === policy.resource.stack && mentions(policy.properties.Bucket, bucket);
}

/** Records and what is told of them travel over TLS; the endpoints of Kinesis itself know nothing else. */
export const plainText: SecurityRule = {
  id: 'KinesisConstructs-PlainText',
  description: 'Records or messages leave without TLS',
  fix: 'Use https addresses, and an SslMode of require, verify-ca or verify-full on DMS endpoints',
  severity: 'error',
  find: (resources) => [
    ...ofType(resources, 'AWS::SNS::Subscription')
      .filter(({ properties }) => properties.Protocol === 'http')
      .map(({ resource }) => ({ resource, location: 'Properties/Protocol' })),
    ...ofType(resources, 'AWS::KinesisFirehose::DeliveryStream')
      .filter(({ properties }) =>
        /"http:\/\//.test(JSON.stringify(properties.HttpEndpointDestinationConfiguration ?? '')),
      )
      .map(({ resource }) => ({ resource, location: 'Properties/HttpEndpointDestinationConfiguration' })),
    ...ofType(resources, 'AWS::DMS::Endpoint')
      .filter(({ properties }) => speaksPlainText(properties))
      .map(({ resource }) => ({ resource, location: 'Properties/SslMode' })),
  ],
};

/** Databases only: DMS reaches S3 and Kinesis over HTTPS. */
function speaksPlainText({
  EngineName,
  SslMode = 'none',
}: {
  EngineName?: string;
  SslMode?: string;
}): boolean {
  return SslMode === 'none' && EngineName !== 's3' && EngineName !== 'kinesis';
}

/** Somebody hears of an alarm. */
export const alarmActions: SecurityRule = {
  id: 'KinesisConstructs-AlarmAction',
  description: 'The alarm tells nobody: it has no action, and no composite alarm looks at it',
  fix: 'Give it an action, for example the topic of an AlarmTopic',
  severity: 'warning',
  find: (resources) => {
    const composites = ofType(resources, 'AWS::CloudWatch::CompositeAlarm');
    return ofType(resources, 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm')
      .filter(({ properties }) => list(properties.AlarmActions).length === 0)
      .filter((alarm) => !composites.some(({ properties }) => mentions(properties.AlarmRule, alarm)))
      .map(({ resource }) => ({ resource, location: 'Properties/AlarmActions' }));
  },
};

/**
 * Runtimes past their end, by AWS's list.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const ENDED =
  /^(nodejs|nodejs(4\.3|6\.10|8\.10|1[0246]\.x|4\.3-edge|18\.x|20\.x)|python(2\.7|3\.[678])|java8|go1\.x|ruby2\.\d|dotnetcore\d\.\d|dotnet[67]|provided)$/;

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
