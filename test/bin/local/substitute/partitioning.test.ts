import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EncryptedStream, FirehoseToS3, Partitioning, RecordFormat } from 'kinesis-constructs';
import { substitute } from '../../../../bin/local/substitute';

test.each([
  ['by a path', { country: '.country' }, undefined],
  ['with a default', { country: '.address.country // "unknown"' }, undefined],
  ['but not by all of jq', { country: '.country | ascii_downcase' }, 'it does not know the jq'],
])('an archive of this library is partitioned %s on this machine', (_, queries, refusal) => {
  const stack = new Stack(new App(), 'Stack');
  new FirehoseToS3(stack, 'Archive', {
    stream: new EncryptedStream(stack, 'Stream').stream,
    recordFormat: RecordFormat.jsonLines(),
    partitioning: Partitioning.byQuery(queries),
  });
  const template = Template.fromStack(stack).toJSON() as Parameters<typeof substitute>[0];
  const put = () => substitute(template, { S3Bucket: 'assets', S3Key: 'code.zip' });
  if (refusal !== undefined) {
    expect(put).toThrow(refusal);
    return;
  }
  const { template: after, substitutions } = put();
  const [{ resource = '' } = {}] = substitutions.filter(({ type }) => type.includes('Firehose'));
  expect(after.Resources[resource]?.Properties).toMatchObject({
    Environment: {
      Variables: {
        QUERY: expect.stringMatching(/^\{"country":/),
        PREFIX: expect.stringContaining('!{partitionKeyFromQuery:country}'),
      },
    },
  });
});
