import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { licencesOf } from '../../../bin/bundled-licences';

const root = mkdtempSync(join(tmpdir(), 'licences-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function installed(name: string, license?: string): string {
  const folder = join('node_modules', ...name.split('/'));
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }));
  writeFileSync(join(root, folder, 'LICENSE.md'), `words of ${name}\n`);
  return join(folder, 'dist', 'index.js');
}

test('each package that is bundled is named once, with its licence and the words of it', () => {
  const [plain, scoped] = [installed('plain', 'MIT'), installed('@scope/name', 'Apache-2.0')];
  const inputs = {
    'lambda/handler.ts': {},
    [plain]: {},
    [plain.replace('index', 'other')]: {},
    [scoped]: {},
  };
  const text = licencesOf({ inputs }, root);
  expect(text.match(/^plain 1\.2\.3 \(MIT\)\n\nwords of plain$/gm)).toHaveLength(1);
  expect(text).toContain('@scope/name 1.2.3 (Apache-2.0)\n\nwords of @scope/name');
  expect(text).not.toContain('handler');
});

test('a package without a licence is not bundled', () => {
  const inputs = { [installed('unknown')]: {} };
  expect(() => licencesOf({ inputs }, root)).toThrow('unknown 1.2.3 names no licence');
});
