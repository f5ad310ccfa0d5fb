import { Size } from 'aws-cdk-lib';
import { HttpCompression } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { type BoundDestination, DeliveryDestination, type DestinationTraits } from './delivery-destination';
import { COMMON_LIMITS, checkCount, checkLength, checkPattern } from './destination-checks';
import type { DestinationOptions } from './destination-options';
import { bindSecret, checkSecret } from './destination-secret';
import type { Backing } from './destination-target';

/** Settings of an `HttpEndpointDestination`. */
export interface HttpEndpointDestinationProps extends DestinationOptions {
  /** Address that the records are posted to, beginning with `https://`, 1,000 characters at most. */
  readonly url: string;

  /**
   * Name of the endpoint, 1 to 256 characters.
   *
   * @default - none
   */
  readonly endpointName?: string;

  /**
   * What Firehose shows to be let in, as JSON with `api_key`, in the Region of the delivery stream. It comes
   * in the header `X-Amz-Firehose-Access-Key`.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-whats-secret.html
   * @default - nothing: the endpoint lets everyone in
   */
  readonly accessKey?: ISecret;

  /**
   * What is sent along with each request in the header `X-Amz-Firehose-Common-Attributes`: 50 at most, names
   * of 1 to 256 characters, values of up to 1,024.
   *
   * @default - nothing
   */
  readonly commonAttributes?: { readonly [name: string]: string };

  /**
   * How the requests are compressed.
   *
   * @default HttpCompression.GZIP
   */
  readonly contentEncoding?: HttpCompression;
}

/**
 * An HTTPS endpoint that follows Firehose's protocol: that of a service such as Datadog, or one of your own.
 *
 * The access key stays in Secrets Manager: there is no setting that would put it in the template.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
 * @example
 * new DeliveryStream(this, 'ToPartner', {
 *   destination: new HttpEndpointDestination({
 *     url: 'https://partner.example.com/orders',
 *     accessKey: partnerKey,
 *     commonAttributes: { environment: 'production' },
 *   }),
 * });
 */
export class HttpEndpointDestination extends DeliveryDestination {
  constructor(private readonly props: HttpEndpointDestinationProps) {
    super(props);
  }

  /** @internal */
  protected override get _traits(): DestinationTraits {
    return { ...COMMON_LIMITS, maxSize: Size.mebibytes(64) };
  }

  /** @internal */
  protected override _checkOwn(scope: Construct): void {
    const { url, endpointName, accessKey, commonAttributes = {} } = this.props;
    checkPattern(scope, 'url', url, /^https:\/\/./, 'an address beginning with https://');
    checkLength(scope, 'url', url, 1, 1000);
    checkLength(scope, 'endpointName', endpointName, 1, 256);
    checkSecret(scope, 'accessKey', accessKey);
    checkCount(scope, 'commonAttributes', Object.keys(commonAttributes), 0, 50);
    for (const [name, value] of Object.entries(commonAttributes)) {
      checkLength(scope, `the name of commonAttributes.${name}`, name.trim(), 1, 256);
      checkLength(scope, `commonAttributes.${name}`, value, 0, 1024);
    }
  }

  /** @internal */
  public override _configure(scope: Construct, backing: Backing): BoundDestination {
    const { url, endpointName, accessKey, commonAttributes } = this.props;
    const { contentEncoding = HttpCompression.GZIP } = this.props;
    const secret = accessKey && bindSecret(accessKey, backing.role);
    const own = secret === undefined ? [] : [secret.grant];
    const { configuration, dependables } = this._bindCommon(scope, backing, own);
    return {
      httpEndpointDestinationConfiguration: {
        ...configuration,
        roleArn: backing.role.roleArn,
        endpointConfiguration: { url, name: endpointName },
        requestConfiguration: {
          contentEncoding,
          commonAttributes:
            commonAttributes &&
            Object.entries(commonAttributes).map(([attributeName, attributeValue]) => ({
              attributeName,
              attributeValue,
            })),
        },
        s3BackupMode: this._backup._all ? 'AllData' : 'FailedDataOnly',
        secretsManagerConfiguration: secret?.configuration,
      },
      dependables,
    };
  }
}
