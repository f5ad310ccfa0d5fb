import { Stack } from 'aws-cdk-lib';
import type { Grant, Role } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { differ } from '../shared/differ';
import { grantOnSecret } from '../shared/secret-access';

/** A secret in CloudFormation's terms, with the right to read it. */
export interface BoundSecret {
  readonly grant: Grant;
  readonly configuration: CfnDeliveryStream.SecretsManagerConfigurationProperty;
}

/** Fails on a secret that is known to be in another Region. */
export function checkSecret(scope: IConstruct, setting: string, secret: ISecret | undefined): void {
  if (secret === undefined) return;
  const [there, here] = [secret.env.region, Stack.of(scope).region];
  if (!differ(there, here)) return;
  throw new InvalidSettingError(scope, setting, `in ${here}, as the delivery stream is`, `one in ${there}`);
}

/**
 * Lets `role` read the secret, and use its key through Secrets Manager for this secret alone.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-how.html
 */
export function bindSecret(secret: ISecret, role: Role): BoundSecret {
  return {
    grant: grantOnSecret(secret, role, ['secretsmanager:GetSecretValue']),
    configuration: { enabled: true, secretArn: secret.secretArn, roleArn: role.roleArn },
  };
}
