import { setTimeout as sleep } from 'node:timers/promises';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { kinesisClient } from '../producer';
import { FunctionTarget } from './call-function';
import type { RedriveResult, RedriveTargetKind } from './contract';
import { KinesisShards } from './kinesis-shards';
import { LambdaFunctions } from './lambda-functions';
import { ObjectLeases } from './object-leases';
import type { BatchTarget, RunClock } from './ports';
import { ProducerStreams } from './producer-streams';
import { StreamTarget } from './put-to-stream';
import { Redrive } from './redrive';
import { MessageRedrive } from './redrive-messages';
import type { Plan } from './request';
import { S3Store } from './s3-store';

const store = new S3Store(new S3Client());
const functions = new LambdaFunctions(new LambdaClient({ maxAttempts: 1 }));
const reader = new KinesisClient();
const streams = new ProducerStreams(kinesisClient());

/** Carries a plan out on AWS, in the time that an invocation has. */
export function runOnAws(plan: Plan, kind: RedriveTargetKind, context: Context): Promise<RedriveResult> {
  const clock: RunClock = {
    now: Date.now,
    remaining: () => context.getRemainingTimeInMillis(),
    sleep: (ms) => sleep(ms),
  };
  const target: BatchTarget =
    kind === 'stream' ? new StreamTarget(streams, clock) : new FunctionTarget(functions, clock);
  if (plan.messages !== undefined) {
    const shards = new KinesisShards(reader, clock);
    return new MessageRedrive(plan, plan.messages, { shards, target, clock }).run();
  }
  return new Redrive(plan, { store, target, clock, leases: new ObjectLeases(store, clock) }).run();
}
