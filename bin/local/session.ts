import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { explain } from './failure';
import { Interruption, Interruptions } from './interruption';
import { howToLook } from './keep';
import type { LocalOptions } from './options';
import { Processes } from './processes';
import { failureLine, jsonLine } from './report';
import { run } from './run';
import { Steps, seconds } from './steps';
import type { Account, Run } from './variant';

/** How long what an interruption has cut short may take to tidy up, in milliseconds. */
const TIDY_MS = 2000;

/** What else there is to do, for whoever has run the example for the first time. */
const NEXT = `
next: npm run local -- --watch    a page on which to watch and steer the pipeline
      npm run local -- --keep     leaves it running, for the AWS command line tool`;

/** What is run: the example as it is, or the variant that the options name. */
async function chosen({ variant }: LocalOptions): Promise<Run> {
  if (variant === 'partitioned') return (await import('./partitioned/run.js')).runPartitioned;
  if (variant === 'drill') return (await import('./drill/run.js')).runDrill;
  if (variant === 'watch') return (await import('./watch/run.js')).runWatch;
  if (variant === 'failover') return (await import('./failover/run.js')).runFailover;
  return run;
}

/** Runs the example and tidies up after it, however it ends. Gives the exit code: 0 if every record is accounted for. */
export async function runSession(options: LocalOptions): Promise<number> {
  const out = options.json ? process.stderr : process.stdout;
  const steps = new Steps(out);
  const processes = new Processes();
  const folder = mkdtempSync(join(tmpdir(), 'kinesis-constructs-'));
  const play = await chosen(options);
  if (options.endpoint === undefined) {
    steps.print('everything runs in an emulator on this machine; nothing reaches AWS');
  }
  const interruptions = new Interruptions();
  const running = play({ options, processes, steps, folder, out, interruptions });
  const { code, line, isKept } = await Promise.race([running, interruptions.first]).then(
    (account) => {
      if (options.keep) processes.release(account.deployment.emulator.child);
      show(account, steps);
      if (options.keep || options.endpoint !== undefined) {
        steps.print(`\n${howToLook(account.deployment.emulator, account.look)}`);
      }
      const isComplete = account.faults.length === 0;
      if (isComplete && !options.keep && options.variant === undefined) steps.print(NEXT);
      return { code: isComplete ? 0 : 1, line: jsonLine(account, steps), isKept: options.keep };
    },
    (error: unknown) => {
      process.stderr.write(`✗ ${explain(error)}\n`);
      const code = error instanceof Interruption ? error.exitCode : 1;
      return { code, line: failureLine(explain(error)), isKept: false };
    },
  );
  await stop(processes, running, steps);
  if (!isKept) tidy(folder, code === 1, steps);
  if (options.json) process.stdout.write(`${line}\n`);
  return code;
}

function show({ table, faults }: Account, steps: Steps): void {
  const verdict =
    faults.length === 0 ? '✓ every record is accounted for' : '✗ not every record is accounted for';
  const lines = [
    '',
    table,
    '',
    ...faults.map((fault) => `✗ ${fault}`),
    `${verdict}, ${seconds(steps.elapsed)} in all`,
  ];
  steps.print(lines.join('\n'));
}

async function stop(processes: Processes, running: Promise<unknown>, steps: Steps): Promise<void> {
  const stopAll = async (): Promise<void> => {
    await processes.stopAll();
    await Promise.race([running.catch(() => undefined), wait(TIDY_MS)]);
  };
  await (processes.areRunning ? steps.run('stop', 'stopping what was started', stopAll) : stopAll());
}

/** Removes the run's folder, but for the logs if something went wrong once there were any. */
function tidy(folder: string, hasFailed: boolean, steps: Steps): void {
  if (!hasFailed || !existsSync(join(folder, 'cdk.log'))) {
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  rmSync(join(folder, 'tmp'), { recursive: true, force: true });
  steps.print(`the logs are in ${folder}`);
}
