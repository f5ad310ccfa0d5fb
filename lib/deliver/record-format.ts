import {
  AppendDelimiterToRecordProcessor,
  type CfnDeliveryStream,
  type IDataProcessor,
  type IInputFormat,
  InputFormat,
  type IOutputFormat,
  type OrcOutputFormat,
  OutputFormat,
  type ParquetOutputFormat,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/** Settings of `RecordFormat.parquet`. */
export interface ParquetFormatOptions {
  /**
   * How the JSON of the records is read.
   *
   * @default InputFormat.OPENX_JSON
   */
  readonly input?: IInputFormat;

  /**
   * How the Parquet is written: compression, block and page size, version.
   *
   * @default OutputFormat.PARQUET, which compresses by Snappy
   */
  readonly output?: ParquetOutputFormat;
}

/** Settings of `RecordFormat.orc`. */
export interface OrcFormatOptions {
  /**
   * How the JSON of the records is read.
   *
   * @default InputFormat.OPENX_JSON
   */
  readonly input?: IInputFormat;

  /**
   * How the ORC is written: compression, stripe size, Bloom filters, version.
   *
   * @default OutputFormat.ORC, which compresses by Snappy
   */
  readonly output?: OrcOutputFormat;
}

/** How the Glue Data Catalog describes files of a format. */
export interface TableStorage {
  readonly classification: string;
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly serializationLibrary: string;
}

/**
 * What the objects of an archive hold.
 *
 * @example
 * new FirehoseToS3(this, 'Orders', {
 *   stream: orders.stream,
 *   recordFormat: RecordFormat.parquet({
 *     output: new ParquetOutputFormat({ compression: ParquetCompression.GZIP }),
 *   }),
 *   table: ArchiveTable.ofColumns({ order_id: ColumnType.STRING, amount: ColumnType.DOUBLE }),
 * });
 */
export abstract class RecordFormat {
  /**
   * The records as they are, one after the other without anything in between. With a `table` each has to be
   * JSON and end in a newline of its own.
   */
  public static unchanged(): RecordFormat {
    return new TextFormat(false);
  }

  /** One record a line: Firehose ends each with a newline. */
  public static jsonLines(): RecordFormat {
    return new TextFormat(true);
  }

  /**
   * Apache Parquet, made from JSON records by the columns of the `table`. Records that do not fit go to the
   * error prefix (`format-conversion-failed`).
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
   */
  public static parquet(options: ParquetFormatOptions = {}): RecordFormat {
    const { input = InputFormat.OPENX_JSON, output = OutputFormat.PARQUET } = options;
    const codecs: Codecs = { given: output.props?.compression?.value, known: PARQUET_CODECS };
    return new ColumnFormat('Parquet', PARQUET_STORAGE, input, output, codecs, []);
  }

  /**
   * Apache ORC, made from JSON records by the columns of the `table`. Records that do not fit go to the error
   * prefix (`format-conversion-failed`).
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
   */
  public static orc(options: OrcFormatOptions = {}): RecordFormat {
    const { input = InputFormat.OPENX_JSON, output = OutputFormat.ORC } = options;
    const codecs: Codecs = { given: output.props?.compression?.value, known: ORC_CODECS };
    const bloomFilters = output.props?.bloomFilterColumns ?? [];
    return new ColumnFormat('ORC', ORC_STORAGE, input, output, codecs, bloomFilters);
  }

  /**
   * The name of the format that Firehose converts to, if it does.
   *
   * @internal
   */
  public abstract readonly _convertsTo?: string;

  /** @internal */
  public abstract readonly _storage: TableStorage;

  /** @internal */
  public readonly _processors: IDataProcessor[] = [];

  /**
   * Fails on settings that Firehose would refuse, given the names of the table's columns where they are
   * known.
   *
   * @internal
   */
  public abstract _check(scope: IConstruct, columns?: string[]): void;

  /**
   * The conversion in CloudFormation's terms, if there is one.
   *
   * @internal
   */
  public abstract _conversion(
    schemaConfiguration: CfnDeliveryStream.SchemaConfigurationProperty | undefined,
  ): CfnDeliveryStream.DataFormatConversionConfigurationProperty | undefined;
}

class TextFormat extends RecordFormat {
  public override readonly _convertsTo = undefined;
  public override readonly _storage = JSON_STORAGE;
  public override readonly _processors: IDataProcessor[];

  constructor(endsLines: boolean) {
    super();
    this._processors = endsLines ? [new AppendDelimiterToRecordProcessor()] : [];
  }

  public override _check(): void {
    // Any record can be delivered as it is.
  }

  public override _conversion(): undefined {
    return undefined;
  }
}

class ColumnFormat extends RecordFormat {
  constructor(
    public override readonly _convertsTo: string,
    public override readonly _storage: TableStorage,
    private readonly input: IInputFormat,
    private readonly output: IOutputFormat,
    private readonly codecs: Codecs,
    private readonly bloomFilterColumns: string[],
  ) {
    super();
  }

  public override _check(scope: IConstruct, columns?: string[]): void {
    const { given, known } = this.codecs;
    if (given !== undefined && !known.includes(given)) {
      const setting = `compression of recordFormat ${this._convertsTo}`;
      throw new InvalidSettingError(scope, setting, `one of ${known.join(', ')}`, given);
    }
    const missing = columns && this.bloomFilterColumns.find((column) => !columns.includes(column));
    if (missing === undefined) return;
    throw new InvalidSettingError(
      scope,
      'bloomFilterColumns of recordFormat',
      'columns of the table',
      missing,
    );
  }

  public override _conversion(
    schemaConfiguration: CfnDeliveryStream.SchemaConfigurationProperty | undefined,
  ): CfnDeliveryStream.DataFormatConversionConfigurationProperty {
    return {
      enabled: true,
      schemaConfiguration,
      inputFormatConfiguration: this.input.createInputFormatConfig(),
      outputFormatConfiguration: this.output.createOutputFormatConfig(),
    };
  }
}

interface Codecs {
  readonly given?: string;
  readonly known: string[];
}

const PARQUET_CODECS = ['SNAPPY', 'GZIP', 'UNCOMPRESSED'];
const ORC_CODECS = ['SNAPPY', 'ZLIB', 'NONE'];

const HIVE = 'org.apache.hadoop.hive.ql.io';
const JSON_STORAGE: TableStorage = {
  classification: 'json',
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: `${HIVE}.HiveIgnoreKeyTextOutputFormat`,
  serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
};
const PARQUET_STORAGE: TableStorage = {
  classification: 'parquet',
  inputFormat: `${HIVE}.parquet.MapredParquetInputFormat`,
  outputFormat: `${HIVE}.parquet.MapredParquetOutputFormat`,
  serializationLibrary: `${HIVE}.parquet.serde.ParquetHiveSerDe`,
};
const ORC_STORAGE: TableStorage = {
  classification: 'orc',
  inputFormat: `${HIVE}.orc.OrcInputFormat`,
  outputFormat: `${HIVE}.orc.OrcOutputFormat`,
  serializationLibrary: `${HIVE}.orc.OrcSerde`,
};
