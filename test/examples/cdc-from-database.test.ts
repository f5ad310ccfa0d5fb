import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { lastStates, putState } from '../../examples/cdc-from-database/current-state';
import type { DatabaseChange, StreamRecord } from '../../lambda';
import { maskAssets } from '../../lambda/testing';
import { cdcFromDatabase } from './examples';

const { shop, cdc } = cdcFromDatabase(new App());
const templates = { shop: Template.fromStack(shop), cdc: Template.fromStack(cdc) };

test.each(Object.entries(templates))('the template of the %s is as it was', (_, template) => {
  expect(maskAssets(template.toJSON())).toMatchSnapshot();
});

test('the replication is let in at the port of the database', () => {
  templates.cdc.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    IpProtocol: 'tcp',
    FromPort: { 'Fn::ImportValue': Match.stringLikeRegexp('Port') },
  });
});

let place = 0;

/** A change of a row of `public.orders`, later than the one before. */
function change(
  overrides: Partial<Extract<DatabaseChange, { kind: 'row' }>> = {},
): StreamRecord<DatabaseChange> {
  place += 1;
  const payload = {
    kind: 'row',
    operation: 'update',
    schema: 'public',
    table: 'orders',
    row: { id: 42, status: `state ${place}` },
    timestamp: new Date(0),
    ...overrides,
  };
  return { payload, sequenceNumber: String(place), subSequenceNumber: 0 } as StreamRecord<DatabaseChange>;
}

describe('the state of a row', () => {
  test('is what its last change left', () => {
    const changes = [change(), change({ row: { id: 7 } }), change({ row: { id: 42, status: 'paid' } })];
    expect(lastStates(changes).map(({ key, row }) => [key, row])).toEqual([
      ['public.orders#42', { id: 42, status: 'paid' }],
      ['public.orders#7', { id: 7 }],
    ]);
  });

  test('is gone after a deletion, which is remembered for a week', () => {
    const [state] = lastStates([change(), change({ operation: 'delete' })]);
    expect(state.row).toBeUndefined();
    const { Item } = putState('rows', state, 1_000);
    expect(Item).toMatchObject({ deleted: { BOOL: true }, expires: { N: String(1 + 7 * 86_400) } });
  });

  test('has a version that compares as text, however long the sequence number', () => {
    const numbers = ['9', '10', '49590338271490256608559692538361571095921575989136588898'];
    const versions = numbers.map((sequenceNumber) => {
      const [{ version }] = lastStates([{ ...change(), sequenceNumber }]);
      return version;
    });
    expect([...versions].sort()).toEqual(versions);
    expect(new Set(versions).size).toBe(numbers.length);
  });

  test('is not asked of a table without key columns', () => {
    expect(lastStates([change({ table: 'audit' })])).toEqual([]);
  });

  test('is not guessed for a row without its key', () => {
    expect(() => lastStates([change({ row: { status: 'paid' } })])).toThrow(
      'a row of public.orders has no id',
    );
  });
});
