/** What runs beside the constructs: in Lambda functions, and in any Node process. No part of it needs the CDK. */
export * from './application-metrics';
export * from './batch';
export * from './change-records';
export * from './producer';
export * from './records';
export {
  type EnvelopedRecord,
  openEnvelope,
  type ReplicaOrigin,
  type ReplicatedRecord,
  readReplicated,
} from './replicate-stream/envelope';
