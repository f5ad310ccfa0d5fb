import { Stack, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkWholeNumber } from '../shared/checks';
import { checkLength, checkPattern } from './destination-checks';

/** Settings of a `RedshiftEndpoint`. */
export interface RedshiftEndpointOptions {
  /**
   * Port that the database listens at, 1 to 65535.
   *
   * @default 5439
   */
  readonly port?: number;
}

const JDBC_URL =
  /^jdbc:(redshift|postgresql):\/\/((?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)+redshift(-serverless)?\.[a-zA-Z0-9.-]+:\d{1,5}\/[a-zA-Z0-9_$-]+$/;

/**
 * A database in Amazon Redshift. Firehose reaches it at a public address only: unblock the addresses of
 * Firehose in its security group.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-rs-vpc
 * @example
 * const endpoint = RedshiftEndpoint.serverless('analytics', 'shop');
 */
export class RedshiftEndpoint {
  /**
   * A database of a provisioned cluster.
   *
   * @param host of the cluster's endpoint, such as `shop.abc.eu-west-1.redshift.amazonaws.com`
   * @param database that holds the table
   */
  public static cluster(
    host: string,
    database: string,
    options: RedshiftEndpointOptions = {},
  ): RedshiftEndpoint {
    return new RedshiftEndpoint(() => host, database, options);
  }

  /**
   * A database of a serverless workgroup in the account and Region of the delivery stream.
   *
   * @param workgroup its name
   * @param database that holds the table
   */
  public static serverless(
    workgroup: string,
    database: string,
    options: RedshiftEndpointOptions = {},
  ): RedshiftEndpoint {
    const host = (scope: IConstruct) => {
      const { account, region, urlSuffix } = Stack.of(scope);
      return `${workgroup}.${account}.${region}.redshift-serverless.${urlSuffix}`;
    };
    return new RedshiftEndpoint(host, database, options);
  }

  private constructor(
    private readonly host: (scope: IConstruct) => string,
    private readonly database: string,
    private readonly options: RedshiftEndpointOptions,
  ) {}

  /**
   * Checks the address, and gives it as Firehose takes it.
   *
   * @internal
   */
  public _jdbcUrl(scope: IConstruct): string {
    const { port = 5439 } = this.options;
    checkWholeNumber(scope, 'endpoint.port', port, 1, 65535);
    checkPattern(
      scope,
      'endpoint.database',
      this.database,
      /^[a-zA-Z0-9_$-]+$/,
      'a name of letters, digits, _ $ -',
    );
    const url = `jdbc:redshift://${this.host(scope)}:${Tokenization.stringifyNumber(port)}/${this.database}`;
    checkLength(scope, 'endpoint', url, 1, 512);
    checkPattern(scope, 'endpoint', url, JDBC_URL, 'the address of a Redshift cluster or workgroup');
    return url;
  }
}
