import fc from 'fast-check';
import { checkSql, type SqlSurroundings } from '../../../lib/analyze/flink-sql-checks';
import { SqlProblem } from '../../../lib/analyze/flink-sql-statements';

const surroundings: SqlSurroundings = {
  tables: {
    trades: { kind: 'source', times: ['event_time'], columns: ['ticker', 'price', 'event_time'] },
    plain: { kind: 'source', times: [], columns: ['ticker', 'at'] },
    live: { kind: 'source', times: ['now'], columns: ['ticker', 'now'] },
    clocks: { kind: 'source', times: [], columns: ['ticker', 'now'] },
    results: { kind: 'sink', times: [], columns: ['ticker', 'price'] },
    timed: { kind: 'sink', times: [], columns: ['ticker', 'event_time'] },
  },
  keys: ['sector', 'trades.arn'],
};
/** A key to be filled in. */
const key = (name: string) => `\${${name}}`;
const check = (sql: string) => checkSql(sql, surroundings);

test.each([
  ['a copy', 'INSERT INTO results SELECT ticker, price FROM trades;'],
  ['columns named in the sink', 'INSERT INTO results (ticker, price) SELECT ticker, price FROM trades;'],
  ['names in quotes', 'INSERT INTO `results` SELECT `ticker`, 1 FROM `trades` AS `t;`;'],
  ['a semicolon in a string', "INSERT INTO results SELECT 'a;''b', 1 FROM trades;"],
  ['comments', '-- it; isn\'t\n/* nor is "this; */ INSERT INTO results SELECT * FROM trades; // end;'],
  ['a hint', "INSERT INTO results SELECT * FROM trades /*+ OPTIONS('a'='b') */ AS t;"],
  [
    'keys',
    `INSERT INTO results SELECT * FROM trades WHERE a = '${key('sector')}' AND b = ${key('trades.arn')};`,
  ],
  ['no key in a comment', `-- ${key('nothing')}\nINSERT INTO results SELECT * FROM trades;`],
  ['settings', "SET 'a' = 'b';\nINSERT INTO results SELECT * FROM trades;"],
  ['a join', 'INSERT INTO results SELECT a.x, b.y FROM trades a LEFT JOIN plain AS b ON a.x = b.x;'],
  ['a list of tables', 'INSERT INTO results SELECT a.x, b.y FROM trades a, plain b WHERE a.x = b.x;'],
  [
    'a query of its own',
    'INSERT INTO results WITH q AS (SELECT * FROM trades), r AS (SELECT 1 FROM q) SELECT * FROM r;',
  ],
  [
    'a query in parentheses',
    'INSERT INTO results SELECT * FROM (SELECT * FROM trades) WHERE ticker IN (SELECT ticker FROM plain);',
  ],
  [
    'a FROM that is none',
    "INSERT INTO results SELECT EXTRACT(DAY FROM event_time), TRIM(BOTH 'x' FROM ticker) FROM trades WHERE price IS DISTINCT FROM ticker;",
  ],
  [
    'a function',
    'INSERT INTO results SELECT * FROM trades, LATERAL TABLE(split(ticker)) AS t(part), UNNEST(parts) AS u;',
  ],
  ['rows', 'INSERT INTO results SELECT * FROM (VALUES (1, 2)) AS v(a, b);'],
  ['another catalog', 'INSERT INTO results SELECT * FROM hive.db.prices;'],
  [
    'a table of its own',
    "CREATE TABLE IF NOT EXISTS names (id INT) WITH ('connector' = 'filesystem');\nINSERT INTO results SELECT * FROM trades JOIN names ON TRUE;",
  ],
  ['a view', 'CREATE TEMPORARY VIEW rich AS SELECT * FROM trades;\nINSERT INTO results SELECT * FROM rich;'],
  [
    'one statement set',
    'EXECUTE STATEMENT SET BEGIN INSERT INTO results SELECT * FROM trades; INSERT INTO results SELECT * FROM plain; END;',
  ],
  [
    'a window',
    "INSERT INTO results SELECT 1, 2 FROM TABLE(HOP(DATA => TABLE trades, TIMECOL => DESCRIPTOR(event_time), SLIDE => INTERVAL '1' MINUTE, SIZE => INTERVAL '5' MINUTE));",
  ],
  [
    'a session',
    "INSERT INTO results SELECT 1, 2 FROM TABLE(SESSION(TABLE trades PARTITION BY ticker, DESCRIPTOR(event_time), INTERVAL '5' MINUTE));",
  ],
  [
    'an older window',
    "INSERT INTO results SELECT ticker, 1 FROM trades t GROUP BY ticker, TUMBLE(t.event_time, INTERVAL '1' MINUTE);",
  ],
  [
    'a window over the time of handling',
    "INSERT INTO results SELECT 1, 2 FROM TABLE(TUMBLE(TABLE live, DESCRIPTOR(now), INTERVAL '1' MINUTE));",
  ],
  [
    'a window over a view',
    "CREATE VIEW v AS SELECT * FROM trades; INSERT INTO results SELECT 1, 2 FROM TABLE(TUMBLE(TABLE v, DESCRIPTOR(event_time), INTERVAL '1' MINUTE));",
  ],
  [
    'a window over a table of its own',
    "CREATE TABLE o (t TIMESTAMP(3), WATERMARK FOR t AS t) WITH ('connector' = 'datagen'); INSERT INTO results SELECT 1, 2 FROM TABLE(TUMBLE(TABLE o, DESCRIPTOR(t), INTERVAL '1' MINUTE));",
  ],
  [
    'an older window where the sink has the column too',
    "INSERT INTO timed SELECT ticker, 1 FROM trades GROUP BY ticker, TUMBLE(event_time, INTERVAL '1' MINUTE);",
  ],
  [
    'an older window by an alias where another table has the column too',
    "INSERT INTO results SELECT t.ticker, 1 FROM live t JOIN clocks c ON t.ticker = c.ticker GROUP BY t.ticker, TUMBLE(t.now, INTERVAL '1' MINUTE);",
  ],
  [
    'an older window by a column that one of the tables has as a time',
    "INSERT INTO results SELECT 1, 2 FROM clocks, live GROUP BY TUMBLE(now, INTERVAL '1' MINUTE);",
  ],
  [
    'an older window over a query of its own',
    "INSERT INTO results WITH q AS (SELECT event_time AS at FROM trades, plain) SELECT 1, 2 FROM q GROUP BY TUMBLE(at, INTERVAL '1' MINUTE);",
  ],
  [
    'a query of its own with columns',
    'INSERT INTO results WITH q (a, b) AS (SELECT ticker, price FROM trades), r (`c`) AS (SELECT a FROM q) SELECT a, c FROM q, r;',
  ],
  [
    'a query of its own in parentheses',
    'INSERT INTO results WITH q AS ((SELECT * FROM trades) UNION ALL (SELECT * FROM plain)), r AS ((VALUES (1))) SELECT * FROM q, r;',
  ],
  [
    'names of a catalog in use',
    "CREATE CATALOG lake WITH ('type' = 'iceberg'); USE CATALOG lake; INSERT INTO trades SELECT * FROM prices;",
  ],
  ['names of a database in use', 'INSERT INTO results SELECT * FROM prices; USE db;'],
])('takes %s', (_, sql) => expect(() => check(sql)).not.toThrow());

