import { mkdirSync } from 'node:fs';
import { compile, manifest, stage } from '../../bin/jsii/library';
import { checkTools, hasMaven } from '../../bin/jsii/requirements';
import { ToolError } from '../../bin/jsii/tool';
import { differences } from './difference';
import { inJava, isServed, OLDER_CDK } from './java';
import { inPython } from './python';
import { HOME, type Synthesis } from './synthesis';
import { inTypeScript } from './typescript';

/** What each app has to print: what it catches when it asks for what is refused. */
const REFUSAL = '[Languages/Refused] retentionPeriod must be 1 day to 365 days, got 400 days';

const MOST_SHOWN = 10;

/** Synthesizes one app in each language, and compares each with that in TypeScript. */
async function main(): Promise<void> {
  mkdirSync(HOME, { recursive: true });
  checkTools(['python']);
  const started = Date.now();
  await stage();
  compile();
  console.log(`compiled by jsii ${since(started)}`);

  const cdk = oldest(manifest.peerDependencies['aws-cdk-lib']);
  const results = [compared('Python', cdk, inPython)];
  if (!hasMaven()) console.log('skipped  Java: there is no Maven, or no JDK');
  else if (isServed(cdk)) results.push(compared('Java', cdk, inJava));
  else {
    console.log(
      `Maven serves no aws-cdk-lib ${cdk}: Java is tried with ${OLDER_CDK}, and without HttpEndpointDestination`,
    );
    results.push(compared('Java', OLDER_CDK, inJava));
  }
  const failed = results.filter((passed) => !passed).length;
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** The version at the lower end of a range `^x.y.z`. */
function oldest(range = ''): string {
  const version = /^\^(\d+\.\d+\.\d+)$/.exec(range)?.[1];
  if (version === undefined) throw new Error(`aws-cdk-lib has to be asked for as ^x.y.z, got ${range}`);
  return version;
}

function compared(language: string, cdk: string, synthesis: (cdk: string) => Synthesis): boolean {
  const started = Date.now();
  const expected = inTypeScript(cdk);
  const got = synthesis(cdk);
  const problems = [
    ...differences(expected.template, got.template),
    ...[expected, got].flatMap(({ printed }) => differences(REFUSAL, printed.trim(), 'printed')),
  ];
  const word = problems.length === 0 ? 'passed ' : 'FAILED ';
  console.log(`${word} ${language}, aws-cdk-lib ${cdk}: as TypeScript ${since(started)}`);
  for (const problem of problems.slice(0, MOST_SHOWN)) console.log(`  ${problem}`);
  if (problems.length > MOST_SHOWN) console.log(`  and ${problems.length - MOST_SHOWN} more`);
  return problems.length === 0;
}

function since(started: number): string {
  return `(${((Date.now() - started) / 1000).toFixed(0)} s)`;
}

void main().catch((error) => {
  console.error(error instanceof ToolError ? `✗ ${error.message}` : error);
  process.exitCode = 1;
});
