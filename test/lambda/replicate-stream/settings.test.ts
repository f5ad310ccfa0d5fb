import { settingsFrom } from '../../../lambda/replicate-stream/settings';

const environment = {
  TARGET_STREAM_ARN: 'arn:t',
  TARGET_REGION: 'eu-central-1',
  STATE_TABLE: 'replicas',
  STATE_NAME: 'orders',
  MODE: 'active-active',
  ENVELOPE: 'true',
  PACKING: 'true',
  AWS_REGION: 'eu-west-1',
};

test('the environment is read once, and whole', () => {
  expect(settingsFrom(environment)).toEqual({
    replica: {
      mode: 'active-active',
      envelope: true,
      packing: true,
      targetStreamArn: 'arn:t',
      region: 'eu-west-1',
    },
    place: { table: 'replicas', name: 'orders', region: 'eu-west-1' },
    targetRegion: 'eu-central-1',
  });
});

test.each([
  [{ STATE_NAME: '' }, 'STATE_NAME is not set'],
  [{ MODE: 'both' }, 'MODE must be one of one-way, active-passive, active-active, got both'],
  [{ ENVELOPE: 'false' }, 'active-active needs ENVELOPE=true'],
])('an environment with %p is refused', (change, message) => {
  expect(() => settingsFrom({ ...environment, ...change })).toThrow(message);
});
