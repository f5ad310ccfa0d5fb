import { CfnParameter, Size, type Stack } from 'aws-cdk-lib';
import { SubnetFilter, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { DatabaseEngine } from '../../../lib/source/database-engine';
import { BeforeImage } from '../../../lib/source/database-record-options';
import { Replication } from '../../../lib/source/database-replication';
import { ReplicationType } from '../../../lib/source/database-replication-type';
import type { DatabaseSourceProps } from '../../../lib/source/database-source-props';
import { DatabaseTls } from '../../../lib/source/database-tls';
import { testStack } from '../../support/stack';
import { CERTIFICATE, databaseSource, importedSecret, testVpc } from './database-fixtures';

const foreign = (stack: Stack) =>
  Stream.fromStreamArn(stack, 'Foreign', 'arn:aws:kinesis:eu-west-1:222222222222:stream/orders');

test.each<[string, (stack: Stack) => Partial<DatabaseSourceProps>, string]>([
  ['there are no tables', () => ({ tables: [] }), 'tables must be at least one rule that includes tables'],
  [
    'the stream is another account’s',
    (stack) => ({ stream: foreign(stack) }),
    'stream must be of account 111111111111, as DMS needs it, got one of 222222222222',
  ],
  [
    'the subnets are in one zone',
    (stack) => ({ vpc: testVpc(stack, 1) }),
    'vpcSubnets must be subnets in at least 2 Availability Zones, got 1',
  ],
  [
    'a full load is to tell what was before',
    () => ({ replicationType: ReplicationType.FULL_LOAD, beforeImage: BeforeImage.ALL }),
    'beforeImage must be unset for a full load, got all',
  ],
  [
    'the capacity is not one of DMS’s',
    () => ({ replication: Replication.serverless({ maxCapacityUnits: 12 }) }),
    'replication.maxCapacityUnits must be one of 1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384, got 12',
  ],
  [
    'the least capacity is more than the most',
    () => ({ replication: Replication.serverless({ minCapacityUnits: 16 }) }),
    'replication.minCapacityUnits must be at most maxCapacityUnits, 8, got 16',
  ],
  [
    'the class is none',
    () => ({ replication: Replication.instance({ instanceClass: 't3.medium' }) }),
    'replication.instanceClass must be a class of instances, such as dms.r6i.large, got t3.medium',
  ],
  [
    'the engine is wrong',
    (stack) => ({
      engine: DatabaseEngine.oracle({
        secret: importedSecret(stack),
        databaseName: 'ORCL',
        tls: DatabaseTls.verifyFull(CERTIFICATE),
      }),
    }),
    'engine.tls must be one of verify-ca, none for oracle, got verify-full',
  ],
])('fails when %s', (_, propsIn, message) => {
  const stack = testStack();
  expect(() => databaseSource(stack, propsIn(stack))).toThrow(`[T/Shop] ${message}`);
  expect(stack.node.findChild('Shop').node.children).toEqual([]);
});

test('passes while the VPC is looked up, whatever its subnets', () => {
  const stack = testStack();
  const vpc = Vpc.fromLookup(stack, 'Main', { vpcName: 'main' });
  const vpcSubnets = { subnetFilters: [SubnetFilter.byIds(['subnet-1', 'subnet-2'])] };
  expect(() => databaseSource(stack, { vpc, vpcSubnets })).not.toThrow();
});

test.each<[string, (text: string, number: number) => Replication]>([
  ['a class', (instanceClass) => Replication.instance({ instanceClass })],
  ['a size', (_, number) => Replication.instance({ allocatedStorage: Size.gibibytes(number) })],
  ['a capacity', (_, maxCapacityUnits) => Replication.serverless({ maxCapacityUnits })],
  ['a least capacity', (_, minCapacityUnits) => Replication.serverless({ minCapacityUnits })],
])('passes %s that is known at deployment only', (_, replication) => {
  const stack = testStack();
  const text = new CfnParameter(stack, 'Text').valueAsString;
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  expect(() => databaseSource(stack, { replication: replication(text, number) })).not.toThrow();
});
