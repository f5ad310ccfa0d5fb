import { checkTools } from '../../../bin/jsii/requirements';

const { PATH } = process.env;
beforeAll(() => {
  process.env.PATH = '/nonexistent';
});
afterAll(() => {
  process.env.PATH = PATH;
});

test.each([
  ['python', 'python3 has to be Python 3.10 or later with venv'],
  ['java', 'Maven 3.6 or later and a JDK are needed'],
] as const)('without the tools of %s, says which they are', (language, message) => {
  expect(() => checkTools([language])).toThrow(message);
});
