import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { StreamReplicaAlarms } from '../../../lib/observe/stream-replica-alarms';
import { ReplicaMode } from '../../../lib/operate/replica-mode';
import { ReplicaTable } from '../../../lib/operate/replica-table';
import { StreamReplica } from '../../../lib/operate/stream-replica';
import { StreamReplicaTarget } from '../../../lib/operate/stream-replica-target';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';

test('both stacks have no finding of CloudFormation or cdk-nag, and none refers to the other', () => {
  delete process.env.CDK_VALIDATION;
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const account = '111111111111';
  const there = new Stack(app, 'There', { env: { account, region: 'eu-central-1' } });
  const here = new Stack(app, 'Here', { env: { account, region: 'eu-west-1' } });
  const { target } = new StreamReplicaTarget(there, 'Orders', { streamName: 'orders' });
  const { table } = new ReplicaTable(here, 'Tokens', {
    tableName: 'tokens',
    replicaRegions: ['eu-central-1'],
  });
  const made = new StreamReplica(here, 'Replica', {
    stream: new EncryptedStream(here, 'Orders').stream,
    target,
    mode: ReplicaMode.activePassive(table, 'orders'),
    envelope: true,
  });
  new StreamReplicaAlarms(here, 'Alarms', { replica: made });
  app.synth();
  expect([...here.dependencies, ...there.dependencies]).toEqual([]);
  process.env.CDK_VALIDATION = 'false';
}, 60_000);
