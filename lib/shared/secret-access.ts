import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { keyResource } from './key-resource';

/**
 * Lets `grantee`, of the secret's account, do `actions` on the secret, and use its key through Secrets Manager for this
 * secret alone. The policies of secret and key stay as they are, so that they may belong to another stack.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function grantOnSecret(secret: ISecret, grantee: IGrantable, actions: string[]): Grant {
  const secretArn = fullArnOf(secret);
  const grant = Grant.addToPrincipal({ grantee, actions, resourceArns: [secretArn] });
  const key = secret.encryptionKey;
  if (key === undefined) return grant;
  const { arn, conditions } = keyResource(key);
  const onKey = Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt'],
    resourceArns: [arn],
    conditions: {
      ...conditions,
      StringEquals: { 'kms:ViaService': `secretsmanager.${secret.env.region}.amazonaws.com` },
      StringLike: { 'kms:EncryptionContext:SecretARN': secretArn },
    },
  });
  return grant.combine(onKey);
}

/** A name without the random end that Secrets Manager adds stands for exactly six characters more. */
function fullArnOf(secret: ISecret): string {
  return secret.secretFullArn ?? `${secret.secretArn}-??????`;
}
