/**
 * What the CDK's provider framework calls, by plain HTTP: its own takes the AWS SDK that Lambda brings, which the emulator's has not, and
 * answers CloudFormation by HTTPS alone.
 */
const ENDPOINT = process.env.AWS_ENDPOINT_URL ?? '';
const AUTHORIZATION =
  `AWS4-HMAC-SHA256 Credential=${process.env.AWS_ACCESS_KEY_ID}/20260101/${process.env.AWS_REGION}/lambda/aws4_request, ` +
  'SignedHeaders=host, Signature=none';

async function call(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string>,
  method = 'POST',
) {
  const sent = { method, body: String(body), headers: { authorization: AUTHORIZATION, ...headers } };
  const response = await fetch(new URL(path, ENDPOINT), sent);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

export async function startExecution(request: object): Promise<unknown> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AWSStepFunctions.StartExecution',
  };
  const body = Object.entries(request).map(([name, value]) => [
    name[0]?.toLowerCase() + name.slice(1),
    value,
  ]);
  return (await call('/', JSON.stringify(Object.fromEntries(body)), headers)).json();
}

export async function invokeFunction(request: { FunctionName: string; Payload: string }): Promise<unknown> {
  const path = `/2015-03-31/functions/${encodeURIComponent(request.FunctionName)}/invocations`;
  const response = await call(path, request.Payload, {});
  return {
    StatusCode: response.status,
    FunctionError: response.headers.get('x-amz-function-error') ?? undefined,
    Payload: new Uint8Array(await response.arrayBuffer()),
  };
}

export async function httpRequest(options: { path: string; method: string }, body: string): Promise<void> {
  await call(options.path, body, { 'content-type': '' }, options.method);
}
