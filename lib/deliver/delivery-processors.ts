import type { Role } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream, IDataProcessor } from 'aws-cdk-lib/aws-kinesisfirehose';

/** The order in which Firehose runs its processors, whatever order they are given in. */
const ORDER = [
  'Decompression',
  'CloudWatchLogProcessing',
  'RecordDeAggregation',
  'Lambda',
  'MetadataExtraction',
  'AppendDelimiterToRecord',
];

/**
 * Processors in the order they run in.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
 */
export function inOrder(
  processors: CfnDeliveryStream.ProcessorProperty[],
): CfnDeliveryStream.ProcessorProperty[] {
  return [...processors].sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
}

/** A processor with parameters by their names. */
export function processor(
  type: string,
  parameters: Readonly<Record<string, string>>,
): CfnDeliveryStream.ProcessorProperty {
  return {
    type,
    parameters: Object.entries(parameters).map(([parameterName, parameterValue]) => ({
      parameterName,
      parameterValue,
    })),
  };
}

/** One of the CDK's own processors, in CloudFormation's terms. */
export function boundProcessor(own: IDataProcessor, role: Role): CfnDeliveryStream.ProcessorProperty {
  const { processorType, parameters } = own.bind(role, { role, dynamicPartitioningEnabled: true });
  return { type: processorType, parameters };
}
