import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { DatabaseAccountRoles } from './database-account-roles';
import type { DatabaseEngine } from './database-engine';
import type { DatabaseRecordOptions } from './database-record-options';
import type { Replication } from './database-replication';
import type { ReplicationType } from './database-replication-type';
import type { TableRule } from './database-table-rule';

/** Settings of a `DatabaseSource`. */
export interface DatabaseSourceProps extends DatabaseRecordOptions {
  /** Stream that the changes are put on, of this account. */
  readonly stream: IStream;

  /** The database. */
  readonly engine: DatabaseEngine;

  /** Which tables are read, and how; at least one rule that includes some. */
  readonly tables: TableRule[];

  /** Network that DMS works in: it has to reach the database, Secrets Manager and Kinesis from there. */
  readonly vpc: IVpc;

  /**
   * Subnets of the network, in at least two Availability Zones.
   *
   * @default - the private ones
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups that DMS connects from.
   *
   * @default - a new one, which lets out to port 443, for AWS; `connections` of the construct opens it to the database
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Whether rows, changes or both are replicated. Another choice later makes another replication, which begins anew, and then
   * removes the first.
   *
   * @default ReplicationType.FULL_LOAD_AND_CHANGES
   */
  readonly replicationType?: ReplicationType;

  /**
   * What it runs on. Another kind later makes another replication, which begins anew, and then removes the first.
   *
   * @default Replication.serverless()
   */
  readonly replication?: Replication;

  /**
   * Key for what DMS keeps on disk while it works, and for the settings of its endpoints. It cannot be changed later.
   *
   * @default - the key that AWS keeps for DMS in the account
   */
  readonly encryptionKey?: IKey;

  /**
   * The roles DMS looks for by name, where this app makes them: they are there first then.
   *
   * @default - the account has them
   */
  readonly accountRoles?: DatabaseAccountRoles;

  /**
   * Whether DMS writes a log, for which the account has to have `dms-cloudwatch-logs-role`.
   *
   * @default true
   */
  readonly logging?: boolean;
}
