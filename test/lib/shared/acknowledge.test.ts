import { App, Stack, Validations } from 'aws-cdk-lib';
import { acknowledge } from '../../../lib/shared/acknowledge';

const rules = [
  { id: 'AwsSolutions-S1', reason: 'it holds access logs itself' },
  { id: 'AwsSolutions-S2', reason: 'it is never public' },
];

/** What is kept of the acknowledgements on a stack. */
function entries(scope: Stack) {
  return scope.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
}

test('what is kept is what the CDK keeps', () => {
  const app = new App();
  const [ours, theirs] = [new Stack(app, 'Ours'), new Stack(app, 'Theirs')];
  acknowledge(ours, ...rules);
  Validations.of(theirs).acknowledge(...rules);

  const data = entries(theirs).map((entry) => entry.data);
  expect(data).toHaveLength(2);
  expect(entries(ours).map((entry) => entry.data)).toEqual(data);
});

test('the CDK is not let look for the stack of the call', () => {
  const limits: number[] = [];
  const spy = jest
    .spyOn(Validations.prototype, 'acknowledge')
    .mockImplementation(() => void limits.push(Error.stackTraceLimit));
  acknowledge(new Stack(), ...rules);
  spy.mockRestore();
  expect(limits).toEqual([1]);
});

test.each(['Some-Rule', 'not::a::rule'])('errors keep their stack after acknowledging %s', (id) => {
  const before = Error.stackTraceLimit;
  const call = () => acknowledge(new Stack(new App(), 'Stack'), { id, reason: 'of the test' });
  if (id.includes('::')) expect(call).toThrow("'not::a::rule'");
  else call();
  expect(Error.stackTraceLimit).toBe(before);
});
