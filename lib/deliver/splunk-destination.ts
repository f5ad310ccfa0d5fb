import { Duration, Size } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { checkDuration } from '../shared/checks';
import { type BoundDestination, DeliveryDestination, type DestinationTraits } from './delivery-destination';
import { checkLength, checkPattern } from './destination-checks';
import type { DestinationOptions } from './destination-options';
import { bindSecret, checkSecret } from './destination-secret';
import type { Backing } from './destination-target';

/** What Splunk's HTTP Event Collector is sent. */
export enum SplunkEndpointType {
  /** Text, which Splunk takes apart. */
  RAW = 'Raw',
  /** Events in Splunk's own JSON. */
  EVENT = 'Event',
}

/** Settings of a `SplunkDestination`. */
export interface SplunkDestinationProps extends DestinationOptions {
  /**
   * Address of the HTTP Event Collector, beginning with `https://`, 2,048 characters at most. Firehose
   * reaches it at a public address only.
   */
  readonly endpoint: string;

  /**
   * Token of the collector, with acknowledgment enabled, as JSON with `hec_token`, in the Region of the
   * delivery stream.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-whats-secret.html
   */
  readonly token: ISecret;

  /**
   * What the collector is sent.
   *
   * @default SplunkEndpointType.RAW
   */
  readonly endpointType?: SplunkEndpointType;

  /**
   * How long Firehose waits for the acknowledgment before it delivers again, 180 seconds to 600 seconds.
   *
   * @default Duration.seconds(180)
   */
  readonly acknowledgmentTimeout?: Duration;
}

/**
 * Splunk, by its HTTP Event Collector.
 *
 * The token stays in Secrets Manager: there is no setting that would put it in the template. A backup of
 * failed records may become one of all records later, but not the other way round.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-splunk
 * @example
 * new DeliveryStream(this, 'ToSplunk', {
 *   destination: new SplunkDestination({
 *     endpoint: 'https://http-inputs-firehose-shop.splunkcloud.com:443',
 *     token: splunkToken,
 *   }),
 * });
 */
export class SplunkDestination extends DeliveryDestination {
  constructor(private readonly props: SplunkDestinationProps) {
    super(props);
  }

  /** @internal */
  protected override get _traits(): DestinationTraits {
    return {
      maxSize: Size.mebibytes(5),
      maxInterval: Duration.seconds(60),
      bufferInterval: Duration.seconds(60),
    };
  }

  /** @internal */
  protected override _checkOwn(scope: Construct): void {
    const { endpoint, token, acknowledgmentTimeout } = this.props;
    checkPattern(scope, 'endpoint', endpoint, /^https:\/\/./, 'an address beginning with https://');
    checkLength(scope, 'endpoint', endpoint, 1, 2048);
    checkSecret(scope, 'token', token);
    checkDuration(
      scope,
      'acknowledgmentTimeout',
      acknowledgmentTimeout,
      Duration.seconds(180),
      Duration.seconds(600),
    );
  }

  /** @internal */
  public override _configure(scope: Construct, backing: Backing): BoundDestination {
    const { endpoint, token, endpointType = SplunkEndpointType.RAW } = this.props;
    const { acknowledgmentTimeout = Duration.seconds(180) } = this.props;
    const secret = bindSecret(token, backing.role);
    const { configuration, dependables } = this._bindCommon(scope, backing, [secret.grant]);
    return {
      splunkDestinationConfiguration: {
        ...configuration,
        hecEndpoint: endpoint,
        hecEndpointType: endpointType,
        hecAcknowledgmentTimeoutInSeconds: acknowledgmentTimeout.toSeconds(),
        s3BackupMode: this._backup._all ? 'AllEvents' : 'FailedEventsOnly',
        secretsManagerConfiguration: secret.configuration,
      },
      dependables,
    };
  }
}
