import { App, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Archive } from '../../../lib/deliver/archive';
import { ArchiveTable } from '../../../lib/deliver/archive-table';
import { ColumnType } from '../../../lib/deliver/column-type';
import { Partitioning } from '../../../lib/deliver/dynamic-partitioning';
import { RecordFormat } from '../../../lib/deliver/record-format';
import { StreamWithArchive } from '../../../lib/deliver/stream-with-archive';
import { everyArchive } from './every-delivery';

test('no shape has a finding of CloudFormation or cdk-nag, or a warning', () => {
  delete process.env.CDK_VALIDATION;
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = new Stack(app, 'T', { env: { account: '111111111111', region: 'eu-west-1' } });
  everyArchive(stack);
  app.synth();
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test('a StreamWithArchive has them too', () => {
  const stack = new Stack(new App(), 'T');
  const { firehose } = new StreamWithArchive(stack, 'Orders', {
    archive: Archive.firehose({
      recordFormat: RecordFormat.parquet(),
      table: ArchiveTable.ofColumns({ order_id: ColumnType.STRING }),
      partitioning: Partitioning.byQuery({ country: '.country' }),
    }),
  });
  expect(firehose?.table?.node.path).toBe('T/Orders/Archive/Table');
});
