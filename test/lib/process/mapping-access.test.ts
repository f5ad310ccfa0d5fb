import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { StreamProcessor } from '../../../lib/process/stream-processor';
import { EncryptedStream } from '../../../lib/source/encrypted-stream';
import { testStack } from '../../support/stack';
import { IMPORTED, importedStream, MAPPING, processor, rightsIn, testFunction, warningsIn } from './fixtures';

describe('where it stands', () => {
  test('two on one function and one stream: neither shares rights, bucket or ids', () => {
    const stack = testStack();
    const fn = testFunction(stack);
    const stream = importedStream(stack);
    new StreamProcessor(stack, 'A', { stream, function: fn });
    new StreamProcessor(stack, 'B', { stream, function: fn });
    const template = Template.fromStack(stack);
    for (const type of [MAPPING, 'AWS::IAM::Policy', 'AWS::KMS::Key']) {
      template.resourceCountIs(type, 2);
    }
    template.resourcePropertiesCountIs('AWS::S3::Bucket', { LoggingConfiguration: Match.anyValue() }, 2);
  });

  test('an unnamed stream whose key the L2 made: the reader may decrypt', () => {
    const stack = testStack();
    processor(stack, { stream: new Stream(stack, 'S', { encryption: StreamEncryption.KMS }) });
    expect(rightsIn(Template.fromStack(stack)).map(({ Action }) => Action)).toContain('kms:Decrypt');
  });

  test('an imported stream with its key: the reader may decrypt', () => {
    const stack = testStack();
    const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const encryptionKey = Key.fromKeyArn(stack, 'Key', keyArn);
    processor(stack, {
      stream: Stream.fromStreamAttributes(stack, 'S', { streamArn: IMPORTED, encryptionKey }),
    });
    expect(rightsIn(Template.fromStack(stack))).toContainEqual(
      expect.objectContaining({ Action: 'kms:Decrypt', Resource: keyArn }),
    );
  });

  test('a stream made elsewhere may keep records for long: they count as failed after 7 days', () => {
    const stack = testStack();
    processor(stack);
    Template.fromStack(stack).hasResourceProperties(MAPPING, { MaximumRecordAgeInSeconds: 7 * 86_400 });
  });

  test('a stream that keeps records for a year: they count as failed after 7 days', () => {
    const stack = testStack();
    processor(stack, { stream: new Stream(stack, 'S', { retentionPeriod: Duration.days(365) }) });
    Template.fromStack(stack).hasResourceProperties(MAPPING, { MaximumRecordAgeInSeconds: 7 * 86_400 });
  });

  test.each([
    ['stream apart from function and mapping', [0, 1, 1]],
    ['function apart from stream and mapping', [0, 1, 0]],
    ['mapping apart from stream and function', [0, 0, 1]],
    ['each apart from the others', [0, 1, 2]],
  ])('no circle between stacks with the %s', (_, [streamIn, functionIn, processorIn]) => {
    const app = new App();
    const stacks = ['A', 'B', 'C'].map((id) => new Stack(app, id));
    const { stream } = new EncryptedStream(stacks[streamIn], 'Orders');
    const fn = testFunction(stacks[functionIn]);
    new StreamProcessor(stacks[processorIn], 'P', { stream, function: fn });
    expect(() => app.synth()).not.toThrow();
    Template.fromStack(stacks[processorIn]).resourceCountIs(MAPPING, 1);
  });

  test('an alias is called by its qualified name', () => {
    const stack = testStack();
    const alias = new Alias(stack, 'Live', {
      aliasName: 'live',
      version: testFunction(stack).currentVersion,
    });
    processor(stack, { function: alias });
    Template.fromStack(stack).hasResourceProperties(MAPPING, {
      FunctionName: { 'Fn::Join': ['', Match.arrayWith([':live'])] },
    });
  });

  test('a stream of another account: rights on our side, a warning for theirs', () => {
    const stack = testStack();
    const arn = IMPORTED.replace('111111111111', '222222222222');
    processor(stack, { stream: importedStream(stack, arn) });
    expect(warningsIn(stack)).toEqual(['streamOfAnotherAccount']);
    expect(rightsIn(Template.fromStack(stack))[0]).toMatchObject({ Resource: arn });
  });

  test("a stream of another account in the same app: the stream's policy admits the role", () => {
    const app = new App();
    const theirs = new Stack(app, 'Theirs', { env: { account: '222222222222', region: 'eu-west-1' } });
    const ours = new Stack(app, 'Ours', { env: { account: '111111111111', region: 'eu-west-1' } });
    const { stream } = new EncryptedStream(theirs, 'Orders', { streamName: 'orders' });
    const role = new Role(ours, 'Role', {
      assumedBy: new AccountPrincipal('111111111111'),
      roleName: 'reader',
    });
    new StreamProcessor(ours, 'P', { stream, function: testFunction(ours, 'Fn', { role }) });
    const allowed = JSON.stringify(
      Object.values(Template.fromStack(theirs).findResources('AWS::Kinesis::ResourcePolicy')),
    );
    expect(allowed).toContain('kinesis:GetRecords');
    expect(allowed).toContain(':iam::111111111111:role/reader');
    expect(warningsIn(ours)).toEqual([]);
  });

  test('a function without a known role: the mapping is made, with a warning', () => {
    const stack = testStack();
    const fn = LambdaFunction.fromFunctionArn(
      stack,
      'Fn',
      'arn:aws:lambda:eu-west-1:111111111111:function:f',
    );
    processor(stack, { function: fn });
    expect(warningsIn(stack)).toEqual(['unknownRole']);
    Template.fromStack(stack).resourceCountIs(MAPPING, 1);
  });

  test('a role that must not be changed stays as it is', () => {
    const stack = testStack();
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/r', { mutable: false });
    processor(stack, { function: testFunction(stack, 'Fn', { role }) });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResource(MAPPING, { DependsOn: Match.absent() });
  });
});
