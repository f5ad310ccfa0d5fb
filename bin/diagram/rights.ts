import type { KindName } from './kinds';
import type { Landscape, Place } from './landscape';
import type { Resource } from './stack';

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: unknown;
}

/** Actions that put data somewhere, by what they put it into. */
const WRITES: Readonly<Partial<Record<KindName, readonly string[]>>> = {
  stream: ['kinesis:PutRecord', 'kinesis:PutRecords'],
  delivery: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
  bucket: ['s3:PutObject'],
  table: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'],
  queue: ['sqs:SendMessage'],
  topic: ['sns:Publish'],
};

const READS: typeof WRITES = {
  stream: ['kinesis:GetRecords', 'kinesis:SubscribeToShard'],
  consumer: ['kinesis:SubscribeToShard'],
};

const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/** Where whoever has the role may put data, as far as policies name it. */
export function writtenBy(role: Resource, landscape: Landscape): Place[] {
  return granted(role, landscape, WRITES);
}

/** The streams that whoever has the role may read. */
export function readBy(role: Resource, landscape: Landscape): Place[] {
  return granted(role, landscape, READS);
}

/** The roles that a value leads to, by an instance profile too. */
export function rolesIn(value: unknown, at: Resource, landscape: Landscape): Resource[] {
  return landscape.read(value, at).resources.flatMap((resource) => {
    if (resource.type === 'AWS::IAM::Role') return [resource];
    if (resource.type !== 'AWS::IAM::InstanceProfile') return [];
    return landscape.read(resource.properties.Roles, resource).resources;
  });
}

function granted(role: Resource, landscape: Landscape, actions: typeof WRITES): Place[] {
  const found = statementsOf(role, landscape).flatMap(([{ Effect, Action, Resource }, at]) => {
    if (Effect !== 'Allow') return [];
    const patterns = [Action ?? []].flat().map(matcher);
    const kinds = (Object.keys(actions) as KindName[]).filter((kind) =>
      actions[kind]?.some((action) => patterns.some((pattern) => pattern.test(action))),
    );
    return kinds.flatMap((kind) => landscape.places(Resource, at, kind));
  });
  return [...new Set(found)];
}

/** Statements with the resources that they stand in, whose references they use. */
function statementsOf(role: Resource, landscape: Landscape): [Statement, Resource][] {
  const inline = [role.properties.Policies ?? []].flat() as { PolicyDocument?: unknown }[];
  const own = landscape.read(role.properties.ManagedPolicyArns, role).resources;
  const attached = landscape.ofType(...POLICIES).filter((policy) => {
    const { Roles, RoleName } = policy.properties;
    return own.includes(policy) || landscape.read([Roles, RoleName], policy).resources.includes(role);
  });
  return [
    ...inline.flatMap(({ PolicyDocument }) => documented(PolicyDocument, role)),
    ...attached.flatMap((policy) => documented(policy.properties.PolicyDocument, policy)),
  ];
}

function documented(document: unknown, at: Resource): [Statement, Resource][] {
  const { Statement = [] } = (document ?? {}) as { Statement?: Statement | Statement[] };
  return [Statement].flat().map((statement) => [statement, at]);
}

/** Actions have no case, and `*` for any letters. */
function matcher(action: string): RegExp {
  const escaped = action.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}
