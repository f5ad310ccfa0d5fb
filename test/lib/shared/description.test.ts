import * as fc from 'fast-check';
import { description } from '../../../lib/shared/description';

test('a path is shown as it is where it can be', () => {
  expect(description('Spark:', 'Shop/Sessions-1')).toBe('Spark: Shop/Sessions-1');
});

test('characters that EC2 refuses become _', () => {
  expect(description('DMS:', "Shop/Anna's <Orders>|ü")).toBe('DMS: Shop/Anna_s _Orders___');
});

test('what is too long keeps its beginning and the end of the path', () => {
  const text = description('Spark:', `Shop/${'x'.repeat(300)}/Sessions`);
  expect(text).toHaveLength(255);
  expect(text).toMatch(/^Spark: \.\.\.x+\/Sessions$/);
});

test('any path makes a description that EC2 takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (path) => {
      expect(description('EMR Primary:', path)).toMatch(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
    }),
  );
});
