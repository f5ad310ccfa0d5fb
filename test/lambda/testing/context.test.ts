import { lambdaContext, VirtualClock } from '../../../lambda/testing';

test('the remaining time runs down with the clock, to nothing', () => {
  const clock = new VirtualClock();
  const context = lambdaContext({ clock, remainingMs: 5_000 });
  expect(context.getRemainingTimeInMillis()).toBe(5_000);
  clock.advance(4_999);
  expect(context.getRemainingTimeInMillis()).toBe(1);
  clock.advance(10);
  expect(context.getRemainingTimeInMillis()).toBe(0);
});

test('the time stands still by default', () => {
  expect(lambdaContext().getRemainingTimeInMillis()).toBe(30_000);
});

test('names the function it was asked for', () => {
  expect(lambdaContext({ functionName: 'orders', requestId: 'r' })).toMatchObject({
    functionName: 'orders',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders',
    logGroupName: '/aws/lambda/orders',
    awsRequestId: 'r',
  });
});

test('refuses the ways of Node.js 0.10 to end', () => {
  expect(() => lambdaContext().succeed(undefined)).toThrow('return a value or throw');
});

test('a virtual clock moves on by what it sleeps, and never back', async () => {
  const clock = new VirtualClock(new Date(1_000));
  await clock.sleep(500);
  await clock.sleep(-500);
  expect(clock.now()).toBe(1_500);
  expect(() => clock.advance(-1)).toThrow('a clock advances by 0 ms or more, got -1');
  expect(() => new VirtualClock(new Date('never'))).toThrow('start must be a valid date');
});
