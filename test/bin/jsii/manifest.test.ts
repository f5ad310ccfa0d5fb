import { jsiiManifest } from '../../../bin/jsii/manifest';
import { peerDependencies, version } from '../../../package.json';

test('the package of the other languages has the version of this one, and needs the CDK alone', () => {
  const own = require('../../../package.json');
  expect(jsiiManifest(own)).toMatchObject({ version, peerDependencies });
  expect(jsiiManifest(own)).not.toHaveProperty('dependencies');
});
