import { compileSnippets } from './compile-snippets';
import { exampleSnippets, pageSnippets } from './snippets';

const c = compileSnippets([...pageSnippets(), ...exampleSnippets()]);
const by = new Map<string, string[]>();
for (const s of c) for (const f of s.free) by.set(f, [...(by.get(f) ?? []), s.place]);
for (const [f, p] of [...by].sort()) console.log(f.padEnd(20), p.join(' '));
for (const s of c) if (s.problems.length) console.log(s.problems);
