import type { LandedObject } from '../landings';
import type { Preview } from '../preview';
import type { Snapshot } from '../snapshot';
import { byId, create, setText } from './dom';
import { bytes, count, time } from './format';

/** What landed in S3: the last objects, and the beginning of one. */
export class Landed {
  private readonly section = byId('landed');
  private readonly rows = new Map<string, HTMLTableRowElement>();
  private ended = false;

  public show({ landed, phase }: Snapshot): void {
    const { objects, errorObjects, bytes: size, latest } = landed;
    const errors = errorObjects === 0 ? '' : `, ${count(errorObjects)} of them in the error output`;
    setText(byId('landed-summary'), `${count(objects)} objects${errors}, ${bytes(size)}`);
    this.ended = phase === 'ended';
    if (this.ended)
      for (const row of this.rows.values()) row.querySelector('button')?.setAttribute('disabled', '');
    else if (!this.isUsed) this.list(latest);
  }

  /** Whether somebody points at the list, or has the focus in it. */
  private get isUsed(): boolean {
    return this.section.matches(':hover') || this.section.contains(document.activeElement);
  }

  private list(latest: readonly LandedObject[]): void {
    const body = byId('objects').querySelector('tbody');
    const shown = new Set(latest.map(({ key }) => key));
    for (const [key, row] of this.rows) {
      if (shown.has(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
    latest.forEach((object, index) => {
      const row = this.rows.get(object.key) ?? this.row(object);
      this.rows.set(object.key, row);
      if (body?.rows[index] !== row) body?.insertBefore(row, body.rows[index] ?? null);
    });
  }

  private row({ key, at, bytes: size, isError }: LandedObject): HTMLTableRowElement {
    const name = key.slice(key.lastIndexOf('/') + 1);
    const button = create('button', { type: 'button', className: 'small' }, 'Preview');
    button.setAttribute('aria-label', `Preview ${name}`);
    button.addEventListener('click', () => void this.preview(key));
    const folder = create('span', { className: 'folder' }, key.slice(0, key.lastIndexOf('/') + 1));
    const path = create(
      'th',
      { scope: 'row', className: 'path', title: key },
      folder,
      create('span', { className: 'file' }, create('bdi', {}, name)),
    );
    if (isError) path.prepend(create('span', { className: 'badge raised' }, 'error output'));
    return create(
      'tr',
      {},
      create('td', { className: 'nowrap' }, time(at)),
      path,
      create('td', { className: 'number nowrap' }, bytes(size)),
      create('td', {}, button),
    );
  }

  private async preview(key: string): Promise<void> {
    const box = byId('preview');
    box.hidden = false;
    box.replaceChildren(create('p', {}, 'Reading the object …'));
    try {
      const answer = await fetch(`/object?key=${encodeURIComponent(key)}`);
      const found = (await answer.json()) as Preview & { error?: string };
      if (answer.ok) this.showPreview(box, found);
      else box.replaceChildren(create('p', { className: 'error' }, found.error ?? 'It cannot be read.'));
    } catch {
      box.replaceChildren(create('p', { className: 'error' }, 'The run did not answer.'));
    }
  }

  private showPreview(box: HTMLElement, { key, bytes: size, records, lines, decoded }: Preview): void {
    const close = create('button', { type: 'button', className: 'small' }, 'Close');
    close.addEventListener('click', () => {
      box.hidden = true;
    });
    const text = create('pre', { tabIndex: 0 }, (decoded ?? lines).join('\n'));
    text.setAttribute('role', 'region');
    text.setAttribute('aria-label', 'First lines of the object');
    const what = decoded === undefined ? 'unpacked' : 'the records that failed, decoded';
    const head = `First ${lines.length} of ${count(records)} records, ${what}; ${bytes(size)} in S3`;
    const first = decoded === undefined ? [] : [create('p', { className: 'note' }, reason(lines[0] ?? ''))];
    box.replaceChildren(
      create('div', { className: 'head' }, create('h3', {}, head), close),
      create('p', { className: 'note key' }, key),
      ...first,
      text,
    );
    close.focus();
  }
}

/** What Firehose says of a failure. */
function reason(line: string): string {
  try {
    const { errorCode, errorMessage } = JSON.parse(line) as Record<string, string>;
    return `${errorCode}: ${errorMessage}`;
  } catch {
    return '';
  }
}
