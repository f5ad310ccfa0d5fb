import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Warehouse } from '../../examples/warehouse/app';
import { maskAssets } from '../../lambda/testing';

const template = Template.fromStack(new Warehouse(new App(), 'Warehouse'));

test('the template is as it was', () => {
  expect(maskAssets(template.toJSON())).toMatchSnapshot();
});

test('only Firehose reaches the database, and only at its port', () => {
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [
      {
        IpProtocol: 'tcp',
        FromPort: 5439,
        ToPort: 5439,
        CidrIp: { 'Fn::FindInMap': Match.anyValue() },
        Description: 'Firehose of this Region',
      },
    ],
  });
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
});

test('no password is in the template', () => {
  template.hasResourceProperties('AWS::RedshiftServerless::Namespace', {
    ManageAdminPassword: true,
    AdminUserPassword: Match.absent(),
  });
  template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
    RedshiftDestinationConfiguration: {
      SecretsManagerConfiguration: { Enabled: true },
      Password: Match.absent(),
      Username: Match.absent(),
    },
  });
});

test.each(['load.sql', 'stream.sql'])('%s speaks of the names that the stack has', (file) => {
  const sql = readFileSync(join(__dirname, '..', '..', 'examples', 'warehouse', file), 'utf8');
  template.hasResourceProperties('AWS::Kinesis::Stream', { Name: 'flights' });
  template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
    RedshiftDestinationConfiguration: { CopyCommand: { DataTableName: 'public.flights' } },
  });
  expect(sql).toMatch(file === 'load.sql' ? /CREATE TABLE public\.flights \(/ : /FROM stream\.flights\n/);
});
