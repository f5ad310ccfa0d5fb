const SHOWN = 120;

/** Where two templates differ, a line each; none where they are the same. */
export function differences(expected: unknown, got: unknown, path = ''): string[] {
  if (isTree(expected) && isTree(got)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(got)])];
    return names.flatMap((name) => differences(expected[name], got[name], path ? `${path}.${name}` : name));
  }
  if (expected === got) return [];
  const [left, right] = [JSON.stringify(expected) ?? 'nothing', JSON.stringify(got) ?? 'nothing'];
  const from = Math.max(0, firstDifference(left, right) - SHOWN / 2);
  const part = (text: string) => text.slice(from, from + SHOWN);
  return [`${path}\n    expected ${part(left)}\n    got      ${part(right)}`];
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function firstDifference(left: string, right: string): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return at;
}
