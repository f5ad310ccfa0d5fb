import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RealtimeAnalytics } from '../../examples/realtime-analytics/app';
import { maskAssets } from '../../lambda/testing';

test('the template is as it was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'connector-'));
  const connectorJar = join(folder, 'flink-sql-connector-aws-kinesis-streams-5.1.0-1.20.jar');
  writeFileSync(connectorJar, '');
  const stack = new RealtimeAnalytics(new App(), 'RealtimeAnalytics', { connectorJar });
  rmSync(folder, { recursive: true });
  const template = maskAssets(Template.fromStack(stack).toJSON());
  // It is made of the hashes of assets, and changes with them.
  const masked = JSON.stringify(template).replace(/"revision":"\w+"/g, '"revision":"<revision>"');
  expect(JSON.parse(masked)).toMatchSnapshot();
});