test.each([
  ['a string', "INSERT INTO results\nSELECT 'a FROM trades;", 2, 'the string that begins here does not end'],
  [
    'a name',
    'INSERT INTO results SELECT `a FROM trades;',
    1,
    'the quoted name that begins here does not end',
  ],
  ['a comment', '\n\n/* INSERT INTO results', 3, 'the comment that begins here does not end'],
  [
    'a statement',
    'INSERT INTO results SELECT * FROM trades;\n\nINSERT INTO results',
    3,
    'does not end with a semicolon',
  ],
  [
    'a statement set',
    'EXECUTE STATEMENT SET BEGIN\nINSERT INTO results SELECT * FROM trades;',
    1,
    'has no END',
  ],
])('%s that does not end', (_, sql, line, message) => expectProblem(sql, line, message));

test.each([
  ['a query alone', '\nSELECT * FROM trades;', 2, 'SELECT cannot run here; what can: CREATE, ALTER'],
  ['nothing to run', "SET 'a' = 'b';", 1, 'there is no INSERT statement, so nothing would run'],
  [
    'something else in a statement set',
    "EXECUTE STATEMENT SET BEGIN\nSET 'a' = 'b';\nEND;",
    2,
    'a statement set takes only INSERT',
  ],
  [
    'a table from a query',
    'CREATE TABLE t AS SELECT * FROM trades;\nINSERT INTO t SELECT 1;',
    1,
    'a table made from a query is a job of its own',
  ],
  [
    'an unknown table',
    'INSERT INTO results\nSELECT *\nFROM Trades;',
    3,
    'there is no table Trades; there are: trades, plain, live, clocks, results, timed',
  ],
  [
    'an unknown table in a join',
    'INSERT INTO results SELECT * FROM trades\nJOIN names ON TRUE;',
    2,
    'there is no table names',
  ],
  [
    'an unknown table in a list',
    'INSERT INTO results SELECT * FROM trades,\nnames;',
    2,
    'there is no table names',
  ],
  [
    'a table with a name of JavaScript',
    'INSERT INTO results SELECT * FROM constructor;',
    1,
    'there is no table constructor',
  ],
  ['an unknown sink', 'INSERT INTO\nnowhere SELECT * FROM trades;', 2, 'there is no table nowhere'],
  [
    'an unknown table in a view',
    'CREATE VIEW v AS SELECT * FROM gone; INSERT INTO results SELECT * FROM v;',
    1,
    'there is no table gone',
  ],
  [
    'an unknown table with other modules',
    'USE MODULES core; INSERT INTO results SELECT * FROM gone;',
    1,
    'there is no table gone',
  ],
  [
    'a table that comes later',
    'INSERT INTO results SELECT * FROM late;\nCREATE VIEW late AS SELECT 1;',
    1,
    'there is no table late',
  ],
  ['a sink that is read', 'INSERT INTO results SELECT * FROM results;', 1, 'results is written to, not read'],
  [
    'a source that is written to',
    'INSERT INTO trades SELECT * FROM plain;',
    1,
    'trades is read, not written to',
  ],
  [
    'a table twice',
    "CREATE TABLE trades (a INT) WITH ('connector' = 'datagen');\nINSERT INTO results SELECT 1;",
    1,
    'trades is one of tables already',
  ],
  [
    'an unknown key',
    `INSERT INTO results SELECT *\nFROM trades WHERE a = 'x\n${key('secter')}';`,
    3,
    'there is no property secter; there are: sector, trades.arn',
  ],
  [
    'half a key',
    `INSERT INTO results SELECT \${sector FROM trades;`,
    1,
    `expected ${key('key')}, got \${sector FROM trades`,
  ],
  [
    'a window without a watermark',
    "INSERT INTO results SELECT 1, 2 FROM TABLE(\nTUMBLE(TABLE plain, DESCRIPTOR(at), INTERVAL '1' MINUTE));",
    2,
    'a window cannot go by at: plain has no watermark: give it an eventTime',
  ],
  [
    'a window over another column',
    "INSERT INTO results SELECT 1, 2 FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(at), INTERVAL '1' MINUTE));",
    1,
    'a window cannot go by at: the time of trades is event_time',
  ],
  [
    'an older window without a watermark',
    "INSERT INTO results SELECT 1, 2 FROM plain\nGROUP BY TUMBLE(at, INTERVAL '1' MINUTE);",
    2,
    'plain has no watermark',
  ],
  [
    'a window over a table of its own without one',
    "CREATE TABLE o (t TIMESTAMP(3)) WITH ('connector' = 'datagen');\nINSERT INTO results SELECT 1, 2 FROM TABLE(TUMBLE(TABLE o, DESCRIPTOR(t), INTERVAL '1' MINUTE));",
    2,
    'o has no watermark',
  ],
])('refuses %s', (_, sql, line, message) => expectProblem(sql, line, message));

