import type { Context } from 'aws-lambda';
import { type RedriveResult, type RedriveSource, type RedriveTargetKind, RedriveVariable } from './contract';
import { publish } from './publish';
import { planOf } from './request';
import { runOnAws } from './run';

const sources = JSON.parse(process.env[RedriveVariable.SOURCES] ?? '[]') as RedriveSource[];
const target = process.env[RedriveVariable.TARGET] as RedriveTargetKind;

/** Invoked by hand, with a `RedriveRequest`. */
export async function handler(event: unknown, context: Context): Promise<RedriveResult> {
  const result = await runOnAws(planOf(event, sources, target), target, context);
  publish(result, context);
  return result;
}
