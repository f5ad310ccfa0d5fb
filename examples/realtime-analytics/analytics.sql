-- Trades come in from the table trades. The answers go into three tables more. Where these four are, app.ts tells.

-- Minutes are those of the clock in Greenwich, wherever the application runs.
SET 'table.local-time-zone' = 'UTC';

-- What is known of a company beside its trades: a file that is read once, when the application starts.
CREATE TABLE companies (
  ticker_symbol STRING,
  company STRING,
  usual_change DOUBLE
) WITH (
  'connector' = 'filesystem',
  'path' = '${companies}',
  'format' = 'csv'
);

-- 1. Each trade of a technology stock, as soon as it comes in.
INSERT INTO technology_trades
SELECT ticker_symbol, sector, `change`, traded_at
FROM trades
WHERE sector = 'Technology';

-- 2. Each minute, how the stocks moved in it. TUMBLE puts each trade into its minute by the time of the trade, not of
-- its arrival, and a minute's row comes out once: when the watermark says that no more of its trades will come.
INSERT INTO minute_averages
SELECT
  ticker_symbol,
  CAST(window_start AS TIMESTAMP_LTZ(3)) AS minute_start,
  COUNT(*) AS trade_count,
  AVG(`change`) AS average_change
FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(traded_at), INTERVAL '1' MINUTE))
GROUP BY ticker_symbol, window_start, window_end;

-- 3. Trades that moved a stock by more than twice what is usual for its company. A join remembers both its sides:
-- STATE_TTL forgets a trade after an hour (it waits only until the file has been read) and a company never ('0s').
INSERT INTO unusual_trades
SELECT /*+ STATE_TTL('t' = '1h', 'c' = '0s') */
  t.ticker_symbol,
  c.company,
  t.`change`,
  c.usual_change,
  CAST(t.traded_at AS TIMESTAMP_LTZ(3)) AS traded_at
FROM trades AS t
JOIN companies AS c ON c.ticker_symbol = t.ticker_symbol
WHERE ABS(t.`change`) > 2 * c.usual_change;
