import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { grantBucketKey } from '../shared/bucket-key-access';

/** Where a zip file with a cluster's certificates is: `privateKey.pem`, `certificateChain.pem`, `trustedCertificates.pem`. */
export interface EmrCertificates {
  /** The bucket that the file is in. */
  readonly bucket: IBucket;

  /** Its key in the bucket. */
  readonly objectKey: string;
}

/**
 * The security configuration of a cluster, as EMR spells it: disks and objects under the key, the second version of the instance
 * metadata service alone, and TLS between the instances where there are certificates for it.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html
 */
export function securityConfiguration(key: IKey, certificates: EmrCertificates | undefined): object {
  const inTransit = certificates !== undefined && {
    InTransitEncryptionConfiguration: {
      TLSCertificateConfiguration: {
        CertificateProviderType: 'PEM',
        S3Object: certificates.bucket.s3UrlForObject(certificates.objectKey),
      },
    },
  };
  return {
    EncryptionConfiguration: {
      EnableAtRestEncryption: true,
      AtRestEncryptionConfiguration: {
        S3EncryptionConfiguration: { EncryptionMode: 'SSE-KMS', AwsKmsKey: key.keyArn },
        LocalDiskEncryptionConfiguration: {
          EncryptionKeyProviderType: 'AwsKms',
          AwsKmsKey: key.keyArn,
          EnableEbsEncryption: true,
        },
      },
      EnableInTransitEncryption: certificates !== undefined,
      ...inTransit,
    },
    InstanceMetadataServiceConfiguration: {
      MinimumInstanceMetadataServiceVersion: 2,
      HttpPutResponseHopLimit: 1,
    },
  };
}

/** Lets instances read their certificates. */
export function grantCertificates(role: Role, { bucket, objectKey }: EmrCertificates): void {
  const resources = [bucket.arnForObjects(objectKey)];
  role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources }));
  grantBucketKey(bucket, role, 'kms:Decrypt');
}
