import { Meter } from '../../../../bin/local/watch/meter';

test('the rate is that of the last five seconds', () => {
  const meter = new Meter();
  expect(meter.rate).toBe(0);
  for (let second = 0; second <= 10; second++) meter.sample(second * 1000, second * 100);
  expect(meter.rate).toBe(100);
  for (let second = 11; second <= 16; second++) meter.sample(second * 1000, 1000);
  expect(meter.rate).toBe(0);
});

test('one sample makes no rate, and a count that shrinks none below nothing', () => {
  const meter = new Meter();
  meter.sample(0, 50);
  expect(meter.rate).toBe(0);
  meter.sample(1000, 20);
  expect(meter.rate).toBe(0);
});

test('samples do not pile up', () => {
  const meter = new Meter();
  for (let at = 0; at < 100_000; at += 100) meter.sample(at, at);
  expect((meter as unknown as { samples: unknown[] }).samples.length).toBeLessThan(60);
});
