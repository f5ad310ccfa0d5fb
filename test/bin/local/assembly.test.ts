import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { substituteInAssembly } from '../../../bin/local/assembly';
import { FirehoseToS3 } from '../../../lib/deliver/firehose-to-s3';

const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
afterAll(() => rmSync(folder, { recursive: true }));

function synthesize(): void {
  const app = new App({ outdir: folder });
  const stack = new Stack(app, 'T');
  new FirehoseToS3(stack, 'Archive', { stream: new Stream(stack, 'Stream') });
  app.synth();
}

const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

describe('an assembly', () => {
  beforeAll(synthesize);

  test('gets the stand-ins into its template, their code among its assets, and a new name for the template', () => {
    const before = read('T.assets.json').files;
    const substitutions = substituteInAssembly(folder, 'T');
    expect(substitutions.map(({ type }) => type)).toEqual(['AWS::KinesisFirehose::DeliveryStream']);

    const { files } = read('T.assets.json');
    const published = createHash('sha256')
      .update(readFileSync(join(folder, 'T.template.json')))
      .digest('hex');
    expect(files[published].destinations).toEqual({
      [Object.keys(files[published].destinations)[0] ?? '']: expect.objectContaining({
        objectKey: `${published}.json`,
      }),
    });
    expect(before[published]).toBeUndefined();
    expect(read('manifest.json').artifacts.T.properties.stackTemplateAssetObjectUrl).toContain(published);

    const functions = Object.values<{ Properties: { Code: { S3Key: string } }; Type: string }>(
      read('T.template.json').Resources,
    ).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    const [standIn] = functions.map(({ Properties }) => Properties.Code.S3Key.replace('.zip', ''));
    expect(files[standIn ?? ''].source.packaging).toBe('zip');
    expect(existsSync(join(folder, files[standIn ?? ''].source.path, 'index.js'))).toBe(true);
  });

  test('without the stack is refused', () => {
    expect(() => substituteInAssembly(folder, 'Other')).toThrow('the app has no stack Other');
  });
});
