import { Annotations } from 'aws-cdk-lib';
import type { CfnEndpointProps } from 'aws-cdk-lib/aws-dms';
import type { Construct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { secretRole } from './database-access';
import type {
  DocumentEngineOptions,
  EncryptedDatabaseOptions,
  MySqlEngineOptions,
  OracleEngineOptions,
  PostgresEngineOptions,
} from './database-engine-options';
import { checkFiles, type FileSourceOptions, renderFiles } from './database-files';
import type { ReplicationType } from './database-replication-type';
import { DatabaseTls } from './database-tls';

/** An endpoint of DMS without what all sources have in common. */
export type EngineEndpoint = Omit<CfnEndpointProps, 'endpointType'>;

/**
 * The database that rows come from.
 *
 * @example
 * const engine = DatabaseEngine.postgres({ secret, databaseName: 'shop', slotName: 'kinesis' });
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.html
 */
export abstract class DatabaseEngine {
  /** MySQL. Binary logging by row has to be on for changes. */
  public static mysql(options: MySqlEngineOptions): DatabaseEngine {
    return mySql('mysql', options);
  }

  /** MariaDB. Binary logging by row has to be on for changes. */
  public static mariaDb(options: MySqlEngineOptions): DatabaseEngine {
    return mySql('mariadb', options);
  }

  /** Amazon Aurora, compatible with MySQL. Binary logging by row has to be on for changes. */
  public static auroraMysql(options: MySqlEngineOptions): DatabaseEngine {
    return mySql('aurora', options);
  }

  /** PostgreSQL. Logical replication has to be on for changes. */
  public static postgres(options: PostgresEngineOptions): DatabaseEngine {
    return postgres('postgres', options);
  }

  /** Amazon Aurora, compatible with PostgreSQL. Logical replication has to be on for changes. */
  public static auroraPostgres(options: PostgresEngineOptions): DatabaseEngine {
    return postgres('aurora-postgresql', options);
  }

  /** Oracle, read by LogMiner. Archived logs have to be kept for changes. */
  public static oracle(options: OracleEngineOptions): DatabaseEngine {
    const { databaseName, secret, tls, addSupplementalLogging = false } = options;
    return new ConnectedEngine(
      'oracle',
      tls,
      ['verify-ca'],
      (access) => ({
        databaseName,
        oracleSettings: { ...access(secret), addSupplementalLogging },
      }),
      options,
    );
  }

  /** Microsoft SQL Server. MS-REPLICATION or MS-CDC has to be on for changes. */
  public static sqlServer(options: EncryptedDatabaseOptions): DatabaseEngine {
    const { databaseName, tls = DatabaseTls.require() } = options;
    return new ConnectedEngine(
      'sqlserver',
      tls,
      ['require', 'verify-full'],
      (access) => ({
        databaseName,
        microsoftSqlServerSettings: { ...access(options.secret), databaseName },
      }),
      options,
    );
  }

  /** MongoDB. It has to be a replica set for changes. */
  public static mongoDb(options: DocumentEngineOptions): DatabaseEngine {
    const { databaseName, tls = DatabaseTls.require(), fieldsAsColumns = false } = options;
    return new ConnectedEngine(
      'mongodb',
      tls,
      ['require', 'verify-full'],
      (access) => ({
        mongoDbSettings: {
          ...access(options.secret),
          databaseName,
          authType: 'password',
          nestingLevel: fieldsAsColumns ? 'one' : 'none',
        },
      }),
      options,
    );
  }

  /** Amazon DocumentDB. Change streams have to be on for changes. */
  public static documentDb(options: DocumentEngineOptions): DatabaseEngine {
    const { databaseName, tls = DatabaseTls.require(), fieldsAsColumns = false } = options;
    return new ConnectedEngine(
      'docdb',
      tls,
      ['require', 'verify-full'],
      (access) => ({
        databaseName,
        docDbSettings: { ...access(options.secret), nestingLevel: fieldsAsColumns ? 'one' : 'none' },
      }),
      options,
    );
  }

  /** Files of comma-separated values in S3, those of a full load and those of changes. */
  public static s3(options: FileSourceOptions): DatabaseEngine {
    return new FilesEngine(options);
  }

  /**
   * Fails when it cannot be read as `type` says.
   *
   * @internal
   */
  public abstract _check(scope: Construct, type: ReplicationType): void;

  /**
   * The endpoint's settings; makes the role that DMS reads with in `scope`.
   *
   * @internal
   */
  public abstract _render(scope: Construct): EngineEndpoint;
}

/** Lets DMS read a secret, and says so to an endpoint. */
type SecretAccess = (secret: MySqlEngineOptions['secret']) => {
  readonly secretsManagerSecretId: string;
  readonly secretsManagerAccessRoleArn: string;
};

/** A database that is connected to by credentials. */
class ConnectedEngine extends DatabaseEngine {
  constructor(
    private readonly engineName: string,
    private readonly tls: DatabaseTls,
    private readonly tlsModes: string[],
    private readonly settings: (access: SecretAccess) => Partial<EngineEndpoint>,
    private readonly names: { readonly databaseName?: string },
  ) {
    super();
  }

  public override _check(scope: Construct): void {
    const modes = [...this.tlsModes, 'none'];
    if (!modes.includes(this.tls._mode)) {
      const expected = `one of ${modes.join(', ')} for ${this.engineName}`;
      throw new InvalidSettingError(scope, 'engine.tls', expected, this.tls._mode);
    }
    if (this.names.databaseName === '') {
      throw new InvalidSettingError(scope, 'engine.databaseName', 'the name of a database', 'nothing');
    }
    if (this.tls._mode === 'none') {
      Annotations.of(scope).addWarningV2(
        'kinesis-constructs:plainTextDatabase',
        'rows and credentials cross the network to DMS in plain text: let engine.tls encrypt them',
      );
    }
  }

  public override _render(scope: Construct): EngineEndpoint {
    const access: SecretAccess = (secret) => ({
      secretsManagerSecretId: secret.secretArn,
      secretsManagerAccessRoleArn: secretRole(scope, secret).roleArn,
    });
    return {
      engineName: this.engineName,
      sslMode: this.tls._mode,
      certificateArn: this.tls._certificateArn,
      ...this.settings(access),
    };
  }
}

/** Files in place of a database. */
class FilesEngine extends DatabaseEngine {
  constructor(private readonly options: FileSourceOptions) {
    super();
  }

  public override _check(scope: Construct, type: ReplicationType): void {
    checkFiles(scope, this.options, type);
  }

  public override _render(scope: Construct): EngineEndpoint {
    return renderFiles(scope, this.options);
  }
}

function mySql(engineName: string, options: MySqlEngineOptions): DatabaseEngine {
  const { secret, tls, serverTimezone } = options;
  return new ConnectedEngine(
    engineName,
    tls,
    ['verify-ca', 'verify-full'],
    (access) => ({
      mySqlSettings: { ...access(secret), serverTimezone },
    }),
    {},
  );
}

function postgres(engineName: string, options: PostgresEngineOptions): DatabaseEngine {
  const { secret, databaseName, slotName, tls = DatabaseTls.require() } = options;
  const { heartbeat: heartbeatEnable = false, captureDdls = true } = options;
  return new ConnectedEngine(
    engineName,
    tls,
    ['require', 'verify-ca', 'verify-full'],
    (access) => ({
      databaseName,
      postgreSqlSettings: { ...access(secret), slotName, heartbeatEnable, captureDdls },
    }),
    options,
  );
}
