/**
 * What the partition key of a row's records is. Records of one partition key stay in their order; those of different ones may
 * overtake each other.
 *
 * @see https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html
 */
export class RowPartitionKey {
  /** The row's primary key: the changes of one row stay in order, and rows spread over the shards. */
  public static readonly PRIMARY_KEY = new RowPartitionKey('primary-key');

  /** The table: all its changes stay in order, in one shard, which takes 1 MB/s and 1,000 records/s. */
  public static readonly TABLE = new RowPartitionKey('schema-table');

  /**
   * A column or attribute: the changes of all rows with one value stay in order, such as those of an account. When the value of a
   * row changes, its changes before and after may overtake each other.
   */
  public static column(name: string): RowPartitionKey {
    return new RowPartitionKey('attribute-name', name);
  }

  private constructor(
    /** @internal */
    public readonly _type: string,
    /** @internal */
    public readonly _column?: string,
  ) {}
}
