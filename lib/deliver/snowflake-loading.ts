import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IConstruct } from 'constructs';
import { checkLength } from './destination-checks';

/** The part of the destination that says how records are loaded. */
export type RenderedLoading = Pick<
  CfnDeliveryStream.SnowflakeDestinationConfigurationProperty,
  'dataLoadingOption' | 'contentColumnName' | 'metaDataColumnName'
>;

/**
 * What becomes of a record in a Snowflake table.
 *
 * @example
 * const loading = SnowflakeLoading.content('RECORD', 'ORIGIN');
 */
export class SnowflakeLoading {
  /** Each key of the JSON object goes into the column of its name. */
  public static jsonKeys(): SnowflakeLoading {
    return new SnowflakeLoading('JSON_MAPPING');
  }

  /**
   * The whole record goes into one column.
   *
   * @param contentColumn of the record, 1 to 255 characters
   * @param metadataColumn of where the record comes from: stream, shard, keys and time; none if unset
   */
  public static content(contentColumn: string, metadataColumn?: string): SnowflakeLoading {
    const option =
      metadataColumn === undefined ? 'VARIANT_CONTENT_MAPPING' : 'VARIANT_CONTENT_AND_METADATA_MAPPING';
    return new SnowflakeLoading(option, contentColumn, metadataColumn);
  }

  private constructor(
    private readonly option: string,
    private readonly contentColumn?: string,
    private readonly metadataColumn?: string,
  ) {}

  /** @internal */
  public _check(scope: IConstruct): void {
    checkLength(scope, 'loading.contentColumn', this.contentColumn, 1, 255);
    checkLength(scope, 'loading.metadataColumn', this.metadataColumn, 1, 255);
  }

  /** @internal */
  public _render(): RenderedLoading {
    return {
      dataLoadingOption: this.option,
      contentColumnName: this.contentColumn,
      metaDataColumnName: this.metadataColumn,
    };
  }
}
