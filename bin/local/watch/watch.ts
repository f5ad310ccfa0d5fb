import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { StreamProducer } from 'kinesis-constructs/runtime';
import { explain } from '../failure';
import { waitUntilLanded } from '../landing';
import { MOST_RECORDS } from '../options';
import type { Pipeline } from '../pipeline';
import type { Context, Deployment } from '../prepare';
import { Progress } from '../progress';
import { SetupError } from '../python';
import { table } from '../report';
import type { Account } from '../variant';
import { type Control, ControlError } from './controls';
import { EventHub } from './event-hub';
import type { Feeder } from './feeder';
import type { Ledger } from './ledger';
import type { Page } from './page';
import { preview } from './preview';
import { expectedOf, type Reckoning, reckon, targetOf } from './reckoning';
import { serve } from './server';
import type { Sight } from './sight';
import type { WatchState } from './watch-state';

/** How long the pauses are, in milliseconds. */
export interface Pace {
  /** From one handful of records to the next. */
  readonly stepMs: number;
  /** From one look at the emulator to the next, and from one moment of the page to the next. */
  readonly lookMs: number;
}

const PACE: Pace = { stepMs: 50, lookMs: 500 };
/** The emulator is said to be silent after so long. */
const SILENT_MS = 10_000;

/** Everything that takes part. */
export interface Parts {
  readonly pipeline: Pick<Pipeline, 'observe' | 'readObject' | 'lookCommands'>;
  readonly sight: Pick<Sight, 'look'>;
  readonly ledger: Ledger;
  readonly producer: Pick<StreamProducer, 'close' | 'stats'>;
  readonly feeder: Feeder;
  readonly state: WatchState;
}

/** A run that is watched: records flow until somebody wants it to end, then everything is accounted for. */
export class Watch {
  private finishing = false;
  private broken = false;
  private lookedAt = Date.now();

  constructor(
    private readonly context: Context,
    private readonly deployment: Deployment,
    private readonly parts: Parts,
    private readonly pace = PACE,
  ) {}

  /** Serves the page for as long as the run takes. */
  public async run(page: Page): Promise<Account> {
    const { options, interruptions } = this.context;
    const { state } = this.parts;
    const hub = new EventHub(() => state.history(Date.now()));
    const site = {
      page,
      hub,
      control: (control: Control) => this.control(control),
      preview: async (key: string) =>
        state.landings.has(key) ? preview(key, await this.parts.pipeline.readObject(key)) : undefined,
    };
    const serving = await serve(site, options.port);
    const ticking = setInterval(() => this.tick(hub), this.pace.lookMs);
    interruptions.finishFirst(() => this.finish());
    try {
      return await Promise.race([this.play(serving.url), this.emulatorEnds()]);
    } catch (error) {
      this.broken = true;
      state.notices.raise('run', `The run was broken off: ${explain(error).split('\n')[0]}`);
      throw error;
    } finally {
      clearInterval(ticking);
      hub.close(state.moment(Date.now()));
      await serving.close();
    }
  }

  private async play(url: string): Promise<Account> {
    const { steps } = this.context;
    const { state, pipeline } = this.parts;
    await steps.run(
      'flow',
      `records flow: watch and steer them at ${url} (Finish there, or Ctrl-C, ends it)`,
      () => this.flow(),
      () => `${this.parts.ledger.sent.toLocaleString('en')} were sent`,
    );
    if (this.broken) throw new Error('the run was broken off');
    const reckoning = await this.account();
    state.outcome = { rows: reckoning.rows, faults: reckoning.faults };
    return {
      table: table(reckoning.rows),
      json: reckoning.json,
      faults: reckoning.faults,
      deployment: this.deployment,
      look: pipeline.lookCommands(),
    };
  }

  /** Sends and looks, until all is sent or somebody wants it to end. */
  private async flow(): Promise<void> {
    const { feeder, producer, state } = this.parts;
    const looking = this.keepLooking();
    while (!this.finishing && !this.broken && !feeder.isFull) {
      feeder.step(Date.now());
      await wait(this.pace.stepMs);
    }
    this.finishing = true;
    if (this.broken) return looking;
    state.ending = 'landing';
    await producer.close();
    await looking;
  }

  private async keepLooking(): Promise<void> {
    const { ledger, state } = this.parts;
    const progress = new Progress(this.context.options.records ?? MOST_RECORDS, this.context.out);
    while (!this.finishing) {
      try {
        await this.look();
        state.notices.clear('emulator');
        progress.update(ledger.sent, `${ledger.sent} sent, ${state.landed.settled} delivered`);
      } catch (error) {
        state.notices.raise('emulator', `The emulator cannot be looked at: ${messageOf(error)}`);
      }
      await wait(this.pace.lookMs);
    }
    progress.clear();
  }

  /** Waits until all has landed, and compares it with what was sent. */
  private async account(): Promise<Reckoning> {
    const { steps } = this.context;
    const { ledger, pipeline, producer, feeder, state } = this.parts;
    const expected = expectedOf(ledger);
    const shortfall = await steps.run(
      'land',
      'waiting until they have landed',
      () =>
        waitUntilLanded(
          targetOf(expected, ledger),
          () => this.look(),
          () => undefined,
        ),
      (short) => (short === undefined ? 'nothing is under way any more' : 'gave up'),
    );
    state.ending = 'checking';
    return steps.run(
      'check',
      'reading everything back and comparing it with what was sent',
      async () => {
        const observed = await pipeline.observe();
        await this.look(true);
        const { possibleDuplicates } = producer.stats();
        const { refused, refusal } = feeder;
        return reckon(expected, observed, ledger, { refused, refusal, possibleDuplicates, shortfall });
      },
      ({ faults }) => (faults.length === 0 ? 'it is all there' : 'something is wrong'),
    );
  }

  /** Looks at the emulator once. */
  private async look(urgent = false) {
    const { sight, state } = this.parts;
    state.observe(await sight.look(urgent), Date.now());
    this.lookedAt = Date.now();
    return state.landed;
  }

  private tick(hub: EventHub): void {
    const { state } = this.parts;
    const now = Date.now();
    const silence = now - this.lookedAt;
    if (silence < SILENT_MS) state.notices.clear('silence');
    else state.notices.raise('silence', `The emulator has not answered for ${Math.round(silence / 1000)} s.`);
    hub.publish(state.moment(now), now);
  }

  private control(control: Control): void {
    const { feeder } = this.parts;
    if (this.finishing) throw new ControlError(409, 'the run is ending: nothing is sent any more');
    if (control.name === 'rate') feeder.rate = control.rate;
    else if (control.name === 'poison') {
      const sent = feeder.poison(control.records, Date.now());
      if (sent < control.records) throw new ControlError(409, `only ${sent} more records could be sent`);
    } else if (control.name === 'finish') this.finish();
    else feeder.paused = control.name === 'pause';
  }

  private finish(): void {
    this.finishing = true;
  }

  /** Fails when the emulator, if it is ours, ends by itself. */
  private async emulatorEnds(): Promise<never> {
    const { child, log } = this.deployment.emulator;
    if (child === undefined) return new Promise<never>(() => undefined);
    const [code, signal] = await once(child, 'exit');
    throw new SetupError(`the emulator ended with ${code ?? signal}; its log is ${log}`);
  }
}

function messageOf(error: unknown): string {
  // Some errors of the network have no message of their own.
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
