import { list, type TemplateResource } from './security-rule';

/** A statement of an IAM policy as it stands in a template. */
export interface Statement {
  readonly Effect?: string;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Record<string, unknown>>>;
}

/** The statements that give principals rights, of a policy, managed policy or role. */
export function identityStatements({ type, properties }: TemplateResource): Statement[] {
  if (type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy') {
    return statementsOf(properties.PolicyDocument);
  }
  if (type !== 'AWS::IAM::Role' && type !== 'AWS::IAM::User') return [];
  return list<{ PolicyDocument?: unknown }>(properties.Policies).flatMap((policy) =>
    statementsOf(policy.PolicyDocument),
  );
}

/** The statements of a policy document. */
export function statementsOf(document: unknown): Statement[] {
  return list((document as { Statement?: Statement | Statement[] } | undefined)?.Statement);
}

/** Whether a statement refuses whoever comes without TLS. */
export function refusesPlainText({ Effect, Condition }: Statement): boolean {
  return Effect === 'Deny' && String(Condition?.Bool?.['aws:SecureTransport']) === 'false';
}
