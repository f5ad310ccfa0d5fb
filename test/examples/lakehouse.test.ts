import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Lakehouse } from '../../examples/lakehouse/app';
import { maskAssets } from '../../lambda/testing';

const template = Template.fromStack(new Lakehouse(new App(), 'Lakehouse'));

test('the template is as it was', () => {
  expect(maskAssets(template.toJSON())).toMatchSnapshot();
});

test('by choice the flights are rows of an Iceberg table that is there before Firehose looks for it', () => {
  const iceberg = Template.fromStack(new Lakehouse(new App(), 'Lakehouse', { iceberg: true }));
  iceberg.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
  iceberg.hasResourceProperties('AWS::Glue::Table', {
    OpenTableFormatInput: { IcebergInput: { MetadataOperation: 'CREATE', Version: '2' } },
    TableInput: { Name: 'records' },
  });
  const [table] = Object.keys(iceberg.findResources('AWS::Glue::Table'));
  iceberg.hasResource('AWS::KinesisFirehose::DeliveryStream', {
    Properties: {
      IcebergDestinationConfiguration: Match.objectLike({
        AppendOnly: true,
        DestinationTableConfigurationList: [
          { DestinationDatabaseName: 'lakehouse', DestinationTableName: 'records' },
        ],
      }),
    },
    DependsOn: Match.arrayWith([table]),
  });
});

test('results of queries are encrypted, whatever whoever asks has set', () => {
  template.hasResourceProperties('AWS::Athena::WorkGroup', {
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } },
    },
  });
  template.hasResourceProperties('AWS::Athena::NamedQuery', {
    QueryString: Match.stringLikeRegexp("year = date_format\\(current_date, '%Y'\\)"),
  });
});
