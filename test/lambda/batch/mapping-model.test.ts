import fc from 'fast-check';
import { InMemoryIdempotencyStore } from '../../../lambda/batch';
import type { MappingReport } from '../../../lambda/testing';
import { type Scenario, type Step, scenarios, simulate, type User } from './scenario';
import { cases } from './support';

/** The place of a Kinesis record in the shard, from its sequence number. */
function placesOf(report: MappingReport): Map<string, number> {
  return new Map(report.fates.map(({ record }, place) => [record.kinesis.sequenceNumber, place]));
}

/** No record is lost: each was finished, or the failure destination was told of it. */
function checkNothingLost({ users }: Scenario, steps: readonly Step[], report: MappingReport): void {
  expect(report.lost).toEqual([]);
  expect(report.pending).toEqual([]);
  const done = new Set(steps.filter(({ kind }) => kind === 'done').map(({ name }) => name));
  for (const { name, place } of users) {
    if (report.fates[place].status === 'succeeded') expect(done).toContain(name);
  }
}

/** Within an invocation a key has one record at a time, in order, and none after one that failed. */
function checkOrderWithin({ users }: Scenario, steps: readonly Step[]): void {
  const indexes = new Map(users.map(({ name }, index) => [name, index]));
  const keys = new Map(users.map(({ name, key }) => [name, key]));
  const last = new Map<string, { kind: Step['kind']; index: number }>();
  for (const { kind, name, invocation } of steps) {
    const line = `${invocation} ${keys.get(name)}`;
    const index = indexes.get(name) as number;
    const before = last.get(line);
    if (kind === 'begin') {
      expect(before?.kind ?? 'done').toBe('done');
      expect(before?.index ?? -1).toBeLessThan(index);
    } else {
      expect(before).toEqual({ kind: 'begin', index });
    }
    last.set(line, { kind, index });
  }
}

/** When a record begins, all before it of its key are done, or were given up on. */
function checkOrderOverall({ users }: Scenario, steps: readonly Step[], report: MappingReport): void {
  const byName = new Map(users.map((one, index) => [one.name, { ...one, index }]));
  const done = new Set<string>();
  for (const { kind, name } of steps) {
    if (kind === 'done') done.add(name);
    if (kind !== 'begin') continue;
    const { key, index } = byName.get(name) as User & { index: number };
    const missing = users.slice(0, index).filter((one) => one.key === key && !done.has(one.name));
    for (const { place } of missing) expect(report.fates[place].status).toBe('sentToDestination');
  }
}

/** Each answer names the first record that is not done, so that the mapping repeats as little as it can. */
function checkAnswers({ users }: Scenario, steps: readonly Step[], report: MappingReport): void {
  const places = placesOf(report);
  for (const { number, records, response } of report.invocations) {
    const done = new Set(
      steps.filter((step) => step.invocation === number && step.kind === 'done').map(({ name }) => name),
    );
    const inBatch = records.map(({ kinesis }) => places.get(kinesis.sequenceNumber));
    const open = inBatch.filter((place) => users.some((one) => one.place === place && !done.has(one.name)));
    const named = (response as { batchItemFailures: { itemIdentifier: string }[] }).batchItemFailures;
    expect(named.map(({ itemIdentifier }) => places.get(itemIdentifier))).toEqual(open.slice(0, 1));
  }
}

/**
 * Records of a key without failures run once in each invocation that holds them, so as often as the model
 * sends them.
 */
function checkRuns({ users }: Scenario, steps: readonly Step[], report: MappingReport): void {
  const unhealthy = new Set(users.filter(({ failures }) => failures > 0).map(({ key }) => key));
  for (const { name, key, place } of users) {
    const runs = steps.filter((step) => step.kind === 'begin' && step.name === name).length;
    expect(runs).toBeLessThanOrEqual(report.fates[place].runs);
    if (!unhealthy.has(key)) expect(runs).toBe(report.fates[place].runs);
  }
}

test('nothing lost, order kept, nothing repeated without need, under random failures', () =>
  fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const { steps, report } = await simulate(scenario);
      checkNothingLost(scenario, steps, report);
      checkOrderWithin(scenario, steps);
      checkOrderOverall(scenario, steps, report);
      checkAnswers(scenario, steps, report);
      checkRuns(scenario, steps, report);
    }),
    cases(100),
  ));

test('a record of a key without failures is done even in a batch that is given up', () =>
  fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const { steps } = await simulate(scenario);
      const unhealthy = new Set(scenario.users.filter(({ failures }) => failures > 0).map(({ key }) => key));
      const done = new Set(steps.filter(({ kind }) => kind === 'done').map(({ name }) => name));
      for (const { name, key } of scenario.users) if (!unhealthy.has(key)) expect(done).toContain(name);
    }),
    cases(50),
  ));

test('with the store in memory nothing that is done runs again', () =>
  fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const { steps, report } = await simulate(scenario, { idempotency: new InMemoryIdempotencyStore() });
      checkNothingLost(scenario, steps, report);
      checkOrderWithin(scenario, steps);
      checkOrderOverall(scenario, steps, report);
      const done = steps.filter(({ kind }) => kind === 'done').map(({ name }) => name);
      expect(new Set(done).size).toBe(done.length);
    }),
    cases(50),
  ));

test('nothing lost, order kept, when the deadline cuts batches short', () =>
  fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      // Five records of 900 ms at most may be under way when the margin begins.
      const { steps, report } = await simulate(scenario, { deadlineMargin: 5_000 });
      expect(report.invocations.filter(({ reason }) => reason?.startsWith('Task timed out'))).toEqual([]);
      checkNothingLost(scenario, steps, report);
      checkOrderWithin(scenario, steps);
      checkOrderOverall(scenario, steps, report);
      checkAnswers(scenario, steps, report);
    }),
    cases(50),
  ));
