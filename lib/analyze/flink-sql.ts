import { existsSync, readFileSync } from 'node:fs';
import type { IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';
import { checkSql, type SqlFindings, type SqlSurroundings } from './flink-sql-checks';
import { SqlProblem } from './flink-sql-statements';

/** A piece of SQL, and what it is called in messages. */
interface Part {
  readonly label: string;
  readonly text: string;
}

/**
 * The SQL of a `FlinkSqlApplication`: definitions and settings, and the INSERT statements that together are its one job. Each
 * statement ends with a semicolon.
 *
 * `${key}` stands for one of the application's `properties`, and `${Table.arn}` and the like for what is known of its tables.
 *
 * @example
 * const sql = FlinkSql.text(`
 *   INSERT INTO averages
 *   SELECT ticker, AVG(price) FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
 *   GROUP BY ticker, window_start, window_end;
 * `);
 */
export class FlinkSql {
  /** SQL as it is. */
  public static text(sql: string): FlinkSql {
    return new FlinkSql(() => [{ label: 'sql', text: sql }]);
  }

  /** The SQL of files, one after the other. */
  public static files(...paths: string[]): FlinkSql {
    return new FlinkSql((scope) => {
      if (paths.length === 0) throw new InvalidSettingError(scope, 'sql', 'at least one file', 'none');
      return paths.map((path) => {
        if (!existsSync(path)) throw new InvalidSettingError(scope, 'sql', 'files that are there', path);
        return { label: path, text: readFileSync(path, 'utf8') };
      });
    });
  }

  private constructor(private readonly read: (scope: IConstruct) => Part[]) {}

  /**
   * All of it as one text.
   *
   * @internal
   */
  public _text(scope: IConstruct): string {
    return join(this.read(scope));
  }

  /**
   * Fails on what can be told to be wrong, with the file and its line.
   *
   * @internal
   */
  public _check(scope: IConstruct, surroundings: SqlSurroundings): SqlFindings {
    const parts = this.read(scope);
    try {
      return checkSql(join(parts), surroundings);
    } catch (error) {
      if (!(error instanceof SqlProblem)) throw error;
      const { label, line } = placeOf(parts, error.line);
      throw new InvalidSettingError(scope, label, 'SQL that can run', `line ${line}: ${error.message}`);
    }
  }
}

/** Each part ends its last line, so that a line belongs to one part. */
function join(parts: readonly Part[]): string {
  return parts.map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`)).join('');
}

function placeOf(parts: readonly Part[], line: number): { label: string; line: number } {
  let left = line;
  for (const part of parts) {
    const lines = join([part]).split('\n').length - 1;
    if (left <= lines) return { label: part.label, line: left };
    left -= lines;
  }
  return { label: parts[parts.length - 1].label, line };
}
