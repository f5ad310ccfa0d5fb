import { EventEmitter } from 'node:events';
import { Interruptions } from '../../../bin/local/interruption';

function interruptions() {
  const signals = new EventEmitter();
  return { signals, interruptions: new Interruptions(signals as unknown as NodeJS.Process) };
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('%s breaks the run off', async (signal, exitCode) => {
  const { signals, interruptions: found } = interruptions();
  signals.emit(signal);
  await expect(found.first).rejects.toMatchObject({ exitCode, message: `interrupted by ${signal}` });
});

test('a run that can finish does so at the first Ctrl-C, and is broken off at the second', async () => {
  const { signals, interruptions: found } = interruptions();
  const finish = jest.fn();
  found.finishFirst(finish);
  signals.emit('SIGINT');
  expect(finish).toHaveBeenCalledTimes(1);
  signals.emit('SIGINT');
  expect(finish).toHaveBeenCalledTimes(1);
  await expect(found.first).rejects.toMatchObject({ exitCode: 130 });
});

test('what wants it gone at once is not kept waiting', async () => {
  const { signals, interruptions: found } = interruptions();
  const finish = jest.fn();
  found.finishFirst(finish);
  signals.emit('SIGTERM');
  expect(finish).not.toHaveBeenCalled();
  await expect(found.first).rejects.toMatchObject({ exitCode: 143 });
});
