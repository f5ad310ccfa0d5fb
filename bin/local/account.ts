import { devNull } from 'node:os';

/** The account and Region of the emulator. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

const CREDENTIALS = { accessKeyId: 'kinesis-constructs', secretAccessKey: 'local' };

/** Keys that no AWS account knows. */
export function emulatorCredentials(): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_REGION: REGION,
  };
}

/** The settings of an SDK client of the emulator. */
export function clientSettings(endpoint: string, region = REGION) {
  return { endpoint, region, credentials: CREDENTIALS };
}

/**
 * An environment in which nothing reaches AWS: every `AWS_…` variable and the files with the caller's profiles are out
 * of sight, and the emulator is not looked for behind a proxy.
 */
export function awsFreeEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** An environment in which the AWS tools talk to the emulator. */
export function emulatorEnvironment(environment: NodeJS.ProcessEnv, endpoint: string): NodeJS.ProcessEnv {
  const direct = [environment.NO_PROXY ?? environment.no_proxy, new URL(endpoint).hostname];
  const noProxy = direct.filter((host) => host !== undefined && host !== '').join(',');
  return {
    ...awsFreeEnvironment(environment),
    ...emulatorCredentials(),
    AWS_ENDPOINT_URL: endpoint,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}
