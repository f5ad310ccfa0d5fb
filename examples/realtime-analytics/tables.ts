import { Duration } from 'aws-cdk-lib';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { FlinkColumn, FlinkFormat, FlinkTable } from 'kinesis-constructs';

/** Where the tables of analytics.sql are. */
interface Places {
  readonly trades: IStream;
  readonly technologyTrades: IStream;
  readonly unusualTrades: IStream;
  readonly averages: IBucket;
}

const { STRING, DOUBLE, BIGINT, TIMESTAMP_LTZ } = FlinkColumn;

/** What a record of the stream of trades has, and so has a record of those of technology stocks. */
const TRADE = { ticker_symbol: STRING, sector: STRING, change: DOUBLE, traded_at: TIMESTAMP_LTZ };

/** The tables of analytics.sql, but for the one that it makes itself. */
export function tradeTables(places: Places): { [name: string]: FlinkTable } {
  const format = FlinkFormat.json();
  return {
    trades: FlinkTable.fromStream(places.trades, {
      columns: TRADE,
      format,
      eventTime: 'traded_at',
      watermarkDelay: Duration.seconds(5),
    }),
    technology_trades: FlinkTable.toStream(places.technologyTrades, {
      columns: TRADE,
      format,
      partitionedBy: ['ticker_symbol'],
    }),
    minute_averages: FlinkTable.toBucket(places.averages, {
      columns: {
        ticker_symbol: STRING,
        minute_start: TIMESTAMP_LTZ,
        trade_count: BIGINT,
        average_change: DOUBLE,
      },
      format,
    }),
    unusual_trades: FlinkTable.toStream(places.unusualTrades, {
      columns: {
        ticker_symbol: STRING,
        company: STRING,
        change: DOUBLE,
        usual_change: DOUBLE,
        traded_at: TIMESTAMP_LTZ,
      },
      format,
      partitionedBy: ['ticker_symbol'],
    }),
  };
}
