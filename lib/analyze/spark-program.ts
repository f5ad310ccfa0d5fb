import { existsSync, statSync } from 'node:fs';
import { Token } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct, type IConstruct } from 'constructs';
import { InvalidSettingError } from '../shared/checks';

/** The Kinesis connector that is in EMR from 7.1.0 on. */
const CONNECTOR = '/usr/share/aws/kinesis/spark-sql-kinesis/lib/spark-streaming-sql-kinesis-connector.jar';

/** What a program of Spark needs beside its script. */
export interface SparkProgramOptions {
  /**
   * Folders of Python modules, each of which the script imports from as if it were its own folder, or `.zip` and `.egg` files.
   *
   * @default - none
   */
  readonly modules?: string[];

  /**
   * Jar files beside the Kinesis connector of EMR, which is always there.
   *
   * @default - none
   */
  readonly jars?: string[];

  /**
   * Arguments of the script, one each; `--checkpoint` and its folder come after them.
   *
   * @default - none
   */
  readonly arguments?: string[];

  /**
   * Settings of Spark, such as `spark.sql.shuffle.partitions`. Neither names nor values have spaces or quotes.
   *
   * @default - none
   */
  readonly sparkProperties?: { [name: string]: string };
}

/** What `spark-submit` is told. */
export interface SparkSubmission {
  readonly script: string;
  readonly arguments: string[];
  /** Options of `spark-submit`, one word each. */
  readonly options: string[];
  readonly bucket: IBucket;
}

/**
 * A program for Spark: a script, and what it needs. The same runs on EMR Serverless and on a cluster.
 *
 * The script is told where to keep its checkpoint by the argument `--checkpoint s3://…`, and has to use it.
 *
 * @example
 * const program = SparkProgram.python('job.py', {
 *   modules: ['modules'],
 *   arguments: ['--stream', stream.streamName],
 *   sparkProperties: { 'spark.sql.shuffle.partitions': '8' },
 * });
 */
export class SparkProgram {
  /**
   * A script in Python.
   *
   * @param script path of the file
   */
  public static python(script: string, options: SparkProgramOptions = {}): SparkProgram {
    return new SparkProgram(script, options);
  }

  private constructor(
    private readonly script: string,
    private readonly options: SparkProgramOptions,
  ) {}

  /**
   * Fails for what cannot run.
   *
   * @param fixed settings of Spark that the construct makes itself
   * @internal
   */
  public _check(scope: IConstruct, fixed: readonly string[]): void {
    const { modules = [], jars = [], sparkProperties = {} } = this.options;
    checkFile(scope, 'program', this.script, /\.py$/, 'a Python file');
    for (const jar of jars) checkFile(scope, 'program.jars', jar, /\.jar$/, 'a jar file');
    for (const path of modules) {
      if (existsSync(path) && statSync(path).isDirectory()) continue;
      // A single file would be uploaded under a name of its content, which nothing imports.
      checkFile(scope, 'program.modules', path, /\.(zip|egg)$/, 'a folder, .zip or .egg file');
    }
    for (const [name, value] of Object.entries(sparkProperties)) {
      if (!/^spark\.[\w.-]+$/.test(name)) {
        throw new InvalidSettingError(scope, 'program.sparkProperties', 'names that begin with spark.', name);
      }
      if (fixed.includes(name)) {
        throw new InvalidSettingError(scope, 'program.sparkProperties', `without ${name}, set here`, value);
      }
      if (!Token.isUnresolved(value) && !/^[^\s'"\\]+$/.test(value)) {
        const expected = `without spaces, quotes and backslashes in ${name}`;
        throw new InvalidSettingError(scope, 'program.sparkProperties', expected, value || 'nothing');
      }
    }
  }

  /**
   * Uploads the files, and lets `role` read them.
   *
   * @internal
   */
  public _bind(
    scope: Construct,
    role: Role,
    checkpoint: string,
    settings: Readonly<Record<string, string>>,
  ): SparkSubmission {
    const { modules = [], jars = [], sparkProperties = {} } = this.options;
    const files = new Construct(scope, 'Program');
    const upload = (id: string, path: string) => new Asset(files, id, { path });
    const script = upload('Script', this.script);
    const ownJars = jars.map((path, index) => upload(`Jar${index}`, path));
    const ownModules = modules.map((path, index) => upload(`Modules${index}`, path));
    const all = [script, ...ownJars, ...ownModules];
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: all.map(({ bucket, s3ObjectKey }) => bucket.arnForObjects(s3ObjectKey)),
      }),
    );
    const listed = (assets: Asset[]) => assets.map(({ s3ObjectUrl }) => s3ObjectUrl).join(',');
    const conf = Object.entries({ ...settings, ...sparkProperties });
    return {
      script: script.s3ObjectUrl,
      bucket: script.bucket,
      arguments: [...(this.options.arguments ?? []), '--checkpoint', checkpoint],
      options: [
        ...['--jars', [CONNECTOR, ...ownJars.map(({ s3ObjectUrl }) => s3ObjectUrl)].join(',')],
        ...(ownModules.length === 0 ? [] : ['--py-files', listed(ownModules)]),
        ...conf.flatMap(([name, value]) => ['--conf', `${name}=${value}`]),
      ],
    };
  }
}

function checkFile(scope: IConstruct, setting: string, path: string, name: RegExp, expected: string): void {
  if (!name.test(path)) throw new InvalidSettingError(scope, setting, expected, path);
  if (!existsSync(path)) throw new InvalidSettingError(scope, setting, `${expected} that exists`, path);
}
