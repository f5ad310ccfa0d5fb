import { Writable } from 'node:stream';
import { Progress } from '../../../bin/local/progress';

function screen(isTTY: boolean) {
  const written: string[] = [];
  const out = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  return { written, out: Object.assign(out, { isTTY }) };
}

test('prints a line at every quarter where there is no terminal', () => {
  const { written, out } = screen(false);
  const progress = new Progress(8, out);
  for (let done = 0; done <= 8; done++) progress.update(done, `${done} of 8`);
  expect(written).toEqual(['  2 of 8\n', '  4 of 8\n', '  6 of 8\n', '  8 of 8\n']);
});

test('draws a bar on a terminal, and clears it at the end', () => {
  const { written, out } = screen(true);
  const progress = new Progress(2, out);
  progress.update(1, 'half');
  progress.update(2, 'all');
  expect(written[0]).toContain(`${'█'.repeat(15)}${'░'.repeat(15)} half`);
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test('has nothing to show for nothing', () => {
  const { written, out } = screen(false);
  new Progress(0, out).update(0, 'none');
  expect(written).toEqual(['  none\n']);
});

test('takes the bar away when it is not to come to its end', () => {
  const terminal = screen(true);
  const progress = new Progress(2, terminal.out);
  progress.update(1, 'half');
  progress.clear();
  expect(terminal.written.at(-1)).toBe('\r\u001b[K');
  const file = screen(false);
  new Progress(2, file.out).clear();
  expect(file.written).toEqual([]);
});
