import { resolve } from 'node:path';
import { build } from 'esbuild';

test('nothing of the CDK, of the constructs or of jest is loaded', async () => {
  const { metafile } = await build({
    entryPoints: [resolve(__dirname, '../../../lambda/testing/index.ts')],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    absWorkingDir: resolve(__dirname, '../../..'),
  });
  const foreign = Object.keys(metafile.inputs).filter((path) => !/^lambda\/(testing|records)\//.test(path));
  expect(foreign).toEqual([]);
});
