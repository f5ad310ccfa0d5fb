import { checkDrill, type Findings } from '../../../../bin/local/drill/check';
import type { RecordFault } from '../../../../bin/local/drill/contract';
import { makeRecords } from '../../../../bin/local/drill/orders';
import { drillJson, drillTable } from '../../../../bin/local/drill/report';

const sent = makeRecords(200, 'r');
const having = (...faults: (RecordFault | undefined)[]) =>
  sent.filter(({ fault }) => faults.includes(fault)).map(({ id }) => id);
const found = (ids: string[], times = 1) => new Map(ids.map((id) => [id, times]));
const all = sent.map(({ id }) => id);
const poison = having('malformed', 'misfit');
const [firstPoison = ''] = poison;
const sound: Findings = {
  stream: found(all),
  settled: found(all.filter((id) => !poison.includes(id))),
  quarantined: found(poison),
  notified: found(all),
  notifyAttempts: found(having('transient'), 3),
  transformAttempts: found(having('hung'), 2),
  keptBySettle: found(poison),
  keptByNotify: found(having('lasting')),
  archived: found(having(undefined, 'transient', 'lasting', 'hung')),
  failed: found([...poison, ...having('refused', 'stuck')]),
  throttled: { injected: 80, seen: 80 },
  redriven: { processed: 6, failed: 0 },
};
const except = (ids: ReadonlyMap<string, number>, ...gone: string[]) =>
  new Map([...ids].filter(([id]) => !gone.includes(id)));

test('what was injected and nothing else is no fault', () => {
  const verdict = checkDrill(sent, sound);
  expect(verdict.faults).toEqual([]);
  expect(drillJson(verdict)).toEqual({
    sent: 200,
    injected: 96,
    seen: 96,
    kinds: {
      malformed: { injected: 2, seen: 2 },
      misfit: { injected: 2, seen: 2 },
      transient: { injected: 2, seen: 2 },
      lasting: { injected: 2, seen: 2 },
      refused: { injected: 2, seen: 2 },
      stuck: { injected: 4, seen: 4 },
      hung: { injected: 2, seen: 2 },
      throttled: { injected: 80, seen: 80 },
    },
    kept: 6,
    redriven: 6,
    lost: 0,
  });
  expect(drillTable(verdict)).toMatch(/malformed +2 +2 {2}JSON cut off/);
});

test('records that came more than once are all there', () => {
  expect(checkDrill(sent, { ...sound, settled: found([...sound.settled.keys()], 3) }).faults).toEqual([]);
});

const [fine = ''] = having(undefined);
const [lasting = ''] = having('lasting');
const [transient = ''] = having('transient');
const [refused = ''] = having('refused');
const [hung = ''] = having('hung');

test.each<[string, Partial<Findings>, string[], string]>([
  ['a record that never reached the stream', { stream: except(sound.stream, fine) }, [fine], 'in the stream'],
  ['a record that settle never had', { settled: except(sound.settled, fine) }, [fine], 'settled'],
  [
    'poison nobody put aside',
    { quarantined: except(sound.quarantined, firstPoison) },
    [firstPoison],
    'put aside',
  ],
  ['a record that notify never had', { notified: except(sound.notified, lasting) }, [lasting], 'notified'],
  [
    'a record outside of archive and errors',
    { archived: except(sound.archived, fine) },
    [fine],
    'in the archive',
  ],
  [
    'a failure that is not in the error output',
    { failed: except(sound.failed, refused) },
    [refused],
    'refused: 2 injected and 1 seen',
  ],
  [
    'a failed batch that was dropped',
    { keptByNotify: except(sound.keptByNotify, lasting) },
    [],
    'lasting: 2 injected and 1 seen',
  ],
  [
    'a good record that was given up',
    { keptBySettle: found([...poison, fine]) },
    [],
    '0 missing and 1 too many kept for settle',
  ],
  [
    'a fault that did not strike',
    { notifyAttempts: except(sound.notifyAttempts, transient) },
    [],
    'transient: 2 injected and 1 seen',
  ],
  [
    'a transform that did not hang',
    { transformAttempts: found([hung], 1) },
    [],
    'hung: 2 injected and 0 seen',
  ],
  [
    'refusals that the producer did not count',
    { throttled: { injected: 80, seen: 79 } },
    [],
    'throttled: 80 injected and 79 seen',
  ],
  [
    'a redrive that failed',
    { redriven: { processed: 5, failed: 1 } },
    [],
    '5 of 6 kept records, and 1 failed again',
  ],
])('tells of %s', (_, changed, lost, fault) => {
  const verdict = checkDrill(sent, { ...sound, ...changed });
  expect([...verdict.lost]).toEqual(lost);
  expect(verdict.faults.join('\n')).toContain(fault);
});
