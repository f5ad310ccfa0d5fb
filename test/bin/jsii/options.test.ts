import { parseLanguages } from '../../../bin/jsii/options';

test.each<[string[], string[] | undefined]>([
  [[], ['python', 'java']],
  [['java'], ['java']],
  [['--help'], undefined],
])('%j asks for %j', (args, languages) => {
  expect(parseLanguages(args)).toEqual(languages);
});

test.each([
  [['cobol'], 'a language must be python or java, got "cobol"'],
  [['--python'], "Unknown option '--python'"],
])('refuses %j', (args, message) => {
  expect(() => parseLanguages(args)).toThrow(message);
});
