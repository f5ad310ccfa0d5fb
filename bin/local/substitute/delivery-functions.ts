import type { DeliveryEnvironment } from '../delivery/contract';
import { type Delivery, readDelivery } from './destination';
import { type Resource, resourcesOfType, type Substituted, type Template, withResources } from './template';

/** Where the bundled code of the stand-in is: CloudFormation's `Code` of a function. */
export interface CodeLocation {
  readonly S3Bucket: unknown;
  readonly S3Key: string;
}

/** Name of the stack's output that holds the bucket of the tallies. */
export const TALLY_OUTPUT = 'DeliveryTallyBucket';

const DELIVERY_STREAM = 'AWS::KinesisFirehose::DeliveryStream';
const TALLY_BUCKET = 'DeliveryTally';
const ROLE = 'DeliveryStandInRole';
const MIB = 1024 * 1024;

/**
 * Puts a function behind an event source mapping in the place of each delivery stream from a stream to S3. It keeps the
 * logical id, so that references to the delivery stream still lead somewhere.
 */
export function deliveryFunctions(template: Template, code: CodeLocation): Substituted {
  const deliveries = resourcesOfType(template, DELIVERY_STREAM).flatMap(([id, resource]) => {
    const delivery = readDelivery(id, resource);
    return delivery === undefined ? [] : [{ id, resource, delivery }];
  });
  if (deliveries.length === 0) return { template, substitutions: [] };
  const standIns = deliveries.flatMap(({ id, resource, delivery }) =>
    Object.entries({
      [id]: deliveryFunction(id, resource, delivery, code),
      [`${id}Source`]: sourceMapping(id, delivery),
    }),
  );
  return {
    template: {
      ...withResources(template, {
        [ROLE]: lambdaRole(),
        [TALLY_BUCKET]: { Type: 'AWS::S3::Bucket' },
        ...Object.fromEntries(standIns),
      }),
      Outputs: { ...(template.Outputs ?? {}), [TALLY_OUTPUT]: { Value: { Ref: TALLY_BUCKET } } },
    },
    substitutions: deliveries.map(({ id }) => ({
      resource: id,
      type: DELIVERY_STREAM,
      instead:
        'a function that calls the transform in batches and writes the objects, behind a mapping on the stream',
      because: "the emulator's Firehose calls the transform once a record and writes one object a record",
    })),
  };
}

function deliveryFunction(
  id: string,
  { DependsOn }: Resource,
  delivery: Delivery,
  code: CodeLocation,
): Resource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: code,
      Role: { 'Fn::GetAtt': [ROLE, 'Arn'] },
      Timeout: 900,
      MemorySize: 512,
      Environment: { Variables: environment(id, delivery) },
    },
    ...(DependsOn === undefined ? {} : { DependsOn }),
  };
}

/** Typed by `DeliveryEnvironment`, but for intrinsic functions among the values. */
function environment(id: string, delivery: Delivery): Record<keyof DeliveryEnvironment, unknown> {
  const { transform, delimiter, query } = delivery;
  return {
    DELIVERY_STREAM: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, id]] },
    BUCKET_ARN: delivery.bucketArn,
    TALLY_BUCKET: { Ref: TALLY_BUCKET },
    PREFIX: delivery.prefix,
    ERROR_PREFIX: delivery.errorPrefix,
    TIME_ZONE: delivery.timeZone,
    BUFFER_BYTES: String(delivery.bufferMiB * MIB),
    COMPRESSION: delivery.compression,
    FILE_EXTENSION: delivery.fileExtension,
    DELIMITER: delimiter === undefined ? undefined : Buffer.from(delimiter).toString('base64'),
    QUERY: query,
    TRANSFORM_ARN: transform?.functionArn,
    TRANSFORM_BYTES: transform === undefined ? undefined : String(transform.bufferMiB * MIB),
    TRANSFORM_RETRIES: transform === undefined ? undefined : String(transform.retries),
  };
}

/** Reads from the beginning, where Firehose starts at the latest record: nothing put early is missed. */
function sourceMapping(id: string, { streamArn }: Delivery): Resource {
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: streamArn,
      FunctionName: { Ref: id },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10_000,
    },
  };
}

/** Without permissions: the emulator does not check them. */
function lambdaRole(): Resource {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] } },
  };
}
