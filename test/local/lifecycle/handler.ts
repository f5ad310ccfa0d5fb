import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { advance, begin, type LifecycleEvent } from '../../../lambda/run-spark-job/advance';
import type { RunSparkJobProperties } from '../../../lambda/run-spark-job/contract';
import { FakeEmr } from '../../lambda/run-spark-job/fake-emr';
import { type SavedApplications, STATE_ID, STATE_TABLE } from './contract';

const dynamodb = new DynamoDB({});
const Key = { id: { S: STATE_ID } };

/** The library's handler, with applications that are kept in a table instead of the service's. */
export async function handler(event: LifecycleEvent<RunSparkJobProperties>): Promise<unknown> {
  if (event.Begun !== true) return begin(event);
  const { Item } = await dynamodb.getItem({ TableName: STATE_TABLE, Key, ConsistentRead: true });
  const saved: SavedApplications = JSON.parse(Item?.state?.S ?? '{"applications":{},"started":0,"most":0}');
  const fails = event.ResourceProperties.driver === 'fails';
  const emr = new FakeEmr({ slowness: 1, failures: fails ? [saved.started] : [] });
  Object.assign(emr, { started: saved.started, most: saved.most });
  for (const id of ['a', 'b']) {
    emr.create(id);
    Object.assign(emr.applications.get(id) ?? {}, saved.applications[id]);
  }
  try {
    return await advance(event, emr.ports, (message, details) => console.log(message, details));
  } finally {
    const state = { ...emr, applications: Object.fromEntries(emr.applications) };
    await dynamodb.putItem({ TableName: STATE_TABLE, Item: { ...Key, state: { S: JSON.stringify(state) } } });
  }
}
