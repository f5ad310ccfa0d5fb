import { withoutResources } from './references';
import type { Resource, Substituted, Template } from './template';

/** A type that the emulator cannot do, and that nothing on this machine depends on. */
interface LeftOut {
  readonly instead: string;
  readonly because: string;
  /** Which resources of the type; all when absent. */
  applies?(properties: Properties): boolean;
  /** What references to a resource of this type become; the key `Ref` stands for the reference itself. */
  values(id: string, properties: Properties): Readonly<Record<string, unknown>>;
}

type Properties = NonNullable<Resource['Properties']>;

const UNKNOWN = 'the emulator refuses templates with a resource of this type';

const LEFT_OUT: Readonly<Record<string, LeftOut>> = {
  'AWS::Kinesis::StreamConsumer': {
    instead: 'nothing; what reads through it reads the stream with shared throughput',
    because: UNKNOWN,
    values(_id, { StreamARN: stream, ConsumerName: name }) {
      const arn = { 'Fn::Join': ['', [stream, '/consumer/', name, ':1']] };
      return { Ref: arn, ConsumerARN: arn, ConsumerName: name, ConsumerStatus: 'ACTIVE', StreamARN: stream };
    },
  },
  'AWS::Kinesis::ResourcePolicy': {
    instead: 'nothing; the emulator does not check permissions',
    because: UNKNOWN,
    values: (_id, { ResourceArn: arn }) => ({ Ref: arn }),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    instead: 'nothing; the alarms it is composed of are there',
    because: UNKNOWN,
    values: alarmValues,
  },
  'AWS::CloudWatch::Alarm': {
    instead: 'nothing; no alarm goes off here',
    because: 'the emulator refuses alarms on metric maths',
    applies: ({ Metrics }) => Metrics !== undefined,
    values: alarmValues,
  },
  'Custom::S3AutoDeleteObjects': {
    instead: 'nothing; the bucket goes with the emulator',
    because: "its function needs the AWS SDK that Lambda's Node.js brings, which the emulator's has not",
    values: () => ({}),
  },
};

function alarmValues(id: string, { AlarmName: name = id }: Properties): Readonly<Record<string, unknown>> {
  const here = ['Partition', 'Region', 'AccountId'].map((part) => ({ Ref: `AWS::${part}` }));
  const [partition, region, account] = here;
  const arn = { 'Fn::Join': [':', ['arn', partition, 'cloudwatch', region, account, 'alarm', name]] };
  return { Ref: name, Arn: arn };
}

/** Leaves out the resources that the emulator has no notion of. */
export function leaveOut(template: Template): Substituted {
  const found = Object.entries(template.Resources).flatMap(([id, { Type: type, Properties = {} }]) => {
    const leftOut = LEFT_OUT[type];
    const isKept = leftOut === undefined || leftOut.applies?.(Properties) === false;
    return isKept ? [] : [{ id, type, leftOut, values: leftOut.values(id, Properties) }];
  });
  const values = new Map(found.map((resource) => [resource.id, resource.values]));
  return {
    template: withoutResources(
      template,
      new Set(values.keys()),
      (id, name = 'Ref') => values.get(id)?.[name],
    ),
    substitutions: found.map(({ id, type, leftOut: { instead, because } }) => ({
      resource: id,
      type,
      instead,
      because,
    })),
  };
}
