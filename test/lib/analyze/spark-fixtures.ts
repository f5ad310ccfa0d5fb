import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SparkProgram } from '../../../lib/analyze/spark-program';

/** A script, a folder of modules and a jar. */
export const FILES = mkdtempSync(join(tmpdir(), 'spark-'));
mkdirSync(join(FILES, 'modules'));
writeFileSync(join(FILES, 'job.py'), 'print(1)\n');
writeFileSync(join(FILES, 'modules', 'transform.py'), 'x = 1\n');
writeFileSync(join(FILES, 'own.jar'), 'jar');
export const SCRIPT = join(FILES, 'job.py');
export const MODULES = join(FILES, 'modules');
export const JAR = join(FILES, 'own.jar');

export const program = () =>
  SparkProgram.python(SCRIPT, {
    modules: [MODULES],
    jars: [JAR],
    arguments: ['--stream', 'clicks'],
    sparkProperties: { 'spark.sql.shuffle.partitions': '8' },
  });
