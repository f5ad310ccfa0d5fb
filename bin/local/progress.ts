const WIDTH = 30;
const PAUSE_MS = 100;

/** A bar on a terminal; elsewhere a line at every quarter. */
export class Progress {
  private quarter = 0;
  private shownAt = 0;

  constructor(
    private readonly total: number,
    private readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean },
  ) {}

  /** Shows how far it has come; clears the bar at the end. */
  public update(done: number, text: string): void {
    const share = this.total === 0 ? 1 : Math.min(done / this.total, 1);
    if (this.out.isTTY === true) this.draw(share, text);
    else if (Math.floor(share * 4) > this.quarter) {
      this.quarter = Math.floor(share * 4);
      this.out.write(`  ${text}\n`);
    }
  }

  /** Takes the bar away before it has come to its end. */
  public clear(): void {
    if (this.out.isTTY === true) this.out.write('\r\u001b[K');
  }

  private draw(share: number, text: string): void {
    if (share === 1) {
      this.clear();
      return;
    }
    if (Date.now() - this.shownAt < PAUSE_MS) return;
    this.shownAt = Date.now();
    const filled = Math.floor(share * WIDTH);
    this.out.write(`\r  ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${text}\u001b[K`);
  }
}
