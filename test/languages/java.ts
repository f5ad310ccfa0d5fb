import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { manifest, pack } from '../../bin/jsii/library';
import { runTool, ToolError } from '../../bin/jsii/tool';
import { HOME, pageExample, runApp, type Synthesis, synthesize } from './synthesis';

/** The newest of Maven's repository where that lacks those that the package asks for. */
export const OLDER_CDK = '2.263.0';

/** What names a type that `OLDER_CDK` does not have. */
const TOO_NEW = ['HttpEndpointDestination', 'HttpEndpointDestinationProps'];

const QUIETLY = ['--batch-mode', '--quiet', '-Dmaven.javadoc.skip', '-Dmaven.source.skip'];

/** Whether Maven serves a version of aws-cdk-lib. */
export function isServed(cdk: string): boolean {
  const get = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get';
  const artifact = `-Dartifact=software.amazon.awscdk:aws-cdk-lib:${cdk}`;
  try {
    runTool('mvn', [...QUIETLY, get, artifact, '-Dtransitive=false'], { cwd: HOME });
    return true;
  } catch (error) {
    // Anything else than its absence, such as no network, is an error.
    if (error instanceof ToolError && /could not find artifact|was not found in/i.test(error.message))
      return false;
    throw error;
  }
}

/**
 * What the app comes to in Java, with a new jar.
 *
 * @param cdk version of aws-cdk-lib; one below what the package asks for goes without the types that it lacks
 */
export function inJava(cdk: string): Synthesis {
  const home = join(HOME, 'java');
  rmSync(home, { recursive: true, force: true });
  pack('java', HOME, '--code-only');
  if (cdk === OLDER_CDK) {
    for (const name of TOO_NEW) rmSync(join(home, 'src/main/java/kinesisconstructs', `${name}.java`));
  }
  const pom = join(home, 'pom.xml');
  writeFileSync(pom, withExactly(cdk, readFileSync(pom, 'utf8')));
  const classpath = join(home, 'classpath.txt');
  const list = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath';
  runTool('mvn', [...QUIETLY, 'package', list, `-Dmdep.outputFile=${classpath}`], { cwd: home });
  const jar = join(home, 'target', `kinesis-constructs-${manifest.version}.jar`);
  const jars = [jar, readFileSync(classpath, 'utf8').trim()].join(delimiter);
  runApp('java', ['-cp', jars, pageExample('java', 'Orders.java')], join(HOME, 'orders.out'));
  return synthesize('java', 'java', ['-cp', jars, join(__dirname, 'LanguagesApp.java')]);
}

/** A pom that takes one version of aws-cdk-lib, where it took a range. */
function withExactly(cdk: string, pom: string): string {
  const range = /(<artifactId>aws-cdk-lib<\/artifactId>\s*<version>)\[[^<]*(<\/version>)/;
  if (!range.test(pom)) throw new Error('the pom names no range of aws-cdk-lib');
  return pom.replace(range, `$1${cdk}$2`);
}
