import { EventEmitter } from 'node:events';
import { EventHub } from '../../../../bin/local/watch/event-hub';

/** A page that keeps up until it is told not to. */
class FakeSink extends EventEmitter {
  public writableNeedDrain = false;
  public readonly written: string[] = [];
  public ended = false;
  public destroyed = false;

  public write(text: string): boolean {
    this.written.push(text);
    return !this.writableNeedDrain;
  }

  public end(): void {
    this.ended = true;
  }

  public destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

function opened(pages: number) {
  let moments = 0;
  const hub = new EventHub(() => ({ moments: moments++ }));
  const sinks = Array.from({ length: pages }, () => new FakeSink());
  for (const sink of sinks) hub.open(sink);
  return { hub, sinks };
}

test('a page gets the history first, and each moment after it', () => {
  const { hub, sinks } = opened(2);
  hub.publish({ at: 1 }, 1);
  expect(sinks.map(({ written }) => written)).toEqual([
    ['event: history\ndata: {"moments":0}\n\n', 'event: moment\ndata: {"at":1}\n\n'],
    ['event: history\ndata: {"moments":1}\n\n', 'event: moment\ndata: {"at":1}\n\n'],
  ]);
});

test('nothing is kept for a page that does not keep up; it gets the history when it does again', () => {
  const {
    hub,
    sinks: [slow = new FakeSink(), quick = new FakeSink()],
  } = opened(2);
  slow.writableNeedDrain = true;
  for (let at = 0; at < 50; at++) hub.publish({ at }, at * 500);
  expect(slow.written).toHaveLength(1);
  expect(quick.written).toHaveLength(51);
  slow.writableNeedDrain = false;
  hub.publish({ at: 50 }, 25_000);
  hub.publish({ at: 51 }, 25_500);
  expect(slow.written.slice(1)).toEqual([
    'event: history\ndata: {"moments":2}\n\n',
    'event: moment\ndata: {"at":51}\n\n',
  ]);
});

test('a page that is stuck for half a minute is let go', () => {
  const {
    hub,
    sinks: [stuck = new FakeSink()],
  } = opened(1);
  stuck.writableNeedDrain = true;
  hub.publish({}, 1000);
  hub.publish({}, 31_000);
  expect(stuck.destroyed).toBe(false);
  hub.publish({}, 31_001);
  expect(stuck.destroyed).toBe(true);
});

test('a page that is closed is forgotten, and there are only so many', () => {
  const { hub, sinks } = opened(100);
  expect(hub.isFull).toBe(true);
  sinks[0]?.emit('close');
  expect(hub.isFull).toBe(false);
  hub.publish({}, 0);
  expect(sinks[0]?.written).toHaveLength(1);
});

test('at the end all are told, and let go', () => {
  const {
    hub,
    sinks: [sink = new FakeSink()],
  } = opened(1);
  hub.close({ phase: 'ended' });
  expect(sink.written.at(-1)).toBe('event: end\ndata: {"phase":"ended"}\n\n');
  expect(sink.ended).toBe(true);
});
