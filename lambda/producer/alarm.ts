import type { Runtime } from './runtime';

/** One timer that rings at the earliest of the moments asked for. */
export class Alarm {
  private pending: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(
    private readonly runtime: Runtime,
    private readonly ring: () => void,
  ) {}

  /** Rings at `at`, and at no other time; never if it is infinite. */
  public set(at: number): void {
    if (this.pending?.at === at) return;
    this.pending?.cancel();
    this.pending = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const cancel = this.runtime.after(Math.max(0, at - this.runtime.now()), () => {
      this.pending = undefined;
      this.ring();
    });
    this.pending = { at, cancel };
  }

  /** Rings at `at`, unless it rings before. */
  public atLatest(at: number): void {
    if (this.pending === undefined || this.pending.at > at) this.set(at);
  }
}
