/**
 * How the connection to a database is encrypted.
 *
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.SSL.html
 */
export class DatabaseTls {
  /** Encrypted; that the server is the right one is not verified. PostgreSQL, SQL Server, MongoDB, DocumentDB. */
  public static require(): DatabaseTls {
    return new DatabaseTls('require');
  }

  /**
   * Encrypted, and the server's certificate is signed by the authority. MySQL, MariaDB, PostgreSQL, Oracle.
   *
   * @param certificateArn certificate of the authority, imported into DMS (`AWS::DMS::Certificate`)
   */
  public static verifyCa(certificateArn: string): DatabaseTls {
    return new DatabaseTls('verify-ca', certificateArn);
  }

  /**
   * As `verifyCa`, and the certificate is of the host that is connected to. All engines but Oracle.
   *
   * @param certificateArn certificate of the authority, imported into DMS (`AWS::DMS::Certificate`)
   */
  public static verifyFull(certificateArn: string): DatabaseTls {
    return new DatabaseTls('verify-full', certificateArn);
  }

  /** Not encrypted: rows and credentials cross the network in plain text. */
  public static none(): DatabaseTls {
    return new DatabaseTls('none');
  }

  private constructor(
    /** @internal */
    public readonly _mode: string,
    /** @internal */
    public readonly _certificateArn?: string,
  ) {}
}
