import { emulatorEnvironment } from '../../../bin/local/account';

const OWN = {
  PATH: '/bin',
  AWS_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'AKIAREAL',
  AWS_SESSION_TOKEN: 'real',
  HTTP_PROXY: 'http://proxy:3128',
  NO_PROXY: 'intranet',
};

test('no tool sees the keys and profiles of the caller', () => {
  const environment = emulatorEnvironment(OWN, 'http://127.0.0.1:4566');
  expect(JSON.stringify(environment)).not.toMatch(/production|AKIAREAL|real/);
  expect(environment).toMatchObject({
    PATH: '/bin',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
});

test('the emulator is not looked for behind a proxy', () => {
  const environment = emulatorEnvironment(OWN, 'http://127.0.0.1:4566');
  expect(environment).toMatchObject({ NO_PROXY: 'intranet,127.0.0.1', no_proxy: 'intranet,127.0.0.1' });
});
