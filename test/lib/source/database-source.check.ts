import { Stack } from 'aws-cdk-lib';
import { FlowLogDestination } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { DatabaseSourceAlarms } from '../../../lib/observe/database-source-alarms';
import { RecordBucket } from '../../../lib/shared/record-bucket';
import { DatabaseAccountRoles } from '../../../lib/source/database-account-roles';
import { DatabaseEngine } from '../../../lib/source/database-engine';
import { BeforeImage } from '../../../lib/source/database-record-options';
import { Replication } from '../../../lib/source/database-replication';
import { DatabaseSource } from '../../../lib/source/database-source';
import { TableRule } from '../../../lib/source/database-table-rule';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { strictApp, warningsIn } from '../../support/strict-app';
import { importedSecret, testVpc } from './database-fixtures';

test('two sources in one stack, of every kind, have no finding of CloudFormation or cdk-nag, and no warning', () => {
  const app = strictApp();
  const stack = new Stack(app, 'Databases');
  const { stream } = new EncryptedStream(stack, 'Changes');
  const vpc = testVpc(stack);
  vpc.addFlowLog('Flows', { destination: FlowLogDestination.toCloudWatchLogs() });
  const shop = new DatabaseSource(stack, 'Shop', {
    stream,
    vpc,
    engine: DatabaseEngine.postgres({ secret: importedSecret(stack), databaseName: 'shop' }),
    tables: [TableRule.include('public', 'orders')],
    accountRoles: new DatabaseAccountRoles(stack, 'DatabaseRoles'),
    beforeImage: BeforeImage.ALL,
    encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
  });
  const { bucket } = new RecordBucket(stack, 'Files');
  const files = new DatabaseSource(stack, 'Files2', {
    stream,
    vpc,
    engine: DatabaseEngine.s3({
      bucket,
      changesFolder: 'changes',
      tables: [{ schema: 'hr', name: 'staff', path: 'hr/staff/', columns: [{ name: 'id', type: 'INT8' }] }],
    }),
    tables: [TableRule.include('hr')],
    replication: Replication.instance(),
  });
  new DatabaseSourceAlarms(stack, 'ShopAlarms', { source: shop });
  new DatabaseSourceAlarms(stack, 'FileAlarms', { source: files });
  app.synth();
  expect(warningsIn(stack)).toEqual([]);
});