test('tells which tables are not named, and whether there are windows', () => {
  expect(check('INSERT INTO results SELECT * FROM trades;')).toEqual({
    unused: ['plain', 'live', 'clocks', 'timed'],
    hasWindows: false,
  });
  expect(check('USE db; INSERT INTO results SELECT * FROM trades;').unused).toEqual([]);
});

test.each([
  'TABLE trades',
  'TABLE default_catalog.default_database.trades',
  '(SELECT * FROM trades)',
  'DATA => TABLE trades',
])('tells that there is a window over %s', (table) => {
  const window = `TABLE(TUMBLE(${table}, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))`;
  expect(check(`INSERT INTO results SELECT 1, 2 FROM ${window};`).hasWindows).toBe(true);
});

const pieces = fc.constantFrom(
  ...['INSERT INTO results', 'SELECT *', 'FROM', 'trades', 'JOIN', 'TABLE', '(', ')', ',', '.', ';', '\n'],
  ...[
    "'",
    '`',
    '"',
    '--',
    '/*',
    '*/',
    '/*+',
    '$',
    '{',
    '}',
    'TUMBLE(',
    'DESCRIPTOR',
    'WITH a AS (',
    'CREATE VIEW v AS',
  ],
  ...['EXECUTE STATEMENT SET BEGIN', 'END', 'SET', 'EXTRACT(', 'DISTINCT', ' '],
);

test('whatever is written, it is taken or refused in a line that is there', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
      const sql = parts.join(' ');
      try {
        check(sql);
      } catch (error) {
        expect(error).toBeInstanceOf(SqlProblem);
        expect((error as SqlProblem).line).toBeLessThanOrEqual(sql.split('\n').length);
        expect((error as SqlProblem).line).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 3_000 },
  );
});

function expectProblem(sql: string, line: number, message: string): void {
  let problem: unknown;
  try {
    check(sql);
  } catch (error) {
    problem = error;
  }
  expect(problem).toBeInstanceOf(SqlProblem);
  expect(problem).toMatchObject({ line, message: expect.stringContaining(message) });
}
