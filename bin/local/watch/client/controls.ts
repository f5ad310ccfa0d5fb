import type { PageData } from '../page-data';
import type { Snapshot } from '../snapshot';
import { announce } from './announce';
import { byId, setText } from './dom';

/** A slider says many values on its way; after so many milliseconds the last one counts. */
const SETTLED_MS = 150;

/** What steers the run. */
export class Controls {
  private readonly rate = byId<HTMLInputElement>('rate');
  private readonly slider = byId<HTMLInputElement>('rate-slider');
  private readonly poison = byId<HTMLInputElement>('poison-records');
  private readonly pause = byId<HTMLButtonElement>('pause');
  private readonly finish = byId<HTMLButtonElement>('finish');
  private readonly sendPoison = byId<HTMLButtonElement>('poison');
  private shownRate: number | undefined;
  private timer = 0;

  constructor(private readonly data: PageData) {
    byId('controls').addEventListener('submit', (event) => event.preventDefault());
    this.slider.addEventListener('input', () => {
      this.rate.value = this.slider.value;
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.askRate(this.slider.value), SETTLED_MS);
    });
    this.rate.addEventListener('change', () => void this.askRate(this.rate.value));
    this.pause.addEventListener('click', () => void this.ask(this.pause.dataset.action ?? 'pause', {}));
    this.finish.addEventListener('click', () => void this.ask('finish', {}));
    this.sendPoison.addEventListener('click', () => void this.askPoison());
  }

  /** Shows what the run does, whoever asked for it. */
  public show({ phase, rate }: Snapshot): void {
    const flows = phase === 'flowing' || phase === 'paused';
    const action = phase === 'paused' ? 'resume' : 'pause';
    this.pause.dataset.action = action;
    setText(this.pause, action === 'resume' ? 'Resume' : 'Pause');
    this.disable(!flows);
    // What is being typed is not overwritten.
    if (rate === this.shownRate) return;
    this.shownRate = rate;
    if (document.activeElement !== this.rate) this.rate.value = String(rate);
    if (document.activeElement !== this.slider) this.slider.value = String(rate);
  }

  /** Switches all of it off or on. */
  public disable(off: boolean): void {
    const all = [this.rate, this.slider, this.poison, this.pause, this.finish, this.sendPoison];
    for (const control of all) if (control.disabled !== off) control.disabled = off;
  }

  private async askRate(text: string): Promise<void> {
    const rate = this.number('Records a second', text, this.data.rate);
    if (rate === undefined || !(await this.ask('rate', { rate }))) return;
    this.rate.value = String(rate);
    this.slider.value = String(rate);
    announce(`${rate} records a second`);
  }

  private async askPoison(): Promise<void> {
    const records = this.number('Records of poison', this.poison.value, this.data.poison);
    if (records === undefined) return;
    if (await this.ask('poison', { records })) announce(`${records} records of poison sent`);
  }

  private number(name: string, text: string, { least, most }: PageData['rate']): number | undefined {
    const number = Number(text);
    if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
    this.complain(`${name}: a whole number from ${least} to ${most}, got "${text}"`);
    return undefined;
  }

  private async ask(name: string, body: Record<string, number>): Promise<boolean> {
    try {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const { error } = answer.ok ? { error: '' } : ((await answer.json()) as { error: string });
      this.complain(error);
      return answer.ok;
    } catch {
      this.complain('The run did not answer.');
      return false;
    }
  }

  private complain(text: string): void {
    setText(byId('control-error'), text);
  }
}
