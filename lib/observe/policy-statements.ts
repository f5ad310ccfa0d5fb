import { list, type TemplateResource } from './security-rule';

/** A statement of an IAM policy as it stands in a template. */
export interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A statement, and where in its resource it stands. */
export interface PlacedStatement {
  readonly statement: Statement;
  readonly location: string;
}

const POLICIES = ['Policy', 'ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'];
const HOLDERS = ['Role', 'User', 'Group'];

/** The statements that give principals rights: of a policy, or of the policies within a role, a user or a group. */
export function identityStatements({ type, properties }: TemplateResource): PlacedStatement[] {
  const kind = type.replace(/^AWS::IAM::/, '');
  if (POLICIES.includes(kind)) return placed(properties.PolicyDocument, 'Properties/PolicyDocument');
  if (!HOLDERS.includes(kind)) return [];
  return list<{ PolicyDocument?: unknown }>(properties.Policies).flatMap((policy, index) =>
    placed(policy.PolicyDocument, `Properties/Policies/${index}/PolicyDocument`),
  );
}

function placed(document: unknown, location: string): PlacedStatement[] {
  return statementsOf(document).map((statement, index) => ({
    statement,
    location: `${location}/Statement/${index}`,
  }));
}

/** The statements of a policy document. */
export function statementsOf(document: unknown): Statement[] {
  return list((document as { Statement?: Statement | Statement[] } | undefined)?.Statement);
}

/** Whether a statement refuses whoever comes without TLS, whatever he wants of the bucket. */
export function refusesPlainText({ Effect, Principal, Action, Condition = {} }: Statement): boolean {
  return (
    Effect === 'Deny' &&
    isEverybody(Principal) &&
    list(Action).some((action) => matches(action, EVERY_ACTION_OF_S3)) &&
    [Condition.Bool, Condition.BoolIfExists].some(isPlainText)
  );
}

/** Stands for all: only a wildcard takes it. */
const EVERY_ACTION_OF_S3 = 's3:<any>';

function isEverybody(principal: unknown): boolean {
  const { AWS } = (principal ?? {}) as { AWS?: unknown };
  return principal === '*' || list<unknown>(AWS).includes('*');
}

/** Condition keys are the same in any case. */
function isPlainText(conditions: Readonly<Record<string, unknown>> | undefined): boolean {
  return Object.entries(conditions ?? {}).some(
    ([key, value]) =>
      key.toLowerCase() === 'aws:securetransport' && list<unknown>(value).map(String).includes('false'),
  );
}

/** Whether IAM's `*` and `?` in a pattern let it stand for a text; case does not count. */
export function matches(pattern: unknown, text: string): boolean {
  const expression = String(pattern)
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(text);
}
