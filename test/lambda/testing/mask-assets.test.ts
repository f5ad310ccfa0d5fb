import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { maskAssets } from '../../../lambda/testing';

const [A, B] = ['a'.repeat(64), '0123456789abcdef'.repeat(4)];
const BUCKET = 'cdk-hnb659fds-assets-111122223333-eu-west-1';

test('S3 keys and asset paths are numbered as they appear, buckets stay', () => {
  const code = (hash: string) => ({
    Properties: { Code: { S3Bucket: BUCKET, S3Key: `${hash}.zip` } },
    Metadata: { 'aws:asset:path': `asset.${hash}`, 'aws:asset:property': 'Code' },
  });
  expect(maskAssets({ Resources: { One: code(B), Two: code(A), Three: code(B) } })).toEqual({
    Resources: {
      One: {
        Properties: { Code: { S3Bucket: BUCKET, S3Key: '<asset-1>.zip' } },
        Metadata: { 'aws:asset:path': 'asset.<asset-1>', 'aws:asset:property': 'Code' },
      },
      Two: {
        Properties: { Code: { S3Bucket: BUCKET, S3Key: '<asset-2>.zip' } },
        Metadata: { 'aws:asset:path': 'asset.<asset-2>', 'aws:asset:property': 'Code' },
      },
      Three: {
        Properties: { Code: { S3Bucket: BUCKET, S3Key: '<asset-1>.zip' } },
        Metadata: { 'aws:asset:path': 'asset.<asset-1>', 'aws:asset:property': 'Code' },
      },
    },
  });
});

test('templates of nested stacks, images, prefixes and files of assets are found', () => {
  const image = 'x.dkr.ecr.eu-west-1.amazonaws.com/cdk-hnb659fds-container-assets-1-eu-west-1';
  expect(
    maskAssets([
      `https://s3.amazonaws.com/b/${A}.json`,
      `${image}:${B}`,
      `p/${A}.zip`,
      `asset.${B}.yaml`,
      `by ${A}`,
    ]),
  ).toEqual([
    'https://s3.amazonaws.com/b/<asset-1>.json',
    `${image}:<asset-2>`,
    'p/<asset-1>.zip',
    'asset.<asset-2>.yaml',
    'by <asset-1>',
  ]);
});

test('parameters of the legacy synthesizer lose hash and digest, in names and references', () => {
  const name = `AssetParameters${A}S3Bucket0A1B2C3D`;
  expect(
    maskAssets({ Parameters: { [name]: { Description: `S3 bucket for asset "${A}"` } }, Ref: name }),
  ).toEqual({
    Parameters: { 'AssetParameters<asset-1>S3Bucket': { Description: 'S3 bucket for asset "<asset-1>"' } },
    Ref: 'AssetParameters<asset-1>S3Bucket',
  });
});

test('a path of the machine is left out, a path within the output stays', () => {
  const pathOf = (path: string) => maskAssets({ 'aws:asset:path': path })['aws:asset:path'];
  expect(pathOf('/home/anna/app/dist')).toBe('<asset-path>');
  expect(pathOf('C:\\app\\dist')).toBe('<asset-path>');
  expect(pathOf('nested.template.json')).toBe('nested.template.json');
});

test('64 hexadecimal digits that are no asset stay, as do all other values', () => {
  const template = { Digest: A, List: [1, null, true, `sha256:${B}`], Upper: `${'A'.repeat(64)}.zip` };
  expect(maskAssets(template)).toEqual(template);
});

test('the template given is not changed, and shares nothing with the copy', () => {
  const template = { Code: { S3Key: `${A}.zip` }, Tags: [{ Key: 'k' }] };
  const before = structuredClone(template);
  const masked = maskAssets(template);
  masked.Tags.push({ Key: 'l' });
  expect(template).toEqual(before);
});

describe('a template of the CDK', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mask-assets-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function templateOf(source: string, memorySize = 128) {
    writeFileSync(join(folder, 'index.js'), source);
    const stack = new Stack(new App({ outdir: mkdtempSync(join(folder, 'out-')) }), 'T');
    const functionIn = (scope: Stack) =>
      new LambdaFunction(scope, 'Fn', {
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromAsset(folder, { exclude: ['out-*'] }),
        memorySize,
      });
    const version = functionIn(stack).currentVersion;
    functionIn(new NestedStack(stack, 'Nested'));
    stack.exportValue(version.functionArn, { name: 'Version' });
    return Template.fromStack(stack).toJSON();
  }

  test('is the same for other code, and not for another setting', () => {
    const before = templateOf('exports.handler = 1');
    const after = templateOf('exports.handler = 2');
    expect(after).not.toEqual(before);
    expect(maskAssets(after)).toEqual(maskAssets(before));
    expect(maskAssets(templateOf('exports.handler = 1', 256))).not.toEqual(maskAssets(before));
    expect(JSON.stringify(maskAssets(after))).not.toMatch(/[0-9a-f]{32}/);
    expect(JSON.stringify(maskAssets(after))).toContain('cdk-hnb659fds-assets-');
  });
});
