process.env.CDK_VALIDATION = 'false';
// Files of functions are not copied for each stack, and no construct remembers the line that made it.
process.env.CDK_CONTEXT_JSON = JSON.stringify({
  'aws:cdk:disable-asset-staging': true,
  'aws:cdk:disable-stack-trace': true,
  'aws:cdk:disable-creation-stack-traces': true,
});
