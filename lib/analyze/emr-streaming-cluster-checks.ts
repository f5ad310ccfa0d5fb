import { Annotations, Token } from 'aws-cdk-lib';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { checkWholeNumber, InvalidSettingError } from '../shared/checks';
import { EmrCapacity } from './emr-capacity';
import type { EmrStreamingClusterProps } from './emr-streaming-cluster-props';
import { checkRelease, DEFAULT_RELEASE } from './spark-release';
import { checkCheckpointName } from './spark-streaming-job-checks';

/** Fails for settings that cannot work, and warns of what is legal and should be known. */
export function checkCluster(scope: IConstruct, props: EmrStreamingClusterProps): void {
  const { sources, minimumInstances = 1, maximumInstances = 4, capacity = EmrCapacity.groups() } = props;
  if (sources.length === 0) throw new InvalidSettingError(scope, 'sources', 'at least one stream', 'none');
  checkRelease(scope, props.release ?? DEFAULT_RELEASE);
  checkCheckpointName(scope, props.checkpointName);
  checkWholeNumber(scope, 'minimumInstances', minimumInstances, 1);
  const least = Token.isUnresolved(minimumInstances) ? 1 : minimumInstances;
  checkWholeNumber(scope, 'maximumInstances', maximumInstances, least, 1000);
  checkTypes(scope, 'primary', capacity._primary);
  checkTypes(scope, 'core', capacity._core);
  props.program._check(scope, []);
  if (props.certificates === undefined) {
    Annotations.of(scope).addWarningV2(
      'kinesis-constructs:clusterTraffic',
      'without certificates, what the instances of the cluster send each other is not encrypted',
    );
  }
}

function checkTypes(scope: IConstruct, kind: string, types: InstanceType[]): void {
  if (types.length >= 1 && types.length <= 5) return;
  throw new InvalidSettingError(scope, `capacity.${kind}`, '1 to 5 instance types', types.length);
}
