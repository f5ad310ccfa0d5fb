import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Move, planMove } from './failover/move';
import { type MoveOptions, parseMove, USAGE } from './failover/options';
import { MovedMeanwhileError, readState, writeToken } from './failover/state';
import { UsageError } from './simulate/usage-error';

/** What a command works with. */
export interface Surroundings {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown };
  readonly now: () => number;

  /** A client of the table. */
  readonly connect: (options: MoveOptions) => Pick<DynamoDBClient, 'send'>;
}

const surroundings: Surroundings = {
  out: process.stdout,
  err: process.stderr,
  now: Date.now,
  connect: ({ region, endpoint }) =>
    new DynamoDBClient({ region, ...(endpoint === undefined ? {} : { endpoint }) }),
};

/** A name that is mistyped looks like that too. */
const UNHELD = 'nobody has held it: if its name is right, failover gives it for the first time';

/** Moves the token at once; answers the exit code. */
export function failover(args: string[], around: Surroundings = surroundings): Promise<number> {
  return run(args, around, false);
}

/** Moves the token when all is copied; answers the exit code. */
export function failback(args: string[], around: Surroundings = surroundings): Promise<number> {
  return run(args, around, true);
}

async function run(args: string[], around: Surroundings, isCareful: boolean): Promise<number> {
  try {
    const options = parseMove(args);
    if (options === undefined) {
      around.out.write(USAGE);
      return 0;
    }
    return await move(options, around, isCareful && !options.force);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    around.err.write(`✗ ${isUsage ? `${error.message}; --help lists the options` : reasonOf(error)}\n`);
    return isUsage ? 2 : 1;
  }
}

async function move(
  options: MoveOptions,
  { out, err, now, connect }: Surroundings,
  isCareful: boolean,
): Promise<number> {
  const { table, token: name, region, json } = options;
  const client = connect(options);
  const state = await readState(client, table, name);
  const plan = planMove(state, options, now());
  const objections = [...(plan.from === undefined ? [UNHELD] : []), ...plan.objections];
  if (isCareful && objections.length > 0) {
    err.write(
      `✗ the token "${name}" stays ${plan.from === undefined ? 'with nobody' : `in ${plan.from}`}:\n`,
    );
    for (const objection of objections) err.write(`  ${objection}\n`);
    err.write('  wait until that is over, or add --force\n');
    return 1;
  }
  if (plan.token !== undefined) await writeToken(client, table, name, plan.token, state.epoch);
  out.write(json ? `${JSON.stringify(summaryOf(plan, options))}\n` : textOf(plan, options));
  if (region !== plan.from) for (const objection of plan.objections) err.write(`! ${objection}\n`);
  return 0;
}

/** The names of AWS's errors say more than their texts, some of which are empty. */
function reasonOf(error: unknown): string {
  if (error instanceof MovedMeanwhileError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { readonly code?: string };
  const reason = [error.name, code, error.message].filter(Boolean).join(': ');
  return `${reason}\n  run this again: it tells who holds the token, and moves it if need be`;
}

function summaryOf({ token, from, resumeAt }: Move, { token: name, region }: MoveOptions): object {
  return { token: name, from, region, moved: token !== undefined, resumeAt: timeOf(resumeAt) };
}

function textOf({ token, from, resumeAt }: Move, { token: name, region }: MoveOptions): string {
  const moved =
    token === undefined
      ? `✓ ${region} holds the token "${name}" already; nothing was moved\n`
      : `✓ the token "${name}" is in ${region} now${from === undefined ? ', for the first time' : `, it was in ${from}`}\n`;
  const time = timeOf(resumeAt);
  if (time === undefined) return moved;
  return `${moved}  consumers in ${region}: read from ${time} (AT_TIMESTAMP); they meet some records again\n`;
}

function timeOf(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}
