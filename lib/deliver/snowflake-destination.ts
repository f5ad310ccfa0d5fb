import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { type BoundDestination, DeliveryDestination, type DestinationTraits } from './delivery-destination';
import { COMMON_LIMITS, checkLength, checkPattern } from './destination-checks';
import type { DestinationOptions } from './destination-options';
import { bindSecret, checkSecret } from './destination-secret';
import type { Backing } from './destination-target';
import { SnowflakeLoading } from './snowflake-loading';

/** Settings of a `SnowflakeDestination`. */
export interface SnowflakeDestinationProps extends DestinationOptions {
  /** Address of the account, 24 to 2,048 characters, such as `shop-eu.snowflakecomputing.com`. */
  readonly accountUrl: string;

  /**
   * Who Firehose is to Snowflake, as JSON with `user`, `private_key` and, when the key has one,
   * `key_passphrase`, in the Region of the delivery stream.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-whats-secret.html
   */
  readonly credentials: ISecret;

  /** Database of the table, 1 to 255 characters. */
  readonly database: string;

  /** Schema of the table, 1 to 255 characters. */
  readonly schema: string;

  /** Table that the records are put into, 1 to 255 characters. It has to be there already. */
  readonly table: string;

  /**
   * What becomes of a record in the table.
   *
   * @default SnowflakeLoading.jsonKeys()
   */
  readonly loading?: SnowflakeLoading;

  /**
   * Snowflake role that Firehose acts in, 1 to 255 characters.
   *
   * @default - the default role of the user
   */
  readonly snowflakeRole?: string;

  /**
   * Private link to Snowflake, 47 to 255 characters, such as
   * `com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0`: what Snowflake's
   * `SYSTEM$GET_PRIVATELINK_CONFIG` calls `privatelink-vpce-id`.
   *
   * @default - it is reached at its public address
   */
  readonly privateLinkVpceId?: string;
}

/** Of the documentation of the API, where the last part has 17 characters. */
const VPCE_ID = /^([a-zA-Z0-9_-]+\.){2,3}vpce\.[a-zA-Z0-9-]*\.vpce-svc-[a-zA-Z0-9-]{17}$/;

/**
 * A table in Snowflake.
 *
 * The private key stays in Secrets Manager: there is no setting that would put it in the template.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-snowflake
 * @example
 * new DeliveryStream(this, 'ToSnowflake', {
 *   destination: new SnowflakeDestination({
 *     accountUrl: 'shop-eu.snowflakecomputing.com',
 *     credentials: snowflakeUser,
 *     database: 'SHOP',
 *     schema: 'PUBLIC',
 *     table: 'ORDERS',
 *   }),
 * });
 */
export class SnowflakeDestination extends DeliveryDestination {
  constructor(private readonly props: SnowflakeDestinationProps) {
    super(props);
  }

  /** @internal */
  protected override get _traits(): DestinationTraits {
    return COMMON_LIMITS;
  }

  /** @internal */
  protected override _checkOwn(scope: Construct): void {
    const { accountUrl, credentials, database, schema, table, loading } = this.props;
    const { snowflakeRole, privateLinkVpceId } = this.props;
    checkLength(scope, 'accountUrl', accountUrl, 24, 2048);
    checkPattern(
      scope,
      'accountUrl',
      accountUrl,
      /.\.snowflakecomputing\.com/,
      'an address in snowflakecomputing.com',
    );
    checkSecret(scope, 'credentials', credentials);
    for (const [setting, value] of Object.entries({ database, schema, table, snowflakeRole })) {
      checkLength(scope, setting, value, 1, 255);
    }
    checkLength(scope, 'privateLinkVpceId', privateLinkVpceId, 47, 255);
    checkPattern(scope, 'privateLinkVpceId', privateLinkVpceId, VPCE_ID, 'the id of an endpoint service');
    loading?._check(scope);
  }

  /** @internal */
  public override _configure(scope: Construct, backing: Backing): BoundDestination {
    const { accountUrl, credentials, database, schema, table } = this.props;
    const { loading = SnowflakeLoading.jsonKeys(), snowflakeRole, privateLinkVpceId } = this.props;
    const secret = bindSecret(credentials, backing.role);
    const { configuration, dependables } = this._bindCommon(scope, backing, [secret.grant]);
    return {
      snowflakeDestinationConfiguration: {
        ...configuration,
        ...loading._render(),
        roleArn: backing.role.roleArn,
        accountUrl,
        database,
        schema,
        table,
        snowflakeRoleConfiguration: { enabled: snowflakeRole !== undefined, snowflakeRole },
        snowflakeVpcConfiguration: privateLinkVpceId === undefined ? undefined : { privateLinkVpceId },
        s3BackupMode: this._backup._all ? 'AllData' : 'FailedDataOnly',
        secretsManagerConfiguration: secret.configuration,
      },
      dependables,
    };
  }
}
