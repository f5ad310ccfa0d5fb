import { App, Stack, Validations } from 'aws-cdk-lib';
import { acknowledge } from '../../../lib/shared/acknowledge';

/** As it is before anything of this file runs. */
const { stackTraceLimit } = Error;

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

test('errors keep their stack after an acknowledgement', () => {
  acknowledge(new Stack(), ...rules);
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});

test('errors keep their stack after an id that the CDK refuses', () => {
  const call = () => acknowledge(new Stack(), { id: 'not::a::rule', reason: 'of the test' });
  expect(call).toThrow("'not::a::rule'");
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});
