import { Stack } from 'aws-cdk-lib';
import { StreamReplicaAlarms } from '../../../lib/observe/stream-replica-alarms';
import { ReplicaMode } from '../../../lib/operate/replica-mode';
import { ReplicaTable } from '../../../lib/operate/replica-table';
import { StreamReplica } from '../../../lib/operate/stream-replica';
import { StreamReplicaTarget } from '../../../lib/operate/stream-replica-target';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { strictApp } from '../../support/strict-app';

test('both stacks have no finding of CloudFormation or cdk-nag, and none refers to the other', () => {
  const app = strictApp();
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
}, 60_000);
