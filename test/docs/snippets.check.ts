import { exampleSnippets, pageSnippets, problemsOf } from './snippets';

const snippets = [...pageSnippets(), ...exampleSnippets()];

test('every snippet of the README and the doc comments compiles', () => {
  expect(snippets.length).toBeGreaterThan(20);
  const wrong = { place: 'wrong', text: "new EncryptedStream(this, 'Orders', { shards: 3 });" };
  const [inWrong, ...others] = problemsOf([wrong, ...snippets]);
  expect(inWrong).toMatch(/^wrong: .*'shards' does not exist/);
  expect(others).toEqual([]);
});
